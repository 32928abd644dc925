"""What the pages cost the server, in milliseconds, and how large they are.

    python tests/benchmarks/pages.py [--cache FOLDER]

A squad of 300 athletes with 400 runs each (four a week), a pain report on every second one. One athlete's runs are
simulated, written as FIT files and brought in as ever; the other 299 have copies of the finished rows in stores of
their own, each with a few of the newest runs left out so that they end in different statuses. Every page is asked for
through the whole application, and each figure is the median of many: by the clock, and of this process
alone, which a busy machine changes less. Goals: squad page 150 ms and 100 kB over the wire, run page 200 ms, no page
over 300 kB without its charts. The ratio is to the style sheet, which costs what any answer costs. The store takes half
an hour to make and can be kept.
"""

import argparse
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import httpx2
from starlette.testclient import TestClient

from niggle.config import Config, load_config
from niggle.simulate.plans import draw_plans
from niggle.simulate.recording import record
from niggle.simulate.squad import simulate_runner, virtual_runner
from niggle.sources.folder import FolderSource
from niggle.steps.collect import collect_from
from niggle.steps.night import publish_all
from niggle.steps.take_in import take_in
from niggle.store.layout import athlete_folder, athlete_store
from niggle.web.app import create_app

ATHLETES, RUNS = 300, 400
SEED = 5
ASKED = 15
MADE = "made"  # a file beside a store that is whole
COPIED = (
    "runs", "run_sensors", "run_gait", "windows", "stride_verdicts", "stride_metrics", "pain_reports", "statuses",
    "criteria",
)  # fmt: skip


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cache", type=Path, help="a folder to keep the store in, and to find it again")
    cache = parser.parse_args().cache
    with tempfile.TemporaryDirectory() as temporary:
        folder = cache or Path(temporary)
        config = load_config(folder / "config.toml") if (folder / MADE).exists() else write_squad(folder)
        client = TestClient(create_app(config), base_url="http://localhost")
        newest = newest_run(config)
        pages = {
            "style sheet": "/static/niggle.css",
            "squad page": "/squads/club.html",
            "run page": f"/runs/{newest}.html",
            "runner's page": "/athletes/a000.html",
            "a year of a runner": "/athletes/a000/2020.html",
            "report form": f"/runs/{newest}/pain.html",
            "squad, filtered": "/squads/club.html?status=concern&sort=score",
            "week of the squad": "/squads/club/week.html",
            "squad as CSV": "/squads/club/athletes.csv",
            "who is here": "/index.html",
            "what a coach sees": "/athletes/a000/coach.html",
        }
        costs = {name: cost_ms(lambda path=path: client.get(path)) for name, path in pages.items()}
        plain_ms = costs["style sheet"][0]
        for name, (median_ms, worst_ms, cpu_ms, wire, html) in costs.items():
            bare = re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)
            sizes = f"{wire / 1000:6.1f} kB sent, {len(html) / 1000:6.1f} kB, {len(bare) / 1000:6.1f} without charts"
            cost = f"{median_ms:7.1f} ms (worst {worst_ms:.0f}), {cpu_ms:6.1f} ms of CPU, {median_ms / plain_ms:5.1f}x"
            print(f"{name:20} {cost}; {sizes}")


def cost_ms(ask: "Callable[[], httpx2.Response]") -> tuple[float, float, float, int, str]:
    """Of an answer after a first one that warms up: median and worst time, median CPU, its bytes as sent, its text."""
    answer = answered(ask)
    times, cpu_times = [], []
    for _ in range(ASKED):
        start, cpu_start = time.perf_counter(), time.process_time()
        answered(ask)
        times.append(1000 * (time.perf_counter() - start))
        cpu_times.append(1000 * (time.process_time() - cpu_start))
    wire = int(answer.headers.get("content-length", len(answer.content)))
    return statistics.median(times), max(times), statistics.median(cpu_times), wire, answer.text


def answered(ask: "Callable[[], httpx2.Response]") -> "httpx2.Response":
    """An answer, which has to be a good one."""
    answer = ask()
    assert answer.status_code == 200, answer.status_code
    return answer


