"""The page of a squad."""

from dataclasses import dataclass
from datetime import datetime

from niggle.reports.context import AS_FILE, PageContext
from niggle.reports.render import render
from niggle.reports.squad.content import filters_of, folds_of, lines_of, places_of, since_last_look
from niggle.reports.squad.strip import sample
from niggle.reports.squad.today import today_sentence
from niggle.reports.squad.view import Marks, SquadView
from niggle.reports.squad.wanted import MOST_SCORE, MOST_SILENT, ORDERS, Wanted


@dataclass(frozen=True, slots=True)
class LastLook:
    """When a viewer last looked, and now, both in the zone that the page speaks in.

    `looked_at` is None at the first look, `now` is None where no looks are kept.
    """

    looked_at: datetime | None = None
    now: datetime | None = None


def squad_page(
    squad: SquadView,
    context: PageContext = AS_FILE,
    *,
    wanted: Wanted | None = None,
    marks: Marks | None = None,
    last_look: LastLook | None = None,
    tends: bool = False,
) -> str:
    """One table, worst first, a line an athlete; what an athlete does not share is said and not shown.

    A page that is a file shows everybody and lets the browser leave some out, so `wanted` is for a served one.
    `tends`: whether the viewer can say here that an athlete was seen to.
    """
    wanted, last_look, marks = wanted or Wanted(), last_look or LastLook(), marks or Marks()
    lines = lines_of(squad.rows, squad.as_of, marks=marks, wanted=wanted, has_places=context.is_served)
    return render(
        "squad/squad",
        context,
        depth=1,
        squad=squad,
        lines=lines,
        folds=folds_of(lines, wanted),
        wanted=wanted,
        orders=ORDERS,
        places=places_of(lines),
        most_score=MOST_SCORE,
        most_silent=MOST_SILENT,
        filters=filters_of(lines, wanted),
        shown=sum(not line.is_hidden for line in lines),
        today=today_sentence([line.need for line in lines]) if squad.as_of is not None else "",
        news_line=since_last_look(marks, last_look.looked_at, last_look.now),
        sample=sample,
        tends=tends,
    )
