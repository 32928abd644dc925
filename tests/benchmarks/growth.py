"""Whether one more of something costs more the longer the history is, in CPU-seconds of the whole process.

    python -m tests.benchmarks.growth [--against CHECKOUT] [--runs 4000]

A store of 50 runs and one of 4,000 are filled once. In copies of them, block after block, `niggle import` brings in one
more run and `niggle pain add` a report on the newest, with this build and with that of the other checkout in turn, so
that a busy machine is as busy for both. The figures are medians over blocks. Python code is compiled beforehand, as an
installed niggle's is. Goals: one more run on 4,000 at most 0.8, a third of what it was, and 1.15 times the same on 50;
`pain add` at most 0.6.

The other build fills the stores, since a newer one reads what an older one wrote.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from niggle.simulate.plans import draw_plans
from niggle.simulate.recording import record
from niggle.simulate.squad import simulate_runner, virtual_runner
from tests.benchmarks.import_cost import SEED, write_config

ROOT = Path(__file__).resolve().parents[2]
FEW, MINUTES, BLOCKS = 50, 15.0, 5
FIRST_AT = datetime(2005, 1, 3, 6, 30, tzinfo=UTC)  # so early that none of thousands is yet to come
REPORT = ("--site", "knee", "--side", "left", "--before", "1", "--peak", "2", "--end", "1")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", type=Path, help="another checkout of this project")
    parser.add_argument("--runs", type=int, default=4000, help="how long the long history is")
    arguments = parser.parse_args()
    builds = {"this build": ROOT} | ({} if arguments.against is None else {"the other": arguments.against.resolve()})
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        files = write_files(folder / "files", arguments.runs + BLOCKS + 1)
        costs = {count: measured(builds, folder / f"{count}", files, count) for count in (FEW, arguments.runs)}
    for what in ("one more run", "pain add"):
        for name in builds:
            few, many = (statistics.median(costs[count][name, what]) for count in costs)
            told = f"{few:.2f} CPU-s on {FEW}, {many:.2f} on {arguments.runs}, {many / few:.2f} times"
            print(f"{name:10} {what:12} {told}")
        for count in costs:
            of = [costs[count][name, what] for name in builds]
            if len(of) == 2:
                ratio = statistics.median(mine / theirs for mine, theirs in zip(*of, strict=True))
                print(f"ratio      {what:12} on {count}: {ratio:.2f}")


def measured(
    builds: dict[str, Path], folder: Path, files: Sequence[Path], count: int
) -> dict[tuple[str, str], list[float]]:
    """CPU-seconds by build and command, one a block, on top of `count` runs."""
    history, more = files[-count - BLOCKS - 1 : -BLOCKS - 1], files[-BLOCKS - 1 :]
    configs = {}
    for number, name in enumerate(builds):
        target = folder / f"build_{number}"
        target.mkdir(parents=True)
        configs[name] = write_config(target)
    *_, oldest = builds
    filled = configs[oldest].parent
    (filled / "history").mkdir()
    for path in history:
        (filled / "history" / path.name).hardlink_to(path)
    niggle(builds[oldest], "import", str(filled / "history"), config=configs[oldest])
    for name in builds:
        if name != oldest:
            shutil.copytree(filled / "data", configs[name].parent / "data")
        niggle(builds[name], "import", str(more[0]), config=configs[name])  # brings the copy to the build's schema
    costs: dict[tuple[str, str], list[float]] = {}
    for path in more[1:]:
        for name, checkout in builds.items():
            spent = niggle(checkout, "import", str(path), config=configs[name])
            costs.setdefault((name, "one more run"), []).append(spent)
            spent = niggle(checkout, "pain", "add", *REPORT, config=configs[name])
            costs.setdefault((name, "pain add"), []).append(spent)
    return costs


def write_files(folder: Path, count: int) -> list[Path]:
    """Short runs of one virtual runner as FIT files, oldest first."""
    folder.mkdir()
    plans = draw_plans(SEED, 0, count, first_at=FIRST_AT, minutes=MINUTES)
    paths = []
    for run in simulate_runner(SEED, 0, virtual_runner(SEED, 0), plans):
        path = folder / f"{run.plan.started_at:%Y-%m-%d-%H%M%S}.fit"
        path.write_bytes(record(run, owner=1))
        paths.append(path)
    return sorted(paths)


def niggle(checkout: Path, *arguments: str, config: Path) -> float:
    """CPU-seconds of one niggle process of a checkout."""
    command = [sys.executable, "-c", "from niggle.cli import main; main()", *arguments, "--config", str(config)]
    compiled = config.parents[2] / "code"
    environment = os.environ | {"PYTHONPATH": f"{checkout / 'src'}:{checkout}", "PYTHONPYCACHEPREFIX": str(compiled)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    assert process.stderr is not None
    said = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"niggle {' '.join(arguments)} of {checkout} failed: {said}")
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
