"""The first page: who is here."""

from itertools import groupby

from niggle.reports.index.view import IndexEntry, IndexView
from niggle.reports.render import render
from niggle.reports.setting import AS_FILE, Setting


def index_page(index: IndexView, setting: Setting = AS_FILE) -> str:
    """Who is here: each squad with its athletes, then those without a squad."""
    entries = sorted(index.athletes, key=lambda entry: (entry.squad is None, entry.squad or "", _name_order(entry)))
    squads = [(squad, list(group)) for squad, group in groupby(entries, key=lambda entry: entry.squad)]
    return render("index", setting, depth=0, squads=squads)


def _name_order(entry: IndexEntry) -> tuple[str, str]:
    return entry.name.casefold(), entry.athlete_id
