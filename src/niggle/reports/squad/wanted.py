"""Which of a squad's athletes a viewer wants to see, and in which order: what comes after the `?` of the address."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from niggle.reports.squad.view import News, SquadRow
from niggle.vocabulary.statuses import SHOWN, rank

CHANGED = "changed"
NO_RUN = "none"
SILENT = "silent"
KINDS = (CHANGED, *SHOWN, NO_RUN, SILENT)
_LONGEST_NAME = 80
_LAST = 9_999_999  # after every day's number


@dataclass(frozen=True, slots=True)
class Wanted:
    """`kind`: one of KINDS, "" for everybody. `find`: a part of the name. `sort`: one of ORDERS."""

    kind: str = ""
    find: str = ""
    sort: str = "worst"

    def turned(self, sort: str) -> str:
        """What choosing a column asks for: that order, or the other way round where it is this already."""
        return f"-{sort}" if self.sort == sort else sort

    def query(self, **changes: str) -> str:
        """The address of this page with other wishes, relative to it; what goes without saying is left out."""
        wishes = {"status": self.kind, "name": self.find, "sort": self.sort} | changes
        said = {key: value for key, value in wishes.items() if value and (key, value) != ("sort", "worst")}
        return f"?{urlencode(said)}"


def wanted_of(query: Mapping[str, str]) -> Wanted:
    """What an address asks for; what it asks for that there is not is left out."""
    kind, sort = query.get("status", ""), query.get("sort", "")
    return Wanted(
        kind=kind if kind in KINDS else "",
        find=" ".join(query.get("name", "").split())[:_LONGEST_NAME],
        sort=sort if sort in ORDERS else "worst",
    )


def kind_of(row: SquadRow) -> str:
    """Under which of KINDS a row comes, `CHANGED` aside."""
    if row.shares == "none":
        return SILENT
    return row.status or NO_RUN


def is_wanted(row: SquadRow, news: News | None, wanted: Wanted) -> bool:
    """Whether a row is to be shown."""
    is_kind = wanted.kind in ("", kind_of(row)) or (wanted.kind == CHANGED and is_change(news))
    return is_kind and findable(wanted.find) in findable(row.name)


def is_change(news: News | None) -> bool:
    """Whether the status is another one than at the last look; a new run alone is no change."""
    return news is not None and news.kind != "new_run"


def findable(text: str) -> str:
    """The text as names are compared: without accents, capitals and superfluous blanks.

    >>> findable("  Zoë  Ångström ")
    'zoe angstrom'
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())


def in_order(rows: Sequence[SquadRow], sort: str) -> list[SquadRow]:
    """The rows in one of the ORDERS, the same for whatever order they come in.

    With a "-" the other way round, but that those of whom it is not known what is sorted by come last either way.
    """
    key = sort.removeprefix("-")
    ordered = sorted(rows, key=SORTS[key])
    if key == sort:
        return ordered
    # Only what is sorted by is turned: of two alike the worse comes first either way.
    ordered.sort(key=lambda row: SORTS[key](row)[0], reverse=True)
    return ordered if key == "name" else sorted(ordered, key=lambda row: not _is_known(row, key))


def _is_known(row: SquadRow, sort: str) -> bool:
    return row.status is not None and row.shares in (("details",) if sort == "report" else ("status", "details"))


def _by_worst(row: SquadRow) -> tuple[Any, ...]:
    """Worst status first, then who has had it longest, then by name; who has no run or shares nothing comes last."""
    kind = kind_of(row)
    return rank(kind) + (kind == SILENT), _LAST if row.since is None else row.since.toordinal(), *_by_name(row)


def _by_name(row: SquadRow) -> tuple[Any, ...]:
    return findable(row.name), row.name, row.athlete_id


def _by_since(row: SquadRow) -> tuple[Any, ...]:
    """Whose status is the newest first."""
    return 0 if row.since is None else -row.since.toordinal(), *_by_worst(row)


def _by_report(row: SquadRow) -> tuple[Any, ...]:
    """Who has never reported first, then whose last report is the oldest; then those of whom that is not known."""
    day = 0 if row.last_report is None else row.last_report.toordinal()
    return day if _is_known(row, "report") else _LAST, *_by_worst(row)


SORTS: Mapping[str, Callable[[SquadRow], tuple[Any, ...]]] = {
    "worst": _by_worst,
    "name": _by_name,
    "since": _by_since,
    "report": _by_report,
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
}
