"""What a run costs beyond one machine, against one process on a folder; and what a federation would cost by that.

    python -m tests.benchmarks.cluster --cache FOLDER [--athletes 100] [--runs 20] [--batch 25]

PostgreSQL and an object store are started on loopback. The same short runs are brought in twice, in one process on a
folder and by `niggle sync` with two Dask workers on the object store; no pages are drawn in either. Then comes a night
of one more run for each, and one with nothing new. CPU-seconds are those of all processes of niggle's, Prefect's engine
and Dask included; those of the two services are told apart. Goal: a run costs at most 1.3 times as much.

The object store of the tests keeps all in memory: 2,000 athletes need some 6 GB.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

from niggle.homes import Homes
from niggle.store.lake import Lake
from tests.benchmarks.squad_night import ROOT, Cost, athlete_id, write_files
from tests.fakes import services

RUNS_A_YEAR, ATHLETES = 300, 10_000
_ONE_PROCESS = """
import sys
from pathlib import Path
from niggle.config import load_config
from niggle.steps.batch import night_of
config = load_config(Path(sys.argv[1]))
for athlete in config.athletes:
    night = night_of(config, athlete, draws=False)
    assert night.is_complete, night
"""


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True, help="where simulated runs are kept")
    parser.add_argument("--athletes", type=int, default=100)
    parser.add_argument("--runs", type=int, default=20, help="how many short runs each athlete has to begin with")
    parser.add_argument("--batch", type=int, default=25, help="how many athletes are in a batch")
    arguments = parser.parse_args()
    programs = services.postgres_programs()
    if programs is None:
        raise SystemExit("no PostgreSQL: apt-get install postgresql")
    # A few runners stand for all: what is measured is the store.
    files = write_files(arguments.cache / "files", min(arguments.athletes, 20), arguments.runs + 1)
    with (
        services.postgres(programs) as address,
        services.object_store() as environment,
        tempfile.TemporaryDirectory(dir=arguments.cache) as folder,
    ):
        os.environ.update(environment)
        lake = f"ducklake:postgres:{services.new_database(address, 'niggle')}"
        squad = Squad(Path(folder), files, arguments.athletes, lake, arguments.batch)
        nights = (("first night", arguments.runs), ("one more run", 1), ("nothing new", 0))
        for name, runs in nights:
            squad.give(runs)
            told(name, squad, runs * arguments.athletes)
        federation(squad)


class Squad:
    """The athletes with their two configurations: of one process on a folder, and of a cluster."""

    def __init__(self, folder: Path, files: Sequence[Sequence[Path]], count: int, lake: str, batch: int) -> None:
        self.folder, self.files, self.count = folder, files, count
        self.place, self.lake = f"s3://{services.BUCKET}/niggle", lake
        athletes = "".join(
            f'[[athletes]]\nid = "{athlete_id(number)}"\nname = "Runner {number}"\nsquad = "squad-{number // 30}"\n'
            f'[[athletes.sources]]\nkind = "folder"\npath = "files/{athlete_id(number)}"\n'
            for number in range(count)
        )
        engine = f'[engine]\nrunner = "dask"\nworkers = 2\nbatch_athletes = {batch}\n'
        (folder / "one.toml").write_text(f'[store]\npath = "one"\n{athletes}')
        (folder / "cluster.toml").write_text(f'[store]\npath = "{self.place}"\nlake = "{lake}"\n{engine}{athletes}')

    def give(self, runs: int) -> None:
        """Put the next runs into each athlete's folder."""
        for number in range(self.count):
            folder = self.folder / "files" / athlete_id(number)
            folder.mkdir(parents=True, exist_ok=True)
            there = {path.name for path in folder.iterdir()}
            waiting = [path for path in self.files[number % len(self.files)] if path.name not in there]
            for path in waiting[:runs]:
                shutil.copy(path, folder)

    def in_one_process(self) -> Cost:
        """The nights of all in one process on a folder."""
        return spent([sys.executable, "-c", _ONE_PROCESS, str(self.folder / "one.toml")], self.folder)

    def in_the_cluster(self) -> Cost:
        """`niggle sync` with two workers on the object store."""
        program = [sys.executable, "-c", "from niggle.cli import main; main()"]
        return spent([*program, "sync", "--config", str(self.folder / "cluster.toml")], self.folder)


