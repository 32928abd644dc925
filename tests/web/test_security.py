"""Around every answer: by which names the pages may be asked for, and the headers that go with them."""

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from niggle.config import Athlete, Config, StoreConfig, WebConfig
from niggle.web.deployment import Deployment, deployment_of
from niggle.web.security import SecurityMiddleware, refusal


def deployment(**web: object) -> Deployment:
    athletes = (Athlete(id="ada", name="Ada"),)
    return deployment_of(Config(store=StoreConfig(path=Path("x")), athletes=athletes, web=WebConfig(**web)))  # type: ignore[arg-type]


LOCAL, PUBLIC = deployment(), deployment(public_url="https://n.example")


def refused(of: Deployment, version: str = "1.1", **headers: str) -> bool:
    return refusal(of, Headers(headers), http_version=version) is not None


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8712", "LOCALHOST:80", "[::1]:8712"])
def test_this_machine_may_be_asked_by_its_own_names(host):
    assert not refused(LOCAL, host=host)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8712", "localhost.evil.example", ""])
def test_a_name_that_somebody_bent_to_it_is_refused(host):
    assert refused(LOCAL, host=host)


def test_a_proxy_would_let_everybody_in():
    assert refused(LOCAL, host="localhost", via="1.1 nginx")
    assert refused(LOCAL, host="localhost", forwarded="for=1.2.3.4")
    assert refused(LOCAL, "1.0", host="localhost")


def test_where_people_log_in_every_name_is_answered():
    assert not refused(PUBLIC, "1.0", host="evil.example", via="x")


@pytest.mark.parametrize(("of", "is_secure"), [(LOCAL, False), (PUBLIC, True)])
def test_every_answer_has_the_headers_refusals_too(of, is_secure):
    app = Starlette(routes=[Route("/", lambda _: PlainTextResponse("hello"))])
    client = TestClient(SecurityMiddleware(app, of), base_url="http://localhost")
    for answer in (client.get("/"), client.get("/none"), client.get("/", headers={"host": "evil.example"})):
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        assert ("strict-transport-security" in answer.headers) == is_secure
