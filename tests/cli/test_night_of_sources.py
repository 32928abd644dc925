"""A whole night with Garmin sources, as `niggle sync` makes it: what comes, what is said, and what is never written."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from niggle.config import load_config
from niggle.fit.activity import read_activity
from niggle.fit.decode import decode_fit
from niggle.sources import credentials
from niggle.steps.collect import Collected, collect


@pytest.fixture
def folder(tmp_path: Path, fake_garmin: Any, garmin_fakes: Any, squad_folder: Path) -> Path:
    """Three athletes: one with a good and a dead way to Garmin, one whose service is down, one with a folder."""
    night = tmp_path / "night"
    night.mkdir()
    (night / "config.toml").write_text(f"""
[store]
path = "data"

[[athletes]]
id = "ada"
name = "Ada"

[[athletes.sources]]
kind = "garmin"
base_url = "{fake_garmin.url}"
token_url = "{fake_garmin.url}/di-oauth2-service/oauth/token"

[[athletes.sources]]
kind = "garmin_personal"
base_url = "{fake_garmin.url}"

[[athletes]]
id = "dan"
name = "Dan"

[[athletes.sources]]
kind = "garmin_personal"
base_url = "http://127.0.0.1:9"

[[athletes]]
id = "emil"
name = "Emil"

[[athletes.sources]]
kind = "folder"
path = "runs"
""")
    (night / "runs").mkdir()
    for path in sorted((squad_folder / "emil").glob("*.fit"))[:2]:
        shutil.copy(path, night / "runs")
    for path in sorted((squad_folder / "ada").glob("*.fit"))[:4]:
        (session,) = read_activity(decode_fit(path.read_bytes(), path=str(path))).sessions
        fake_garmin.activities.append(
            garmin_fakes.Activity(
                id=len(fake_garmin.activities) + 1,
                started_at=session.started_at,
                description="niggle: left achilles 1/3/3/1",
                original=garmin_fakes.zipped({"ACTIVITY.fit": path.read_bytes()}),
            )
        )
    store = night / "data"
    credentials.save(store, "ada", "garmin_personal", {"key": garmin_fakes.KEY, "expires_on": "2099-01-01"})
    credentials.save(store, "ada", "garmin", fake_garmin.give_app_tokens())
    credentials.save(store, "dan", "garmin_personal", {"key": garmin_fakes.KEY, "expires_on": None})
    return night


def test_a_night_with_troubles(folder, tmp_path, fake_garmin, garmin_fakes, niggle_in, sync_in):
    fake_garmin.revoke()
    fake_garmin.misbehave("original 2", garmin_fakes.html, times=None)
    surroundings = {"NIGGLE_CREDENTIALS": "file", "HOME": str(tmp_path), "PREFECT_HOME": str(tmp_path / "prefect")}
    answer = sync_in(folder, **surroundings)
    assert answer.returncode == 3, answer.stderr
    lines = [line for line in answer.stderr.splitlines() if "problem:" in line]
    day = fake_garmin.activities[1].started_at.date()
    assert [line.partition("problem: ")[2] for line in lines] == [
        "ada: Garmin no longer takes the tokens of the last login; run `niggle login garmin --athlete ada`",
        f"ada: activity 2 of {day}: Garmin sent a web page instead of the recording; the next sync asks again",
        "dan: the connection to Garmin failed or broke off",
    ]
    runs = json.loads(niggle_in(folder, "flags", "--format", "json").stdout)
    assert [run["source"] for run in runs if run["athlete_id"] == "ada"] == ["garmin_personal"] * 3
    assert {run["pain"]["site"] for run in runs if run["athlete_id"] == "ada"} == {"achilles"}
    assert sum(run["athlete_id"] == "emil" for run in runs) == 2
    assert _where(fake_garmin.secrets, tmp_path, answer.stdout + answer.stderr) == []


def _where(secrets: set[str], folder: Path, said: str) -> list[str]:
    """Where a secret stands that should not, in what was said or in any file but those of the credentials."""
    assert len(secrets) > 5
    found = ["the terminal"] if any(secret in said for secret in secrets) else []
    files = [path for path in folder.rglob("*") if path.is_file() and path.parent.name != "credentials"]
    assert any(path.name == "prefect.db" for path in files)
    assert any(path.name == "manifest.jsonl" for path in files)
    wanted = [secret.encode() for secret in secrets]
    return found + [str(path) for path in files if any(secret in path.read_bytes() for secret in wanted)]


def test_nights_without_news_cost_a_request_and_change_nothing(folder, fake_garmin):
    text = (folder / "config.toml").read_text().replace("http://127.0.0.1:9", fake_garmin.url)
    (folder / "config.toml").write_text(text)
    config = load_config(folder / "config.toml")
    assert [collect(config, athlete).new_files for athlete in config.athletes] == [4, 4, 2]
    manifests = sorted((folder / "data" / "athletes").glob("*/manifest.jsonl"))
    before = [path.read_bytes() for path in manifests]
    assert len(before) == 3
    fake_garmin.counted()
    for athlete in config.athletes:
        assert collect(config, athlete) == Collected(0)
    assert fake_garmin.counted() == {"listing": 3}
    assert [path.read_bytes() for path in manifests] == before
