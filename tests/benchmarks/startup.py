"""What each command costs of itself, in CPU-seconds and seconds of the whole process, beside another checkout's.

    python -m tests.benchmarks.startup [--against CHECKOUT] [--blocks 7]

Each command runs once a block, with this build and with the other in turn, so that a busy machine is as busy for both.
Figures are medians over blocks; the ratio is the median of the ratios block by block, of CPU time. Python code is
compiled beforehand, as an installed niggle's is. Commands that read ask a store of 50 runs, which each build filled for
itself. Goals: `--help` at most 0.12 CPU-s, `flags` 0.25.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.growth import write_files
from tests.benchmarks.import_cost import write_config

ROOT = Path(__file__).resolve().parents[2]
RUNS = 50
COMMANDS = (
    "--help", "pain --help", "import --help", "sync --help", "serve --help", "flags", "flags --format json",
    "flags --format csv", "pain list", "report", "doctor",
)  # fmt: skip
_READS = ("flags", "pain list", "report", "doctor")
_NEEDS_PERSON = 3


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", type=Path, help="another checkout of this project")
    parser.add_argument("--blocks", type=int, default=7, help="how often each command is run")
    arguments = parser.parse_args()
    builds = {"this build": ROOT} | ({} if arguments.against is None else {"the other": arguments.against.resolve()})
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        files = write_files(folder / "files", RUNS)
        configs = {}
        for number, (name, checkout) in enumerate(builds.items()):
            target = folder / f"build_{number}"
            target.mkdir()
            configs[name] = write_config(target)
            spend(checkout, "import", str(files[0].parent), "--config", str(configs[name]), compiled=folder / "code")
        for command in COMMANDS:
            tell(command, builds, configs, blocks=arguments.blocks, compiled=folder / "code")


def tell(command: str, builds: dict[str, Path], configs: dict[str, Path], *, blocks: int, compiled: Path) -> None:
    """Print a line for a command: what it costs with each build, and the ratio."""
    costs: dict[str, list[tuple[float, float]]] = {name: [] for name in builds}
    for block in range(blocks + 1):
        for name, checkout in builds.items():
            words = command.split()
            if command.startswith(_READS):
                words += ["--config", str(configs[name])]
            cost = spend(checkout, *words, compiled=compiled)
            if block:  # before the first, code is compiled and files are read
                costs[name].append(cost)
    line = "  ".join(
        f"{name}: {statistics.median(cpu for cpu, _ in of):.3f} CPU-s {statistics.median(wall for _, wall in of):.2f} s"
        for name, of in costs.items()
    )
    if len(costs) == 2:
        mine, theirs = costs.values()
        ratio = statistics.median(one[0] / other[0] for one, other in zip(mine, theirs, strict=True))
        line += f"  ratio {ratio:.2f}"
    print(f"{command:20} {line}", flush=True)


def spend(checkout: Path, *arguments: str, compiled: Path) -> tuple[float, float]:
    """CPU-seconds and seconds of one niggle process of a checkout; its compiled code is kept in a folder."""
    command = [sys.executable, "-c", "from niggle.cli import main; main()", *arguments]
    environment = os.environ | {"PYTHONPATH": f"{checkout / 'src'}:{checkout}", "PYTHONPYCACHEPREFIX": str(compiled)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    assert process.stderr is not None
    said = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, _NEEDS_PERSON):
        raise SystemExit(f"niggle {' '.join(arguments)} of {checkout} failed: {said}")
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - began


if __name__ == "__main__":
    main()
