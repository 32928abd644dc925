"""What a night of a squad costs, in CPU-seconds of all its processes: with nothing new, and with one new run for each.

    python -m tests.benchmarks.squad_night --cache FOLDER [--against CHECKOUT] [--athletes 1 100 300] [--runs 50]

Squads are simulated and brought in once, by each build its own, and kept in the cache. Block after block `niggle sync`
is called with this build and with that of the other checkout in turn, so that a busy machine is as busy for both:
first with nothing new, then after one more run of each athlete has come into their folders. Figures are medians over
blocks. Goals: nothing new for 1 and for 100 athletes at most 1.5 and 8 CPU-s, for 300 at most 3.2 times as much as for
100; one new run for each of 100 at most 20.
"""

import argparse
import ctypes
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from niggle.simulate.plans import draw_plans
from niggle.simulate.recording import record
from niggle.simulate.squad import simulate_runner, virtual_runner
from tests.benchmarks.import_cost import FIRST_AT, SEED

ROOT = Path(__file__).resolve().parents[2]
MINUTES, BLOCKS, MOST_NEW = 15.0, 3, 40
QUIET, NEW = "nothing new", "one new run each"
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER: whose parent ends before them is ours to wait for


@dataclass(frozen=True)
class Cost:
    """CPU-seconds of all processes, and seconds by the clock."""

    cpu_s: float
    wall_s: float


@dataclass(frozen=True)
class Squad:
    """A squad as one build keeps it: its folder in the cache, and where the runs of all its athletes are."""

    folder: Path
    checkout: Path
    files: Sequence[Sequence[Path]]

    def fill(self, runs: int) -> None:
        """Bring the first runs in, unless that was done before, and end with a night that has nothing to do."""
        if not (self.folder / "config.toml").exists():
            for number, files in enumerate(self.files):
                for path in files[:runs]:
                    self.give(number, path)
            self.folder.joinpath("config.toml").write_text(self._config())
        for _ in range(3):
            self.sync()

    def give(self, number: int, path: Path) -> None:
        """Put a run into an athlete's folder."""
        folder = self.folder / "files" / athlete_id(number)
        folder.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            (folder / path.name).hardlink_to(path)

    def give_next(self) -> None:
        """Put the next run into each athlete's folder."""
        for number, files in enumerate(self.files):
            there = {path.name for path in (self.folder / "files" / athlete_id(number)).iterdir()}
            self.give(number, next(path for path in files if path.name not in there))

    def sync(self) -> Cost:
        """One night."""
        return niggle(self.checkout, "sync", config=self.folder.resolve() / "config.toml")

    def _config(self) -> str:
        tables = (
            f'[[athletes]]\nid = "{athlete_id(number)}"\nname = "Runner {number}"\nsquad = "squad-{number // 30}"\n'
            f'share_with_coach = "details"\n'
            f'[[athletes.sources]]\nkind = "folder"\npath = "files/{athlete_id(number)}"\n'
            for number in range(len(self.files))
        )
        return '[store]\npath = "data"\n' + "".join(tables)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True, help="where squads are kept from one call to the next")
    parser.add_argument("--against", type=Path, help="another checkout of this project")
    parser.add_argument("--athletes", type=int, nargs="+", default=[1, 100, 300], help="how large the squads are")
    parser.add_argument("--runs", type=int, default=50, help="how many runs each athlete has to begin with")
    parser.add_argument("--blocks", type=int, default=BLOCKS, help="how often each night is measured")
    arguments = parser.parse_args()
    ctypes.CDLL(None).prctl(_SUBREAPER, 1)
    builds = {"this build": ROOT} | ({} if arguments.against is None else {"the other": arguments.against.resolve()})
    quiet: dict[int, float] = {}
    for size in arguments.athletes:
        files = write_files(arguments.cache / "files", size, arguments.runs + MOST_NEW)
        squads = {
            name: Squad(arguments.cache / f"{name.replace(' ', '_')}-{size}x{arguments.runs}", checkout, files)
            for name, checkout in builds.items()
        }
        for squad in squads.values():
            squad.fill(arguments.runs)
        costs = measured(squads, arguments.blocks)
        told(size, costs, builds)
        quiet[size] = statistics.median(cost.cpu_s for cost in costs[QUIET, "this build"])
    if 100 in quiet and 300 in quiet:
        print(f"nothing new, 300 athletes against 100: {quiet[300] / quiet[100]:.2f} times")


def measured(squads: dict[str, Squad], blocks: int) -> dict[tuple[str, str], list[Cost]]:
    """The cost of each kind of night by build, one a block."""
    costs: dict[tuple[str, str], list[Cost]] = {}
    for _ in range(blocks):
        for name, squad in squads.items():
            costs.setdefault((QUIET, name), []).append(squad.sync())
        for name, squad in squads.items():
            squad.give_next()
            costs.setdefault((NEW, name), []).append(squad.sync())
        for squad in squads.values():
            squad.sync()  # what a night with something new leaves to the next is not that of one with nothing
    return costs


def told(size: int, costs: dict[tuple[str, str], list[Cost]], builds: dict[str, Path]) -> None:
    """Print the medians, and the ratios block by block."""
    for what in (QUIET, NEW):
        for name in builds:
            of = costs[what, name]
            cpu_s, wall_s = (statistics.median(getattr(cost, key) for cost in of) for key in ("cpu_s", "wall_s"))
            print(f"{size:4} athletes  {what:17} {name:10} {cpu_s:7.2f} CPU-s {wall_s:7.2f} s", flush=True)
        both = [costs[what, name] for name in builds]
        if len(both) == 2:
            ratio = statistics.median(mine.cpu_s / theirs.cpu_s for mine, theirs in zip(*both, strict=True))
            print(f"{size:4} athletes  {what:17} ratio      {ratio:.3f}", flush=True)


def write_files(folder: Path, athletes: int, runs: int) -> list[list[Path]]:
    """Short runs of virtual runners as FIT files, oldest first; those that are there already are kept."""
    return [list(_files_of(folder / f"{athlete_id(number)}-{runs}", number, runs)) for number in range(athletes)]


def _files_of(folder: Path, number: int, runs: int) -> Iterator[Path]:
    if not folder.exists():
        draft = folder.with_suffix(".part")
        draft.mkdir(parents=True, exist_ok=True)
        plans = draw_plans(SEED, number, runs, first_at=FIRST_AT, minutes=MINUTES)
        for run in simulate_runner(SEED, number, virtual_runner(SEED, number), plans):
            (draft / f"{run.plan.started_at:%Y-%m-%d-%H%M%S}.fit").write_bytes(record(run, owner=number + 1))
        draft.rename(folder)
    yield from sorted(folder.iterdir())


def athlete_id(number: int) -> str:
    """The id of an athlete of a squad."""
    return f"a{number:04}"


def niggle(checkout: Path, *arguments: str, config: Path) -> Cost:
    """What a niggle process of a checkout costs, with all that it starts."""
    command = [sys.executable, "-c", "from niggle.cli import main; main()", *arguments, "--config", str(config)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment["PYTHONPATH"] = f"{checkout / 'src'}:{checkout}"
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    process = subprocess.run(  # away from this checkout, whose flows would come first
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment, cwd=config.parent, check=False
    )
    wall_s = time.monotonic() - began
    with suppress(ChildProcessError):
        while True:
            os.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode != 0:
        raise SystemExit(f"niggle {' '.join(arguments)} of {checkout} failed: {process.stderr.decode()}")
    return Cost(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall_s)


if __name__ == "__main__":
    main()
