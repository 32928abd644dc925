"""What changed in a squad within a week, for the meeting of the team: who is new, worse, better, settled or silent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from niggle.reports import words
from niggle.reports.context import PageContext
from niggle.reports.render import render
from niggle.reports.squad.content import Line, lines_of
from niggle.reports.squad.view import DayMark, SquadRow, SquadView
from niggle.vocabulary.statuses import QUIET, SHOWN, rank

SILENT_RUNS = 3  # in a row without a report: from here on somebody asks
WEEK = timedelta(days=7)

GROUPS: Mapping[str, str] = {
    "new": "New",
    "worse": "Worse",
    "better": "Better",
    "settled": "Settled",
    "silent": "Silent",
}
_MEANINGS: Mapping[str, str] = {
    "new": "clear or not known a week ago, or no run before, and neither now",
    "worse": "a worse status than a week ago",
    "better": "a milder status than a week ago, but not clear yet",
    "settled": "clear now, and not a week ago",
    "silent": f"nothing said about the last {SILENT_RUNS} runs or more",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One athlete on the page: the line of the table, the status a week ago (None: no run before), and one number."""

    line: Line
    was: str | None
    number: str


def changes_of(squad: SquadView) -> dict[str, list[Change]]:
    """Whom the week up to the squad's newest run brought something, by GROUPS, worst first; a pause is no silence."""
    found: dict[str, list[Change]] = {group: [] for group in GROUPS}
    if squad.as_of is None:
        return found
    for line in lines_of(squad.rows, squad.as_of):
        then = status_at(line.row.days, squad.as_of - WEEK)
        group = _group(line.row, then, squad.as_of)
        if group is not None:
            found[group].append(Change(line, then, _number(line)))
        if line.row.silent_runs >= SILENT_RUNS:
            found["silent"].append(Change(line, then, f"{line.row.silent_runs} runs without a word"))
    return found


def status_at(days: Sequence[DayMark], day: date) -> str | None:
    """The status of the last run up to a day; None if there is none among these."""
    before = [mark for mark in days if mark.day <= day]
    return max(enumerate(before), key=lambda pair: (pair[1].day, pair[0]))[1].status if before else None


def changes_page(squad: SquadView, context: PageContext) -> str:
    """The page of a week to print: each change with one number and the run that it is from."""
    groups = changes_of(squad)
    return render(
        "squad/changes",
        context,
        depth=2,
        squad=squad,
        since=None if squad.as_of is None else squad.as_of - WEEK + timedelta(days=1),
        groups=[(GROUPS[name], _MEANINGS[name], changes) for name, changes in groups.items()],
        counts=", ".join(f"{len(changes)} {GROUPS[name].lower()}" for name, changes in groups.items()),
    )


def _group(row: SquadRow, then: str | None, as_of: date) -> str | None:
    if row.status is None or row.last_run is None or as_of - row.last_run >= WEEK or row.status == then:
        return None
    if row.status in QUIET:
        return "settled" if row.status == "clear" and then is not None and then not in QUIET else None
    if then is None or then in QUIET:
        return "new"
    return "worse" if rank(row.status) < rank(then) else "better"


def _number(line: Line) -> str:
    """The one number of a line: how much it hurts, else how far the stride is out, else since when the status holds."""
    if line.pain:
        return line.pain
    if line.stride_is_out and line.stride:
        return line.stride
    return "" if line.row.since is None else f"{SHOWN[line.kind].label} since {words.day_month(line.row.since)}"
