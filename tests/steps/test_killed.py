"""A process killed at any moment leaves a database that opens, and the next night completes it."""

import shutil
import signal
import subprocess
import sys

import pytest

from niggle.store.layout import athlete_folder

# Counts everything that touches the disk, and kills its own process, without any chance to clean up, at one of them.
CHILD = """
import os, sys
from pathlib import Path
import niggle.landing
import niggle.steps.read_files
from niggle.steps.collect import collect
from niggle.steps.decode import decode
from niggle.steps.judge import judge
from niggle.steps.measure import measure
from niggle.steps.night import publish_all
from niggle.steps.report import report
from niggle.steps.triage import triage
from niggle.config import load_config
from niggle.store.database import Store, Writer

deadly(Writer, "insert", "insert_columns", "write")
deadly(Store, "publish")
deadly(niggle.landing.Landing, "_append")
deadly(niggle.landing, "write_atomically")
deadly(Path, "replace")
deadly(niggle.steps.read_files, "_quarantine")

config = load_config(Path(sys.argv[1]))

def night():
    for athlete in config.athletes:
        for step in (collect, decode, measure, judge, triage):
            step(config, athlete)
    publish_all(config)
    for athlete in config.athletes:
        report(config, athlete)

for line in sys.stdin:
    if os.fork() == 0:
        kill_at = left = int(line)
        night()
        print(kill_at - left, flush=True)
        os._exit(0)
    _, status = os.wait()
    print(os.waitstatus_to_exitcode(status), flush=True)
"""


@pytest.fixture
def killed_at(tmp_path, deadly):
    """Do a night in a process that is killed at a moment, if it comes to it: exit code, and how many moments it had.

    Each is forked from one that has imported everything, and where nothing runs yet.
    """
    command = [sys.executable, "-c", deadly + CHILD, tmp_path / "config.toml"]
    children = []

    def night(moment):
        if not children:
            children.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        (child,) = children
        child.stdin.write(f"{moment}\n")
        child.stdin.flush()
        first = int(child.stdout.readline())
        return (first, None) if first == -signal.SIGKILL else (int(child.stdout.readline()), first)

    yield night
    for child in children:
        child.communicate()


@pytest.fixture
def runs(tmp_path, squad_folder):
    """A few runs with a diary and a file that cannot be read: every path of the night in little time."""
    folder = tmp_path / "files"
    folder.mkdir()
    for path in sorted((squad_folder / "dana").glob("*.fit"))[-4:]:
        shutil.copy(path, folder)
    shutil.copy(squad_folder / "dana" / "diary.csv", folder)
    (folder / "bad.fit").write_bytes(b"not a FIT file, and long enough to see so")
    return folder


def test_killed_at_any_moment_the_next_night_completes(make_config, runs, killed_at, night, results):
    config = make_config(dana=runs)
    code, moments = killed_at(1_000_000)
    assert code == 0
    expected = results(config)
    assert len(expected) == 4
    assert moments > 40
    for kill_at in range(1, moments + 1, 5):
        shutil.rmtree(config.store.path)
        assert killed_at(kill_at) == (-signal.SIGKILL, None)
        night(config)
        assert results(config) == expected, f"killed at moment {kill_at} of {moments}"
        quarantined = [path for path in (config.store.path / "quarantine").iterdir() if path.suffix == ".fit"]
        assert len(quarantined) == 1


def test_killed_again_and_again_it_still_gets_there(make_config, runs, killed_at, night, results):
    config = make_config(dana=runs)
    for kill_at in (3, 9, 17, 23, 31):
        assert killed_at(kill_at)[0] in (0, -signal.SIGKILL)
    night(config)
    assert len(results(config)) == 4
    assert len(list((athlete_folder(config.store.path, config.athletes[0].id) / "raw").rglob("*.fit"))) == 5
