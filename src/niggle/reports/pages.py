"""The HTML pages: a run, a squad, an athlete's runs, and who is here.

Each function turns one view into a whole page: no outside resource, everything that came from a watch or a person
escaped, and the same view always gives the same bytes. As a file it carries its style; served, it links to it and
can be answered (`niggle.reports.setting`).
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from niggle.reports import paths, words
from niggle.reports.charts import scale_bar
from niggle.reports.run_content import run_content
from niggle.reports.setting import AS_FILE, Setting
from niggle.reports.views import (
    AthleteView,
    IndexEntry,
    IndexView,
    RunLine,
    RunView,
    SquadRow,
    SquadView,
)

__all__ = [
    "AthleteView",
    "IndexEntry",
    "IndexView",
    "RunLine",
    "RunView",
    "SquadRow",
    "SquadView",
    "athlete_page",
    "index_page",
    "message_page",
    "render",
    "run_page",
    "squad_page",
    "style_sheet",
]

_WORST_FIRST = {status: rank for rank, status in enumerate(words.STATUSES)}


def run_page(run: RunView, setting: Setting = AS_FILE) -> str:
    """One run: status and sentence, choices, the stride over the run, each criterion with evidence and sources."""
    return render("run.html", setting, depth=1, view=run, **run_content(run))


def squad_page(squad: SquadView, setting: Setting = AS_FILE) -> str:
    """One table, worst first, a line an athlete; what an athlete does not share is said and not shown."""
    rows = sorted(squad.rows, key=_squad_order)
    shown = [row for row in rows if row.shares != "none"]
    counts = [(status, sum(row.status == status for row in shown)) for status in words.STATUSES]
    return render(
        "squad.html",
        setting,
        depth=1,
        squad=squad,
        rows=rows,
        counts=[(status, count) for status, count in counts if count],
        silent=sum(row.shares == "none" for row in rows),
        without_runs=sum(row.status is None for row in shown),
    )


def athlete_page(athlete: AthleteView, setting: Setting = AS_FILE) -> str:
    """The athlete's runs under their months, newest first, each linking to its page."""
    runs = sorted(athlete.runs, key=lambda run: (run.local_start, run.run_id), reverse=True)
    months = [(name, list(lines)) for name, lines in groupby(runs, key=lambda run: words.month(run.local_start))]
    return render("athlete.html", setting, depth=1, athlete=athlete, months=months)


def index_page(index: IndexView, setting: Setting = AS_FILE) -> str:
    """Who is here: each squad with its athletes, then those without a squad."""
    entries = sorted(index.athletes, key=lambda entry: (entry.squad is None, entry.squad or "", _name_order(entry)))
    squads = [(squad, list(group)) for squad, group in groupby(entries, key=lambda entry: entry.squad)]
    return render("index.html", setting, depth=0, squads=squads)


def message_page(title: str, lines: Sequence[str], setting: Setting, *, depth: int = 0) -> str:
    """A page that says a thing or two: what was not found, what has to wait."""
    return render("message.html", setting, depth=depth, title=title, lines=lines)


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


def _name_order(entry: IndexEntry) -> tuple[str, str]:
    return entry.name.casefold(), entry.athlete_id


def render(template: str, setting: Setting, *, depth: int, **context: object) -> str:
    """A template filled in; `depth` is how many folders below the first page it is."""
    return _environment().get_template(template).render(context, setting=setting, root="../" * depth)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("niggle.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.globals.update(_vocabulary())
    environment.filters.update(
        clock=words.clock,
        day_month=words.day_month,
        distance=words.distance,
        duration=words.duration,
        long_date=words.long_date,
        short_date=words.short_date,
        scale_bar=scale_bar,
    )
    return environment


def _vocabulary() -> Mapping[str, Any]:
    functions: Sequence[Any] = (
        paths.run_path, paths.athlete_path, paths.squad_path, paths.year_path, paths.coach_path, paths.week_path,
        paths.pain_path,
    )  # fmt: skip
    return {
        "style": Markup(style_sheet()),
        "statuses": words.STATUSES,
        "verdicts": words.VERDICTS,
        "answers": words.ANSWERS,
        "index_path": paths.INDEX,
        "login_path": paths.LOGIN,
        **{function.__name__: function for function in functions},
    }


@cache
def style_sheet() -> str:
    """The style sheet without its comments and indents, since every page that is a file carries it."""
    sheet = resources.files("niggle.reports").joinpath("templates/niggle.css").read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/|^\s+", "", sheet, flags=re.DOTALL | re.MULTILINE)
