"""How the pages are reached, and what follows from it."""

from pathlib import Path
from typing import Any

import pytest

from niggle.config import Athlete, Config, StoreConfig, WebConfig
from niggle.web.deployment import address_of, deployment_of, is_loopback


def config(folder: str = "data", **web: Any) -> Config:
    athletes = (Athlete(id="ada", name="Ada"),)
    return Config(store=StoreConfig(path=Path(folder)), athletes=athletes, web=WebConfig(**web))


@pytest.mark.parametrize(
    ("host", "is_it"),
    [("localhost", True), ("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("[::1]", True), ("0.0.0.0", False),
     ("192.168.1.2", False), ("localhost.example", False)],
)  # fmt: skip
def test_what_only_this_machine_can_reach(host, is_it):
    assert is_loopback(host) is is_it
    assert deployment_of(config(host=host)).is_local is is_it


def test_with_a_public_address_nobody_is_local():
    deployment = deployment_of(config(host="127.0.0.1", public_url="https://n.example/run", behind_proxy=True))
    assert not deployment.is_local
    assert (deployment.netloc, deployment.path, deployment.is_secure, deployment.behind_proxy) == (
        "n.example",
        "/run/",
        True,
        True,
    )


@pytest.mark.parametrize(
    ("url", "start"),
    [
        ("https://n.example", "__Host-niggle_"),
        ("https://n.example/run", "__Secure-niggle_"),
        ("http://127.0.0.1:8712", "niggle_"),
        (None, "niggle_"),
    ],
)
def test_a_cookie_is_as_strict_as_its_address_allows(url, start):
    assert deployment_of(config(public_url=url)).cookie.startswith(start)


def test_two_niggles_on_one_machine_have_two_cookies():
    assert deployment_of(config("a")).cookie != deployment_of(config("b")).cookie


def test_the_address_is_the_public_one_else_where_it_listens():
    assert address_of(config(host="::1", port=8000)) == "http://[::1]:8000"
    assert address_of(config(), port=1234) == "http://127.0.0.1:1234"
    assert address_of(config(public_url="https://n.example"), port=1234) == "https://n.example"
