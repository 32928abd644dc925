import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from niggle.sharing.post import PostError, post


class _Coach(ThreadingHTTPServer):
    """Answers every post with `status`, and remembers what came."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = 204
        self.came: list[tuple[str, str, bytes]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: _Coach

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.came.append((self.path, self.headers["Authorization"], data))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", f"{self.server.address}/elsewhere")
        self.end_headers()

    do_GET = do_POST  # noqa: N815

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def coach() -> Iterator[_Coach]:
    server = _Coach()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_bundle_is_sent_with_its_token(coach):
    post(f"{coach.address}/shared/cleo", b"{}", token="secret")

    assert coach.came == [("/shared/cleo", "Bearer secret", b"{}")]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (200, "no niggle answers"), (302, "has moved"), (401, "niggle access token"), (404, "known_as"),
        (409, "newer one"), (413, "too large"), (422, "niggle share --key"), (429, "next night"), (503, "next night"),
    ],
)  # fmt: skip
def test_what_was_not_taken_is_one_line_that_says_what_to_do(status, said, coach):
    coach.status = status

    with pytest.raises(PostError, match=said) as caught:
        post(f"{coach.address}/shared/cleo", b"{}", token="secret")
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_token_is_sent_to_nobody_else(coach):
    coach.status = 302

    with pytest.raises(PostError):
        post(f"{coach.address}/shared/cleo", b"{}", token="secret")
    assert [path for path, *_ in coach.came] == ["/shared/cleo"]


def test_a_coach_who_is_not_there_is_one_line(coach):
    address = coach.address
    coach.server_close()

    with pytest.raises(PostError, match="does not answer"):
        post(f"{address}/shared/cleo", b"{}", token="secret")
