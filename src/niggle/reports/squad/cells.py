"""A squad's table as plain cells, one row an athlete, for a file that a coach takes along."""

from collections.abc import Sequence

from niggle.reports.squad.content import Line, lines_of
from niggle.reports.squad.view import Marks, SquadView

COLUMNS = (
    "athlete_id", "name", "status", "provisional", "since", "last_run", "run_id", "pain_site", "pain_side",
    "pain_worst", "why", "stride", "last_report", "silent_runs", "unreported_runs", "recent_runs", "paused", "done",
)  # fmt: skip
_OF_DETAILS = ("silent_runs", "unreported_runs", "recent_runs")


def table_cells(squad: SquadView, marks: Marks) -> Sequence[dict[str, str]]:
    """The lines of a table, worst first, by COLUMNS; what is not shared and what is not known is empty."""
    return [_cells(line) for line in lines_of(squad.rows, squad.as_of, marks=marks)]


def _cells(line: Line) -> dict[str, str]:
    row = line.row
    cells = {
        "athlete_id": row.athlete_id, "name": row.name, "status": row.status, "provisional": row.provisional,
        "since": row.since, "last_run": row.last_run, "run_id": row.run_id, "pain_site": row.pain_site,
        "pain_side": row.pain_side, "pain_worst": row.pain_worst, "why": line.reason, "stride": line.stride,
        "last_report": row.last_report, "silent_runs": row.silent_runs, "unreported_runs": row.unreported,
        "recent_runs": row.recent_runs, "paused": row.is_paused, "done": line.tended,
    }  # fmt: skip
    is_told = row.status is not None
    hidden = {"provisional", "paused"} if not is_told else set()
    hidden |= set() if is_told and row.shares == "details" else set(_OF_DETAILS)
    return {name: "" if name in hidden else _text(cells[name]) for name in COLUMNS}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace("\N{NO-BREAK SPACE}", " ")
