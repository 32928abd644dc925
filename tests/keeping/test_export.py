"""What a person takes along is all of it, in open formats, and another niggle makes the same of it."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import duckdb
import pytest

from niggle.choices import INVITATION, PAGE, land_choice
from niggle.config import load_config
from niggle.keeping.dictionary import dictionary
from niggle.store.layout import athlete_landing

SAME = (
    "status",
    "provisional",
    "summary",
    "stride",
    "criteria",
    "questions",
    "pain",
    "load",
    "distance_m",
    "started_at",
)


@pytest.fixture
def exported(own, niggle_in, tmp_path) -> Path:
    answer = niggle_in(own, "export", "ada", tmp_path / "ada.zip")
    assert answer.returncode == 0, answer.stderr
    assert "14 recordings, and all else of ada" in answer.stderr
    return tmp_path / "ada.zip"


def rows(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(name).decode(), newline="")))


def test_it_has_every_file_as_it_came_and_is_for_its_owner_alone(own, exported):
    assert exported.stat().st_mode & 0o777 == 0o600
    raw = {path.read_bytes() for path in (own / "data").glob("*/**/ada/raw/*/*")}
    with zipfile.ZipFile(exported) as archive:
        files = [name for name in archive.namelist() if name.startswith(("recordings/", "other/"))]
        assert {archive.read(name) for name in files} == raw
        assert b"Zwiebelfisch" in archive.read("diary.csv")
        assert b"Erdapfel" not in b"".join(archive.read(name) for name in archive.namelist())  # is Emil's
        assert "recordings/" in archive.read("README.txt").decode()
        landed = list(athlete_landing(own / "data", "ada").arrivals("ada"))
        assert len(rows(archive, "arrivals.csv")) == len(landed)
        assert {(row["what"], row["name"]) for row in rows(archive, "access.csv")} == {
            ("account (coach)", "ada@example.org"), ("link", "ada"), ("token", "ada"),
        }  # fmt: skip
        assert [row["kind"] for row in rows(archive, "messages.csv")] == ["question"]
        assert rows(archive, "consent.csv")[0] == {
            "what": "share_with_coach", "value": "details", "since": "", "decided": "config.toml",
        }  # fmt: skip


def test_consent_has_each_choice_that_was_made_on_a_page(own, niggle_in, tmp_path):
    landing, at = athlete_landing(own / "data", "ada"), datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    for level, mood, source in (("none", False, INVITATION), ("details", True, PAGE)):
        land_choice(landing, "ada", level, mood=mood, contact="", entry_id=uuid4(), now=at, source=source)
        at += timedelta(hours=1)
    assert niggle_in(own, "export", "ada", tmp_path / "ada.zip").returncode == 0
    with zipfile.ZipFile(tmp_path / "ada.zip") as archive:
        told = [tuple(row.values()) for row in rows(archive, "consent.csv") if row["what"].startswith("share_")]
    assert told == [
        ("share_with_coach", "details", "", "config.toml"),
        ("share_mood_with_coach", "no", "", "config.toml"),
        ("share_with_coach", "none", "2026-03-01T08:00:00+00:00", "invitation"),
        ("share_mood_with_coach", "no", "2026-03-01T08:00:00+00:00", "invitation"),
        ("share_with_coach", "details", "2026-03-01T09:00:00+00:00", "own page"),
        ("share_mood_with_coach", "yes", "2026-03-01T09:00:00+00:00", "own page"),
    ]


def test_results_are_json_and_tables_with_a_dictionary(own, exported, niggle_in, tmp_path):
    with zipfile.ZipFile(exported) as archive:
        archive.extractall(tmp_path)
        told = json.loads(archive.read("results/runs.json"))
        meanings = {(row["table"], row["column"]): row for row in rows(archive, "results/dictionary.csv")}
    assert told == json.loads(niggle_in(own, "flags", "--athlete", "ada", "--format", "json").stdout)
    assert all(row["meaning"] for row in meanings.values())
    for table in ("runs", "windows", "gait"):
        path = tmp_path / "results" / f"{table}.parquet"
        columns = duckdb.sql(f"DESCRIBE FROM '{path}'").fetchall()
        assert [(table, column[0]) for column in columns] == [key for key in meanings if key[0] == table]
        assert duckdb.sql(f"SELECT count(*) > 0 FROM '{path}'").fetchone() == (True,)
    assert duckdb.sql(f"SELECT count(*) FROM '{tmp_path}/results/runs.parquet'").fetchone() == (len(told),)


def test_the_dictionary_names_each_column_once():
    names = [(table, column) for table, column, _, _ in dictionary()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("athlete_id", ["ada", "me"])
def test_another_niggle_makes_the_same_of_it(own, exported, niggle_in, tmp_path, athlete_id):
    place = tmp_path / "elsewhere"
    place.mkdir()
    (place / "config.toml").write_text(
        f'[store]\npath = "data"\n[[athletes]]\nid = "{athlete_id}"\nname = "Ada"\ntimezone = "Europe/London"\n'
    )
    before = json.loads(niggle_in(own, "flags", "--athlete", "ada", "--format", "json").stdout)
    before = [run for run in before if run["source"] != "strava"]  # its terms do not let it be handed on
    answer = niggle_in(place, "import", exported)
    assert answer.returncode == 0, answer.stderr
    after = json.loads(niggle_in(place, "flags", "--format", "json").stdout)
    assert [run["run_id"].replace(athlete_id, "ada", 1) for run in after] == [run["run_id"] for run in before]
    for here, there in zip(before, after, strict=True):
        assert {key: there[key] for key in SAME} == {key: here[key] for key in SAME}
    assert said(niggle_in, place) == said(niggle_in, own, "--athlete", "ada")
    weeks = [niggle_in(folder, "pain", "list", "--weekly", "--format", "json").stdout for folder in (own, place)]
    assert weeks[0].replace("ada", athlete_id) == weeks[1] or athlete_id == "me"
    assert len(json.loads(weeks[1])) == 1
    again = niggle_in(place, "import", exported)
    assert "nothing new" in again.stderr


def said(niggle_in, folder: Path, *words: str) -> list[dict[str, object]]:
    told = json.loads(niggle_in(folder, "pain", "list", "--format", "json", *words).stdout)
    named = ("report_id", "athlete_id", "run_id", "joined_run_id", "started_at", "date", "entry_id", "reported_at")
    return sorted(({key: value for key, value in one.items() if key not in named} for one in told), key=str)


def test_who_is_not_here_is_named(own, niggle_in, tmp_path):
    answer = niggle_in(own, "export", "nobody", tmp_path / "x.zip")
    assert answer.returncode == 2
    assert not (tmp_path / "x.zip").exists()


def test_what_is_not_there_or_altered_does_not_keep_the_rest(own, niggle_in, tmp_path):
    config = load_config(own / "config.toml")
    path = min((config.store.path / "athletes" / "ada").glob("raw/*/*.fit"))
    path.unlink()
    answer = niggle_in(own, "export", "ada", tmp_path / "x.zip")
    assert answer.returncode == 0
    assert "13 recordings" in answer.stderr
