"""The page of what an athlete's coach sees, for the athlete."""

from collections.abc import Sequence

from niggle.reports.coach.view import CoachView
from niggle.reports.context import AS_FILE, PageContext
from niggle.reports.episode.view import Link
from niggle.reports.render import render
from niggle.reports.squad.content import Fold, lines_of
from niggle.reports.squad.strip import sample
from niggle.reports.tending.page import contact_words

LEVELS = {
    "none": "your name, and that you share nothing",
    "status": "the status of each run, since when it has been so, and the eight weeks; not why, and not what you said",
    "details": "also the reasons: what you said of pain, how your stride was, and every page of yours",
}

CHOICES = {"none": "Nothing", "status": "The status", "details": "Details"}


def coach_page(view: CoachView, context: PageContext = AS_FILE, *, fault: str = "", links: Sequence[Link] = ()) -> str:
    """The athlete's own line as it stands in the coach's table, what else the coach can open, and what never.

    The line is made by what makes the table, from the same row. `fault` says why a choice could not be kept, `links`
    are those that show others an episode.
    """
    return render(
        "coach/coach",
        context,
        depth=2,
        also=("squad",),
        view=view,
        folds=[Fold("today", "", lines_of([view.row], view.as_of), is_open=True)],
        level=view.row.shares,
        levels=LEVELS,
        choices=CHOICES,
        contact=contact_words(view.contact),
        fault=fault,
        sample=sample,
        links=links,
    )
