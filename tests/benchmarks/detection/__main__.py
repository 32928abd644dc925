"""The command; see the package."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from tests.benchmarks.detection.document import other_squad_figures, squad_figures
from tests.benchmarks.detection.figures import confident_alarms, false_episodes, find
from tests.benchmarks.detection.goals import (
    BALANCE_1,
    GOAL_SCENARIOS,
    WHOLE_1,
    WHOLE_1_5,
    WITHIN_SIZES_PP,
    Goal,
    goals,
)
from tests.benchmarks.detection.page import write
from tests.benchmarks.detection.plots import draw
from tests.benchmarks.detection.pool import evaluate_recordings, evaluate_squad
from tests.benchmarks.detection.real import recording_figures
from tests.benchmarks.detection.recordings import folder, read_recordings
from tests.benchmarks.detection.seasons import TEST_SEED, TUNING_SEED, UNRULY, Kind, Scenario, Squad
from tests.benchmarks.detection.series import RunnerResult

_QUICK_RUNNERS, _RUNNERS, _OTHER_RUNNERS = 100, 400, 50
_SIZES_PP = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
_KINDS: tuple[Kind, ...] = ("balance", "whole")
_SCENARIOS = (
    # What is large is seen within three runs or not at all.
    *(Scenario(kind, size, runs=6 if size < 2.0 else 3) for kind in _KINDS for size in _SIZES_PP),
    *(Scenario(kind, size, ramp_runs=4) for kind in _KINDS for size in (1.0, 2.0)),
    *(Scenario(kind, size, is_within=True, runs=1) for kind in _KINDS for size in (1.0, *WITHIN_SIZES_PP)),
    *(Scenario("whole", size, runs=3, is_as_it_comes=True) for size in (1.0, 2.0)),
)
_OTHER_SCENARIOS = tuple(Scenario(kind, size, runs=3) for kind in _KINDS for size in (0.75, 1.0, 1.5, 2.0))
_OTHERS: tuple[tuple[str, float, tuple[tuple[str, float], ...]], ...] = (
    ("Steadier: day-to-day SD 0.25 pp", 0.25, ()),
    ("Less steady: day-to-day SD 0.5 pp", 0.5, ()),
    ("Unruly, day-to-day SD 0.35 pp", 0.35, UNRULY),
)


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.detection", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the goals alone, on a tuning squad, to the terminal")
    parser.add_argument("--seed", type=int, default=None, help="another squad")
    parser.add_argument("--runners", type=int, default=None, help="how many runners the main squad has")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("docs"), help="folder of the page")
    arguments = parser.parse_args()
    if arguments.quick:
        seed = TUNING_SEED if arguments.seed is None else arguments.seed
        if seed == TEST_SEED:
            parser.error("the test squad is not for tuning: choose another seed")
        quick(seed, arguments.runners or _QUICK_RUNNERS, arguments.processes)
        return
    seed = TEST_SEED if arguments.seed is None else arguments.seed
    full(seed, arguments.runners or _RUNNERS, arguments.processes, arguments.out)


def quick(seed: int, runners: int, processes: int) -> None:
    """Print the table of goals on a tuning squad."""
    began = time.monotonic()
    scenarios = tuple(replace(each, runs=1 if each.is_within else 3) for each in GOAL_SCENARIOS)
    squad = Squad(seed, runners, 0.35, scenarios, with_c2=False)
    results = evaluate_squad(squad, processes=processes, told=_progress(runners))
    for goal in goals(results):
        print(_line(goal))
    print(_at_other_confidences(results))
    print(f"seed {seed}, {runners} runners, {time.monotonic() - began:.0f} s")


def _at_other_confidences(results: Sequence[RunnerResult]) -> str:
    """What confirming at another stated confidence alone would give, for choosing it."""
    lines = [
        "confirmed at a confidence of: false episodes per 100 | balance 1 pp, whole 1 pp, whole 1.5 pp in 3 runs, %"
    ]
    for level in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95):
        alarms = confident_alarms(level)
        seen = [find(results, scenario.key, alarms).within(3) for scenario in (BALANCE_1, WHOLE_1, WHOLE_1_5)]
        false = false_episodes(results, alarms)
        lines.append(f"  {level:4.2f}: {false.text()} | " + ", ".join(f"{each.value:.0f}" for each in seen))
    return "\n".join(lines)


def full(seed: int, runners: int, processes: int, out: Path) -> None:
    """Everything: the page, its plots and its data."""
    began = time.monotonic()
    main_squad = Squad(seed, runners, 0.35, _SCENARIOS)
    results = evaluate_squad(main_squad, processes=processes, told=_progress(runners))
    print(f"main squad simulated and judged, {time.monotonic() - began:.0f} s")
    data: dict[str, object] = {"main": squad_figures(main_squad, results), "others": []}
    others = max(runners * _OTHER_RUNNERS // _RUNNERS, 2)
    for number, (name, day_sd_pp, unlike) in enumerate(_OTHERS):
        other = Squad(seed + 1 + number, others, day_sd_pp, _OTHER_SCENARIOS, name=name, unlike=unlike)
        results = evaluate_squad(other, processes=processes, told=_progress(other.runners))
        data["others"] = [*data["others"], other_squad_figures(other, results)]
    print(f"other squads, {time.monotonic() - began:.0f} s")
    data["recordings"] = _recordings(seed, processes)
    print(f"recordings, {time.monotonic() - began:.0f} s")
    out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(data, indent=1, ensure_ascii=False) + "\n"
    (out / "detection.json").write_text(text, encoding="utf-8")
    # Read back: the page rests on nothing that is not in the data.
    data = json.loads(text)
    (out / "detection.md").write_text(write(data), encoding="utf-8")
    paths = draw(data["main"], out / "detection")
    print(f"{out / 'detection.md'}, detection.json, {', '.join(path.name for path in paths)}")
    for goal in data["main"]["goals"]:
        print(f"{'yes' if goal['is_met'] else 'NO ':3}  {goal['what']}: {goal['reached']['value']} {goal['unit']}")
    print(f"{time.monotonic() - began:.0f} s")


def _recordings(seed: int, processes: int) -> dict[str, object] | None:
    path = folder()
    if path is None:
        print("no recordings: NIGGLE_RECORDINGS does not name a folder")
        return None
    kept, left_out = read_recordings(path)
    return recording_figures(kept, left_out, evaluate_recordings(kept, seed, processes=processes))


def _line(goal: Goal) -> str:
    reached = f"{goal.reached.text()} {goal.unit}".rstrip()
    return f"{'yes' if goal.is_met else 'NO ':3}  {goal.what}: {reached}, goal {goal.target}" + (
        f"; {goal.beside}" if goal.beside else ""
    )


def _progress(runners: int) -> Callable[[int], None]:
    def told(done: int) -> None:
        if sys.stderr.isatty() and done % 10 == 0:
            print(f"\r{done} of {runners} runners", end="" if done < runners else "\n", file=sys.stderr)

    return told


if __name__ == "__main__":
    main()
