"""What a squad's table says, cell by cell, made from its rows; the template only lays it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from markupsafe import Markup

from niggle.reports import words
from niggle.reports.squad.strip import strip
from niggle.reports.squad.today import PAUSED, fold_label, fold_of, need_of
from niggle.reports.squad.view import RECENT_DAYS, Marks, News, SquadRow, Tended, as_shared
from niggle.reports.squad.wanted import (
    CHANGED,
    KINDS,
    NO_RUN,
    PRIVATE,
    Wanted,
    findable,
    in_order,
    is_unjudged,
    is_wanted,
    kind_of,
    places_in_orders,
)
from niggle.reports.squad.why import pain, why
from niggle.vocabulary.metrics import BALANCE, METRICS
from niggle.vocabulary.places import SITE_TERMS
from niggle.vocabulary.statuses import SHOWN
from niggle.vocabulary.verdicts import FLAGGED

_NEWS = {"worse": "Worse", "better": "Better", "new": "New here", "new_run": "New run"}
_DEEDS = {"seen": "seen", "called": "called", "note": "note"}
_SMALL = 15  # a squad of which everybody is shown at once
_NO_MARKS = Marks()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One athlete as the table shows it; an empty text is a cell without anything in it.

    `place` is where the line stands in each of the ORDERS, `is_hidden` whether the viewer asked for others. `need` is
    why somebody is needed today, `fold` the part of the page that the line is in, `tended` what a coach did last.
    """

    row: SquadRow
    kind: str
    find: str
    place: str
    is_hidden: bool
    is_changed: bool
    is_unjudged: bool
    need: str
    fold: str
    news: str
    reason: str
    pain: str
    stride: str
    stride_is_out: bool
    stale: str
    missing: str
    tended: str
    is_settled: bool
    strip: Markup


@dataclass(frozen=True, slots=True)
class Fold:
    """A part of the table: `name` is one of today, rest and quiet; the first has no label and is always open."""

    name: str
    label: str
    lines: Sequence[Line]
    is_open: bool


def lines_of(
    rows: Sequence[SquadRow],
    as_of: date | None,
    *,
    marks: Marks = _NO_MARKS,
    wanted: Wanted | None = None,
    has_places: bool = False,
) -> list[Line]:
    """The lines of a table in the order that is wanted, those of nobody's interest hidden.

    `has_places`: the browser is to sort them, so that each says where it stands in every order.
    """
    wanted = wanted or Wanted()
    shared = [as_shared(row) for row in rows]
    marks = marks.only({row.athlete_id for row in shared if row.status is not None})
    places = places_in_orders(shared, marks) if has_places else {}
    return [
        _line(row, as_of, marks, wanted, places.get(row.athlete_id, "")) for row in in_order(shared, wanted.sort, marks)
    ]


def folds_of(lines: Sequence[Line], wanted: Wanted) -> list[Fold]:
    """The parts of the table: whoever needs somebody today first; one part alone where some or an order are wanted."""
    if not wanted.is_plain:
        return [Fold("today", "", lines, is_open=True)]
    parts = {name: [line for line in lines if line.fold == name] for name in ("today", "rest", "quiet")}
    is_small = len(lines) <= _SMALL
    return [
        Fold(
            name,
            "" if name == "today" else fold_label([_named(line) for line in part]),
            part,
            name == "today" or is_small,
        )
        for name, part in parts.items()
        if part or name == "today"
    ]


def _named(line: Line) -> str:
    return PAUSED if line.row.is_paused else line.kind


def places_of(lines: Sequence[Line]) -> dict[str, str]:
    """Each place that hurts somebody, by its id, and what a list calls it."""
    there = {line.row.pain_site for line in lines if line.pain}
    return {site: term.label for site, term in SITE_TERMS.items() if site in there}


def _line(row: SquadRow, as_of: date | None, marks: Marks, wanted: Wanted, place: str) -> Line:
    is_open = row.shares == "details" and row.status is not None
    kind, need = kind_of(row), need_of(row, marks, as_of)
    tended = marks.tended.get(row.athlete_id)
    return Line(
        row=row,
        kind=kind,
        find=findable(row.name),
        place=place,
        is_hidden=not is_wanted(row, marks, wanted),
        is_changed=marks.is_changed(row.athlete_id),
        is_unjudged=is_unjudged(row),
        need=need,
        fold=fold_of(kind, need, is_paused=row.is_paused),
        news=_news_text(marks.news.get(row.athlete_id)),
        reason=why(row) if is_open else "",
        pain=pain(row) if is_open else "",
        stride=stride(row) if is_open else "",
        stride_is_out=row.verdict in FLAGGED,
        stale=_paused(row) or _stale(row, as_of),
        missing=_missing(row) if is_open else "",
        tended=_tended(tended),
        is_settled=tended is not None and tended.is_settled,
        strip=strip(row.days, as_of if row.shares != "none" else None),
    )


def _tended(tended: Tended | None) -> str:
    """What a coach did last, such as "called 2 Mar by carl, again 9 Mar"."""
    if tended is None:
        return ""
    again = "" if tended.look_again is None else f", again {words.day_month(tended.look_again)}"
    return f"{_DEEDS[tended.deed]} {words.day_month(tended.at.date())} by {tended.by}{again}"


def _news_text(news: News | None) -> str:
    if news is None:
        return ""
    was = "" if news.was is None or news.kind == "new_run" else f", was {SHOWN[news.was].label.lower()}"
    return f"{_NEWS[news.kind]}{was}"


def stride(row: SquadRow) -> str:
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


def _paused(row: SquadRow) -> str:
    if not row.is_paused:
        return ""
    return "Paused." if row.paused_until is None else f"Paused until {words.day_month(row.paused_until)}."


def _missing(row: SquadRow) -> str:
    """Which check-ins there are not, such as "3 of 8 runs, week"; nothing when they are all there."""
    runs = [f"{row.unreported} of {row.recent_runs} runs"] if row.unreported else []
    return ", ".join([*runs, *(["week"] if row.is_weekly_due else [])])


def filters_of(lines: Sequence[Line], wanted: Wanted) -> list[dict[str, Any]]:
    """Each kind of athlete that there is, with how many, and whether it is the one that is wanted."""
    labels = {kind: word.label for kind, word in SHOWN.items()}
    labels |= {CHANGED: "Changed", NO_RUN: "No run yet", PRIVATE: "Shares nothing"}
    counts = {kind: sum(line.kind == kind for line in lines) for kind in KINDS}
    counts[CHANGED] = sum(line.is_changed for line in lines)
    shown = [kind for kind in KINDS if counts[kind] or kind == wanted.kind]
    everybody = {"kind": "", "label": "All", "count": len(lines), "is_wanted": not wanted.kind}
    return [
        everybody,
        *({"kind": k, "label": labels[k], "count": counts[k], "is_wanted": k == wanted.kind} for k in shown),
    ]


def since_last_look(marks: Marks, looked_at: datetime | None, now: datetime | None) -> str:
    """What has changed since the last look, in a sentence; nothing where no looks are kept."""
    if now is None:
        return ""
    if looked_at is None:
        return "From your next visit on, what has changed since the last one is marked."
    changes = sum(map(marks.is_changed, marks.news))
    runs = len(marks.news) - changes
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
