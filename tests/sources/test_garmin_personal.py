"""The key of the official API and the tokens it is exchanged for."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from niggle.config import GarminPersonalConfig
from niggle.sources import (
    CredentialsError,
    Fetched,
    Remark,
    SourceChangedError,
    SourceError,
    credentials,
    garmin_personal,
    retries,
)
from niggle.sources.garmin_personal import GarminPersonalSource, expiry_line, login, state

KIND = "garmin_personal"
LINE = "niggle login garmin_personal --athlete me"


@pytest.fixture
def config(fake_garmin: Any) -> GarminPersonalConfig:
    return GarminPersonalConfig(kind=KIND, base_url=fake_garmin.url)


@pytest.fixture
def visit(fake_garmin, garmin_fakes, config, tmp_path, monkeypatch) -> Callable[..., list[Any]]:
    """One visit of someone who has three runs."""
    monkeypatch.setattr(retries, "pause", lambda _: None)
    now = datetime.now(UTC)
    fake_garmin.activities = [garmin_fakes.Activity(id=n, started_at=now - timedelta(days=n)) for n in (1, 2, 3)]

    def make(**kwargs: Any) -> list[Any]:
        source = GarminPersonalSource(config, athlete_id="me", store_folder=tmp_path, **kwargs)
        return [thing for thing in source.fetch({}) if isinstance(thing, Fetched)]

    return make


@pytest.fixture
def key(garmin_fakes, config, tmp_path, fake_garmin) -> str:
    """A key that was logged in with."""
    login(config, athlete_id="me", store_folder=tmp_path, key=garmin_fakes.KEY, expires_on=None)
    fake_garmin.counted()
    return str(garmin_fakes.KEY)


def test_a_token_is_used_until_it_is_old(visit, key, fake_garmin):
    for _ in range(3):
        assert len(visit()) == 3
    assert fake_garmin.counted()["exchange"] == 0


def test_a_token_within_an_hour_of_its_end_is_exchanged_again(visit, garmin_fakes, config, tmp_path, fake_garmin):
    fake_garmin.token_life = timedelta(minutes=50)
    login(config, athlete_id="me", store_folder=tmp_path, key=garmin_fakes.KEY, expires_on=None)
    fake_garmin.token_life = timedelta(hours=24)
    fake_garmin.counted()
    visit()
    visit()
    assert fake_garmin.counted()["exchange"] == 1


def test_a_revoked_token_is_exchanged_again(visit, key, fake_garmin):
    fake_garmin.revoke()
    assert len(visit()) == 3
    assert fake_garmin.counted()["exchange"] == 1


@pytest.mark.parametrize("code", [400, 401, 403])
def test_a_key_that_is_refused_needs_a_person(visit, key, fake_garmin, garmin_fakes, code):
    fake_garmin.revoke()
    said = f"the key was {garmin_fakes.KEY}".encode()  # a service as careless as can be
    fake_garmin.misbehave("exchange", garmin_fakes.status(code, body=said), times=None)
    with pytest.raises(CredentialsError) as caught:
        visit()
    assert caught.value.command == LINE
    assert garmin_fakes.KEY not in str(caught.value)
    assert fake_garmin.counted()["exchange"] == 1


def test_tokens_that_are_never_taken_need_a_person(visit, key, fake_garmin, garmin_fakes):
    fake_garmin.misbehave("listing", garmin_fakes.status(401), times=None)
    with pytest.raises(CredentialsError, match="Garmin refuses what it gave for the key"):
        visit()
    assert fake_garmin.counted() == {"listing": 2, "exchange": 1}


@pytest.mark.parametrize("said", [b"<html>maintenance</html>", b"", b"a.b.c"])
def test_an_exchange_of_another_shape_is_said(visit, key, fake_garmin, garmin_fakes, said):
    fake_garmin.revoke()
    fake_garmin.misbehave("exchange", garmin_fakes.sends(said), times=None)
    with pytest.raises(SourceChangedError, match="exp"):
        visit()


@pytest.mark.parametrize("what", ["exchange", "listing", "original"])
def test_a_service_that_does_not_answer_is_left_in_time(visit, key, fake_garmin, garmin_fakes, what):
    fake_garmin.revoke()
    fake_garmin.misbehave(what, garmin_fakes.hang, times=None)
    with pytest.raises(SourceError, match="Garmin did not answer in time"):
        visit(timeout_s=0.1)


def test_a_service_that_is_not_there_is_one_line(visit, key, fake_garmin, tmp_path):
    source = GarminPersonalSource(
        GarminPersonalConfig(kind=KIND, base_url="http://127.0.0.1:9"), athlete_id="me", store_folder=tmp_path
    )
    with pytest.raises(SourceError, match="the connection to Garmin failed or broke off"):
        list(source.fetch({}))


@pytest.mark.parametrize("retry_after", ["14", "120"])
def test_a_short_retry_after_is_waited_for(visit, key, fake_garmin, garmin_fakes, monkeypatch, retry_after):
    waited: list[float] = []
    monkeypatch.setattr(retries, "pause", waited.append)
    fake_garmin.misbehave("original 2", garmin_fakes.status(429, retry_after=retry_after))
    assert len(visit()) == 3
    assert waited == [float(retry_after)]


def test_waiting_has_an_end(visit, key, fake_garmin, garmin_fakes, monkeypatch):
    waited: list[float] = []
    monkeypatch.setattr(retries, "pause", waited.append)
    fake_garmin.misbehave("listing", garmin_fakes.status(429, retry_after="100"), times=None)
    with pytest.raises(SourceError, match="no more requests before"):
        visit()
    assert waited == [100.0, 100.0]


def test_the_address_can_stand_in_the_environment(visit, key, fake_garmin, monkeypatch, tmp_path):
    monkeypatch.setenv("GARMIN_PERSONAL_API_BASE_URL", fake_garmin.url + "/")
    source = GarminPersonalSource(GarminPersonalConfig(kind=KIND), athlete_id="me", store_folder=tmp_path)
    assert any(isinstance(thing, Fetched) for thing in source.fetch({}))


def test_nothing_is_kept_where_the_client_would(visit, key, fake_garmin, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    visit()
    assert not (tmp_path / "home").exists()


def test_login_keeps_nothing_that_garmin_does_not_take(config, tmp_path):
    with pytest.raises(CredentialsError) as caught:
        login(config, athlete_id="me", store_folder=tmp_path, key="mistyped-key", expires_on=None)
    assert "mistyped-key" not in str(caught.value)
    assert credentials.load(tmp_path, "me", KIND) is None


@pytest.mark.parametrize("key", ["", "  ", "kéy", "two\nlines"])
def test_what_cannot_be_a_key_is_not_even_tried(config, tmp_path, fake_garmin, key):
    with pytest.raises(CredentialsError, match="that is no key"):
        login(config, athlete_id="me", store_folder=tmp_path, key=key, expires_on=None)
    assert fake_garmin.counted() == {}


@pytest.mark.parametrize("url", ["http://garmin.example.org", "ftp://127.0.0.2/", "garmin.example.org"])
def test_the_key_is_not_sent_where_everyone_can_read_it(tmp_path, url, garmin_fakes):
    config = GarminPersonalConfig(kind=KIND, base_url=url)
    with pytest.raises(SourceError, match="it has to begin with https://"):
        login(config, athlete_id="me", store_folder=tmp_path, key=garmin_fakes.KEY, expires_on=None)


@pytest.mark.parametrize(
    ("days", "says"),
    [(15, None), (14, "expires on 2026-12-07"), (1, "expires on"), (0, "has expired on"), (-3, "has expired on")],
)
def test_a_key_is_warned_of_from_14_days_before_it_expires(days, says):
    today = date(2026, 11, 23)
    line = expiry_line(today + timedelta(days=days), today)
    assert line is None if says is None else says in str(line)


def test_nobody_is_warned_of_what_is_not_known():
    assert expiry_line(None, date(2026, 11, 23)) is None


def test_the_warning_comes_after_everything_else(visit, config, garmin_fakes, tmp_path, fake_garmin):
    soon = datetime.now(UTC).date() + timedelta(days=2)
    login(config, athlete_id="me", store_folder=tmp_path, key=garmin_fakes.KEY, expires_on=soon)
    source = GarminPersonalSource(config, athlete_id="me", store_folder=tmp_path)
    things: list[Any] = []
    with pytest.raises(CredentialsError, match=f"expires on {soon}.*{LINE}"):
        things.extend(source.fetch({}))
    assert sum(isinstance(thing, Fetched) for thing in things) == 3


def test_a_key_that_ends_in_some_days_is_a_remark_and_no_fault(config, garmin_fakes, tmp_path, fake_garmin):
    soon = datetime.now(UTC).date() + timedelta(days=9)
    login(config, athlete_id="me", store_folder=tmp_path, key=garmin_fakes.KEY, expires_on=soon)
    things = list(GarminPersonalSource(config, athlete_id="me", store_folder=tmp_path).fetch({}))
    (remark,) = [thing for thing in things if isinstance(thing, Remark)]
    assert f"expires on {soon}" in remark.text
    assert state(config, athlete_id="me", store_folder=tmp_path)[0]


def test_the_state_says_what_to_do(config, garmin_fakes, tmp_path, fake_garmin: Any):
    def said() -> tuple[bool, str]:
        return state(config, athlete_id="me", store_folder=tmp_path)

    assert said() == (False, f"no key yet; make one at {garmin_personal.KEY_PAGE} and run `{LINE}`")
    login(config, athlete_id="me", store_folder=tmp_path, key=garmin_fakes.KEY, expires_on=None)
    assert said() == (True, "there is a key; it is not known when it expires")
    login(config, athlete_id="me", store_folder=tmp_path, key=garmin_fakes.KEY, expires_on=date(2099, 1, 2))
    assert said() == (True, "there is a key; it expires on 2099-01-02")
    login(config, athlete_id="me", store_folder=tmp_path, key=garmin_fakes.KEY, expires_on=date(2020, 1, 2))
    is_well, line = said()
    assert not is_well
    assert "has expired on 2020-01-02" in line
    assert LINE in line


def test_the_files_of_a_login_are_for_the_owner_alone(key, tmp_path: Path):
    folder = tmp_path / "credentials"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for path in folder.iterdir()] == [0o600]
