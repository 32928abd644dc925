"""Every real recording, through the whole way: the right running sessions, a status each, nothing raised."""

import csv
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from niggle.config import Config
from niggle.errors import DecodeError
from niggle.fit.activity import read_activity
from niggle.fit.decode import decode_fit
from niggle.records.objects import run_objects
from niggle.steps.collect import collect
from niggle.steps.decode import decode
from niggle.steps.judge import judge
from niggle.steps.measure import measure
from niggle.steps.night import publish_all
from niggle.steps.triage import triage
from niggle.store.layout import published

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)

DROPPED = Path(__file__).parent.parent / "fixtures" / "recorded"  # a place for one's own files; git ignores it


@pytest.fixture(scope="module")
def running_sessions(recordings: Path) -> dict[str, int]:
    """How many running sessions each recording has, by the index that came with them."""
    with (recordings / "INDEX.csv").open() as index:
        return {
            row["file"]: sum(sport.startswith("running") for sport in row["sport"].split(";"))
            for row in csv.DictReader(index)
        }


def imported(config: Config) -> dict[str, list[str]]:
    for athlete in config.athletes:
        assert collect(config, athlete).problems == ()
        assert decode(config, athlete).problems == ()
        measure(config, athlete)
        judge(config, athlete)
        triage(config, athlete)
    publish_all(config)
    found: dict[str, list[str]] = {athlete.id: [] for athlete in config.athletes}
    with published(config.store.path) as results:
        for run in run_objects(results, config.athletes, now=NOW):
            found[run["athlete_id"]].append(run["status"])
    return found


def test_each_has_its_running_sessions(recordings, running_sessions):
    assert len(running_sessions) > 20
    for name, expected in running_sessions.items():
        activity = read_activity(decode_fit((recordings / name).read_bytes(), path=name))
        assert sum(session.is_run for session in activity.sessions) == expected, name


def test_each_gets_a_status_for_every_run(recordings, running_sessions, make_config, tmp_path):
    folders: dict[str, Path] = {}
    for number, name in enumerate(running_sessions):
        folders[f"r{number}"] = tmp_path / f"r{number}"
        folders[f"r{number}"].mkdir()
        shutil.copy2(recordings / name, folders[f"r{number}"])  # with its date: it is not just being written
    found = imported(make_config(**folders))
    for number, (name, sessions) in enumerate(running_sessions.items()):
        # The same run twice in one file is one run.
        runs = 1 if name == "activity-activity-filecrc.fit" else sessions
        assert len(found[f"r{number}"]) == runs, name
        assert set(found[f"r{number}"]) <= {"clear"}, name  # nobody reported, and no baseline


def test_together_they_are_one_runners_history(recordings, make_config):
    found = imported(make_config(me=recordings))
    # antfs-dump.63.fit lies within compressed-speed-distance.fit by clocks that nobody set; what they hold differs, so
    # they are two runs.
    assert len(found["me"]) == 15


@pytest.mark.parametrize("path", sorted(DROPPED.rglob("*.fit")) if DROPPED.is_dir() else [], ids=lambda path: path.name)
def test_files_of_ones_own_are_read(path, make_config, tmp_path):
    (tmp_path / "own").mkdir()
    shutil.copy(path, tmp_path / "own")
    imported(make_config(me=tmp_path / "own"))


def test_what_is_no_fit_file_says_so():
    with pytest.raises(DecodeError, match=r"letter\.fit: .*\(byte 0\)"):
        decode_fit(b"Dear runner, this is a letter and not a recording.", path="letter.fit")
