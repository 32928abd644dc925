"""The page of a squad."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from niggle.reports.context import AS_FILE, PageContext
from niggle.reports.render import render
from niggle.reports.squad.content import filters_of, lines_of, since_last_look
from niggle.reports.squad.strip import sample
from niggle.reports.squad.view import News, SquadView
from niggle.reports.squad.wanted import ORDERS, Wanted


@dataclass(frozen=True, slots=True)
class LastLook:
    """What is new to a viewer, by athlete, since the last look; both moments in the zone that the page speaks in.

    `looked_at` is None at the first look, `now` is None where no looks are kept.
    """

    news: Mapping[str, News] = field(default_factory=dict)
    looked_at: datetime | None = None
    now: datetime | None = None


def squad_page(
    squad: SquadView, context: PageContext = AS_FILE, *, wanted: Wanted | None = None, last_look: LastLook | None = None
) -> str:
    """One table, worst first, a line an athlete; what an athlete does not share is said and not shown.

    A page that is a file shows everybody and lets the browser leave some out, so `wanted` is for a served one.
    """
    wanted, last_look = wanted or Wanted(), last_look or LastLook()
    lines = lines_of(squad.rows, squad.as_of, news=last_look.news, wanted=wanted)
    return render(
        "squad/squad",
        context,
        depth=1,
        squad=squad,
        lines=lines,
        wanted=wanted,
        orders=ORDERS,
        filters=filters_of(lines, wanted),
        shown=sum(not line.is_hidden for line in lines),
        news_line=since_last_look(last_look.news, last_look.looked_at, last_look.now),
        sample=sample,
    )
