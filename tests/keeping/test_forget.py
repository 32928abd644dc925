"""An athlete who is forgotten is in no file any more; the others are as they were."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from niggle.config import load_config
from niggle.keeping.forget import forget_athlete
from niggle.sources import credentials
from niggle.steps.night import during_night
from niggle.steps.take_in import take_in
from niggle.store.layout import common_store

SECRET = b"Zwiebelfisch"
NOW = datetime(2026, 4, 1, tzinfo=UTC)


def emil(niggle_in, folder: Path) -> list[str]:
    answers = [niggle_in(folder, *words, "--athlete", "emil", "--format", "json") for words in (
        ("flags",), ("pain", "list"), ("pain", "list", "--weekly"))]  # fmt: skip
    assert [answer.returncode for answer in answers] == [0, 0, 0]
    return [answer.stdout for answer in answers]


def without_ada(folder: Path) -> None:
    """Take her out of the configuration."""
    text = (folder / "config.toml").read_text()
    start, end = text.index('[[athletes]]\nid = "ada"'), text.index('[[athletes]]\nid = "emil"')
    (folder / "config.toml").write_text(text[:start] + text[end:])


def test_nothing_is_left_in_any_file(own, niggle_in, files_with):
    data = own / "data"
    credentials.save(data, "ada", "intervals", {"api_key": SECRET.decode()})
    (data / "looks.json").write_text('{"viewers": {"ada": {}}}')
    (data / "niggle.duckdb.damaged").write_bytes(SECRET)
    (data / "quarantine").mkdir(exist_ok=True)
    (data / "quarantine" / f"ada-{'0' * 12}.fit").write_bytes(SECRET)
    before = emil(niggle_in, own)
    assert len(files_with(data, SECRET)) > 10
    answer = niggle_in(own, "forget", "ada", "--yes")
    assert answer.returncode == 0, answer.stderr
    assert answer.stderr.startswith("ada: nothing is kept any more\n")
    assert "still in config.toml; take ada out there" in answer.stderr
    assert files_with(data, SECRET) == []
    without_ada(own)
    assert niggle_in(own, "report").returncode == 0  # the squad's page named her as the configuration did
    for trace in (b">Ada<", b"Ada's", b'"ada"', b"ada,", b"ada-2026"):
        assert files_with(data, trace) == []
    assert [*data.rglob("ada"), *data.rglob("ada[-.]*")] == []
    assert emil(niggle_in, own) == before
    assert niggle_in(own, "check").stdout.startswith("✓ all well: 1 athlete")
    assert b"said aloud" not in b"".join(path.read_bytes() for path in (data / "raw").rglob("*.csv"))
    assert b"Erdapfel" in b"".join(path.read_bytes() for path in (data / "raw").rglob("*.csv"))


def test_what_is_forgotten_stays_so_for_the_next_night(own, niggle_in, files_with):
    without_ada(own)
    assert niggle_in(own, "forget", "ada", "--yes").returncode == 0
    before = emil(niggle_in, own)
    config = load_config(own / "config.toml")
    take_in(config, config.athletes)
    assert emil(niggle_in, own) == before
    assert files_with(own / "data", SECRET) == []
    with common_store(own / "data").read_main() as reader:
        assert {row["athlete_id"] for row in reader.rows("notices")} == {"emil"}


def test_access_ends_with_the_athlete(own, niggle_in):
    niggle_in(own, "forget", "ada", "--yes")
    rows = json.loads(niggle_in(own, "access", "list", "--format", "json").stdout)
    assert [(row["name"], row["access"]) for row in rows] == [("carla", "password"), ("emil", "link")]


def test_somebody_who_is_not_sure_is_asked(own, niggle_in):
    answer = niggle_in(own, "forget", "ada")
    assert answer.returncode == 2
    assert "say --yes" in answer.stderr
    assert (own / "data" / "athletes" / "ada").exists()


@pytest.mark.parametrize("name", ["nobody", "../emil", "", "athletes"])
def test_who_is_not_there_is_named(own, niggle_in, name):
    answer = niggle_in(own, "forget", "athlete", name, "--yes")
    assert answer.returncode == 2
    assert "nothing is kept of such an athlete" in answer.stderr


def test_doctor_lists_who_is_in_the_configuration_no_more(own, niggle_in):
    without_ada(own)
    assert "`niggle forget ada` takes all of it away" in niggle_in(own, "doctor").stdout
    niggle_in(own, "forget", "ada", "--yes")
    assert "ada" not in niggle_in(own, "doctor").stdout


def test_backups_are_named_and_not_touched(own, niggle_in, tmp_path):
    target = tmp_path / "club.backup"
    niggle_in(own, "backup", target)
    data = target.read_bytes()
    answer = niggle_in(own, "forget", "ada", "--yes")
    assert f"still in the backup {target}; take that away too" in answer.stderr
    assert target.read_bytes() == data


def test_what_was_shared_is_taken_back(own, niggle_in, tmp_path):
    (tmp_path / "coach").mkdir()
    text = (own / "config.toml").read_text().replace(
        '[[athletes]]\nid = "emil"', f'[athletes.share]\nfolder = "{tmp_path / "coach"}"\n\n[[athletes]]\nid = "emil"'
    )  # fmt: skip
    (own / "config.toml").write_text(text)
    assert niggle_in(own, "share", "--athlete", "ada").returncode == 0
    assert (tmp_path / "coach" / "ada.niggle.json").exists()
    assert (own / "data" / "outbox" / "ada.json").exists()
    assert niggle_in(own, "forget", "ada", "--yes").returncode == 0
    assert list((tmp_path / "coach").iterdir()) == []
    assert list((own / "data" / "outbox").iterdir()) == []


def test_a_place_that_cannot_be_reached_is_named_and_all_else_goes(own, niggle_in):
    (own / "data" / "outbox").mkdir(exist_ok=True)
    (own / "data" / "outbox" / "ada.json").write_text(
        '{"files": {}, "addresses": {"http://127.0.0.1:9/shared/ada": "0"}}'
    )
    answer = niggle_in(own, "forget", "ada", "--yes")
    assert answer.returncode == 3
    assert "127.0.0.1:9" in answer.stderr
    assert not (own / "data" / "athletes" / "ada").exists()
    assert list((own / "data" / "outbox").iterdir()) == []


def test_a_night_is_not_disturbed(own, niggle_in):
    with during_night(load_config(own / "config.toml")):
        answer = niggle_in(own, "forget", "ada", "--yes")
    assert answer.returncode == 3
    assert "a night is on" in answer.stderr


@pytest.mark.parametrize("name", ["_forget_in_common", "_forget_in_diaries", "_remove_pages", "_draw_squads"])
def test_whoever_is_stopped_in_between_calls_it_again(own, files_with, monkeypatch, name):
    """Each part of it is done, and the next one fails."""
    config = load_config(own / "config.toml")
    with monkeypatch.context() as patch:
        patch.setattr(f"niggle.keeping.forget.{name}", _fails)
        with pytest.raises(KeyboardInterrupt):
            forget_athlete(config, "ada", now=NOW)
    forget_athlete(config, "ada", now=NOW)
    assert files_with(own / "data", SECRET) == []


def _fails(*_arguments):
    raise KeyboardInterrupt


def test_without_anybody_left_there_are_no_pages(own, niggle_in):
    for athlete_id in ("ada", "emil"):
        assert niggle_in(own, "forget", athlete_id, "--yes").returncode == 0
    assert not (own / "data" / "reports").exists()
