"""A process killed at any moment leaves a database that opens, and the next night completes it."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

# Counts everything that touches the disk, and kills its own process, without any chance to clean up, at one of them.
CHILD = """
import os, signal, sys
from pathlib import Path
import niggle.landing
from niggle import steps
from niggle.config import load_config
from niggle.store.database import Store, Writer

left = int(sys.argv[2])

def deadly(function):
    def wrapped(*arguments, **keywords):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*arguments, **keywords)
    return wrapped

for owner, names in (
    (Writer, ("insert", "insert_columns", "write")),
    (Store, ("publish",)),
    (niggle.landing.Landing, ("_append",)),
    (niggle.landing, ("write_atomically",)),
    (Path, ("replace",)),
    (sys.modules["niggle.steps.decode"], ("_quarantine",)),
):
    for name in names:
        setattr(owner, name, deadly(getattr(owner, name)))

config = load_config(Path(sys.argv[1]))
for athlete in config.athletes:
    for step in (steps.collect, steps.decode, steps.measure, steps.judge, steps.triage):
        step(config, athlete)
steps.publish(config)
for athlete in config.athletes:
    steps.report(config, athlete)
print(1_000_000 - left)
"""


def run_child(config_path: Path, kill_at: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", CHILD, str(config_path), str(kill_at)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


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


def test_killed_at_any_moment_the_next_night_completes(tmp_path, make_config, runs, night, results):
    config = make_config(dana=runs)
    config_path = tmp_path / "config.toml"
    undisturbed = run_child(config_path, 1_000_000)
    assert undisturbed.returncode == 0, undisturbed.stderr
    expected, moments = results(config), int(undisturbed.stdout)
    assert len(expected) == 4
    assert moments > 40
    for kill_at in range(1, moments + 1, 5):
        shutil.rmtree(config.store.path)
        killed = run_child(config_path, kill_at)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        night(config)
        assert results(config) == expected, f"killed at moment {kill_at} of {moments}"
        quarantined = [path for path in (config.store.path / "quarantine").iterdir() if path.suffix == ".fit"]
        assert len(quarantined) == 1


def test_killed_again_and_again_it_still_gets_there(tmp_path, make_config, runs, night, results):
    config = make_config(dana=runs)
    config_path = tmp_path / "config.toml"
    for kill_at in (3, 9, 17, 23, 31):
        assert run_child(config_path, kill_at).returncode in (0, -signal.SIGKILL)
    night(config)
    assert len(results(config)) == 4
    assert len(list((config.store.path / "raw").rglob("*.fit"))) == 5