def write_squad(folder: Path) -> Config:
    """A store of the whole squad, and its configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = ['[store]\npath = "data"\n']
    for number in range(ATHLETES):
        lines += [f'[[athletes]]\nid = "a{number:03}"\nname = "Athlete {number}"\nsquad = "club"']
        lines += ['share_with_coach = "details"\n']
    (folder / "config.toml").write_text("\n".join(lines))
    config = load_config(folder / "config.toml")
    athlete = config.athletes[0]
    files = folder / "files"
    files.mkdir()
    plans = draw_plans(SEED, 0, RUNS, first_at=datetime(2020, 1, 6, 6, 30, tzinfo=UTC), minutes=60.0)
    diary = ["started_at,site,side,before,first,peak,end,next_morning"]
    for number, run in enumerate(simulate_runner(SEED, 0, virtual_runner(SEED, 0), plans)):
        (files / f"{number:04}.fit").write_bytes(record(run, owner=1))
        if number % 2:
            hurts = number % 40 < 12
            answers = f"knee,left,1,2,{3 + number % 3},2,1" if hurts else ",,,,0,,"
            diary.append(f"{run.plan.started_at.isoformat()},{answers}")
    (files / "diary.csv").write_text("\n".join(diary) + "\n")
    collect_from(config.store.path, athlete.id, FolderSource(files))
    take_in(config, [athlete])
    copy_athletes(config)
    publish_all(config)
    (folder / MADE).touch()
    return config


def copy_athletes(config: Config) -> None:
    """Give every other athlete a store with the finished rows of the first, but for some of the newest."""
    first = athlete_folder(config.store.path, config.athletes[0].id) / "niggle.duckdb"
    for number, athlete in enumerate(config.athletes[1:], start=1):
        with athlete_store(config.store.path, athlete.id).write():
            pass  # a database with nothing in it
        copy = athlete_folder(config.store.path, athlete.id) / "niggle.duckdb"
        with duckdb.connect(str(copy)) as connection:
            copy_rows(connection, first, athlete.id)
            connection.execute(
                "DELETE FROM statuses WHERE run_id IN "
                f"(SELECT run_id FROM runs ORDER BY started_at DESC LIMIT {number % 23})"
            )
            if number % 3 == 0:
                make_hurt(connection, athlete.id, number)
            connection.execute("UPDATE revision SET number = number + 1")


def make_hurt(connection: duckdb.DuckDBPyConnection, athlete_id: str, number: int) -> None:
    """Have the newest run of an athlete be one with pain that decides; one in ten of these is a red flag."""
    question = "SELECT run_id FROM statuses JOIN runs USING (run_id) ORDER BY started_at DESC LIMIT 1"
    run_id = connection.execute(question).fetchall()[0][0]
    status = "red_flag" if number % 30 == 0 else "concern" if number % 6 == 0 else "adapt"
    met = {"red_flag": "night_pain", "concern": "limping" if number % 4 else "worsens"}.get(status, "")
    connection.execute(f"UPDATE statuses SET status = '{status}', provisional = false WHERE run_id = '{run_id}'")
    connection.execute(f"UPDATE criteria SET status = 'met' WHERE run_id = '{run_id}' AND id = '{met}'")
    connection.execute(f"DELETE FROM pain_reports WHERE joined_run_id = '{run_id}'")
    connection.execute(
        "INSERT INTO pain_reports BY NAME SELECT $report AS report_id, $athlete AS athlete_id, $run AS joined_run_id, "
        "repeat('0', 64) AS raw_sha256, 0 AS position, $peak AS peak, $site AS site, 'left' AS side",
        {
            "report": f"hurt-{run_id}", "athlete": athlete_id, "run": run_id, "peak": 2 + number % 7,
            "site": ("achilles", "knee", "shin", "calf")[number % 4],
        },
    )  # fmt: skip


def copy_rows(connection: duckdb.DuckDBPyConnection, first: Path, athlete_id: str) -> None:
    """Take over the rows of another athlete's database under ids of one's own."""
    connection.execute(f"ATTACH '{first}' AS first (READ_ONLY)")
    changed = {name: f"'{athlete_id}' || {name}" for name in ("run_id", "joined_run_id", "report_id")}
    changed["athlete_id"] = f"'{athlete_id}'"
    for table in COPIED:
        columns = {row[0] for row in connection.execute(f"DESCRIBE first.{table}").fetchall()}
        replaced = ", ".join(f"{value} AS {name}" for name, value in changed.items() if name in columns)
        connection.execute(f"INSERT INTO {table} BY NAME SELECT * REPLACE ({replaced}) FROM first.{table}")
    connection.execute("DETACH first")


def newest_run(config: Config) -> str:
    """The newest run of the first athlete."""
    with duckdb.connect(
        str(athlete_folder(config.store.path, config.athletes[0].id) / "niggle.duckdb"), read_only=True
    ) as connection:
        question = "SELECT run_id FROM runs WHERE athlete_id = 'a000' ORDER BY started_at DESC LIMIT 1"
        return str(connection.execute(question).fetchall()[0][0])


if __name__ == "__main__":
    sys.exit(main())
