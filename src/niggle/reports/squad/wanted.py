"""Which of a squad's athletes a viewer wants to see, and in which order: what comes after the `?` of the address."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from niggle.reports.squad.view import Marks, SquadRow
from niggle.vocabulary.places import SITES
from niggle.vocabulary.statuses import SHOWN, rank

CHANGED = "changed"
NO_RUN = "none"
PRIVATE = "private"
KINDS = (CHANGED, *SHOWN, NO_RUN, PRIVATE)
MOST_SCORE, MOST_SILENT = 10, 99
_LONGEST_NAME = 80
_LAST = 9_999_999  # after every day's number
_NO_MARKS = Marks()
_TELLING = ("limping", "sharp", "night_pain")  # what decided, the most telling first; the score comes next


@dataclass(frozen=True, slots=True)
class Wanted:
    """`kind`: one of KINDS, "" for everybody. `find`: a part of the name. `sort`: one of ORDERS.

    `place`: a site of pain, "" for any. `score`: the least of the worst pain (0-10). `silent`: how many runs in a row
    nobody has said anything about. `unjudged`: only whose stride could not be judged.
    """

    kind: str = ""
    find: str = ""
    sort: str = "worst"
    place: str = ""
    score: int = 0
    silent: int = 0
    unjudged: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether it is everybody, worst first."""
        return self == Wanted()

    @property
    def has_more(self) -> bool:
        """Whether it asks for more than a status and a name."""
        return bool(self.place or self.score or self.silent or self.unjudged)

    def turned(self, sort: str) -> str:
        """What choosing a column asks for: that order, or the other way round where it is this already."""
        return f"-{sort}" if self.sort == sort else sort

    def query(self, **changes: str) -> str:
        """The address of this page with other wishes, relative to it; what goes without saying is left out."""
        wishes = {
            "status": self.kind, "name": self.find, "sort": self.sort, "place": self.place,
            "score": str(self.score or ""), "silent": str(self.silent or ""), "judged": "no" if self.unjudged else "",
        } | changes  # fmt: skip
        said = {key: value for key, value in wishes.items() if value and (key, value) != ("sort", "worst")}
        return f"?{urlencode(said)}"


def wanted_of(query: Mapping[str, str]) -> Wanted:
    """What an address asks for; what it asks for that there is not is left out."""
    kind, sort, place = query.get("status", ""), query.get("sort", ""), query.get("place", "")
    return Wanted(
        kind=kind if kind in KINDS else "",
        find=" ".join(query.get("name", "").split())[:_LONGEST_NAME],
        sort=sort if sort in ORDERS else "worst",
        place=place if place in SITES else "",
        score=_number(query.get("score", ""), MOST_SCORE),
        silent=_number(query.get("silent", ""), MOST_SILENT),
        unjudged=query.get("judged") == "no",
    )


def _number(text: str, most: int) -> int:
    is_one = text.isascii() and text.isdigit() and len(text) <= len(str(most))
    return int(text) if is_one and int(text) <= most else 0


def kind_of(row: SquadRow) -> str:
    """Under which of KINDS a row comes, `CHANGED` aside."""
    if row.shares == "none":
        return PRIVATE
    return row.status or NO_RUN


def is_wanted(row: SquadRow, marks: Marks, wanted: Wanted) -> bool:
    """Whether a row is to be shown."""
    is_kind = wanted.kind in ("", kind_of(row)) or (wanted.kind == CHANGED and marks.is_changed(row.athlete_id))
    return (
        is_kind
        and findable(wanted.find) in findable(row.name)
        and wanted.place in ("", row.pain_site)
        and wanted.score <= (row.pain_worst or 0)
        and wanted.silent <= row.silent_runs
        and (not wanted.unjudged or is_unjudged(row))
    )


def is_unjudged(row: SquadRow) -> bool:
    """Whether the stride of the latest run could not be judged."""
    return row.verdict == "insufficient_data"


