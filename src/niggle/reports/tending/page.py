"""The page of what a squad's coaches did about an athlete, where they say what they do."""

from collections.abc import Mapping
from datetime import timedelta

from niggle.reports.context import PageContext
from niggle.reports.render import render
from niggle.reports.squad.content import Fold, lines_of
from niggle.reports.tending.view import TendingView

DEED_WORDS: Mapping[str, str] = {"seen": "Seen", "called": "Called", "note": "Note"}
_DAYS_AHEAD = (1, 3, 7, 14)


def tending_page(
    view: TendingView, context: PageContext, *, fault: str = "", said: Mapping[str, str] | None = None
) -> str:
    """The athlete's line as it stands in the table, the form, and what was done so far, newest first.

    `fault` says why what was `said` in the form could not be kept.
    """
    return render(
        "tending/tending",
        context,
        depth=3,
        also=("squad",),
        view=view,
        folds=[Fold("today", "", lines_of([view.row], view.as_of), is_open=True)],
        words=DEED_WORDS,
        days=[(days, view.today + timedelta(days=days)) for days in _DAYS_AHEAD],
        latest=view.today + timedelta(days=366),
        contact=contact_words(view.row.contact),
        fault=fault,
        said=said or {},
    )


def contact_words(link: str) -> str:
    """How to reach somebody, in words: the number or address of a link.

    >>> contact_words("tel:+442079460000"), contact_words("https://ntfy.sh/ada")
    ('+442079460000', 'ntfy.sh/ada')
    """
    return link.removeprefix("tel:").removeprefix("mailto:").removeprefix("https://")
