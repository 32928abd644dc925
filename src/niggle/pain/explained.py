"""What explains a changed stride by the runner's own word, and for which runs it does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from niggle.pain.join import RunKey
from niggle.vocabulary.diary import ExplainedBy

LASTING: tuple[Literal["shoes", "sensor"], ...] = ("shoes", "sensor")
"""What is another one from then on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One answer: what it was, on which run it was asked (None: on none), and from which day on it holds.

    `since` is None where only the run itself tells the day.
    """

    by: ExplainedBy
    run_id: str | None
    since: date | None


@dataclass(frozen=True, slots=True)
class Explained:
    """What explains one run's stride, since which day; `is_first`: it came between this run and the one before."""

    by: ExplainedBy
    since: date
    is_first: bool


def explained_runs(said: Sequence[Explanation], runs: Sequence[RunKey]) -> dict[str, Explained]:
    """What explains each run by its id, out of all that was said, in the order it was said; others are left out.

    An answer holds for the runs from its day up to the one that it was given on. Of several on one run the last
    counts. None that reaches back takes from a run that new shoes, or a strap in another place, began with it.
    """
    ordered = sorted(runs, key=lambda run: (run.started_at, run.run_id))
    place = {run.run_id: at for at, run in enumerate(ordered)}
    last = {one.run_id: one for one in said if one.run_id is not None}
    found: dict[str, Explained] = {}
    for one in said:
        if one.run_id is not None and (one is not last[one.run_id] or one.run_id not in place):
            continue
        end = None if one.run_id is None else place[one.run_id]
        first = first_run(one, ordered) if one.by != "nothing" else end
        if first is None:
            continue
        for at in range(first, max(first, first if end is None else end) + 1):
            run = ordered[at]
            begun = found.get(run.run_id)
            if at > first and begun is not None and begun.is_first and begun.by in LASTING:
                continue
            found[run.run_id] = Explained(one.by, one.since or run.local_date, is_first=at == first)
    return found


def first_run(one: Explanation, ordered: Sequence[RunKey]) -> int | None:
    """The place of the first run that the answer holds for; None before there is one. `ordered`: oldest first."""
    if one.since is None:
        return next((at for at, run in enumerate(ordered) if run.run_id == one.run_id), None)
    return next((at for at, run in enumerate(ordered) if run.local_date >= one.since), None)
