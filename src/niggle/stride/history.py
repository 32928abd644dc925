"""Which earlier runs a run may be compared with."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from niggle.gait.model import Floats, RunGait
from niggle.gait.same_sensor import is_strap_or_pod
from niggle.stride.model import Equipment, PainTold, PastRun
from niggle.stride.rules import Rules
from niggle.vocabulary.metrics import BALANCE, CADENCE, STANCE

TELLING = (BALANCE, STANCE, CADENCE)
"""The metrics that tell an altered stride; the others follow from them, or are shown only."""


@dataclass(frozen=True, slots=True)
class Comparable:
    """Earlier runs next to the one judged: m metrics, n earlier runs (oldest first), and this run last.

    `values` (m, n + 1) are in the metrics' own units, NaN where the earlier run has none by the same sensor, worn in
    the same place: a strap or pod that the runner says was moved is another from then on.
    `is_member` (m, n) marks the runs that make up each metric's baseline; `is_new` (n + 1) the newest runs,
    this one among them, which are judged together and never are members. `told` (n + 1) is what was reported of
    each. `has_new_level` (n + 1) marks the runs since which the usual level may be another: the runner said that
    shoes or sensor had changed, or a lasting change has become the usual; `open_runs` are all but those of such a
    change. `altered_before` is the confidence with which the run before the newest was judged altered, 0 if not.
    """

    gait: RunGait
    runs: tuple[PastRun, ...]
    values: Floats
    speed_mps: Floats
    is_member: NDArray[np.bool_]
    is_new: NDArray[np.bool_]
    told: tuple[PainTold | None, ...]
    has_new_level: NDArray[np.bool_]
    altered_before: float
    open_runs: tuple[PastRun, ...]

    @property
    def is_settled_anew(self) -> bool:
        """Whether a lasting change has become the usual stride."""
        return len(self.open_runs) < len(self.runs)

    @property
    def n_members(self) -> NDArray[np.int64]:
        """How many runs each metric's baseline has (m)."""
        return np.asarray(self.is_member.sum(axis=1), dtype=np.int64)


def comparable(
    run: RunGait, history: Sequence[PastRun], names: Sequence[str], rules: Rules, *, pain: PainTold | None = None,
    equipment: Equipment | None = None,
) -> Comparable:  # fmt: skip
    """The eligible earlier runs on the same surface, with the values that the same sensors measured.

    `pain` and `equipment` are what the runner said of this run. The order of `history` does not matter: runs
    are put in the order of their start.
    """
    ordered = sorted(history, key=lambda past: (past.started_at, past.run_id))
    runs = tuple(
        past for past in ordered if past.gait.surface == run.surface and past.gait.eligible_s >= rules.min_eligible_s
    )
    moved = before_it_was_moved(ordered, equipment)
    values = np.full((len(names), len(runs) + 1), np.nan)
    for row, name in enumerate(names):
        sensor = run.sensors.get(name)
        over = moved if sensor is not None and is_strap_or_pod(sensor) else frozenset()
        values[row, :-1] = [
            past.gait.values[name] if past.gait.sensors.get(name) == sensor and past.run_id not in over else np.nan
            for past in runs
        ]
        values[row, -1] = run.values[name]
    gaits = [*(past.gait for past in runs), run]
    speed_mps = np.array([gait.values["speed_mps"] for gait in gaits])
    values[:, ~np.isfinite(speed_mps)] = np.nan
    # Only a flight time can be zero or less (a shuffle); what is relative to it then means nothing.
    values[values <= 0.0] = np.nan
    telling = [row for row, name in enumerate(names) if name in TELLING]
    is_measured = np.isfinite(values[:, :-1])
    is_settled = _settled(runs, is_measured.any(axis=0), rules)
    is_flagged = _off(runs, rules)
    is_painful = np.array([past.hurt(rules.max_pain) for past in runs], dtype=np.bool_)
    is_usual = (~is_flagged & ~is_painful) | is_settled
    is_new = _newest((is_measured & is_usual)[telling], is_measured[telling].any(axis=0), rules)
    is_member = is_measured & is_usual & ~is_new
    is_member &= _rank_from_end(is_member) <= rules.baseline_runs
    open_runs = [past for past, settled in zip(runs, is_settled, strict=True) if not settled]
    before = [past for past, new, settled in zip(runs, is_new, is_settled, strict=True) if not new and not settled]
    last = last_altered(before)
    return Comparable(
        gait=run,
        runs=runs,
        values=values,
        speed_mps=speed_mps,
        is_member=is_member,
        is_new=np.append(is_new, True),
        told=(*(past.pain for past in runs), pain),
        has_new_level=_new_levels([*(past.equipment for past in runs), equipment], is_settled),
        altered_before=0.0 if last is None else last.verdict.confidence or 0.0,
        open_runs=tuple(open_runs),
    )


