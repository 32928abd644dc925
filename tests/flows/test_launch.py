"""A whole process, told to end in the middle of a night."""

import errno
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from flows import engine
from niggle.errors import DiskError


@pytest.fixture
def home(tmp_path: Path, ready_engine: Callable[[Path], None]) -> Path:
    """Where Prefect keeps its database."""
    home = tmp_path / "home"
    ready_engine(home)
    return home


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)], ids=["SIGTERM", "Ctrl-C"])
def test_a_night_told_to_end_leaves_complete_records_and_nothing_running(
    config_path: Path, home: Path, number: signal.Signals, code: int
) -> None:
    program = f"""
import signal
import time
from pathlib import Path
import click
from flows.launch import run_nightly
from niggle.cli import main
from niggle.steps import up_to_date

signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests in the background ignores it

def judge(config, athlete, **more):
    print("judging", flush=True)
    time.sleep(60)

up_to_date.judge = judge
main(click.Command("night", callback=lambda: run_nightly(Path({str(config_path)!r}))))
"""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment["PREFECT_HOME"] = str(home)
    with subprocess.Popen(
        [sys.executable, "-c", program],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "judging\n"
        told_at = time.monotonic()
        process.send_signal(number)
        _, told = process.communicate(timeout=30)
    assert time.monotonic() - told_at < 15
    assert process.returncode == code
    assert "Traceback" not in told
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
    with sqlite3.connect(home / "prefect.db") as database:
        states = dict(database.execute("SELECT name, state_type FROM task_run").fetchall())
        flow_states = database.execute("SELECT DISTINCT state_type FROM flow_run").fetchall()
    assert states == {"athletes-here": "CRASHED"}
    assert flow_states == [("CRASHED",)]


def test_what_fails_on_a_full_disk_is_told_of_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(folder: Path) -> None:
        raise DiskError(folder, errno.ENOSPC)

    monkeypatch.setattr(os, "environ", os.environ | {"PREFECT_HOME": str(tmp_path), "PREFECT_API_URL": ""})
    monkeypatch.setattr(engine, "_start", lambda listener: (None, None))
    monkeypatch.setattr(engine, "_stop", lambda server, thread: None)
    with pytest.raises(LookupError), engine.prefect_api():
        raise LookupError
    monkeypatch.setattr(engine, "check_room", refuse)
    with pytest.raises(DiskError), engine.prefect_api():
        raise LookupError
