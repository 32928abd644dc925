"""The command; see the package."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks.detection.document import world_figures
from tests.benchmarks.detection.page import write
from tests.benchmarks.detection.plots import draw
from tests.benchmarks.detection.pool import evaluate_recordings
from tests.benchmarks.detection.quick import report
from tests.benchmarks.detection.real import recording_figures
from tests.benchmarks.detection.recordings import folder, read_recordings
from tests.benchmarks.detection.seasons import TEST_SEED, TUNING_SEED, WORLDS, Squad
from tests.benchmarks.detection.worlds import SCENARIOS, VARIANTS, Evaluated, evaluate_world

_QUICK_RUNNERS, _RUNNERS = 60, 200
_VARIANT_RUNNERS = 0.2
"""Runners of each other sort, as a share of the squad's."""


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.detection", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the goals alone, on tuning squads, to the terminal")
    parser.add_argument("--seed", type=int, default=None, help="other squads")
    parser.add_argument("--runners", type=int, default=None, help="how many runners the squad of each world has")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("docs"), help="folder of the page")
    arguments = parser.parse_args()
    if arguments.quick:
        seed = TUNING_SEED if arguments.seed is None else arguments.seed
        if seed == TEST_SEED:
            parser.error("the test squads are not for tuning: choose another seed")
        quick(seed, arguments.runners or _QUICK_RUNNERS, arguments.processes)
        return
    seed = TEST_SEED if arguments.seed is None else arguments.seed
    full(seed, arguments.runners or _RUNNERS, arguments.processes, arguments.out)


def quick(seed: int, runners: int, processes: int) -> None:
    """Print the goals, and what tuning looks at, of tuning squads."""
    began = time.monotonic()
    for one in _worlds(seed, runners, processes):
        print("\n".join(report(one)), flush=True)
        print(f"{time.monotonic() - began:.0f} s", flush=True)


def full(seed: int, runners: int, processes: int, out: Path) -> None:
    """Everything: the page, its plots and its data."""
    began = time.monotonic()
    worlds = {}
    for one in _worlds(seed, runners, processes):
        print(f"{one.world} world simulated and judged, {time.monotonic() - began:.0f} s", flush=True)
        worlds[one.world] = world_figures(one)
        print(f"its figures, {time.monotonic() - began:.0f} s", flush=True)
    data: dict[str, Any] = {"worlds": worlds, "recordings": _recordings(seed, processes)}
    print(f"recordings, {time.monotonic() - began:.0f} s")
    out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(data, indent=1, ensure_ascii=False) + "\n"
    (out / "detection.json").write_text(text, encoding="utf-8")
    # Read back: the page rests on nothing that is not in the data.
    data = json.loads(text)
    (out / "detection.md").write_text(write(data), encoding="utf-8")
    paths = draw(data["worlds"], out / "detection")
    print(f"{out / 'detection.md'}, detection.json, {', '.join(path.name for path in paths)}")
    for world, figures in data["worlds"].items():
        for goal in figures["goals"]:
            reached = f"{goal['reached']['value']} {goal['unit']}".rstrip()
            print(f"{'yes' if goal['is_met'] else 'NO ':3}  {world}: {goal['what']}: {reached}, goal {goal['target']}")
    print(f"{time.monotonic() - began:.0f} s")


def _recordings(seed: int, processes: int) -> dict[str, object] | None:
    path = folder()
    if path is None:
        print("no recordings: NIGGLE_RECORDINGS does not name a folder")
        return None
    kept, left_out = read_recordings(path)
    return recording_figures(kept, left_out, evaluate_recordings(kept, seed, processes=processes))


def _worlds(seed: int, runners: int, processes: int) -> Iterator[Evaluated]:
    """Each world; the other sorts of runners are real ones, so they are of the measured world alone."""
    for world in WORLDS:
        squad = Squad(seed, runners, world, SCENARIOS)
        variants = VARIANTS if world == "measured" else ()
        few = max(round(_VARIANT_RUNNERS * runners), 2)
        yield evaluate_world(squad, variants, few, processes=processes, told=_progress(runners))


def _progress(runners: int) -> Callable[[int], None]:
    def told(done: int) -> None:
        if sys.stderr.isatty() and done % 10 == 0:
            print(f"\r{done} of {runners} runners", end="" if done < runners else "\n", file=sys.stderr)

    return told


if __name__ == "__main__":
    main()
