"""Nights of many athletes in processes: what one killed in the middle leaves, and two at once."""

import json
import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

ATHLETES = tuple(f"a{number}" for number in range(6))  # more than one batch


@pytest.fixture
def folder(tmp_path, squad_folder, ready_engine) -> Path:
    """Six athletes with two runs each."""
    lines = ['[store]\npath = "data"\n']
    files = sorted((squad_folder / "ben").glob("*.fit"))
    for number, athlete_id in enumerate(ATHLETES):
        (tmp_path / athlete_id).mkdir()
        for path in files[number : number + 2]:
            shutil.copy(path, tmp_path / athlete_id)
        lines.append(f'[[athletes]]\nid = "{athlete_id}"\nname = "{athlete_id.title()}"\nsquad = "club"\n')
        lines.append(f'[[athletes.sources]]\nkind = "folder"\npath = "{athlete_id}"\n')
    (tmp_path / "config.toml").write_text("\n".join(lines))
    ready_engine(tmp_path / "data" / "prefect")
    return tmp_path


def flags(niggle_in, folder: Path) -> list[dict[str, Any]]:
    answer = niggle_in(folder, "flags", "--format", "json")
    assert answer.returncode == 0, answer.stderr
    rows: list[dict[str, Any]] = json.loads(answer.stdout)
    return rows


def pages(folder: Path) -> dict[str, bytes]:
    reports = folder / "data" / "reports"
    return {path.relative_to(reports).as_posix(): path.read_bytes() for path in reports.rglob("*.html")}


def start(program: Path, folder: Path) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("NIGGLE_", "PREFECT_"))}
    return subprocess.Popen(
        [program, "sync"], cwd=folder, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def test_a_night_killed_in_the_middle_of_its_batches_is_completed_by_the_next(
    folder, niggle_in, sync_in, program, tmp_path_factory
):
    alone = tmp_path_factory.mktemp("alone")
    shutil.copytree(folder, alone, dirs_exist_ok=True)
    with start(program, folder) as process:
        assert process.stderr is not None
        assert next(line for line in process.stderr if " new run" in line)  # one is done, others are under way
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)  # returns when its processes have ended too: each has a hold of stderr
    assert process.returncode == -signal.SIGKILL
    assert sync_in(folder).returncode == 0
    assert sync_in(alone).returncode == 0
    assert len(flags(niggle_in, alone)) == 2 * len(ATHLETES)
    assert flags(niggle_in, folder) == flags(niggle_in, alone)
    assert pages(folder) == pages(alone)


def test_two_nights_at_once_end_as_one(folder, niggle_in, program):
    with start(program, folder) as one, start(program, folder) as other:
        told = [process.communicate(timeout=300)[1] for process in (one, other)]
    assert (one.returncode, other.returncode) == (0, 0), told
    found = flags(niggle_in, folder)
    assert len(found) == len({row["run_id"] for row in found}) == 2 * len(ATHLETES)


def test_a_damaged_store_is_one_athletes(folder, niggle_in, sync_in):
    assert sync_in(folder).returncode == 0
    before = flags(niggle_in, folder)
    (folder / "data" / "athletes" / "a3" / "niggle.duckdb").write_bytes(b"x" * 20_000)
    answer = sync_in(folder)
    assert answer.returncode == 3
    assert "problem: " in answer.stderr
    assert "a3/niggle.duckdb: was damaged and is put aside" in answer.stderr
    assert "a2: nothing new" in answer.stderr
    assert flags(niggle_in, folder) == before
