"""The HTML pages: a run, a squad, an athlete's runs, and who is here.

Each function turns one view into a whole page: no outside resource, no script, the style sheet inside, everything
that came from a watch or a person escaped, and the same view always gives the same bytes.
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
    "run_page",
    "squad_page",
]

_WORST_FIRST = {status: rank for rank, status in enumerate(words.STATUSES)}


def run_page(run: RunView) -> str:
    """One run: status and sentence, choices, the stride over the run, each criterion with evidence and sources."""
    return _render("run.html", root="../", view=run, **run_content(run))


def squad_page(squad: SquadView) -> str:
    """One table, worst first, a line an athlete; what an athlete does not share is said and not shown."""
    rows = sorted(squad.rows, key=_squad_order)
    shown = [row for row in rows if row.shares != "none"]
    counts = [(status, sum(row.status == status for row in shown)) for status in words.STATUSES]
    return _render(
        "squad.html",
        root="../",
        squad=squad,
        rows=rows,
        counts=[(status, count) for status, count in counts if count],
        silent=sum(row.shares == "none" for row in rows),
        without_runs=sum(row.status is None for row in shown),
    )


def athlete_page(athlete: AthleteView) -> str:
    """The athlete's runs under their months, newest first, each linking to its page."""
    runs = sorted(athlete.runs, key=lambda run: (run.local_start, run.run_id), reverse=True)
    months = [(name, list(lines)) for name, lines in groupby(runs, key=lambda run: words.month(run.local_start))]
    return _render("athlete.html", root="../", athlete=athlete, months=months)


def index_page(index: IndexView) -> str:
    """Who is here: each squad with its athletes, then those without a squad."""
    entries = sorted(index.athletes, key=lambda entry: (entry.squad is None, entry.squad or "", _name_order(entry)))
    squads = [(squad, list(group)) for squad, group in groupby(entries, key=lambda entry: entry.squad)]
    return _render("index.html", root="", squads=squads)


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


def _render(template: str, **context: object) -> str:
    return _environment().get_template(template).render(context)


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
    functions: Sequence[Any] = (paths.run_path, paths.athlete_path, paths.squad_path)
    return {
        "style": Markup(_style()),
        "statuses": words.STATUSES,
        "verdicts": words.VERDICTS,
        "answers": words.ANSWERS,
        "index_path": paths.INDEX,
        **{function.__name__: function for function in functions},
    }


def _style() -> str:
    """The style sheet without its comments and indents, since every page carries it."""
    sheet = resources.files("niggle.reports").joinpath("templates/niggle.css").read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/|^\s+", "", sheet, flags=re.DOTALL | re.MULTILINE)
