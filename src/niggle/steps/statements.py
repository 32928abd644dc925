"""What each diary and each entry says now: told arrival by arrival, the same however the arrivals are cut into visits.

A report is its content, and several places may say it: a diary and a form, or two taps on two devices. It stands as
long as one of them does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from niggle.entered import BY_HAND, entry_id_of
from niggle.landing import Landed

IMPORTED = "pain import"
ENTERED = (*BY_HAND, IMPORTED)
ROWS_PER_DIARY = 1_000_000  # room for the rows of one diary in the numbering of all reports


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One place that says one report; `position` orders all of an athlete's by when they were said."""

    place: str
    report_id: str
    raw_sha256: str
    position: int
    reported_at: datetime | None
    is_by_hand: bool


class Statements:
    """What the places of one athlete say."""

    def __init__(self, known: Iterable[Statement]) -> None:
        self._held = {(one.place, one.report_id): one for one in known}
        self._before = dict(self._held)

    def says(self, place: str) -> bool:
        """Whether that place says anything."""
        return any(key[0] == place for key in self._held)

    def hear(self, arrival: Landed, report_ids: Sequence[str]) -> None:
        """Take in the next that arrived.

        What was entered counts from the last time it was, a diary's row from the first; what a newer version of a
        diary file leaves out is no longer said. An entry is what first came under its id.
        """
        if entry_id_of(arrival.place) and self.says(arrival.place):
            return
        if arrival.source not in ENTERED:
            self._leave_out(arrival.place, set(report_ids))
        is_by_hand = arrival.source in BY_HAND
        for row, report_id in enumerate(report_ids):
            key = arrival.place, report_id
            if is_by_hand or key not in self._held:
                self._held[key] = Statement(
                    place=arrival.place, report_id=report_id, raw_sha256=arrival.sha256,
                    position=arrival.number * ROWS_PER_DIARY + row,
                    reported_at=arrival.landed_at if is_by_hand else None, is_by_hand=is_by_hand,
                )  # fmt: skip

    def withdraw(self, place: str) -> None:
        """That place says nothing any more."""
        self._leave_out(place, set())

    def standing(self) -> dict[str, Statement]:
        """For each report that is said the statement that counts: the last by hand, else the first of a diary."""
        found: dict[str, Statement] = {}
        for one in self._held.values():
            known = found.get(one.report_id)
            if known is None or _rank(one) > _rank(known):
                found[one.report_id] = one
        return found

    def changes(self) -> tuple[list[Statement], list[Statement]]:
        """Statements that are over and statements that are new since they were known."""
        over = [one for key, one in self._before.items() if self._held.get(key) != one]
        return over, [one for key, one in self._held.items() if self._before.get(key) != one]

    def _leave_out(self, place: str, kept: set[str]) -> None:
        for key in [key for key in self._held if key[0] == place and key[1] not in kept]:
            del self._held[key]


def _rank(one: Statement) -> tuple[bool, int]:
    return one.is_by_hand, one.position if one.is_by_hand else -one.position
