"""What is refused before anything is answered, and the headers on every answer."""

import asyncio
import logging
from dataclasses import replace

import pytest
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient

from niggle.config import WebConfig
from niggle.errors import ConfigError, StoreBusyError, StoreError, UsageError
from niggle.web import app as application
from niggle.web.app import create_app
from niggle.web.deployment import deployment_of
from niggle.web.faults import NothingYetError
from niggle.web.guard import MOST_BYTES_OF_FORM, MOST_BYTES_SENT, remote_address
from niggle.web.routes import Address
from niggle.web.security import refusal
from niggle.web.viewer import NOBODY, Viewer

CLEO = Viewer("athlete:cleo", "athlete", name="Cleo", athlete_id="cleo")
EMIL = Viewer("athlete:emil", "athlete", name="Emil", athlete_id="emil")
HOME = "http://localhost:8712"


@pytest.fixture
def app_with(monkeypatch, web_config, web_clock):
    """A client of an application with a handler of the test's own at /test.html (GET and POST) and /test/raw (POST)."""

    def make(handler, *, raises=False, **web):
        addresses = (
            Address("GET", "/test.html", handler),
            Address("POST", "/test.html", handler),
            Address("POST", "/test/raw", handler, "anyone", takes_form=False),
        )
        monkeypatch.setattr(application, "ADDRESSES", (*application.ADDRESSES, *addresses))
        config = web_config.model_copy(update={"web": WebConfig(**web)})
        app = create_app(config, clock=web_clock, lets_faults_through=raises)
        return TestClient(app, base_url=web.get("public_url", HOME), follow_redirects=False)

    return make


def told(page_request):
    """Says back what was sent."""
    return Response(
        repr((dict(page_request.form), len(page_request.body), page_request.viewer.key)), media_type="text/html"
    )


# Tokens of forms


def test_a_form_needs_the_token_of_its_session(app_with, post_form):
    client = app_with(told)
    csrf = client.get("/token").json()["csrf"]
    for sent in ({}, {"csrf": ""}, {"csrf": "made up"}, {"csrf": csrf[:-2] + "xx"}, {"csrf": "é"}):
        answer = client.post("/test.html", data=sent)
        assert answer.status_code == 403
        assert "Nothing was changed" in answer.text
    assert post_form(client, "/test.html", a="1").status_code == 200
    client.cookies.clear()
    assert client.post("/test.html", data={"csrf": csrf}).status_code == 403


def test_the_token_of_one_is_no_good_for_another(client_of, web_config, app_with):
    one, other = app_with(told), TestClient(create_app(web_config), base_url=HOME)
    csrf = other.get("/token").json()["csrf"]
    one.get("/token")
    assert one.post("/test.html", data={"csrf": csrf}).status_code == 403


def test_the_token_is_for_those_who_are_logged_in(client_of):
    assert client_of(NOBODY).get("/token").status_code == 401
    assert client_of(CLEO).get("/token").json()["csrf"] != client_of(EMIL).get("/token").json()["csrf"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": HOME}, 200),
        ({"origin": "http://localhost:9999"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, 200),  # a page that tells nobody where it was
    ],
)
def test_what_another_site_has_sent_is_refused_whatever_its_token(app_with, headers, status):
    client = app_with(told)
    csrf = client.get("/token").json()["csrf"]
    assert client.post("/test.html", data={"csrf": csrf}, headers=headers).status_code == status


def test_behind_a_proxy_that_keeps_the_host_to_itself_the_public_address_is_the_origin(
    web_config, web_clock, client_of
):
    client = client_of(CLEO)
    csrf = client.get("/token").json()["csrf"]
    headers = {"host": "127.0.0.1:8712", "origin": "https://niggle.example.org"}
    assert client.post("/logout", data={"csrf": csrf}, headers=headers).status_code == 303


# How often


def test_too_many_logins_as_one_have_to_wait(client_of, web_clock):
    client = client_of(NOBODY)

    def attempt():
        return client.post("/login.html", data={"name": "olga"})

    assert [attempt().status_code for _ in range(5)] == [403] * 5
    answer = attempt()
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "60"
    assert "Try again in a minute" in answer.text
    for _ in range(5):  # 30 an hour
        web_clock.move_on(minutes=1)
        assert [attempt().status_code for _ in range(5)] == [403] * 5
    web_clock.move_on(minutes=1)
    assert attempt().status_code == 429
    web_clock.move_on(hours=1)
    assert attempt().status_code == 403


def test_too_many_logins_from_one_address_have_to_wait_whatever_the_names(client_of, web_clock):
    client = client_of(NOBODY)
    answers = [client.post("/login.html", data={"name": f"n{number}"}).status_code for number in range(31)]
    assert answers == [403] * 30 + [429]
    web_clock.move_on(minutes=1)
    assert client.post("/login.html", data={"name": "another"}).status_code == 403