@lru_cache(maxsize=4096)
def findable(text: str) -> str:
    """The text as names are compared: without accents, capitals and superfluous blanks.

    >>> findable("  Zoë  Ångström ")
    'zoe angstrom'
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())


def places_in_orders(rows: Sequence[SquadRow], marks: Marks = _NO_MARKS) -> dict[str, str]:
    """Where each athlete stands in each of the ORDERS, by id: numbers from 0 with blanks between them."""
    places: dict[str, list[str]] = {row.athlete_id: [] for row in rows}
    worst_first = in_order(rows, "worst", marks)
    for sort in ORDERS:
        for place, row in enumerate(_ordered(worst_first, sort)):
            places[row.athlete_id].append(str(place))
    return {athlete_id: " ".join(found) for athlete_id, found in places.items()}


def in_order(rows: Sequence[SquadRow], sort: str, marks: Marks = _NO_MARKS) -> list[SquadRow]:
    """The rows in one of the ORDERS, the same for whatever order they come in.

    With a "-" the other way round, but that those of whom it is not known what is sorted by come last either way.
    """
    return _ordered(sorted(rows, key=lambda row: _by_worst(row, marks)), sort)


def _ordered(worst_first: Sequence[SquadRow], sort: str) -> list[SquadRow]:
    """Rows that come worst first in another order: of two alike the worse comes first, either way round."""
    key = sort.removeprefix("-")
    if key == "name":
        by_name = sorted(worst_first, key=_by_name)
        return by_name if key == sort else sorted(by_name, key=lambda row: findable(row.name), reverse=True)
    ordered = sorted(worst_first, key=SORTS[key], reverse=key != sort)
    return ordered if key == sort else sorted(ordered, key=lambda row: not _is_known(row, key))


def _is_known(row: SquadRow, sort: str) -> bool:
    if sort == "score":
        return row.pain_worst is not None
    return row.status is not None and row.shares in (("details",) if sort == "report" else ("status", "details"))


def _by_worst(row: SquadRow, marks: Marks) -> tuple[Any, ...]:
    """Worst status first, whom nobody has seen to yet before the others, then by what decided, then the newest.

    Who has no run or shares nothing comes last; of two alike who has changed since the last look comes first.
    """
    return (
        _by_status(row),
        row.is_paused or marks.is_settled(row.athlete_id),
        *(name not in row.grounds for name in _TELLING),
        -(row.pain_worst or 0),
        "worsens" not in row.grounds,
        not marks.is_changed(row.athlete_id),
        _LAST if row.since is None else -row.since.toordinal(),
        *_by_name(row),
    )


def _by_status(row: SquadRow) -> int:
    kind = kind_of(row)
    return rank(kind) + (kind == PRIVATE)


def _by_name(row: SquadRow) -> tuple[str, str, str]:
    return findable(row.name), row.name, row.athlete_id


def _by_since(row: SquadRow) -> int:
    """Whose status is the newest first."""
    return 0 if row.since is None else -row.since.toordinal()


def _by_report(row: SquadRow) -> int:
    """Who has never reported first, then whose last report is the oldest; then those of whom that is not known."""
    day = 0 if row.last_report is None else row.last_report.toordinal()
    return day if _is_known(row, "report") else _LAST


def _by_score(row: SquadRow) -> int:
    """The highest score first; then those of whom none is known."""
    return _LAST if row.pain_worst is None else -row.pain_worst


SORTS: Mapping[str, Callable[[SquadRow], int]] = {
    "worst": _by_status,
    "since": _by_since,
    "report": _by_report,
    "score": _by_score,
}

# Every order that can be chosen, in the words of the list of them.
ORDERS: Mapping[str, str] = {
    "worst": "worst status",
    "-worst": "clear first",
    "name": "name",
    "-name": "name, from Z",
    "since": "newest status",
    "-since": "oldest status",
    "report": "oldest report",
    "-report": "newest report",
    "score": "highest score",
    "-score": "lowest score",
}
