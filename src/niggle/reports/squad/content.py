"""What a squad's table says, cell by cell, made from its rows; the template only lays it out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from markupsafe import Markup

from niggle.reports import words
from niggle.reports.squad.strip import strip
from niggle.reports.squad.view import RECENT_DAYS, News, SquadRow, as_shared
from niggle.reports.squad.wanted import (
    CHANGED,
    KINDS,
    NO_RUN,
    ORDERS,
    SILENT,
    Wanted,
    findable,
    in_order,
    is_change,
    is_wanted,
    kind_of,
)
from niggle.reports.squad.why import why
from niggle.reports.told import pain_place
from niggle.vocabulary.metrics import BALANCE, METRICS
from niggle.vocabulary.statuses import SHOWN
from niggle.vocabulary.verdicts import FLAGGED

_NEWS = {"worse": "Worse", "better": "Better", "new": "New here", "new_run": "New run"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One athlete as the table shows it; an empty text is a cell without anything in it.

    `place` is where the line stands in each of the ORDERS, `is_hidden` whether the viewer asked for others.
    """

    row: SquadRow
    kind: str
    find: str
    place: str
    is_hidden: bool
    is_changed: bool
    news: str
    reason: str
    pain: str
    stride: str
    stride_is_out: bool
    stale: str
    missing: str
    strip: Markup


def lines_of(
    rows: Sequence[SquadRow],
    as_of: date | None,
    *,
    news: Mapping[str, News] | None = None,
    wanted: Wanted | None = None,
) -> list[Line]:
    """The lines of a table in the order that is wanted, those of nobody's interest hidden."""
    news, wanted = news or {}, wanted or Wanted()
    shared = [as_shared(row) for row in rows]
    places: dict[str, list[str]] = {}
    for sort in ORDERS:
        for place, row in enumerate(in_order(shared, sort)):
            places.setdefault(row.athlete_id, []).append(str(place))
    return [
        _line(
            row,
            as_of,
            news.get(row.athlete_id) if row.status is not None else None,
            wanted,
            " ".join(places[row.athlete_id]),
        )
        for row in in_order(shared, wanted.sort)
    ]


def _line(row: SquadRow, as_of: date | None, news: News | None, wanted: Wanted, place: str) -> Line:
    is_open = row.shares == "details" and row.status is not None
    return Line(
        row=row,
        kind=kind_of(row),
        find=findable(row.name),
        place=place,
        is_hidden=not is_wanted(row, news, wanted),
        is_changed=is_change(news),
        news=_news_text(news),
        reason=why(row) if is_open else "",
        pain=_pain(row) if is_open else "",
        stride=_stride(row) if is_open else "",
        stride_is_out=row.verdict in FLAGGED,
        stale=_stale(row, as_of),
        missing=_missing(row) if is_open else "",
        strip=strip(row.days, as_of if row.shares != "none" else None),
    )


def _news_text(news: News | None) -> str:
    if news is None:
        return ""
    was = "" if news.was is None or news.kind == "new_run" else f", was {SHOWN[news.was].label.lower()}"
    return f"{_NEWS[news.kind]}{was}"


def _pain(row: SquadRow) -> str:
    """Where it hurt and how much, such as "Left Achilles 5/10"; nothing when nothing did."""
    if row.pain_worst == 0 or (row.pain_worst is None and row.pain_site is None):
        return ""
    score = "no score" if row.pain_worst is None else f"{row.pain_worst}/10"
    return f"{pain_place(row.pain_site, row.pain_side)} {score}"


def _stride(row: SquadRow) -> str:
    """The side and size of the change, such as "possibly left −1.7 points": the foot whose share is less than usual."""
    match row.verdict:
        case None:
            return ""
        case "usual":
            return "as usual"
        case "insufficient_data":
            return "not judged"
    perhaps = "possibly " if row.verdict == "possibly_altered" else ""
    change = row.change
    if change is None:
        return f"{perhaps}changed"
    if change.name == BALANCE:
        side = "left" if change.difference < 0 else "right"
        return perhaps + words.with_unit(side, words.metric_difference(-abs(change.difference), change.unit))
    return f"{perhaps}{METRICS[change.name].in_sentence} {words.metric_difference(change.difference, change.unit)}"


def _stale(row: SquadRow, as_of: date | None) -> str:
    if row.last_run is None or as_of is None or as_of - row.last_run < timedelta(days=RECENT_DAYS):
        return ""
    return f"No run since {words.day_month(row.last_run)}."


def _missing(row: SquadRow) -> str:
    """Which check-ins there are not, such as "3 of 8 runs, week"; nothing when they are all there."""
    runs = [f"{row.unreported} of {row.recent_runs} runs"] if row.unreported else []
    return ", ".join([*runs, *(["week"] if row.is_weekly_due else [])])


def filters_of(lines: Sequence[Line], wanted: Wanted) -> list[dict[str, Any]]:
    """Each kind of athlete that there is, with how many, and whether it is the one that is wanted."""
    labels = {kind: word.label for kind, word in SHOWN.items()}
    labels |= {CHANGED: "Changed", NO_RUN: "No run yet", SILENT: "Shares nothing"}
    counts = {kind: sum(line.kind == kind for line in lines) for kind in KINDS}
    counts[CHANGED] = sum(line.is_changed for line in lines)
    shown = [kind for kind in KINDS if counts[kind] or kind == wanted.kind]
    everybody = {"kind": "", "label": "All", "count": len(lines), "is_wanted": not wanted.kind}
    return [
        everybody,
        *({"kind": k, "label": labels[k], "count": counts[k], "is_wanted": k == wanted.kind} for k in shown),
    ]


def since_last_look(news: Mapping[str, News], looked_at: datetime | None, now: datetime | None) -> str:
    """What has changed since the last look, in a sentence; nothing where no looks are kept."""
    if now is None:
        return ""
    if looked_at is None:
        return "From your next visit on, what has changed since the last one is marked."
    changes = sum(is_change(one) for one in news.values())
    runs = len(news) - changes
    parts = [] if not changes else [f"{changes} {'change' if changes == 1 else 'changes'}"]
    if runs:
        parts.append(f"{runs} {'new run' if runs == 1 else 'new runs'} with the same status")
    return f"{' and '.join(parts) or 'No change'} since {moment(looked_at, now)}."


def moment(then: datetime, now: datetime) -> str:
    """An earlier moment as one says it: "today 07:10", "Tuesday 07:10", "24 Feb 07:10"."""
    days = (now.date() - then.date()).days
    if days == 0:
        day = "today"
    elif days == 1:
        day = "yesterday"
    else:
        day = words.weekday(then.date()) if days < 7 else words.day_month(then.date())
    return f"{day} {words.clock(then)}"
