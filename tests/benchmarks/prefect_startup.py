"""What Prefect costs a `niggle sync`: CPU-seconds of a whole process with a trivial flow, children included.

    uv run python tests/benchmarks/prefect_startup.py [RUNS]

The flow is to Prefect what the night of a squad of five is: six flow runs, 30 tasks that do nothing, one artifact.
The states, tasks and artifact must all be in Prefect's database afterwards. The first run makes a new PREFECT_HOME,
the others are warm. "own" is Prefect's own way to do without a server, a second Python, with nothing set but what
keeps Prefect from telling others about it; "embedded" is `flows.engine`.

Measured on 2 cores, packages with bytecode, medians of 3, others at work on the machine:

| | cold CPU-s | warm CPU-s | warm wall s |
|---|---|---|---|
| own | 13.8 | 8.8 | 15.3 |
| embedded | 6.1 | 3.5 | 3.7 |

Where the warm CPU-seconds of Prefect's own way go (on a quiet machine, three flow runs: 6.4 in all), and what
became of them (2.9 in all):

| what | own | here | by |
|---|---|---|---|
| a second Python that imports Prefect, and a client of its own | 1.3 | 0 | one process, the server in a thread |
| the interpreter looks for garbage once more as it ends | 1.2 | 0.2 | `gc.freeze` |
| imports of the server; no setting leaves out docket, redis or asyncpg | 1.3 | 0.95 | no search for garbage meanwhile |
| imports of the client | 0.85 | 0.7 | the same |
| the FastAPI application | 0.3 | 0.15 | the same |
| check of the database's migrations | 0.1 | 0.1 | kept: it is what upgrades the database |
| blocks, services, triggers, log of events | 0.2 | 0 | settings |
| the flows: TLS contexts of 5 clients, 22 requests, 3 states a task | 1.1 | 0.8 | fewer transactions |

And of the wall time: up to 1 s a flow run was the end of its heartbeat thread (off), 2 s the wait for SQLite's lock
while each task state was a transaction of its own (now in batches), 40 ms a request Nagle's algorithm (off). Tried
and not worth it: skipping the check of the migrations (0.05 CPU-s), TLS contexts (0.1), logs to the API (0).
"""

import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_ATHLETES, _STEPS = 5, 6
_OWN, _EMBEDDED = "own", "embedded"
_GOAL_CPU_S = 5.0


def trivial_night() -> None:
    """Run a flow of as many parts as a night has."""
    from prefect import flow, task
    from prefect.artifacts import create_table_artifact
    from prefect.cache_policies import NO_CACHE

    @task(cache_policy=NO_CACHE)
    def step() -> int:
        return 1

    @flow
    def athlete() -> int:
        return sum(step() for _ in range(_STEPS))

    @flow
    def night() -> int:
        count = sum(athlete() for _ in range(_ATHLETES))
        create_table_artifact([{"athlete": "me", "status": "clear"}], key="night")
        return count

    assert night() == _ATHLETES * _STEPS


def embedded_night(folder: Path) -> None:
    """Run it as `niggle sync` does."""
    from flows import settings
    from flows.engine import few_collections, prefect_api

    settings.prepare(folder)
    with few_collections():
        import prefect  # noqa: F401
    with prefect_api():
        trivial_night()


def measured(way: str, folder: Path) -> tuple[float, float]:
    """CPU-seconds and wall seconds of one whole process and its children."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    environment |= {"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    if way == _OWN:
        environment |= {"PREFECT_HOME": str(folder / "prefect"), "PREFECT_LOGGING_LEVEL": "WARNING"}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, __file__, "--child", way, str(folder)], env=environment, check=True)
    wall_s, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall_s


def recorded(folder: Path) -> tuple[int, int, int]:
    """How many flow runs and task runs Prefect's database holds as completed, and how many artifacts."""
    with sqlite3.connect(folder / "prefect" / "prefect.db") as database:
        counts = [
            database.execute(question).fetchone()[0]
            for question in (
                "SELECT count(*) FROM flow_run WHERE state_type = 'COMPLETED'",
                "SELECT count(*) FROM task_run WHERE state_type = 'COMPLETED'",
                "SELECT count(*) FROM artifact WHERE key = 'night'",
            )
        ]
    return counts[0], counts[1], counts[2]


def compare(runs: int) -> int:
    """Print the figures of both ways; 1 if something was not recorded or the goal is missed."""
    print(f"{'way':<10}{'cold CPU-s':>12}{'warm CPU-s':>12}{'warm wall s':>13}   completed flows, tasks, artifacts")
    warm_cpu_s, is_complete = {}, True
    for way in (_OWN, _EMBEDDED):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            cold_cpu_s, _ = measured(way, folder)
            warm = [measured(way, folder) for _ in range(runs)]
            warm_cpu_s[way] = statistics.median(cpu_s for cpu_s, _ in warm)
            wall_s = statistics.median(wall_s for _, wall_s in warm)
            counts = recorded(folder)
            expected = (1 + _ATHLETES, _ATHLETES * (1 + _STEPS), 1)  # a flow run in a flow is a task run as well
            is_complete &= counts == tuple(count * (runs + 1) for count in expected)
            print(f"{way:<10}{cold_cpu_s:>12.2f}{warm_cpu_s[way]:>12.2f}{wall_s:>13.2f}   {counts}")
    ratio = warm_cpu_s[_OWN] / warm_cpu_s[_EMBEDDED]
    print(f"Prefect's own way takes {ratio:.2f} times the CPU of ours; goal: ours at most {_GOAL_CPU_S} CPU-s")
    if not is_complete:
        print("not everything was recorded")
    return 0 if is_complete and warm_cpu_s[_EMBEDDED] <= _GOAL_CPU_S else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        trivial_night() if sys.argv[2] == _OWN else embedded_night(Path(sys.argv[3]))
    else:
        sys.exit(compare(int(sys.argv[1]) if sys.argv[1:] else 5))
