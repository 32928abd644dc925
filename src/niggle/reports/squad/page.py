"""The page of a squad."""

from niggle.reports import words
from niggle.reports.render import render
from niggle.reports.setting import AS_FILE, Setting
from niggle.reports.squad.view import SquadRow, SquadView

_WORST_FIRST = {status: rank for rank, status in enumerate(words.STATUSES)}


def squad_page(squad: SquadView, setting: Setting = AS_FILE) -> str:
    """One table, worst first, a line an athlete; what an athlete does not share is said and not shown."""
    rows = sorted(squad.rows, key=_squad_order)
    shown = [row for row in rows if row.shares != "none"]
    counts = [(status, sum(row.status == status for row in shown)) for status in words.STATUSES]
    return render(
        "squad",
        setting,
        depth=1,
        squad=squad,
        rows=rows,
        counts=[(status, count) for status, count in counts if count],
        silent=sum(row.shares == "none" for row in rows),
        without_runs=sum(row.status is None for row in shown),
    )


def _squad_order(row: SquadRow) -> tuple[int, str, str, str]:
    """Worst status first, then who has had it longest, then by name; who has no run or shares nothing comes last."""
    if row.shares == "none":
        rank = len(_WORST_FIRST) + 1
    elif row.status is None:
        rank = len(_WORST_FIRST)
    else:
        rank = _WORST_FIRST[row.status]
    since = "" if row.since is None or row.shares == "none" else row.since.isoformat()
    return rank, since or "9999", row.name.casefold(), row.athlete_id
