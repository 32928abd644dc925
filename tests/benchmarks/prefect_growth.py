"""How large Prefect's database becomes: bytes after so many nights in a row in which each athlete has a new run.

    python -m tests.benchmarks.prefect_growth [--nights 1 10 30 60] [--athletes 10]

Real nights, one a day by a clock that is set on, in a folder that is thrown away. The figures in docs/reliability.md
are from it.
"""

import argparse
import os
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing, redirect_stderr
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import time_machine

from flows.settings import STARTUP_TIMEOUT_S
from niggle.simulate.plans import draw_plans
from niggle.simulate.recording import record
from niggle.simulate.squad import simulate_runner, virtual_runner

SEED, MINUTES = 13, 5.0
FIRST_AT = datetime(2026, 1, 5, 6, 30, tzinfo=UTC)
DAYS = range(7)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nights", type=int, nargs="+", default=[1, 10, 30, 60], help="after which nights to measure")
    parser.add_argument("--athletes", type=int, default=10)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        runs = write_runs(folder / "files", arguments.athletes, max(arguments.nights))
        config_path = write_config(folder, arguments.athletes)
        for night, files in enumerate(runs, 1):
            for path in files:
                path.rename(folder / "sources" / path.parent.name / path.name)
            with time_machine.travel(FIRST_AT + timedelta(days=night - 1, hours=21)):
                sync(config_path)
            if night in arguments.nights:
                print(f"after night {night:3}: {told(folder / 'data' / 'prefect')}", flush=True)


def sync(config_path: Path) -> None:
    """One night, which must find something new."""
    from flows.launch import run_nightly

    with redirect_stderr(StringIO()) as said:
        outcome = run_nightly(config_path)
    if outcome.problems or not outcome.new_runs:
        raise SystemExit(f"a night went wrong: {said.getvalue()}")


def told(folder: Path) -> str:
    """The bytes of all files of Prefect's, and the rows of its largest tables."""
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    with closing(sqlite3.connect(folder / "prefect.db")) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
    most = sorted(rows.items(), key=lambda item: -item[1])[:4]
    return f"{size:,} bytes; rows: {', '.join(f'{name} {count}' for name, count in most)}"


def write_runs(folder: Path, athletes: int, nights: int) -> list[list[Path]]:
    """Short runs, one an athlete a day."""
    by_night: list[list[Path]] = [[] for _ in range(nights)]
    for number in range(athletes):
        own = folder / f"a{number}"
        own.mkdir(parents=True)
        plans = draw_plans(SEED, number, nights, first_at=FIRST_AT, minutes=MINUTES, weekdays=DAYS)
        for night, run in enumerate(simulate_runner(SEED, number, virtual_runner(SEED, number), plans)):
            path = own / f"{run.plan.started_at:%Y-%m-%d}.fit"
            path.write_bytes(record(run, owner=number + 1))
            by_night[night].append(path)
    return by_night


def write_config(folder: Path, athletes: int) -> Path:
    """A configuration of one squad, in which everybody shares their status."""
    tables: Sequence[str] = [
        f'[[athletes]]\nid = "a{number}"\nname = "Runner {number}"\nsquad = "club"\nshare_with_coach = "status"\n'
        f'[[athletes.sources]]\nkind = "folder"\npath = "sources/a{number}"\n'
        for number in range(athletes)
    ]
    for number in range(athletes):
        (folder / "sources" / f"a{number}").mkdir(parents=True)
    path = folder / "config.toml"
    path.write_text('[store]\npath = "data"\n' + "".join(tables))
    return path


if __name__ == "__main__":
    for name in [name for name in os.environ if name.startswith(("PREFECT_", "NIGGLE_"))]:
        del os.environ[name]
    os.environ[STARTUP_TIMEOUT_S] = "1200"  # however busy the machine is
    main()
