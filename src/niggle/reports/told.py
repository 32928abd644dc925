"""What a report says, in words for pages: the place, the scores, and every other answer."""

from collections.abc import Iterator
from typing import assert_never

from niggle.pain.model import PainReport
from niggle.reports.words import day_month, with_unit
from niggle.triage.phrases import hours_text
from niggle.vocabulary.diary import QUESTIONS, SCORES, Question, further
from niggle.vocabulary.places import Where, place_name


def place_words(where: Where | PainReport) -> str:
    """Where it hurt, within a sentence: "left Achilles", "both calves"; "somewhere" without a site."""
    return place_name(where.site, where.side) or "somewhere"


def pain_place(site: str | None, side: str | None) -> str:
    """Where it hurt, as a heading: "Left Achilles"; "Place not given" when it is not known."""
    name = place_name(site, side) or "place not given"
    return f"{name[0].upper()}{name[1:]}"


def told_words(report: PainReport) -> str:
    """What a report says in one line: "left Achilles, first 10 minutes 3, at its worst 3; with a limp"."""
    scores = [f"{one.label.lower()} {score}" for one in SCORES if (score := getattr(report, one.name)) is not None]
    if report.site is None and scores and all(not getattr(report, one.name) for one in SCORES):
        return "no pain"
    answers = ", ".join(answers_told(report, with_no=True))
    rest = "; ".join(part for part in (", ".join(scores), answers) if part)
    if report.site is None:
        return rest or "nothing yet"
    return f"{place_words(report)}, {rest}" if rest else place_words(report)


def answers_told(report: PainReport, *, with_no: bool) -> Iterator[str]:
    """Each answer that is neither place nor score.

    `with_no`: an answer of no too, so that nobody doubts that it was kept; on the page of a run it stands with the
    criterion that it settles.
    """
    for question in QUESTIONS.values():
        if question.section != "where" and question.of_yes is None:
            text = _told(report, question, with_no=with_no)
            if text is not None:
                yield text


def _told(report: PainReport, question: Question, *, with_no: bool) -> str | None:
    answer = getattr(report, question.name)
    match question.kind:
        case "yes_no":
            return _yes_or_no(report, question, answer, with_no=with_no)
        case "score":
            return None
        case "choice":
            return None if answer is None else question.told(answer)
        case "hours":
            return None if answer is None else f"settled after {with_unit(hours_text(answer), '')}"
        case "text":
            return question.yes if answer else None
        case "date":
            return None if answer is None else f"since {day_month(answer)}"
        case "name":
            return None if answer is None else f"in {answer}"
        case _:
            assert_never(question.kind)


def _yes_or_no(report: PainReport, question: Question, answer: bool | None, *, with_no: bool) -> str | None:
    if answer is False:
        return question.no if with_no else None
    more = further(question.name)
    said = None if more is None else getattr(report, more.name)
    if more is not None and said is not None:  # which takes the yes for granted
        return f"{question.yes} {more.told(said)}"
    return question.yes if answer else None
