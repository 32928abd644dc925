"""The statuses of a run (contract 3), worst first, and the answers of the criteria behind them."""

from collections.abc import Mapping
from typing import Any, Literal, get_args

from niggle.vocabulary.terms import Term

type Status = Literal["clear", "monitor", "check_in", "adapt", "concern", "red_flag"]
type CriterionStatus = Literal["met", "not_met", "unknown"]
type Group = Literal["monitor", "concern", "red_flag"]

STATUSES: Mapping[str, Term] = {
    "red_flag": Term("Red flag", "an answer that a clinician should see, whatever else is true"),
    "concern": Term("Concern", "a reason for concern is met, pain reached 6, or an urgent question is open"),
    "adapt": Term("Adapt", "pain, no concern, but a little more than one simply watches: change one thing"),
    "check_in": Term("Check in", "only a question can decide"),
    "monitor": Term("Monitor", "pain that stays low, leaves the stride alone and settles: keep an eye on it"),
    "clear": Term("Clear", "no pain reported and the stride as usual"),
}
"""Worst first."""

NOT_KNOWN = "not_known"
"""How people see a clear status of which nobody has said how it felt; in the data it is clear and provisional."""

QUIET = frozenset({"clear", NOT_KNOWN})
"""As people see them, the statuses that ask nothing of anybody."""

SHOWN: Mapping[str, Term] = {
    **{name: term for name, term in STATUSES.items() if name != "clear"},
    NOT_KNOWN: Term("Not known", "nobody has said how it felt, and what is not known is no good news"),
    "clear": STATUSES["clear"],
}
"""What people see of a run, worst first."""

STATUS_ORDER: tuple[Status, ...] = get_args(Status.__value__)
"""Mildest first."""

_RANKS: Mapping[str, int] = {status: rank for rank, status in enumerate(SHOWN)}


def rank(status: str | None) -> int:
    """Where a status stands as it is shown, 0 for the worst; what is no status comes after all of them."""
    return len(_RANKS) if status is None else _RANKS.get(status, len(_RANKS))


def shown(status: str, *, is_known: bool) -> str:
    """A status as people see it: one of `SHOWN`."""
    return NOT_KNOWN if status == "clear" and not is_known else status


def shown_status(run: Mapping[str, Any]) -> str:
    """The status of an object of contract 3 as people see it."""
    is_reported = run["pain"] is not None and any(value is not None for value in run["pain"].values())
    return shown(run["status"], is_known=is_reported or not run["provisional"])


GROUPS: Mapping[str, Term] = {
    "monitor": Term("Okay to monitor", "Together they mean that running on and watching is reasonable."),
    "concern": Term("Reasons for concern", "Any one of them counts."),
    "red_flag": Term("Red flags", "Any one of them is for a clinician, whatever else is true."),
}

ANSWERS: Mapping[str, str] = {"met": "yes", "not_met": "no", "unknown": "not known"}
