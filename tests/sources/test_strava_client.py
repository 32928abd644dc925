"""Tokens that outlive everything, faults in one sentence, and no secret in anything that is written or said."""

import json
import logging
import os
import signal
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta

import pytest

from niggle.config import StravaConfig
from niggle.errors import ConfigError
from niggle.sources import credentials, strava_client
from niggle.sources.base import CredentialsError, Fetched, Gone, RateLimitedError, SourceChangedError, SourceError
from niggle.sources.strava import StravaSource

RUN_AT = datetime(2026, 3, 2, 6, 31, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


def kept(folder):
    return credentials.load(folder, "me", "strava")


@pytest.fixture
def short_patience(monkeypatch):
    monkeypatch.setattr(strava_client, "_TIMEOUT_S", (0.3, 0.3))


def visit(source, seen=()):
    """What arrived, and the error that ended it."""
    arrivals = []
    try:
        arrivals.extend(arrival for arrival in source.fetch(dict(seen)) if arrival.place != "strava:visited")
    except SourceError as error:
        return arrivals, error
    return arrivals, None


def test_a_token_that_ends_soon_is_renewed_once_and_kept(strava, strava_source, tmp_path):
    strava.add(RUN_AT)
    strava.now += 6 * HOUR - timedelta(minutes=2)
    before = strava.refresh_token
    _, error = visit(strava_source())
    assert error is None
    assert strava.count("POST token") == 1
    assert kept(tmp_path)["refresh_token"] == strava.refresh_token != before
    assert kept(tmp_path)["expires_at"] == int(strava.expires_at.timestamp())


def test_the_rotated_token_is_kept_when_the_call_after_it_fails(strava, strava_source, tmp_path):
    strava.now += 7 * HOUR
    strava.fail("list", "broken", "broken")
    _, error = visit(strava_source())
    assert "500" in str(error)
    assert kept(tmp_path)["refresh_token"] == strava.refresh_token


def test_the_rotated_token_is_kept_when_the_process_is_killed_after_the_refresh(strava, strava_source, tmp_path):
    strava.now += 7 * HOUR
    strava.fail("list", "hang")
    code = f"""
        from datetime import datetime
        from pathlib import Path
        from niggle.config import StravaConfig
        from niggle.sources.strava import StravaSource
        config = StravaConfig(kind="strava", base_url="{strava.url}/api/v3", oauth_url="{strava.url}")
        now = datetime.fromisoformat("{strava.now.isoformat()}")
        list(StravaSource(config, athlete_id="me", store_folder=Path({str(tmp_path)!r}), now=lambda: now).fetch({{}}))
    """
    process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], env=dict(os.environ))
    try:
        assert strava.held.wait(60)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert strava.count("POST token") == 1
    assert kept(tmp_path)["refresh_token"] == strava.refresh_token
    strava.add(RUN_AT)
    arrivals, error = visit(strava_source())
    assert error is None
    assert len(arrivals) == 2
    assert strava.count("POST token") == 1


def test_what_another_process_has_renewed_is_taken_over(strava, strava_source, tmp_path):
    source = strava_source()
    line = strava_client.StravaLine(source._config, athlete_id="me", store_folder=tmp_path, now=lambda: strava.now)
    strava.now += 7 * HOUR
    strava.new_tokens()
    other = {"access_token": strava.access_token, "refresh_token": strava.refresh_token}
    credentials.save(tmp_path, "me", "strava", {**other, "expires_at": int(strava.expires_at.timestamp())})
    assert line.get("/athlete/activities", per_page=200) == []
    assert strava.count("POST token") == 0


@pytest.mark.parametrize("hours", [-30, -7, 7, 30])
def test_a_wrong_clock_costs_one_renewal_and_nothing_else(strava, strava_source, hours):
    for days in range(3):
        strava.add(RUN_AT - timedelta(days=days))
    strava.now += 7 * HOUR
    arrivals, error = visit(strava_source(ahead=hours * HOUR))
    assert error is None
    assert len([arrival for arrival in arrivals if isinstance(arrival, Fetched)]) == 3
    assert strava.count("POST token") == 1


def test_a_clock_that_is_behind_finds_out_from_the_refusal(strava, strava_source, tmp_path):
    strava.add(RUN_AT)
    strava.now += 6 * HOUR
    _, error = visit(strava_source(ahead=-2 * HOUR))
    assert error is None
    assert strava.requests[:3] == ["GET list", "POST token", "GET list"]