def test_a_stranger_cannot_keep_the_owner_out_and_is_told_of(app_with, caplog):
    client = app_with(told, public_url="https://niggle.example.org", behind_proxy=True)

    def attempt(number):
        headers = {"x-forwarded-for": f"203.0.113.{number}"}
        return client.post("/login.html", data={"name": " Olga"[number % 2 :]}, headers=headers).status_code

    assert [attempt(number) for number in range(70)] == [403] * 70
    assert [attempt(200) for _ in range(6)] == [403] * 5 + [429]
    assert [record.getMessage() for record in caplog.records if "guessing" in record.getMessage()] == [
        "somebody may be guessing a password: more than 60 tries for one name in an hour"
    ]


def test_too_many_links_have_to_wait(client_of):
    client = client_of(NOBODY)
    assert [client.get("/enter/x").status_code for _ in range(21)] == [404] * 20 + [429]


def test_too_many_forms_of_one_viewer_have_to_wait(app_with):
    client = app_with(told)
    csrf = client.get("/token").json()["csrf"]
    answers = [client.post("/test.html", data={"csrf": csrf}).status_code for _ in range(121)]
    assert answers == [200] * 120 + [429]
    assert client.get("/test.html").status_code == 200


@pytest.mark.parametrize(
    ("client", "forwarded", "behind_proxy", "address"),
    [
        ("203.0.113.9", "198.51.100.1", False, "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", True, "198.51.100.1"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.7", True, "203.0.113.7"),
        ("127.0.0.1", None, True, "127.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", None, False, "2001:db8:1:2::"),
        ("::ffff:203.0.113.9", None, False, "::ffff:cb00:7109"),
    ],
)
def test_who_asks_is_told_by_the_last_proxy_or_by_nobody(web_config, client, forwarded, behind_proxy, address):
    deployment = replace(deployment_of(web_config), behind_proxy=behind_proxy)
    headers = [] if forwarded is None else [(b"x-forwarded-for", forwarded.encode())]
    request = Request({"type": "http", "client": (client, 1), "headers": headers})
    assert remote_address(request, deployment) == address


# What is sent


def test_a_form_that_is_too_large_is_refused(app_with, post_form):
    client = app_with(told)
    assert post_form(client, "/test.html", a="x" * MOST_BYTES_OF_FORM).status_code == 413
    assert post_form(client, "/test.html", a="x" * (MOST_BYTES_OF_FORM // 2)).status_code == 200


def test_a_body_without_a_length_is_counted_as_it_comes(app_with):
    client = app_with(told)
    chunks = (b"x" * 100_000 for _ in range(5))
    assert client.post("/test.html", content=chunks).status_code == 413


def test_what_is_no_form_is_sent_as_it_is_and_bounded_too(app_with):
    client = app_with(told)
    answer = client.post("/test/raw", content=b"\xff" * (MOST_BYTES_OF_FORM + 1))
    assert answer.status_code == 200
    assert str(MOST_BYTES_OF_FORM + 1) in answer.text
    assert client.post("/test/raw", headers={"content-length": str(MOST_BYTES_SENT + 1)}).status_code == 413


async def nothing_more():
    """The end of a request without a body."""
    return {"type": "http.request", "body": b"", "more_body": False}


def asked(app, method, path, receive, **scope):
    """What an application sends, asked without a client in between."""
    sent = []

    async def send(message):
        sent.append(message)

    scope = {
        **scope, "type": "http", "method": method, "path": path, "query_string": b"",
        "headers": [(b"host", b"localhost")], "client": ("127.0.0.1", 50000),
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    return sent


def test_who_leaves_while_sending_is_no_fault_of_the_program(app_with):
    async def receive():
        return {"type": "http.disconnect"}

    begin, *_ = asked(app_with(told).app, "POST", "/test.html", receive)
    assert begin["status"] == 400


def test_nothing_is_kept_of_what_may_not_be_sent_and_who_sends_it_hears_so(local_client, monkeypatch):
    monkeypatch.setattr(application, "body_of", lambda *_: pytest.fail("the body was kept"))
    chunks = [b"x" * 1000] * 3

    async def receive():
        return {"type": "http.request", "body": chunks.pop(), "more_body": bool(chunks)}

    begin, *_ = asked(local_client.app, "POST", "/shared/cleo", receive)
    assert begin["status"] == 401
    assert not chunks
    chunks += [b"x" * 2**20] * 50
    asked(local_client.app, "POST", "/shared/cleo", receive)
    assert len(chunks) == 29


@pytest.mark.parametrize(
    "path", ["/" * 50_000, f"/athletes/cleo/{'9' * 5000}.html", "/runs/a\0b.html", "/runs/\0/pain.html"]
)
def test_an_address_that_makes_no_sense_is_not_here(local_client, path):
    begin, *bodies = asked(local_client.app, "GET", path, nothing_more)
    assert begin["status"] == 404
    assert b"content-security-policy" in dict(begin["headers"])
    assert sum(len(message["body"]) for message in bodies) < 20_000


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"a=1", "text/plain", 415),
        (b"a=%ff", "application/x-www-form-urlencoded", 400),
        (b"\xff=1", "application/x-www-form-urlencoded", 400),
        (b"&".join(b"a=1" for _ in range(1001)), "application/x-www-form-urlencoded", 400),
    ],
)
def test_what_is_no_form_is_refused_where_one_is_expected(app_with, content, kind, status):
    answer = app_with(told).post("/test.html", content=content, headers={"content-type": kind})
    assert answer.status_code == status


# Names and headers


@pytest.mark.parametrize("host", ["localhost", "localhost:8712", "127.0.0.1:8712", "[::1]:8712", "[::1]", "LOCALHOST"])
def test_this_machine_may_be_asked_for_by_its_own_names(web_config, host):
    assert refusal(deployment_of(web_config), Headers({"host": host})) is None


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8712", "localhost.evil.example", "127.0.0.1.nip.io", "", "192.168.1.5"]
)
def test_a_name_that_was_bent_to_this_machine_is_refused(local_client, host):
    answer = local_client.get("/index.html", headers={"host": host})
    assert answer.status_code == 400
    assert len(answer.text.splitlines()) == 1
    assert "Cleo" not in answer.text


