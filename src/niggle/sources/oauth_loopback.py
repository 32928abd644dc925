"""The end of an OAuth login in the browser: one small web server on loopback that waits for the answer.

Only an answer with the `state` of this login counts. Others (a forged link, an old tab) are refused and the wait goes
on. Nothing of an answer is logged.
"""

import hmac
import queue
import secrets
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

_PATH = "/answer"
_PATIENCE_S = 5.0  # with a connection that says nothing, which browsers open on suspicion


class LoopbackAnswer:
    """A context in which `redirect_uri` is listened at; `state` goes into the link, and must come back."""

    def __init__(self) -> None:
        self.state = secrets.token_urlsafe(32)
        self._answers: queue.SimpleQueue[dict[str, str]] = queue.SimpleQueue()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self.state, self._answers))
        self._server.daemon_threads = True
        self.redirect_uri = f"http://127.0.0.1:{self._server.server_port}{_PATH}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait(self, seconds: float) -> Mapping[str, str] | None:
        """What the browser brought back with the right state; None if nothing came in time."""
        try:
            return self._answers.get(timeout=seconds)
        except queue.Empty:
            return None


def _handler(state: str, answers: "queue.SimpleQueue[dict[str, str]]") -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = _PATIENCE_S

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            answer = dict(parse_qsl(url.query))
            if url.path != _PATH:
                self._say(404, "There is nothing here.")
            elif not hmac.compare_digest(answer.get("state", "").encode(), state.encode()):
                self._say(400, "This answer does not belong to the login that is waiting. Open the link it printed.")
            else:
                self._say(200, "Thank you. You can close this page and go back to the terminal.")
                answers.put(answer)

        def _say(self, status: int, sentence: str) -> None:
            body = f"<!doctype html><meta charset=utf-8><title>niggle</title><p>{sentence}</p>".encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Referrer-Policy", "no-referrer")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing: the code is in the path."""

    return Handler