FAULTS = [
    ("list", "no_permission", CredentialsError, "leave its box ticked; run `niggle login strava --athlete me`"),
    ("list", "forbidden", CredentialsError, "refuses to show this athlete's activities (403)"),
    ("list", "inactive", SourceError, "the account that owns it has no subscription; subscribe again"),
    ("list", "broken", SourceError, "itself failed (500)"),
    ("list", "teapot", SourceError, "answered with an error (418)"),
    ("list", "html", SourceError, "a page instead of data"),
    ("list", "elsewhere", SourceError, "a page instead of data"),
    ("list", "cut", SourceError, "connection to Strava failed"),
    ("list", "drop", SourceError, "connection to Strava failed"),
    ("list", "hang", SourceError, "did not answer in time"),
    ("list", "missing", SourceError, "not found"),
    ("list", "limited", RateLimitedError, "no more requests before 2026-03-03 02:15 UTC"),
    ("streams", "cut", SourceError, "1 of 1 activities did not come: the connection to Strava failed"),
    ("streams", "html", SourceError, "a page instead of data"),
    ("streams", "limited", RateLimitedError, "no more requests before"),
    ("page", "forbidden", CredentialsError, "403"),
    ("token", "revoked", CredentialsError, "was revoked or has ended; run `niggle login strava --athlete me`"),
    ("token", "unknown_application", SourceError, "STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET in the environment"),
    ("token", "inactive", SourceError, "no subscription"),
    ("token", "broken", SourceError, "500"),
    ("token", "html", SourceError, "a page instead of data"),
    ("token", "drop", SourceError, "connection to Strava failed"),
    ("token", "limited", RateLimitedError, "no more requests"),
]


@pytest.mark.parametrize(("kind", "fault", "error_type", "words"), FAULTS, ids=[f"{f[0]}-{f[1]}" for f in FAULTS])
def test_every_fault_is_one_clear_line(strava, strava_source, short_patience, kind, fault, error_type, words):
    strava.add(RUN_AT)
    strava.now += 7 * HOUR  # so that the tokens are renewed first
    strava.fail(kind, fault, fault)
    _, error = visit(strava_source())
    assert isinstance(error, error_type)
    assert words in str(error)
    assert "\n" not in str(error)
    assert "secret" not in str(error).lower().replace("strava_client_secret", "")
    assert "127.0.0.1" not in str(error)


def test_a_single_failure_passes_unnoticed(strava, strava_source, short_patience):
    strava.add(RUN_AT)
    for kind in ("list", "page", "streams"):
        strava.fail(kind, {"list": "broken", "page": "cut", "streams": "hang"}[kind])
    arrivals, error = visit(strava_source())
    assert error is None
    assert len(arrivals) == 2


def test_access_that_was_taken_away_needs_a_person(strava, strava_source):
    strava.add(RUN_AT)
    source = strava_source()
    strava.new_tokens()  # what is kept counts no longer
    _, error = visit(source)
    assert isinstance(error, CredentialsError)
    assert error.command == "niggle login strava --athlete me"
    assert strava.requests == ["GET list", "POST token"]


def test_taking_access_away_at_strava_takes_everything_away(strava, strava_source):
    for days in range(3):
        strava.add(RUN_AT - timedelta(days=days))
    source = strava_source()
    arrivals, _ = visit(source)
    seen = {arrival.place: arrival.stamp for arrival in arrivals}
    strava.now += 7 * HOUR
    strava.fail("token", "revoked")
    arrivals, error = visit(source, {**seen, "garmin:5": "a-b-5-settled"})
    assert isinstance(error, CredentialsError)
    assert arrivals == [Gone(place=f"strava:{number}") for number in (1000, 1001, 1002)]


def test_a_token_that_another_process_has_just_used_up_takes_nothing_away(strava, strava_source, tmp_path):
    strava.add(RUN_AT)
    source = strava_source()
    strava.now += 7 * HOUR

    def be_quicker():
        strava.before_tokens = lambda: None
        strava.new_tokens()
        new = {"access_token": strava.access_token, "refresh_token": strava.refresh_token}
        credentials.save(tmp_path, "me", "strava", {**new, "expires_at": int(strava.expires_at.timestamp())})

    strava.before_tokens = be_quicker
    arrivals, error = visit(source)
    assert error is None
    assert len(arrivals) == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda answer: {k: v for k, v in answer.items() if k != "expires_at"}, "expires_at"),
        (lambda answer: {k: v for k, v in answer.items() if k != "refresh_token"}, "refresh_token"),
        (lambda answer: {**answer, "expires_at": "soon"}, "expires_at"),
        (lambda answer: {**answer, "access_token": 5}, "access_token"),
        (lambda answer: [answer], "token"),
    ],
)
def test_a_token_answer_of_another_shape_is_named(strava, strava_source, tmp_path, change, field):
    strava.now += 7 * HOUR
    source = strava_source()
    before = kept(tmp_path)
    strava.fail("token", change)
    _, error = visit(source)
    assert isinstance(error, SourceChangedError)
    assert error.field == field
    assert kept(tmp_path) == before