def before_it_was_moved(ordered: Sequence[PastRun], equipment: Equipment | None) -> frozenset[str]:
    """The runs (oldest first) from before strap or pod were last moved or changed: another sensor, by the same name."""
    said = [*(past.equipment for past in ordered), equipment]
    last = max((at for at, one in enumerate(said) if one == "sensor"), default=0)
    return frozenset(past.run_id for past in ordered[:last])


def last_altered(runs: Sequence[PastRun]) -> PastRun | None:
    """The last of these runs that was weighed, if it was judged altered.

    Weighed is not the same as called usual: without a balance and stance times no run is, and one alarm would
    stand for ever.
    """
    last = next((run for run in reversed(runs) if run.verdict.is_weighed), None)
    return last if last is not None and last.verdict.word == "altered" else None


def _off(runs: Sequence[PastRun], rules: Rules) -> NDArray[np.bool_]:
    """Which runs (n) are too likely to be altered to tell what is usual.

    Most of those that were only asked about are ordinary: a baseline without them would take an ordinary day for an
    odd one. But not those with which a change began that was confirmed later, nor any while the baseline is short.
    """
    off = np.zeros(len(runs), dtype=np.bool_)
    still = 0  # earlier runs that a later one says to be altered with it
    for row in range(len(runs) - 1, -1, -1):
        verdict = runs[row].verdict
        is_asked = verdict.is_flagged and (verdict.is_learning or still > 0)
        off[row] = verdict.word == "altered" or is_asked or (verdict.confidence or 0.0) >= rules.most_unusual
        still = max(still - verdict.is_weighed, (verdict.runs_since or 1) - 1)
    return off


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


def _new_levels(equipment: Sequence[Equipment | None], is_settled: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Since which runs the level may be another: new equipment, or the first run of a change that has settled."""
    marks = np.isin([each or "" for each in equipment], ("shoes", "sensor"))
    marks[np.flatnonzero(is_settled)[:1]] = True
    return marks


def _settled(runs: Sequence[PastRun], is_measured: NDArray[np.bool_], rules: Rules) -> NDArray[np.bool_]:
    """Which runs (n) belong to the newest lasting change that has become the usual stride.

    A stride that stays altered the same way, without pain, for long enough (`settled` in rules.toml) is the usual
    one: without that, nothing would enter the baseline any more.
    """
    settled = np.zeros(len(runs), dtype=np.bool_)
    if sum(past.verdict.is_flagged for past in runs) < rules.settled_share * rules.settled_reported_runs:
        return settled
    rows = np.flatnonzero(is_measured)
    for end in range(rules.settled_reported_runs, rows.size + 1):
        for length in (rules.settled_reported_runs, rules.settled_unreported_runs):
            stretch = rows[max(end - length, 0) : end]
            if stretch.size == length and _is_settled([runs[row] for row in stretch], rules):
                if not settled[stretch].any():
                    settled[:] = False  # another change, later
                settled[stretch] = True
    return settled


def _is_settled(stretch: Sequence[PastRun], rules: Rules) -> bool:
    """Whether these runs, one after the other, agree on a changed stride and none of them hurt."""
    if not stretch[0].verdict.is_flagged:
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
