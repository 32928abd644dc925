"""Which earlier runs a run may be compared with."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from niggle.gait.model import Floats, RunGait
from niggle.stride.model import PastRun
from niggle.stride.rules import Rules

FLAGGED = ("altered", "possibly_altered")
TELLING = ("stance_time_balance_left_pct", "stance_time_ms", "cadence_spm")
"""The metrics that tell an altered stride; the others follow from them, or are shown only."""


@dataclass(frozen=True, slots=True)
class Comparable:
    """Earlier runs next to the one judged: m metrics, n earlier runs (oldest first), and this run last.

    `values` (m, n + 1) are in the metrics' own units, NaN where the earlier run has none by the same sensor.
    `is_member` (m, n) marks the runs that make up each metric's baseline; `is_new` (n + 1) the newest runs,
    this one among them, which are judged together and never are members. `was_altered` says that the run
    before those was judged altered. `settled_at` is the run_id from which on a lasting change has become the
    usual, None without one.
    """

    gait: RunGait
    runs: tuple[PastRun, ...]
    values: Floats
    speed_mps: Floats
    is_member: NDArray[np.bool_]
    is_new: NDArray[np.bool_]
    was_altered: bool
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
    values[:, ~np.isfinite(speed_mps)] = np.nan
    # Only a flight time can be zero or less (a shuffle); what is relative to it then means nothing.
    values[values <= 0.0] = np.nan
    telling = [row for row, name in enumerate(names) if name in TELLING]
    is_measured = np.isfinite(values[:, :-1])
    is_usual, settled_at = _usual(runs, is_measured.any(axis=0), rules)
    is_new = _newest((is_measured & is_usual)[telling], is_measured[telling].any(axis=0), rules)
    is_member = is_measured & is_usual & ~is_new
    is_member &= _rank_from_end(is_member) <= rules.baseline_runs
    before = [past for past, new in zip(runs, is_new, strict=True) if not new]
    return Comparable(
        gait=run,
        runs=runs,
        values=values,
        speed_mps=speed_mps,
        is_member=is_member,
        is_new=np.append(is_new, True),
        was_altered=was_altered(before),
        settled_at=settled_at,
    )


def was_altered(runs: Sequence[PastRun]) -> bool:
    """Whether the last of these runs that was weighed was confirmed to be altered.

    Weighed is not the same as called usual: without a balance and stance times no run is, and one alarm would
    stand for ever.
    """
    return next((run.verdict.word == "altered" for run in reversed(runs) if run.verdict.is_weighed), False)


def _newest(is_candidate: NDArray[np.bool_], is_measured: NDArray[np.bool_], rules: Rules) -> NDArray[np.bool_]:
    """The newest measured runs (n), which may belong to a change under way.

    Runs that could be of the baseline are spared for it while there are few; flagged ones need no sparing.
    """
    counts = is_candidate.sum(axis=1)
    counts = counts[counts >= rules.provisional_runs]
    spare = int(np.clip(counts.min(initial=10**6) - rules.flagging_runs, 0, rules.lag_runs)) if counts.size else 0
    is_spare = _rank_from_end(is_candidate.any(axis=0)) <= spare
    return is_measured & is_spare & (_rank_from_end(is_measured) <= rules.lag_runs)


def _rank_from_end(mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each place how many are marked from there to the end, itself included."""
    return np.asarray(np.cumsum(mask[..., ::-1], axis=-1)[..., ::-1], dtype=np.int64)


def _usual(
    runs: Sequence[PastRun], is_measured: NDArray[np.bool_], rules: Rules
) -> tuple[NDArray[np.bool_], str | None]:
    """Which runs show the usual stride (n), and the run_id since which a new one is the usual.

    Runs with pain or a flag do not. A stride that stays altered the same way, without pain, for long enough
    (`settled` in rules.toml) becomes the usual: without that, nothing would enter the baseline any more.
    """
    is_flagged = np.array([past.verdict.word in FLAGGED for past in runs], dtype=np.bool_)
    is_painful = np.array([past.hurt(rules.max_pain) for past in runs], dtype=np.bool_)
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
    if any(past.hurt(rules.max_pain) for past in stretch):
        return False
    reported = sum(past.pain is not None for past in stretch)
    if len(stretch) < rules.settled_unreported_runs and 2 * reported < len(stretch):
        return False
    directions = Counter(
        (metric.name, metric.difference > 0) for past in stretch for metric in past.verdict.metrics if metric.is_altered
    )
    return max(directions.values(), default=0) >= rules.settled_share * len(stretch)
