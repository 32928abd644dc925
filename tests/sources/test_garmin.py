"""The app's way to Garmin: one login with a person at hand, then tokens that are refreshed and rotate."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from garminconnect.client import sso

from niggle.config import GarminConfig
from niggle.sources import (
    CredentialsError,
    Fetched,
    RateLimitedError,
    SourceChangedError,
    SourceError,
    credentials,
    retries,
)
from niggle.sources.garmin import GarminSource, login, state

KIND = "garmin"
LINE = "niggle login garmin --athlete me"


@pytest.fixture
def config(fake_garmin: Any) -> GarminConfig:
    return GarminConfig(
        kind=KIND, base_url=fake_garmin.url, login_url=fake_garmin.url,
        token_url=f"{fake_garmin.url}/di-oauth2-service/oauth/token",
    )  # fmt: skip


@pytest.fixture
def visit(fake_garmin, garmin_fakes, config, tmp_path, monkeypatch) -> Callable[[], list[Any]]:
    """One visit of someone who has three runs."""
    monkeypatch.setattr(retries, "pause", lambda _: None)
    now = datetime.now(UTC)
    fake_garmin.activities = [garmin_fakes.Activity(id=n, started_at=now - timedelta(days=n)) for n in (1, 2, 3)]

    def make() -> list[Any]:
        source = GarminSource(config, athlete_id="me", store_folder=tmp_path)
        return [thing for thing in source.fetch({}) if isinstance(thing, Fetched)]

    return make


@pytest.fixture
def tokens(fake_garmin, tmp_path) -> Callable[[timedelta], dict[str, str]]:
    """Tokens of an earlier login that live for so long."""

    def give(life: timedelta = timedelta(hours=20)) -> dict[str, str]:
        fake_garmin.token_life = life
        given = dict(fake_garmin.give_app_tokens())
        fake_garmin.token_life = timedelta(hours=24)
        credentials.save(tmp_path, "me", KIND, given)
        return given

    return give


@pytest.fixture
def sign_in(config, tmp_path, garmin_fakes, monkeypatch) -> Callable[..., list[str]]:
    """Log in, typing codes in turn; those left over. The client waits so as to look like a person, but not here."""
    monkeypatch.setattr(sso.time, "sleep", lambda _: None)

    def log_in(*codes: str, password: str = garmin_fakes.PASSWORD) -> list[str]:
        typed = list(codes)
        login(
            config, athlete_id="me", store_folder=tmp_path, email=garmin_fakes.EMAIL, password=password,
            ask_code=lambda: typed.pop(0),
        )  # fmt: skip
        return typed

    return log_in


# Nights


def test_tokens_are_used_as_they_are_while_they_are_good(visit, tokens, fake_garmin, tmp_path):
    given = tokens()
    assert len(visit()) == 3
    assert fake_garmin.counted()["refresh_token"] == 0
    assert credentials.load(tmp_path, "me", KIND) == given


def test_tokens_near_their_end_are_refreshed_once_and_kept(visit, tokens, fake_garmin, tmp_path):
    given = tokens(timedelta(minutes=5))
    assert len(visit()) == 3
    kept = credentials.load(tmp_path, "me", KIND)
    assert kept is not None
    assert kept["di_refresh_token"] != given["di_refresh_token"]
    assert len(visit()) == 3
    assert fake_garmin.counted()["refresh_token"] == 1


def test_tokens_that_are_revoked_are_refreshed_in_the_middle_and_kept(visit, tokens, fake_garmin, tmp_path):
    tokens()
    fake_garmin.revoke(refreshers=False)
    assert len(visit()) == 3
    assert len(visit()) == 3
    assert fake_garmin.counted()["refresh_token"] == 1


def test_a_refreshed_token_is_kept_even_if_the_next_request_fails(visit, tokens, fake_garmin, garmin_fakes, tmp_path):
    given = tokens(timedelta(minutes=5))
    fake_garmin.misbehave("listing", garmin_fakes.status(429), times=None)
    with pytest.raises(RateLimitedError):
        visit()
    assert credentials.load(tmp_path, "me", KIND) != given
    fake_garmin.behave()
    assert len(visit()) == 3


def test_dead_tokens_need_a_person(visit, tokens, fake_garmin):
    tokens()
    fake_garmin.revoke()
    with pytest.raises(CredentialsError) as caught:
        visit()
    assert caught.value.command == LINE
    assert not any(secret in str(caught.value) for secret in fake_garmin.secrets)
    assert set(fake_garmin.counted()) <= {"listing", "refresh_token"}  # no sign-in at night, ever


def test_dead_tokens_near_their_end_need_a_person(visit, tokens, fake_garmin):
    tokens(timedelta(minutes=5))
    fake_garmin.revoke()
    with pytest.raises(CredentialsError, match=LINE):
        visit()
    assert fake_garmin.counted() == {"refresh_token": 1}


@pytest.mark.parametrize(
    ("fault", "kind", "says"),
    [
        ("429", RateLimitedError, "rate limit reached"),
        ("500", SourceError, "HTTP 500"),
        ("html", SourceError, "no JSON"),
        ("shape", SourceChangedError, "access_token"),
        ("mfa", CredentialsError, LINE),
    ],
)
@pytest.mark.parametrize("life", [timedelta(minutes=5), timedelta(hours=20)])
def test_a_refresh_that_fails_is_told_from_dead_tokens(
    visit, tokens, fake_garmin, garmin_fakes, life, fault, kind, says
):
    tokens(life)
    fake_garmin.revoke(refreshers=False)
    faults = {
        "429": garmin_fakes.status(429), "500": garmin_fakes.status(500), "html": garmin_fakes.html,
        "shape": garmin_fakes.sends(b'{"token": 1}'),
        "mfa": garmin_fakes.status(401, body=b'{"error": "mfa_required"}'),
    }  # fmt: skip
    fake_garmin.misbehave("refresh_token", faults[fault], times=None)
    with pytest.raises(kind, match=says):
        visit()
    fake_garmin.behave()
    assert len(visit()) == 3  # the tokens kept are still those that work


def test_too_many_requests_is_final_for_the_night(visit, tokens, fake_garmin, garmin_fakes, monkeypatch):
    tokens()
    waited: list[float] = []
    monkeypatch.setattr(retries, "pause", waited.append)
    fake_garmin.misbehave("listing", garmin_fakes.status(429, retry_after="14"), times=None)
    with pytest.raises(RateLimitedError) as caught:
        visit()
    assert caught.value.retry_at is not None
    assert waited == []
    assert fake_garmin.counted() == {"listing": 1}


def test_a_service_that_does_not_answer_is_left_in_time(
    tokens, fake_garmin, garmin_fakes, config, tmp_path, monkeypatch
):
    tokens()
    monkeypatch.setattr(retries, "pause", lambda _: None)
    fake_garmin.misbehave("listing", garmin_fakes.hang, times=None)
    with pytest.raises(SourceError, match="Garmin did not answer in time"):
        list(GarminSource(config, athlete_id="me", store_folder=tmp_path, timeout_s=0.1).fetch({}))


def test_damaged_tokens_need_a_person(visit, tokens, tmp_path):
    credentials.save(tmp_path, "me", KIND, {"something": "else"})
    with pytest.raises(CredentialsError, match=LINE):
        visit()


def test_the_client_logs_nothing(visit, tokens, fake_garmin, garmin_fakes, caplog):
    tokens(timedelta(minutes=5))
    fake_garmin.misbehave("original 2", garmin_fakes.status(500), times=None)
    fake_garmin.misbehave("refresh_token", garmin_fakes.status(500))
    with caplog.at_level(logging.DEBUG), pytest.raises(SourceError):
        visit()
    assert not [record for record in caplog.records if record.name.startswith("garminconnect")]
    assert not any(secret in caplog.text for secret in fake_garmin.secrets)


# Login


def test_login_keeps_tokens_and_no_password(sign_in, visit, fake_garmin, garmin_fakes, tmp_path):
    sign_in()
    text = "".join(path.read_text() for path in (tmp_path / "credentials").iterdir())
    assert garmin_fakes.PASSWORD not in text
    assert garmin_fakes.EMAIL not in text
    assert len(visit()) == 3


def test_login_asks_for_the_code_when_garmin_does(sign_in, visit, fake_garmin, garmin_fakes):
    fake_garmin.asks_for_code = True
    assert sign_in(garmin_fakes.CODE) == []
    assert len(visit()) == 3


def test_a_mistyped_code_can_be_typed_again(sign_in, visit, fake_garmin, garmin_fakes):
    fake_garmin.asks_for_code = True
    assert sign_in("000000", garmin_fakes.CODE) == []
    assert len(visit()) == 3


def test_a_third_wrong_code_ends_the_login(sign_in, fake_garmin, tmp_path):
    fake_garmin.asks_for_code = True
    with pytest.raises(CredentialsError, match=LINE):
        sign_in("1", "2", "3")
    assert credentials.load(tmp_path, "me", KIND) is None


def test_a_wrong_password_is_one_line_and_tried_once(sign_in, fake_garmin, tmp_path):
    with pytest.raises(CredentialsError) as caught:
        sign_in(password="hunter2-mistyped")
    assert "hunter2-mistyped" not in str(caught.value)
    assert fake_garmin.counted()["sign-in"] == 1
    assert credentials.load(tmp_path, "me", KIND) is None


def test_a_login_ignores_tokens_that_lie_around(sign_in, fake_garmin, monkeypatch, tmp_path):
    monkeypatch.setenv("GARMINTOKENS", str(tmp_path / "elsewhere"))
    sign_in()
    assert not (tmp_path / "elsewhere").exists()


def test_the_files_of_a_login_are_for_the_owner_alone(sign_in, tmp_path: Path):
    sign_in()
    folder = tmp_path / "credentials"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for path in folder.iterdir()] == [0o600]


def test_the_state_says_what_to_do(config, sign_in, tmp_path):
    assert state(config, athlete_id="me", store_folder=tmp_path) == (False, f"nobody has logged in yet; run `{LINE}`")
    sign_in()
    assert state(config, athlete_id="me", store_folder=tmp_path)[0]
