"""The pages that ask: the report on a run, and the weekly check-in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from niggle.pain.complaints import tells_of
from niggle.reports.context import PageContext
from niggle.reports.entry import figure
from niggle.reports.entry.answers import with_place
from niggle.reports.entry.told import week_gone_words
from niggle.reports.entry.view import DayTold, RunTold, Week, WeekScore
from niggle.reports.render import render
from niggle.vocabulary.diary import HEADINGS, QUESTIONS, Option, Question, Section, further, in_section
from niggle.vocabulary.weekly import WEEK, WEEK_FEELINGS, WEEK_QUESTIONS, WeekQuestion

# Not a column: "yes" and "twinge" are qualities, "no" that it was something else.
SHARP = Question(
    name="sharp", kind="choice", asks="Was it sharp?", label="Was it sharp?", section="signs",
    options=(
        Option("yes", "Yes", "sharp"), Option("twinge", "A stride or two", "a twinge"), Option("no", "No", "not sharp")
    ),
)  # fmt: skip
_FOLDED: tuple[Section, ...] = ("felt", "bone", "affected", "more")
_MORE = tuple(question.name for question in QUESTIONS.values() if question.section in _FOLDED)
_PLACE = ("site", "side", "place")
_WHEN = {"date": "i-date", "started_at": "i-time"}  # columns, and where their fields are
_OF_THE_FORM = ("csrf", "entry_id", "then", "holds")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an answer: its column ("" for all of it), and why in words for people."""

    column: str
    message: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was sent or is to be shown: what is filled in, the id it came with, where it leads back to.

    `question` is which of two reports holds, where the one that was sent denies the one before.
    """

    form: Mapping[str, str]
    faults: Sequence[Fault] = ()
    entry_id: str | None = None
    then: str = "run"
    question: str = ""


BLANK = Filled({})


def pain_page(told: RunTold, context: PageContext, filled: Filled = BLANK) -> str:
    """The form to report on a run, with what has been said about it so far."""
    offers_no_pain = not any(tells_of(report) != "silent" for report in told.said)
    return _report_page(context, filled, told=told, run=told.run, offers_no_pain=offers_no_pain)


def day_page(day: DayTold, context: PageContext, filled: Filled = BLANK) -> str:
    """The form to report on a day that has no run, or none yet, with what was said of such days."""
    return _report_page(context, filled, told=day, run=None, offers_no_pain=True)


def _report_page(context: PageContext, filled: Filled, **about: Any) -> str:
    form = with_place(filled.form)
    return render(
        "entry/entry",
        context,
        depth=2,
        **about,
        date=filled.form.get("date", ""),
        time=filled.form.get("time", ""),
        questions=QUESTIONS,
        headings=HEADINGS,
        further=further,
        parts={section: list(in_section(section)) for section in ("scores", "like", "signs", *_FOLDED)},
        sharp=SHARP,
        figure=_figure(),
        which_holds=filled.question,
        changes=filled.form.get("changes", ""),
        sent={name: text for name, text in filled.form.items() if name not in _OF_THE_FORM} if filled.question else {},
        is_open=any(form.get(name) for name in _MORE) or any(fault.column in _MORE for fault in filled.faults),
        **_filled(filled, form, {**QUESTIONS, SHARP.name: SHARP}),
    )


@dataclass(frozen=True, slots=True)
class WeekResult:
    """The weekly check-in that was just kept: its score, None when too little was answered, in words too."""

    entry_id: str
    score: int | None

    @property
    def meaning(self) -> str:
        """What the score says, plainly."""
        if self.score is None:
            return ""
        if self.score == 0:
            return "Nothing held you back this week."
        if self.score < _SOME:
            return "Something was there, and it cost you little."
        if self.score < _MUCH:
            return "It cost you a part of your running this week."
        return "It kept you from much of your running this week."


_SOME, _MUCH = 25, 60  # words alone hang on these: thirds of the range, by convention


def week_page(
    week: Week,
    context: PageContext,
    filled: Filled = BLANK,
    *,
    told: WeekResult | None = None,
    taken_back: date | None = None,
) -> str:
    """The weekly check-in, or what came of it; `taken_back`: the last day of a week that was just undone."""
    return render(
        "entry/week",
        context,
        depth=2,
        week=week,
        told=told,
        taken_back=week_gone_words(taken_back, _score_of(week, taken_back)) if taken_back else "",
        questions=WEEK_QUESTIONS,
        feelings=WEEK_FEELINGS,
        **_filled(filled, filled.form, WEEK),
    )


def _score_of(week: Week, day: date) -> WeekScore | None:
    return next((one for one in week.scores if one.day == day), None)


def _filled(filled: Filled, form: Mapping[str, str], fields: Mapping[str, Question | WeekQuestion]) -> dict[str, Any]:
    known = (*fields, *_PLACE, *_WHEN)
    return {
        "values": {name: form.get(name, "") for name in known},
        "problems": {name: [fault.message for fault in filled.faults if fault.column == name] for name in known},
        "faults": [
            {
                "anchor": _anchor(fault.column, fields),
                "question": fields[fault.column].label if fault.column in set(fields) - set(_PLACE) else "",
                "message": fault.message,
            }
            for fault in filled.faults
        ],
        "entry_id": filled.entry_id,
        "then": filled.then,
    }


def _anchor(column: str, fields: Mapping[str, Question | WeekQuestion]) -> str:
    if column in _WHEN:
        return _WHEN[column]
    if column in _PLACE:
        return "f-site"
    return f"f-{column}" if column in fields else "f-site" if "site" in fields else f"f-{WEEK_QUESTIONS[0].name}"


def _figure() -> dict[str, Any]:
    return {
        "width": figure.WIDTH,
        "height": figure.HEIGHT,
        "places": figure.places(),
        "views": [
            {
                "name": view,
                "middle": figure.MIDDLES[view],
                "halves": figure.outline(view),
                "lines": figure.lines(view),
            }
            for view in figure.MIDDLES
        ],
    }