@pytest.mark.parametrize(
    ("retry_after", "limits", "expected"),
    [
        (None, (100, 1000), "19:15"),
        ("1200", (100, 1000), "19:20"),
        ("Mon, 02 Mar 2026 20:00:00 GMT", (100, 1000), "20:00"),
        ("later", (100, 1000), "19:15"),
        (None, (100, 2), "2026-03-03 00:00"),
    ],
)
def test_429_says_when_to_come_back(strava, strava_source, retry_after, limits, expected):
    strava.add(RUN_AT)
    strava.retry_after, strava.limits = retry_after, limits
    strava.fail("page" if limits == (100, 1000) else "nothing", "limited")
    _, error = visit(strava_source())
    assert isinstance(error, RateLimitedError)
    assert f"{error.retry_at:%Y-%m-%d %H:%M}".endswith(expected)


def test_no_application_in_the_environment(strava, strava_source, monkeypatch, caplog):
    monkeypatch.delenv("STRAVA_CLIENT_SECRET")
    _, error = visit(strava_source())
    assert isinstance(error, CredentialsError)
    assert error.command == "export STRAVA_CLIENT_ID=… STRAVA_CLIENT_SECRET=…"
    assert caplog.records == []


def test_nobody_has_logged_in(strava, strava_config, tmp_path):
    _, error = visit(StravaSource(strava_config, athlete_id="you", store_folder=tmp_path))
    assert isinstance(error, CredentialsError)
    assert error.command == "niggle login strava --athlete you"
    assert strava.requests == []


@pytest.mark.parametrize("key", ["base_url", "oauth_url"])
def test_tokens_are_not_sent_in_the_clear(strava, strava_source, tmp_path, key):
    strava_source()
    config = StravaConfig(kind="strava", **{key: "http://strava.example"})
    with pytest.raises(ConfigError, match=key):
        list(StravaSource(config, athlete_id="me", store_folder=tmp_path).fetch({}))


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        (
            "https://www.strava.com/api/v3/athlete/activities?page=1",
            "https://api-v3.strava.example/athlete/activities?page=1",
        ),
        ("https://www.strava.com/oauth/token", "https://www.strava.com/oauth/token"),
    ],
)
def test_the_api_may_move_while_logins_stay(monkeypatch, asked, sent):
    import requests
    from requests.adapters import HTTPAdapter

    went = []

    def send(self, request, *args):
        went.append(request.url)
        response = requests.Response()
        response.status_code, response.url, response._content = 200, request.url, b"{}"
        return response

    monkeypatch.setattr(HTTPAdapter, "send", send)
    config = StravaConfig(kind="strava", base_url="https://api-v3.strava.example/")
    strava_client.open_session(config)[0].get(asked)
    assert went == [sent]


def test_importing_stravalib_leaves_the_program_s_warnings_alone():
    code = """
        import warnings
        before = warnings.showwarning
        import niggle.sources.strava
        assert warnings.showwarning is before
        assert ("default", None, Warning, None, 0) not in warnings.filters
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=True)


def test_no_secret_in_anything_that_is_written_or_said(strava, strava_source, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    strava.add(RUN_AT)
    strava.now += 7 * HOUR
    source = strava_source()
    said = [repr(source)]
    arrivals, _ = visit(source)
    said += [repr(arrival) for arrival in arrivals]
    for kind, fault, *_ in FAULTS:
        if fault != "hang":
            strava.fail(kind, fault, fault)
            said.append(repr(visit(source)[1]))
            strava.now += HOUR
    said += [record.getMessage() for record in caplog.records]
    said += [json.dumps(record.__dict__, default=str) for record in caplog.records]
    assert len(said) > 100
    assert not [line for line in said if "fake-" in line]
    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert file.parent.name == "credentials"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
