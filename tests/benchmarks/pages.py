"""What the pages cost the server, in milliseconds, and how large they are.

    python tests/benchmarks/pages.py

A squad of 100 athletes with two years of runs each (four a week), a pain report on every second one. One athlete's runs
are simulated, written as FIT files and brought in as ever; the other 99 are copies of the finished rows, each with a
few of the newest runs left out so that they end in different statuses. Every page is asked for through the whole
application, and each figure is the median of many. Goals: squad page 500 ms, run page 200 ms, no page over 300 kB
without its charts. The ratio is to the style sheet, which costs what any answer costs.
"""

import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from starlette.testclient import TestClient

from niggle.config import Config, load_config
from niggle.simulate.plans import draw_plans
from niggle.simulate.recording import record
from niggle.simulate.squad import simulate_runner, virtual_runner
from niggle.sources.folder import FolderSource
from niggle.steps.collect import collect_from
from niggle.steps.night import publish_all
from niggle.steps.take_in import take_in
from niggle.store.layout import athlete_folder
from niggle.web.app import create_app

ATHLETES, RUNS = 100, 416
SEED = 5
ASKED = 15
COPIED = (
    "runs", "run_sensors", "run_gait", "windows", "stride_verdicts", "stride_metrics", "pain_reports", "statuses",
    "criteria",
)  # fmt: skip


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as temporary:
        config = write_squad(Path(temporary))
        client = TestClient(create_app(config), base_url="http://localhost")
        newest = newest_run(config)
        pages = {
            "style sheet": "/static/niggle.css",
            "squad page": "/squads/club.html",
            "run page": f"/runs/{newest}.html",
            "runner's page": "/athletes/a000.html",
            "a year of a runner": "/athletes/a000/2020.html",
            "report form": f"/runs/{newest}/pain.html",
            "who is here": "/index.html",
            "what a coach sees": "/athletes/a000/coach.html",
        }
        costs = {name: cost_ms(lambda path=path: client.get(path)) for name, path in pages.items()}
        plain_ms = costs["style sheet"][0]
        for name, (median_ms, worst_ms, html) in costs.items():
            bare = re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)
            sizes = f"{len(html) / 1000:6.1f} kB, {len(bare) / 1000:6.1f} without charts"
            print(f"{name:20} {median_ms:7.1f} ms (worst {worst_ms:.0f}), {median_ms / plain_ms:5.1f}x; {sizes}")


def cost_ms(ask: "Callable[[], object]") -> tuple[float, float, str]:
    """Median and worst time of an answer after a first one that warms up, and what it says."""
    text = answered(ask)
    times = []
    for _ in range(ASKED):
        start = time.perf_counter()
        answered(ask)
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times), max(times), text


def answered(ask: "Callable[[], object]") -> str:
    """The text of an answer, which has to be a good one."""
    answer = ask()
    assert answer.status_code == 200, answer.status_code  # type: ignore[attr-defined]
    return str(answer.text)  # type: ignore[attr-defined]


def write_squad(folder: Path) -> Config:
    """A store of the whole squad, and its configuration."""
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
    return config


def copy_athletes(config: Config) -> None:
    """Give every other athlete the finished rows of the first, but for some of the newest."""
    with duckdb.connect(str(athlete_folder(config.store.path, config.athletes[0].id) / "niggle.duckdb")) as connection:
        for table in COPIED:
            columns = {row[0] for row in connection.execute(f"DESCRIBE {table}").fetchall()}
            changed = {
                "run_id": "printf('%03d', n) || run_id",
                "joined_run_id": "printf('%03d', n) || joined_run_id",
                "athlete_id": "printf('a%03d', n)",
                "report_id": "printf('%03d', n) || report_id",
                "run_no": "nextval('run_numbers')",
            }
            replaced = ", ".join(f"{value} AS {name}" for name, value in changed.items() if name in columns)
            connection.execute(
                f"INSERT INTO {table} BY NAME SELECT * EXCLUDE n REPLACE ({replaced}) "
                f"FROM {table}, range(1, {ATHLETES}) t(n)"
            )
        connection.execute(
            "DELETE FROM statuses WHERE run_id IN (SELECT run_id FROM runs WHERE athlete_id <> 'a000' "
            "QUALIFY row_number() OVER (PARTITION BY athlete_id ORDER BY started_at DESC) "
            "<= substr(athlete_id, 2)::INTEGER % 23)"
        )
        connection.execute("UPDATE revision SET number = number + 1")


def newest_run(config: Config) -> str:
    """The newest run of the first athlete."""
    with duckdb.connect(
        str(athlete_folder(config.store.path, config.athletes[0].id) / "niggle.duckdb"), read_only=True
    ) as connection:
        question = "SELECT run_id FROM runs WHERE athlete_id = 'a000' ORDER BY started_at DESC LIMIT 1"
        return str(connection.execute(question).fetchall()[0][0])


if __name__ == "__main__":
    sys.exit(main())
