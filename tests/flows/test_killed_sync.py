"""`niggle sync` killed in the middle of its night, and the next one; and `niggle import` of the same files."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

NIGGLE = Path(sys.executable).with_name("niggle")
ATHLETES = ("ben", "emil")


@pytest.fixture
def folder(tmp_path, squad_folder) -> Path:
    """Two athletes with a few runs each, and ben's diary."""
    lines = ['[store]\npath = "data"\n']
    for athlete_id in ATHLETES:
        (tmp_path / athlete_id).mkdir()
        for path in sorted((squad_folder / athlete_id).glob("*.fit"))[-3:]:
            shutil.copy(path, tmp_path / athlete_id)
        lines.append(f'[[athletes]]\nid = "{athlete_id}"\nname = "{athlete_id.title()}"\n')
        lines.append(f'[[athletes.sources]]\nkind = "folder"\npath = "{athlete_id}"\n')
    shutil.copy(squad_folder / "ben" / "diary.csv", tmp_path / "ben")
    (tmp_path / "config.toml").write_text("\n".join(lines))
    return tmp_path


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("NIGGLE_", "PREFECT_"))}


def niggle(folder: Path, *arguments: str) -> str:
    answer = subprocess.run(
        [NIGGLE, *arguments], cwd=folder, env=environment(), capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_a_killed_sync_is_completed_by_the_next_and_ends_as_an_import_does(folder):
    for athlete_id in ATHLETES:
        niggle(folder, "import", athlete_id, "--athlete", athlete_id)
    expected = json.loads(niggle(folder, "flags", "--format", "json"))
    assert len(expected) == 6
    shutil.rmtree(folder / "data")

    process = subprocess.Popen([NIGGLE, "sync"], cwd=folder, env=environment(), stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert process.stderr.readline().startswith("ben: ")  # ben is done, emil is not
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL

    niggle(folder, "sync")
    assert json.loads(niggle(folder, "flags", "--format", "json")) == expected
