"""The page to log in: one for everybody, which tells nobody who is here."""

from niggle.reports.render import render
from niggle.reports.setting import Setting


def login_page(setting: Setting, *, place: str = "", name: str = "", fault: str | None = None) -> str:
    """The form to log in; `place` is the page to go to then, `fault` says why the last try did not do."""
    return render("login", setting, depth=0, place=place, name=name, fault=fault)
