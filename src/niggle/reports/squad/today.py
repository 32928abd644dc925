"""What needs a person today: whom the page of a squad opens with, and the sentence that counts them."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from niggle.reports.squad.view import Marks, SquadRow
from niggle.reports.squad.wanted import NO_RUN, PRIVATE
from niggle.vocabulary.statuses import QUIET, SHOWN, rank

_NEEDS_NOBODY = (*QUIET, NO_RUN, PRIVATE)
NEEDS = ("red_flag", "concern", "worse", "look_again")
"""Why an athlete needs somebody: a red flag, a new concern, worse than last time, a day on which to look again."""

PAUSED = "paused"  # in a label: whatever the status of who takes a pause
_FRESH = timedelta(days=3)  # for how long a concern is new to who keeps no looks, or did not look for a while
_ONE = {
    "red_flag": "red flag",
    "concern": "new concern",
    "worse": "worse than last time",
    "look_again": "to look at again",
}
_MANY = _ONE | {"red_flag": "red flags", "concern": "new concerns"}


def need_of(row: SquadRow, marks: Marks, as_of: date | None) -> str:
    """Which of NEEDS an athlete has; "" for none, as of whom a coach has seen to since."""
    if row.status is None or as_of is None or row.is_paused or marks.is_settled(row.athlete_id):
        return ""
    news = marks.news.get(row.athlete_id)
    is_worse = news is not None and news.kind == "worse"
    if row.status == "red_flag":
        return "red_flag"
    is_new = marks.is_changed(row.athlete_id) or (row.since is not None and as_of - row.since < _FRESH)
    if row.status == "concern" and is_new:
        return "concern"
    if is_worse and rank(row.status) <= rank("adapt"):
        return "worse"
    tended = marks.tended.get(row.athlete_id)
    return "look_again" if tended is not None and tended.is_due else ""


def today_sentence(needs: Collection[str]) -> str:
    """How many need somebody today, and what for.

    >>> today_sentence(["concern", "red_flag", "concern", ""])
    '3 need somebody today: 1 red flag, 2 new concerns.'
    """
    counts = {need: sum(one == need for one in needs) for need in NEEDS}
    total = sum(counts.values())
    if total == 0:
        return "Nobody is new on the list today: no red flag, no new concern, nobody worse than last time."
    parts = [f"{count} {(_ONE if count == 1 else _MANY)[need]}" for need, count in counts.items() if count]
    return f"{total} {'needs' if total == 1 else 'need'} somebody today: {', '.join(parts)}."


def fold_of(kind: str, need: str, *, is_paused: bool = False) -> str:
    """In which part of the page an athlete of a kind stands: of those who need somebody today, the others, the quiet.

    >>> fold_of("concern", "concern"), fold_of("concern", ""), fold_of("clear", "")
    ('today', 'rest', 'quiet')
    """
    if need:
        return "today"
    return "quiet" if is_paused or kind in _NEEDS_NOBODY else "rest"


def fold_label(kinds: Sequence[str]) -> str:
    """What to choose to see a part of the page: how many of which kind are in it.

    >>> fold_label(["concern", "adapt", "adapt"])
    'Show 3 others: 1 concern, 2 adapt'
    >>> fold_label(["clear", "clear", "not_known", "none"])
    'Show 1 not known, 2 clear, 1 without a run'
    """
    names = {kind: word.label.lower() for kind, word in SHOWN.items()}
    names |= {NO_RUN: "without a run", PAUSED: "paused", PRIVATE: "sharing nothing"}
    parts = ", ".join(f"{kinds.count(kind)} {name}" for kind, name in names.items() if kind in kinds)
    if set(kinds) <= {*_NEEDS_NOBODY, PAUSED}:
        return f"Show {parts}"
    return f"Show {len(kinds)} {'other' if len(kinds) == 1 else 'others'}: {parts}"
