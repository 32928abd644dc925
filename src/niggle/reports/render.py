"""Templates to pages: the environment, the words and the style that all of them share.

Each page function turns one view into a whole page: no outside resource, everything that came from a watch or a person
escaped, and the same view always gives the same bytes. As a file it carries its style; served, it links to it and
can be answered (`niggle.reports.context`).
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any
from uuid import uuid4

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from niggle.reports import paths, words
from niggle.reports.charts import scale_bar
from niggle.reports.context import PageContext
from niggle.reports.entry.questions import ANSWERED_BY
from niggle.reports.told import place_words, told_words
from niggle.vocabulary.diary import QUESTIONS
from niggle.vocabulary.statuses import ANSWERS, SHOWN

SHEETS = (
    "niggle",
    "run",
    "athlete",
    "squad",
    "entry",
    "index",
    "coach",
    "tending",
    "episode",
    "login",
    "upload",
)  # the first is every page's
_SHARED = "templates"  # the folder of what all pages share; each other one is a page's
_NUMBER_AND_UNIT = re.compile(r"(?<=\d) (?=(?:%|ms|min|h|m|km|cm|pp)(?!\w))")
_FORMS = "entry"
_HOLDING_FORMS = ("run/run", "athlete/athlete")  # where answers can be given, by the runner whose page it is


def render(template: str, context: PageContext, *, depth: int, also: Sequence[str] = (), **values: object) -> str:
    """The page `<template>.html` with the style sheet of its folder; `depth` is how many folders down its address is.

    `also` are further sheets that it needs, because it shows a part of another page.
    """
    forms = (_FORMS,) if context.is_own and template in _HOLDING_FORMS else ()
    sheets = [name for name in SHEETS if name in (SHEETS[0], template.partition("/")[0], *also, *forms)]
    style = "" if context.is_served else Markup("".join(map(style_sheet, sheets)))
    page = _environment().get_template(f"{template}.html")
    return page.render(values, context=context, root="../" * depth, sheets=sheets, style=style)


def message_page(title: str, lines: Sequence[str], context: PageContext, *, depth: int = 0) -> str:
    """A page that says a thing or two: what was not found, what has to wait."""
    return render(f"{_SHARED}/message", context, depth=depth, title=title, lines=lines)


def offline_page(context: PageContext) -> str:
    """What a phone shows without a network in place of a page that it has not kept."""
    return render(f"{_SHARED}/offline", context, depth=0)


@cache
def style_sheet(name: str) -> str:
    """A style sheet without its comments and indents, since every page that is a file carries it."""
    folder = _SHARED if name == SHEETS[0] else name
    sheet = resources.files("niggle.reports").joinpath(folder, f"{name}.css").read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/|^\s+", "", sheet, flags=re.DOTALL | re.MULTILINE)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("niggle.reports", "."),
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
        weekday=words.weekday,
        place_words=place_words,
        told_words=told_words,
        sentence=_sentence,
        unbroken=_unbroken,
        scale_bar=scale_bar,
    )
    return environment


def _sentence(text: str) -> str:
    """A text with a capital at its start."""
    return f"{text[:1].upper()}{text[1:]}"


def _unbroken(text: str) -> str:
    """A text in which no number is parted from its unit at the end of a line."""
    return _NUMBER_AND_UNIT.sub("\N{NO-BREAK SPACE}", str(text))  # str: what is undefined is to fail here too


def _new_entry_id() -> str:
    """What tells one filled-in form from all others; only pages that are served have forms."""
    return str(uuid4())


def _vocabulary() -> Mapping[str, Any]:
    functions: Sequence[Any] = (
        paths.run_path, paths.athlete_path, paths.squad_path, paths.year_path, paths.coach_path, paths.week_path,
        paths.day_path,
        paths.pain_path, paths.squad_csv_path, paths.squad_parquet_path, paths.squad_table_path, paths.squad_week_path,
        paths.tending_path, paths.upload_path, paths.episode_path, paths.sheet_path, paths.links_path,
    )  # fmt: skip
    return {
        "statuses": SHOWN,
        "answers": ANSWERS,
        "new_entry_id": _new_entry_id,
        "answered_by": ANSWERED_BY,
        "morning_field": QUESTIONS["next_morning"],
        "index_path": paths.INDEX,
        "login_path": paths.LOGIN,
        **{function.__name__: function for function in functions},
    }
