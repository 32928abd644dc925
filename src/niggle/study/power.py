"""How often a change that was written into a runner's runs is found, and how soon."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np

from niggle.gait.model import RunGait
from niggle.stride.history import TELLING
from niggle.stride.season import HISTORY_RUNS
from niggle.stride.verdict import judge
from niggle.study.replay import Replayed
from niggle.vocabulary.metrics import BALANCE, CADENCE, METRICS, STANCE

type ChangeKind = Literal["balance", "pattern"]

KINDS: tuple[ChangeKind, ...] = get_args(ChangeKind.__value__)
SIZES_PP = (0.75, 1.0, 1.5, 2.0, 3.0)
WITHIN_RUNS = (3, 5)
_RUNS_BEFORE = 20  # judged ones that a change must have before it
_MOST_STARTS = 20  # of a runner, kind and size

_NEEDED: Mapping[ChangeKind, tuple[str, ...]] = {"balance": (BALANCE,), "pattern": TELLING}


@dataclass(frozen=True, slots=True)
class Power:
    """Of `n` changes of a kind and size that were written in, so many were `found` within so many judged runs."""

    kind: ChangeKind
    size_pp: float
    within_runs: int
    found: int
    n: int


def changed(gait: RunGait, kind: ChangeKind, size_pp: float) -> RunGait:
    """The run with the balance shifted by `size_pp` (positive: longer on the left) and, for the pattern, the rest.

    The pattern is the protective stride of the simulator: at 1 pp the stance time is 3 % longer and the cadence 1.5 %
    lower, at 3 pp 7 and 3 % (Table E: 3-7, 1-3 %).
    """
    factor = dict.fromkeys(METRICS, 1.0)
    if kind == "pattern":
        size = min(max(abs(size_pp), 0.5), 3.0)
        factor[STANCE] = 1.0 + (3.0 + 2.0 * (max(size, 1.0) - 1.0)) / 100.0
        factor[CADENCE] = 1.0 - (0.75 + 0.75 * size) / 100.0
        factor["step_length_mm"] = 1.0 / factor[CADENCE]  # at the same speed
    shift = {BALANCE: size_pp}
    windows, values = dict(gait.windows), dict(gait.values)
    for name in METRICS:
        windows[name] = windows[name] * factor[name] + shift.get(name, 0.0)
        values[name] = values[name] * factor[name] + shift.get(name, 0.0)
    return replace(gait, windows=windows, values=values)


def power(replayed: Sequence[Replayed], sign: int) -> tuple[Power, ...]:
    """What is found of changes written into one runner's runs, from evenly spread runs on, to either side in turn.

    Every change begins on a healthy judged run that the runs before have not made "altered" already, and stays; it
    is found when a run is "altered". Only judged runs count, and none of the runs with a change is history for any
    other. Empty for a kind whose metrics the runner's runs lack.
    """
    found: list[Power] = []
    for kind in KINDS:
        if not any(_has(run, kind) for run in replayed):
            continue
        starts = _starts(replayed, kind)
        for size_pp in SIZES_PP:
            delays = [
                _delay(replayed, start, kind, sign * size_pp * (-1.0 if number % 2 else 1.0))
                for number, start in enumerate(starts)
            ]
            for within in WITHIN_RUNS:
                in_time = sum(delay is not None and delay <= within for delay in delays)
                found.append(Power(kind, size_pp, within, in_time, len(delays)))
    return tuple(found)


def pooled(powers: Iterable[Sequence[Power]]) -> tuple[Power, ...]:
    """What was found of several runners' changes."""
    sums: dict[tuple[ChangeKind, float, int], Power] = {}
    for one in (one for own in powers for one in own):
        key = (one.kind, one.size_pp, one.within_runs)
        before = sums.get(key)
        sums[key] = one if before is None else replace(one, found=before.found + one.found, n=before.n + one.n)
    return tuple(sums[key] for key in sorted(sums, key=lambda key: (KINDS.index(key[0]), *key[1:])))


def _has(run: Replayed, kind: ChangeKind) -> bool:
    return all(np.isfinite(run.past.gait.values[name]) for name in _NEEDED[kind])


def _starts(replayed: Sequence[Replayed], kind: ChangeKind) -> list[int]:
    """Evenly spread runs that a change may begin with: enough judged ones before and after, none altered before."""
    telling = [number for number, run in enumerate(replayed) if run.is_judged and _has(run, kind)]
    candidates = [
        number
        for nth, number in enumerate(telling)
        if _RUNS_BEFORE <= nth <= len(telling) - max(WITHIN_RUNS)
        and replayed[telling[nth - 1]].past.verdict.word != "altered"
        and all(run.is_healthy for run in replayed[number : telling[nth + max(WITHIN_RUNS) - 1] + 1])
    ]
    spread = np.linspace(0, len(candidates) - 1, min(len(candidates), _MOST_STARTS))
    return [candidates[round(position)] for position in spread]


def _delay(replayed: Sequence[Replayed], start: int, kind: ChangeKind, size_pp: float) -> int | None:
    """Judged runs, the first being 1, until a change from run `start` on is found; None within the longest limit."""
    history = deque((run.past for run in replayed[max(start - HISTORY_RUNS, 0) : start]), maxlen=HISTORY_RUNS)
    count = 0
    for run in replayed[start:]:
        past = replace(run.past, gait=changed(run.past.gait, kind, size_pp))
        verdict = judge(past.gait, list(history), pain=past.pain, equipment=past.equipment)
        history.append(replace(past, verdict=verdict))
        if not (run.is_judged and _has(run, kind)):
            continue
        count += 1
        if verdict.word == "altered":
            return count
        if count == max(WITHIN_RUNS):
            break
    return None
