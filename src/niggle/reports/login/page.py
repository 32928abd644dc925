"""The page to log in: one for everybody, which tells nobody who is here."""

from niggle.reports.context import PageContext
from niggle.reports.render import render


def login_page(
    context: PageContext, *, place: str = "", name: str = "", fault: str | None = None, depth: int = 0
) -> str:
    """The form to log in; `place` is the page to go to then, `fault` says why one has to log in once more.

    `depth`: how many folders down the address is that it answers.
    """
    return render("login/login", context, depth=depth, place=place, name=name, fault=fault)
