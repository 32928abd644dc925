"""The one change that fits what was said of a run that is to be adapted: hills → flat, laces → looser."""

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import islice, pairwise, takewhile
from typing import Any

from niggle.load import limits as load_limits
from niggle.triage.complaint import Complaint
from niggle.triage.model import Criterion, RunFacts
from niggle.triage.rules import wording

# Days in a row from which on a day between is what to try first: a convention.
_MANY_DAYS = 3
_MOST_DAYS = 7
_LOOKED_AT = 2 * _MOST_DAYS


def fitting_change(leading: Sequence[Complaint], criteria: Sequence[Criterion]) -> str:
    """The choice that fits best, by the order of wording.toml."""
    facts, found = leading[0].facts, {criterion.id: criterion for criterion in criteria}
    days = _days_in_a_row(facts)
    placeholders = {"spike": f"{facts.run.load.distance_over_longest_pct or 0:.0f}", "ordinal": _ordinal(days)}
    for row in wording()["changes"]:
        if _fits(row, leading, found):
            return str(row["choice"]).format_map(placeholders)
    raise AssertionError("the last change fits whatever was said")


def spike_choice(over_longest_pct: float) -> str:
    """What to do about a run that was so much longer than the longest lately."""
    row = next(row for row in wording()["changes"] if row["id"] == "spike")
    return str(row["choice"]).format(spike=f"{over_longest_pct:.0f}")


def _fits(row: dict[str, Any], leading: Sequence[Complaint], found: dict[str, Criterion]) -> bool:
    if "words" in row:
        pattern = re.compile(rf"(?i)\b({'|'.join(map(re.escape, row['words']))})\b")
        return any(pattern.search(complaint.report.note or "") for complaint in leading)
    return _FITS[row["id"]](leading, found)


def _is_numb_foot(leading: Sequence[Complaint], _: dict[str, Criterion]) -> bool:
    return any(one.report.kind == "numb" and one.report.site == "foot" for one in leading)


def _limped(leading: Sequence[Complaint], _: dict[str, Criterion]) -> bool:
    return any(complaint.report.limped for complaint in leading)


def is_spike(facts: RunFacts) -> bool:
    """Whether the run was much longer than the longest lately."""
    over_pct = facts.run.load.distance_over_longest_pct
    return over_pct is not None and over_pct > load_limits()["spike_pct"]


def _days_in_a_row(facts: RunFacts) -> int:
    """On how many days in a row there was a run up to this one, by the calendar of UTC."""
    recent = islice(reversed(facts.earlier), _LOOKED_AT)
    days = list(dict.fromkeys([facts.run.started_at.date(), *(run.started_at.date() for run in recent)]))
    in_a_row = takewhile(lambda pair: pair[0] - pair[1] == timedelta(days=1), pairwise(days))
    return min(1 + sum(1 for _ in in_a_row), _MOST_DAYS)


def _ordinal(days: int) -> str:
    return str(wording()["changes_ordinals"].get(str(days), ""))


_FITS: dict[str, Callable[[Sequence[Complaint], dict[str, Criterion]], bool]] = {
    "laces": _is_numb_foot,
    "limped": _limped,
    "spike": lambda leading, _: is_spike(leading[0].facts),
    "days_in_a_row": lambda leading, _: _days_in_a_row(leading[0].facts) >= _MANY_DAYS,
    "unsettled": lambda _, found: found["resolves_quickly"].status == "not_met",
    "grew": lambda _, found: found["low_and_stable"].status == "not_met",
    "steady": lambda _, __: True,
}
