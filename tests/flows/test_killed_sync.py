"""`niggle sync` killed in the middle of its night, and the next one; and `niggle import` of the same files."""

import json
import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

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


def test_a_killed_sync_is_completed_by_the_next_and_ends_as_an_import_does(
    folder, niggle_in, sync_in, program, ready_engine
):
    def flags() -> list[dict[str, Any]]:
        answer = niggle_in(folder, "flags", "--format", "json")
        assert answer.returncode == 0, answer.stderr
        return json.loads(answer.stdout)

    for athlete_id in ATHLETES:
        assert niggle_in(folder, "import", athlete_id, "--athlete", athlete_id).returncode == 0
    expected = flags()
    assert len(expected) == 6
    shutil.rmtree(folder / "data")

    ready_engine(folder / "data" / "prefect")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("NIGGLE_", "PREFECT_"))}
    with subprocess.Popen([program, "sync"], cwd=folder, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("ben: ")  # ben is done, emil is not
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL

    assert sync_in(folder).returncode == 0
    assert flags() == expected
