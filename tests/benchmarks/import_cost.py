"""What bringing runs in costs, in CPU-seconds of the whole process.

    python tests/benchmarks/import_cost.py

1. `niggle import` of 200 one-hour runs into an empty store, files to statuses: CPU-seconds a run (goal 0.020).
2. `niggle import` of one more run on top of 1,000: CPU-seconds (goal 0.5), and the ratio to a `niggle flags` of the
   same store, which only reads. Prefect has no part in either.
3. The most memory that importing 200 and 1,000 runs takes, which must not grow with the number.
"""

import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from niggle.simulate.plans import draw_plans
from niggle.simulate.recording import record
from niggle.simulate.squad import simulate_runner, virtual_runner

MANY, MORE = 200, 1000
SEED = 11
FIRST_AT = datetime(2015, 1, 5, 6, 30, tzinfo=UTC)


def main() -> None:
    """Print the figures."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        files = write_runs(folder / "files", MORE + 1)
        config = write_config(folder)
        for count in (MANY, MORE):
            target = folder / f"first_{count}"
            target.mkdir()
            for path in files[:count]:
                (target / path.name).hardlink_to(path)
        cpu_s, memory_mb = niggle("import", str(folder / f"first_{MANY}"), config=config)
        run_s = cpu_s / MANY
        print(
            f"{MANY} one-hour runs, files to statuses: {run_s:.4f} CPU-s a run ({cpu_s:.2f} in all), {memory_mb:.0f} MB"
        )
        again_s, _ = niggle("import", str(folder / f"first_{MANY}"), config=config)
        print(f"the same once more: {again_s:.2f} CPU-s, {cpu_s / again_s:.1f} times less")
        cpu_s, memory_mb = niggle("import", str(folder / f"first_{MORE}"), config=config)
        print(f"{MORE - MANY} more: {cpu_s / (MORE - MANY):.4f} CPU-s a run, {memory_mb:.0f} MB")
        one_s, _ = niggle("import", str(files[MORE]), config=config)
        look_s, _ = niggle("flags", "--format", "json", config=config)
        ratio = one_s / look_s
        print(f"one run on top of {MORE}: {one_s:.2f} CPU-s, {ratio:.1f} times a `niggle flags` ({look_s:.2f})")


def write_runs(folder: Path, count: int) -> list[Path]:
    """One-hour runs of one virtual runner as FIT files, oldest first."""
    folder.mkdir()
    plans = draw_plans(SEED, 0, count, first_at=FIRST_AT, minutes=60.0)
    paths = []
    for run in simulate_runner(SEED, 0, virtual_runner(SEED, 0), plans):
        path = folder / f"{run.plan.started_at:%Y-%m-%d-%H%M%S}.fit"
        path.write_bytes(record(run, owner=1))
        paths.append(path)
    return sorted(paths)


def write_config(folder: Path) -> Path:
    """A configuration with one athlete."""
    path = folder / "config.toml"
    path.write_text('[store]\npath = "data"\n[[athletes]]\nid = "me"\nname = "Me"\n')
    return path


def niggle(*arguments: str, config: Path) -> tuple[float, float]:
    """CPU-seconds and most megabytes of one niggle process."""
    program = Path(sys.executable).with_name("niggle")
    command = [program, *arguments, "--config", config]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"niggle {arguments[0]} failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


if __name__ == "__main__":
    main()
