"""What a verdict costs, against another build in the same minutes.

    python -m tests.benchmarks.verdict_cost [--against CHECKOUT]

A season of a virtual runner with a strap is measured once, by this build; its windows go to a process of this build
and to one of the other checkout. The two judge the same runs in turn, each with 30 earlier runs or more behind it,
block after block, so that a busy machine is as busy for both. The figures are medians over blocks of CPU
time a verdict; the ratio is the median of the ratios block by block. Goal: at most 2.0 ms, and half of what it was.
"""

import argparse
import dataclasses
import json
import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SEED = 11
RUNS, BASELINE_RUNS, HISTORY_RUNS = 60, 30, 60
BLOCKS = 25
FIRST_AT = datetime(2025, 1, 6, 6, 30, tzinfo=UTC)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", type=Path, default=None, help="another checkout of this project")
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.work is not None:
        work(arguments.work)
        return
    other = arguments.against
    if other is not None and not (other / "src/niggle/stride/verdict.py").is_file():
        parser.error(f"{other} is not a checkout of this project: it has no src/niggle/stride/verdict.py")
    with tempfile.TemporaryDirectory() as folder:
        windows = Path(folder) / "windows.pickle"
        windows.write_bytes(pickle.dumps(measured_runs()))
        workers = [_start(ROOT, windows)] + ([] if other is None else [_start(other.resolve(), windows)])
        costs = [[_ask(worker) for worker in workers] for _ in range(BLOCKS)]
        for worker in workers:
            worker.communicate()
    names = ["this build", "the other"]
    for name, times in zip(names, zip(*costs, strict=True), strict=False):
        print(f"{name:10} {statistics.median(times):.2f} ms CPU a verdict (best block {min(times):.2f})")
    if other is not None:
        print(f"ratio      {statistics.median(mine / theirs for mine, theirs in costs):.2f}")


def measured_runs() -> list[dict[str, Any]]:
    """The runs as plain data: what any build's `RunGait` has, by field."""
    from niggle.gait.measure import MEASURED, measure
    from niggle.simulate.plans import draw_plans
    from niggle.simulate.squad import simulate_runner, virtual_runner

    plans = draw_plans(SEED, 0, RUNS, first_at=FIRST_AT)
    sensors = dict.fromkeys(MEASURED, "garmin:hrm_pro:000001")
    out = []
    for run in simulate_runner(SEED, 0, virtual_runner(SEED, 0), plans):
        gait = measure(run.samples, pauses_s=run.pauses_s, surface=run.plan.surface, sensors=sensors)
        out.append({field.name: getattr(gait, field.name) for field in dataclasses.fields(gait)})
    return out


def work(windows: Path) -> None:
    """Judge the runs once for every line that is read, with this process's build; print milliseconds a verdict."""
    # Not at the top: a worker has the build that it was started with.
    import niggle
    from niggle.gait.model import RunGait
    from niggle.stride.model import PastRun
    from niggle.stride.verdict import judge

    build = str(Path(niggle.__file__).resolve().parents[2])
    if build != os.environ["PYTHONPATH"].removesuffix("/src"):
        raise SystemExit(f"this process has the build of {build}")
    # Earlier builds want the worst pain of a past run, which nobody reported.
    unsaid = [None] * (sum(each.default is dataclasses.MISSING for each in dataclasses.fields(PastRun)) - 4)
    past: list[PastRun] = []
    for number, fields in enumerate(pickle.loads(windows.read_bytes())):
        gait = RunGait(**fields)
        verdict = judge(gait, past[-HISTORY_RUNS:])
        past.append(PastRun(f"{number:03d}", FIRST_AT + timedelta(days=number), gait, verdict, *unsaid))
    for _ in sys.stdin:
        began = time.process_time()
        for at in range(BASELINE_RUNS, RUNS):
            judge(past[at].gait, past[max(0, at - HISTORY_RUNS) : at])
        print(json.dumps(1000.0 * (time.process_time() - began) / (RUNS - BASELINE_RUNS)), flush=True)


def _start(checkout: Path, windows: Path) -> subprocess.Popen[str]:
    """A process that has that checkout's build, one thread."""
    environment = os.environ | {"PYTHONPATH": str(checkout / "src"), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, str(Path(__file__).resolve()), "--work", str(windows)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)


def _ask(worker: subprocess.Popen[str]) -> float:
    """Milliseconds a verdict of one block."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write("go\n")
    worker.stdin.flush()
    answer = worker.stdout.readline()
    if not answer:
        raise SystemExit("a build could not judge the runs: see above")
    return float(json.loads(answer))


if __name__ == "__main__":
    main()
