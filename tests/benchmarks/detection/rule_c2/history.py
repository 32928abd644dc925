"""Which earlier runs a run may be compared with."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from niggle.gait.model import Floats, RunGait
from tests.benchmarks.detection.rule_c2.model import PastRun
from tests.benchmarks.detection.rule_c2.rules import Rules

FLAGGED = ("altered", "possibly_altered")


@dataclass(frozen=True, slots=True)
class Comparable:
    """Earlier runs next to the one judged: m metrics, n earlier runs (oldest first), and this run last.

    `values` (m, n + 1) are in the metrics' own units, NaN where the earlier run has none by the same sensor.
    `is_member` (m, n) marks the runs that make up each metric's baseline; `settled_at` is the run_id from
    which on a lasting change has become the usual, None without one.
    """

    runs: tuple[PastRun, ...]
    values: Floats
    speed_mps: Floats
    grade_pct: Floats
    is_member: NDArray[np.bool_]
    settled_at: str | None

    @property
    def n_members(self) -> NDArray[np.int64]:
        """How many runs each metric's baseline has (m)."""
        return np.asarray(self.is_member.sum(axis=1), dtype=np.int64)


def comparable(run: RunGait, history: Sequence[PastRun], names: Sequence[str], rules: Rules) -> Comparable:
    """The eligible earlier runs on the same surface, with the values that the same sensors measured.

    The order of `history` does not matter: runs are put in the order of their start.
    """
    runs = tuple(
        past
        for past in sorted(history, key=lambda past: (past.started_at, past.run_id))
        if past.gait.surface == run.surface and past.gait.eligible_s >= rules.min_eligible_s
    )
    values = np.full((len(names), len(runs) + 1), np.nan)
    for row, name in enumerate(names):
        sensor = run.sensors.get(name)
        values[row, :-1] = [
            past.gait.values[name] if past.gait.sensors.get(name) == sensor else np.nan for past in runs
        ]
        values[row, -1] = run.values[name]
    gaits = [*(past.gait for past in runs), run]
    speed_mps = np.array([gait.values["speed_mps"] for gait in gaits])
    # A grade that nobody measured is taken for level: only level windows are compared anyway.
    grade_pct = np.nan_to_num(np.array([gait.values["grade_pct"] for gait in gaits]))
    values[:, ~np.isfinite(speed_mps)] = np.nan
    # Only a flight time can be zero or less (a shuffle); what is relative to it then means nothing.
    values[values <= 0.0] = np.nan
    is_usual, settled_at = _usual(runs, np.isfinite(values[:, :-1]).any(axis=0), rules)
    is_member = _members(np.isfinite(values[:, :-1]), is_usual, rules)
    return Comparable(runs, values, speed_mps, grade_pct, is_member, settled_at)


def _members(is_measured: NDArray[np.bool_], is_usual: NDArray[np.bool_], rules: Rules) -> NDArray[np.bool_]:
    """The last usual runs of each metric but the newest, which may belong to a change under way."""
    is_candidate = is_measured & is_usual
    lag = np.clip(is_candidate.sum(axis=1) - rules.flagging_runs, 0, rules.lag_runs)
    is_old_enough = _rank_from_end(is_measured) > lag[:, None]
    is_member = is_candidate & is_old_enough
    return is_member & (_rank_from_end(is_member) <= rules.baseline_runs)


def _rank_from_end(mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each place how many are marked from there to the end, itself included."""
    return np.asarray(np.cumsum(mask[:, ::-1], axis=1)[:, ::-1], dtype=np.int64)


def _usual(
    runs: Sequence[PastRun], is_measured: NDArray[np.bool_], rules: Rules
) -> tuple[NDArray[np.bool_], str | None]:
    """Which runs show the usual stride (n), and the run_id since which a new one is the usual.

    Runs with pain or a flag do not. A stride that stays altered the same way, without pain, for long enough
    (`settled` in rules.toml) becomes the usual: without that, nothing would enter the baseline any more.
    """
    is_flagged = np.array([past.verdict.word in FLAGGED for past in runs], dtype=np.bool_)
    is_painful = np.array(
        [past.peak_pain is not None and past.peak_pain > rules.max_pain for past in runs], dtype=np.bool_
    )
    is_usual = ~is_flagged & ~is_painful
    if is_flagged.sum() < rules.settled_share * rules.settled_reported_runs:
        return is_usual, None
    rows = np.flatnonzero(is_measured)
    for end in range(rows.size, rules.settled_reported_runs - 1, -1):
        for length in (rules.settled_reported_runs, rules.settled_unreported_runs):
            stretch = rows[end - length : end] if end >= length else rows[:0]
            if stretch.size and _is_settled([runs[row] for row in stretch], rules):
                is_usual[stretch] = True
                is_usual[: stretch[0]] = False
                return is_usual, runs[stretch[0]].run_id
    return is_usual, None


def _is_settled(stretch: Sequence[PastRun], rules: Rules) -> bool:
    """Whether these runs, one after the other, agree on a changed stride and none of them hurt."""
    if stretch[0].verdict.word not in FLAGGED:
        return False
    pains = [past.peak_pain for past in stretch]
    if any(pain is not None and pain > rules.max_pain for pain in pains):
        return False
    reported = sum(pain is not None for pain in pains)
    if len(stretch) < rules.settled_unreported_runs and 2 * reported < len(stretch):
        return False
    directions = Counter(
        (metric.name, metric.difference > 0) for past in stretch for metric in past.verdict.metrics if metric.is_altered
    )
    return max(directions.values(), default=0) >= rules.settled_share * len(stretch)
