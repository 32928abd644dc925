"""Study tables judged again: what the verdict would have said of every run, on the runs before it alone."""

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np

from niggle.stride.model import PainTold, PastRun, StrideVerdict
from niggle.stride.season import HISTORY_RUNS
from niggle.stride.verdict import judge
from niggle.study.series import Series
from niggle.study.table import StudyRow
from niggle.study.windows import made_up
from niggle.vocabulary.places import LEG_SITES, Side

_MOST_PAIN = 1.0  # contract 5: every run is healthy unless pain above that was said
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Replayed:
    """One run judged again; `is_judged` says that it counts: `counts`, and nothing hurt."""

    row: StudyRow
    past: PastRun
    is_judged: bool
    is_question: bool

    @property
    def is_healthy(self) -> bool:
        """Whether no pain above 1 was said."""
        return not self.past.hurt(_MOST_PAIN)


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of healthy runs: counts that add up over runners, and the z of every metric."""

    runs: int
    judged: int
    confirmed_episodes: int
    questions: int
    z: Mapping[str, tuple[float, ...]]


def counts(verdict: StrideVerdict) -> bool:
    """Whether a run counts as judged: it was weighed (has a confidence), and on a full baseline.

    The one place that says so. A run without a confidence was not compared at all; one whose baseline is still short
    can be asked about but not confirmed. Without balance and stance time every usual run is "insufficient_data" in
    words, and weighed all the same.
    """
    return verdict.confidence is not None and not verdict.is_learning


def replay(series: Series) -> tuple[Replayed, ...]:
    """The verdict on every run of a runner, oldest first."""
    history: deque[PastRun] = deque(maxlen=HISTORY_RUNS)
    replayed: list[Replayed] = []
    for past in past_runs(series):
        verdict = judge(past.gait, list(history), pain=past.pain, equipment=past.equipment)
        past = replace(past, verdict=verdict)
        history.append(past)
        is_judged = counts(verdict) and not past.hurt(_MOST_PAIN)
        row = series.rows[len(replayed)]
        replayed.append(Replayed(row, past, is_judged, is_question=is_judged and verdict.is_question))
    return tuple(replayed)


def past_runs(series: Series) -> Iterator[PastRun]:
    """The runs of a runner as the verdict takes them, without a verdict yet."""
    that_day: Counter[float] = Counter()
    for number, row in enumerate(series.rows):
        gait = made_up(row, nth=that_day[row.day], sign=series.sign)
        that_day[row.day] += 1
        started_at = _EPOCH + timedelta(days=row.day - series.rows[0].day)
        yield PastRun(f"{number:06d}", started_at, gait, _NOT_YET, pain=_pain(row), equipment=row.equipment)


_NOT_YET = StrideVerdict("insufficient_data", None, None, None, (), is_learning=True)


def _pain(row: StudyRow) -> PainTold | None:
    peak = row.number("pain_peak")
    if np.isnan(peak):
        return None
    is_in_leg = peak > 0.0 and row.pain_site in LEG_SITES
    sides: dict[str | None, Side] = {"left": "left", "right": "right"}
    return PainTold(peak, is_in_leg, sides.get(row.pain_side) if is_in_leg else None)


def tally(replayed: Sequence[Replayed]) -> Tally:
    """Counts of one runner's runs. An episode is a stretch of judged runs, one after the other, that are "altered"."""
    judged = [run for run in replayed if run.is_judged]
    is_altered = [run.past.verdict.word == "altered" for run in judged]
    z: dict[str, list[float]] = {}
    for run in judged:
        for metric in run.past.verdict.metrics:
            z.setdefault(metric.name, []).append(metric.z)
    return Tally(
        runs=len(replayed),
        judged=len(judged),
        confirmed_episodes=sum(now and not before for before, now in pairwise([False, *is_altered])),
        questions=sum(run.is_question for run in judged),
        z={name: tuple(values) for name, values in z.items()},
    )


def together(tallies: Sequence[Tally]) -> Tally:
    """The counts of several runners."""
    names = dict.fromkeys(name for one in tallies for name in one.z)
    return Tally(
        runs=sum(one.runs for one in tallies),
        judged=sum(one.judged for one in tallies),
        confirmed_episodes=sum(one.confirmed_episodes for one in tallies),
        questions=sum(one.questions for one in tallies),
        z={name: tuple(value for one in tallies for value in one.z.get(name, ())) for name in names},
    )
