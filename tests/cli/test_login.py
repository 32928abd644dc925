"""`niggle login`, `niggle logout` and what `niggle doctor` says of sources."""

import json
import re
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from niggle.cli import niggle
from niggle.cli.login import _expiry
from niggle.config import load_config
from niggle.durable import prepare_folder
from niggle.errors import UsageError
from niggle.sources import CredentialsError, credentials, retries
from niggle.steps.collect import collect
from niggle.steps.decode import decode
from niggle.steps.judge import judge
from niggle.steps.measure import measure
from niggle.steps.night import publish_all
from niggle.steps.report import report
from niggle.steps.triage import triage
from niggle.store.layout import athlete_landing


@pytest.fixture
def folder(tmp_path: Path, fake_garmin: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration with every kind of source that needs credentials."""
    monkeypatch.setattr(retries, "pause", lambda _: None)
    monkeypatch.setattr("garminconnect.client.sso.time.sleep", lambda _: None)
    (tmp_path / "runs").mkdir()
    (tmp_path / "config.toml").write_text(f"""
[store]
path = "data"

[[athletes]]
id = "me"
name = "Me"

[[athletes.sources]]
kind = "garmin_personal"
base_url = "{fake_garmin.url}"

[[athletes.sources]]
kind = "garmin"
base_url = "{fake_garmin.url}"
token_url = "{fake_garmin.url}/di-oauth2-service/oauth/token"
login_url = "{fake_garmin.url}"

[[athletes.sources]]
kind = "folder"
path = "runs"
""")
    return tmp_path


@pytest.fixture
def call(folder: Path) -> Callable[..., Result]:
    """The command line in this process; an expected error is the result's exception."""

    def run(*arguments: str, typed: str = "") -> Result:
        return CliRunner().invoke(
            niggle, [*arguments, "--config", str(folder / "config.toml")], input=typed, standalone_mode=False
        )

    return run


def kept(folder: Path, kind: str) -> dict[str, Any] | None:
    return credentials.load(folder / "data", "me", kind)


def test_login_with_a_key(call, folder, garmin_fakes):
    answer = call("login", "garmin_personal", "--athlete", "me", typed=f"{garmin_fakes.KEY}\n365\n")
    assert answer.exception is None
    secrets = kept(folder, "garmin_personal")
    assert secrets is not None
    assert secrets["key"] == garmin_fakes.KEY
    assert date.fromisoformat(secrets["expires_on"]) == datetime.now(UTC).date() + timedelta(days=365)
    assert "garmin_personal is ready" in answer.stderr
    assert answer.stdout == ""
    assert garmin_fakes.KEY not in answer.stderr


def test_login_with_a_key_from_the_environment(call, folder, garmin_fakes, monkeypatch):
    monkeypatch.setenv("GARMIN_PERSONAL_API_KEY", garmin_fakes.KEY)
    assert call("login", "garmin_personal", "--expires", "2099-01-02").exception is None
    assert (kept(folder, "garmin_personal") or {})["expires_on"] == "2099-01-02"


def test_login_with_password_and_code(call, folder, fake_garmin, garmin_fakes):
    fake_garmin.asks_for_code = True
    typed = f"{garmin_fakes.EMAIL}\n{garmin_fakes.PASSWORD}\n{garmin_fakes.CODE}\n"
    answer = call("login", "garmin", "--athlete", "me", typed=typed)
    assert answer.exception is None
    assert set(kept(folder, "garmin") or {}) == {"di_token", "di_refresh_token", "di_client_id"}
    assert garmin_fakes.PASSWORD not in answer.output + answer.stderr


def test_a_login_that_is_refused_says_so_and_keeps_what_was_there(call, folder, garmin_fakes):
    call("login", "garmin_personal", typed=f"{garmin_fakes.KEY}\n\n")
    answer = call("login", "garmin_personal", typed="wrong-77aa\n\n")
    assert isinstance(answer.exception, CredentialsError)
    assert "wrong-77aa" not in str(answer.exception)
    assert (kept(folder, "garmin_personal") or {})["key"] == garmin_fakes.KEY


def test_a_login_with_nothing_typed_is_wrong_usage(call):
    assert isinstance(call("login", "garmin").exception, UsageError)


def test_a_source_that_is_not_configured_is_pointed_out(call, folder, garmin_fakes, monkeypatch):
    text = (folder / "config.toml").read_text()
    monkeypatch.setenv("GARMIN_PERSONAL_API_BASE_URL", re.findall(r'base_url = "(.*)"', text)[0])
    (folder / "config.toml").write_text('[store]\npath = "data"\n[[athletes]]\nid = "me"\nname = "Me"\n')
    answer = call("login", "garmin_personal", typed=f"{garmin_fakes.KEY}\n90\n")
    assert answer.exception is None
    assert '[[athletes.sources]]\nkind = "garmin_personal"' in answer.stderr


def test_an_unknown_kind_is_wrong_usage(call):
    assert call("login", "polar").exit_code != 0


@pytest.mark.parametrize(
    ("text", "day"),
    [("90", date(2027, 2, 21)), ("2027-03-01", date(2027, 3, 1)), ("", None), (" 30 ", date(2026, 12, 23))],
)
def test_an_expiry_is_days_or_a_date(text, day):
    assert _expiry(text, date(2026, 11, 23)) == day


@pytest.mark.parametrize("text", ["soon", "21.02.2027", "-3"])
def test_another_expiry_is_wrong_usage(text):
    with pytest.raises(UsageError):
        _expiry(text, date(2026, 11, 23))


def test_logout_forgets(call, folder, garmin_fakes):
    call("login", "garmin_personal", typed=f"{garmin_fakes.KEY}\n\n")
    answer = call("logout", "garmin_personal", "--athlete", "me")
    assert (answer.exception, answer.return_value) == (None, 0)
    assert "me: logged out of garmin_personal" in answer.stderr
    assert kept(folder, "garmin_personal") is None
    assert "was not logged in" in call("logout", "garmin_personal").stderr


def test_logging_out_of_strava_has_what_came_from_it_forgotten(call, folder):
    landing = athlete_landing(folder / "data", "me")
    landing.note("marker", athlete_id="me", source="strava", place="strava:backfill", landed_at=datetime.now(UTC))
    assert call("logout", "strava").exception is None
    assert [landed.kind for landed in landing.arrivals()] == ["marker", "forgotten"]


def test_logging_out_of_strava_deletes_its_runs_at_once(call, folder, squad_folder):
    config = load_config(folder / "config.toml")
    prepare_folder(config.store.path)
    landing = athlete_landing(config.store.path, config.athletes[0].id)
    own, theirs = sorted((squad_folder / "emil").glob("*.fit"))[:2]
    common: dict[str, Any] = {"kind": "activity", "athlete_id": "me", "landed_at": datetime.now(UTC), "stamp": "1"}
    landing.land(own.read_bytes(), source="folder", place=str(own), **common)
    bytes_of_strava = landing.land(
        theirs.read_bytes(), source="strava", place="strava:1", who_may_see="athlete", keep_days=7,
        may_feed_baselines=False, **common,
    )  # fmt: skip
    for step in (decode, measure, judge, triage):
        step(config, config.athletes[0])
    publish_all(config)
    report(config, config.athletes[0])
    pages = config.store.path / "reports" / "runs"
    assert (len(json.loads(call("flags", "--format", "json").stdout)), len(list(pages.iterdir()))) == (2, 2)
    assert call("logout", "strava").exception is None
    (run,) = json.loads(call("flags", "--format", "json").stdout)
    assert run["source"] == "folder"
    assert not landing.path_of(bytes_of_strava.sha256).exists()
    assert [page.stem for page in pages.iterdir()] == [run["run_id"]]


def test_after_a_logout_the_account_may_be_another(call, folder, fake_garmin, garmin_fakes):
    now = datetime.now(UTC)
    config = load_config(folder / "config.toml")
    fake_garmin.activities = [garmin_fakes.Activity(id=1, started_at=now - timedelta(days=1))]
    call("login", "garmin_personal", typed=f"{garmin_fakes.KEY}\n\n")
    call("login", "garmin", typed=f"{garmin_fakes.EMAIL}\n{garmin_fakes.PASSWORD}\n")
    assert collect(config, config.athletes[0]).problems == ()
    fake_garmin.owner = 2
    assert [line.count("another Garmin account") for line in collect(config, config.athletes[0]).problems] == [
        1,
        1,
    ]
    call("logout", "garmin_personal")
    call("login", "garmin_personal", typed=f"{garmin_fakes.KEY}\n\n")
    assert len(collect(config, config.athletes[0]).problems) == 1


def test_doctor_says_what_each_source_needs(call, folder):
    answer = call("doctor", "--verbose")
    assert answer.return_value == 3
    assert "→ me: garmin_personal: no key yet; make one at https://connect.garmin.com" in answer.stdout
    assert "run `niggle login garmin_personal --athlete me`" in answer.stdout
    assert "→ me: garmin: nobody has logged in yet; run `niggle login garmin --athlete me`" in answer.stdout
    assert f"→ me: {folder / 'runs'} holds no recordings (it is empty)" in answer.stdout
    assert "me: garmin: never read yet; `niggle sync` reads it" in answer.stdout


def test_doctor_shows_how_far_a_source_has_come_and_no_secret(call, folder, fake_garmin, garmin_fakes):
    now = datetime.now(UTC)
    fake_garmin.activities = [
        garmin_fakes.Activity(id=n, started_at=now - timedelta(days=n * 20)) for n in range(1, 60)
    ]
    soon = (now + timedelta(days=2)).date()
    call("login", "garmin_personal", typed=f"{garmin_fakes.KEY}\n{soon}\n")
    call("login", "garmin", typed=f"{garmin_fakes.EMAIL}\n{garmin_fakes.PASSWORD}\n")
    fake_garmin.misbehave("original 3", garmin_fakes.status(500), times=6)
    config = load_config(folder / "config.toml")
    fake_garmin.misbehave("original 30", garmin_fakes.status(429), times=2)
    collected = collect(config, config.athletes[0])
    assert len(collected.problems) == 2
    text = call("doctor", "--verbose").stdout
    until = f"{fake_garmin.activities[19].started_at:%B %Y}"
    assert f"✗ me: garmin_personal: the key for Garmin's Personal API expires on {soon}; make a new one" in text
    assert "✓ me: garmin: logged in; the tokens are refreshed at night (kept in " in text
    assert text.count(f"the first sync has come back to {until}, and the next goes on") == 2
    assert text.count("1 activity failed and will be asked for again") == 2
    assert text.count(f"last read on {now:%Y-%m-%d}") == 2
    assert not any(secret in text for secret in fake_garmin.secrets)


def test_the_program_itself_logs_in(program: Path, folder, garmin_fakes):
    def login(typed: str) -> subprocess.CompletedProcess[str]:
        command = [program, "login", "garmin_personal"]
        return subprocess.run(command, cwd=folder, input=typed, capture_output=True, text=True, check=False)

    answer = login(f"{garmin_fakes.KEY}\n90\n")
    assert (answer.returncode, answer.stdout) == (0, "")
    wrong = login("mistyped\n90\n")
    assert wrong.returncode == 3
    assert wrong.stderr.splitlines()[-1].startswith("niggle: Garmin does not take the key")
    assert wrong.stderr.splitlines()[-1].endswith("run `niggle login garmin_personal --athlete me`")