def test_a_proxy_in_front_of_pages_without_a_login_is_refused(local_client):
    answer = local_client.get("/index.html", headers={"x-forwarded-for": "203.0.113.9"})
    assert answer.status_code == 400
    assert "public_url" in answer.text


@pytest.mark.parametrize(("version", "status"), [("1.0", 400), ("1.1", 200)])
def test_a_proxy_that_says_nothing_of_itself_is_known_by_its_version(local_client, version, status):
    begin, *_ = asked(local_client.app, "GET", "/index.html", nothing_more, http_version=version)
    assert begin["status"] == status


def test_with_a_login_any_name_will_do(client_of):
    assert client_of(NOBODY).get("/login.html", headers={"host": "192.168.1.5"}).status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/index.html", "/login.html", "/nothing", "/a/b/c", "/token", "/static/niggle.css", "/static/no.js"]
)
@pytest.mark.parametrize("viewer", [NOBODY, CLEO])
def test_every_answer_says_what_a_browser_may_do_with_it(client_of, path, viewer):
    headers = client_of(viewer).get(path).headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "geolocation=()" in headers["permissions-policy"]
    assert headers["strict-transport-security"].startswith("max-age=")
    is_style = path == "/static/niggle.css"
    assert headers["cache-control"] == ("private, max-age=3600" if is_style else "no-store")


def test_over_plain_http_no_browser_is_told_to_insist_on_tls(local_client):
    headers = local_client.get("/index.html").headers
    assert "strict-transport-security" not in headers
    assert "content-security-policy" in headers


def test_a_browser_that_has_the_style_already_is_not_sent_it_again(local_client):
    first = local_client.get("/static/niggle.css")
    again = local_client.get("/static/niggle.css", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert local_client.get("/static/run.css").headers["etag"] != first.headers["etag"]


# What goes wrong


@pytest.mark.parametrize(
    ("error", "status", "text"),
    [
        (StoreBusyError("/home/me/data: another niggle …"), 503, "Try again in a minute"),
        (UsageError("say which"), 400, "say which"),
        (ConfigError("wrong"), 400, "wrong"),
        (StoreError("/home/me/data: newer"), 500, "niggle doctor"),
        (NothingYetError("x"), 200, "No run has come in yet"),
    ],
)
def test_what_goes_wrong_is_a_page_with_a_line(app_with, error, status, text):
    def handler(page_request):
        raise error

    answer = app_with(handler, raises=True).get("/test.html")
    assert answer.status_code == status
    assert text in answer.text
    assert "/home/me" not in answer.text


def test_a_fault_of_the_program_shows_and_logs_nothing_of_anybody(app_with, caplog):
    def handler(page_request):
        raise KeyError("Cleo's knee")

    with caplog.at_level(logging.INFO):
        answer = app_with(handler).get("/test.html")
    assert answer.status_code == 500
    assert "Traceback" not in answer.text
    assert "knee" not in answer.text + caplog.text
    assert "KeyError" in caplog.text


def test_only_what_can_be_sent_somewhere_can_be_sent_there(local_client):
    assert local_client.post("/index.html").status_code == 405
    assert local_client.put("/index.html").status_code == 405
    assert local_client.get("/logout").status_code == 405


def test_no_address_is_completed_by_sending_people_elsewhere(local_client):
    assert local_client.get("/index.html/").status_code == 404


def test_a_store_without_anything_says_what_to_do(web_config, tmp_path):
    empty = web_config.model_copy(update={"store": web_config.store.model_copy(update={"path": tmp_path / "empty"})})
    with TestClient(create_app(empty), base_url=HOME) as client:
        page = client.get("/index.html")
    assert page.status_code == 200
    assert "niggle sync" in page.text