def spent(command: Sequence[str], folder: Path) -> Cost:
    """What a command costs with all that it starts and waits for."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment["PYTHONPATH"] = f"{ROOT / 'src'}:{ROOT}"
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(command, check=True, cwd=folder, env=environment, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu_s, time.monotonic() - began)


def told(name: str, squad: Squad, runs: int) -> None:
    """Print what a night costs either way."""
    one = squad.in_one_process()
    with services_cpu() as beside:
        cluster = squad.in_the_cluster()
    print(
        f"{name:12} {squad.count} athletes, {runs} new runs: one process {one.cpu_s:.1f} CPU-s, cluster "
        f"{cluster.cpu_s:.1f} CPU-s in {cluster.wall_s:.0f} s (services {beside[0]:.1f} CPU-s), "
        f"ratio {cluster.cpu_s / one.cpu_s:.2f}",
        flush=True,
    )
    if runs:
        print(f"{'':12} a run: {1000 * one.cpu_s / runs:.1f} and {1000 * cluster.cpu_s / runs:.1f} ms", flush=True)


@contextmanager
def services_cpu() -> Iterator[list[float]]:
    """The CPU-seconds that PostgreSQL and the object store spend within the block; sessions that ended are left out."""

    def used_so_far() -> float:
        used = 0.0
        for process in psutil.process_iter():
            with process.oneshot():
                try:
                    if process.name() == "postgres" or "moto.server" in process.cmdline():
                        times = process.cpu_times()
                        used += times.user + times.system
                except psutil.Error:
                    continue
        return used

    found = [used_so_far()]
    yield found
    found[0] = used_so_far() - found[0]


def federation(squad: Squad) -> None:
    """Print what a year of 10,000 athletes with 300 runs each moves, by the sizes that homes have here."""
    sizes = homes_sizes(squad)
    runs = len(list((squad.folder / "files" / athlete_id(0)).iterdir()))
    print(f"a home of {runs} short runs: " + ", ".join(f"{name} {size / 1e3:.0f} kB" for name, size in sizes.items()))
    moved = sizes["niggle.duckdb"] + sizes["published.duckdb"] + sizes["manifest.jsonl"] + sizes["standing.json"]
    a_run = sizes["raw"] / runs
    night = ATHLETES * (2 * moved + a_run)
    print(f"{ATHLETES} athletes, a night with a run for each: {night / 1e9:.1f} GB to and from the object store")
    year = night * RUNS_A_YEAR
    print(f"a year of {RUNS_A_YEAR} such nights: {year / 1e12:.1f} TB, were homes no larger than here")
    objects = ATHLETES * (RUNS_A_YEAR + len(sizes))
    print(f"objects after a year: {objects:,}; commits a night: {ATHLETES // 200}, a year {ATHLETES // 200 * 365:,}")
    standings = Lake(squad.lake, f"{squad.place}/lake").versions()
    print(f"standings in the lake: {len(standings)}")


def homes_sizes(squad: Squad) -> Mapping[str, float]:
    """The mean size of each file of a home, raw files together."""
    shelf, found = Homes(squad.place), defaultdict[str, list[int]](list)
    for number in range(min(squad.count, 20)):
        raw = 0
        with tempfile.TemporaryDirectory() as folder:
            home = shelf.take(athlete_id(number), Path(folder))
        for path, kept in home.files.items():
            if path.startswith("raw/"):
                raw += kept.size
            else:
                found[path].append(kept.size)
        found["raw"].append(raw)
    return {name: statistics.mean(sizes) for name, sizes in found.items()}


if __name__ == "__main__":
    main()
