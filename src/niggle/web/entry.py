"""What a runner enters: the report on a run, an answer about it, the weekly check-in, and taking any of them back.

Every form carries an id of its own. The same form sent twice is one entry, however often a phone that lost the
answer sends it again; the same form with other answers in it is another, since one may go
back in the browser and change them.
"""

import json
from collections.abc import Mapping
from uuid import UUID, uuid4, uuid5

from starlette.responses import HTMLResponse, RedirectResponse, Response

from niggle.config import Athlete
from niggle.entered import find_entry, week_in
from niggle.pain.answers import RowProblem
from niggle.reports.entry.answers import (
    as_form,
    change_key,
    report_answers,
    something_else,
    week_answers,
    when_answered,
)
from niggle.reports.entry.page import BLANK, Fault, Filled, WeekResult, day_page, pain_page, week_page
from niggle.reports.entry.query import day_told, run_told, week
from niggle.reports.entry.told import denied_words
from niggle.reports.entry.view import RunTold
from niggle.reports.paths import athlete_path, run_path
from niggle.steps.entries import Entered, enter_report, enter_week
from niggle.steps.withdrawals import withdraw
from niggle.store.layout import athlete_landing
from niggle.web.page_request import PageRequest
from niggle.web.unsent import NOT_SENT

_NOT_SENT = Fault("", NOT_SENT)
_UP = "../../"  # from a form's address to where all addresses begin


def pain_form(request: PageRequest) -> Response:
    """The form to report on a run; `?change=N` has the Nth of what was said filled in."""
    with request.results() as results:
        athlete, run_id = request.own_run(results)
        told = run_told(results.of(athlete.id), athlete, run_id, request.now)
    unsent = request.sent_too_late()
    if unsent is not None:
        return HTMLResponse(pain_page(told, request.context(athlete), _not_sent(unsent, _then(unsent.get("then")))))
    change, then = request.query.get("change", ""), _then(request.query.get("then"))
    said = {str(number): report for number, report in enumerate(told.said)}
    if change not in said:
        return HTMLResponse(pain_page(told, request.context(athlete), Filled({}, then=then)))
    former = as_form(said[change]) | {"changes": change_key(said[change])}
    return HTMLResponse(pain_page(told, request.context(athlete), Filled(former, then=then)))


def pain_sent(request: PageRequest) -> Response:
    """A report on a run or an answer about it, to be kept; or one to be taken back."""
    with request.results() as results:
        athlete, run_id = request.own_run(results)
        told = run_told(results.of(athlete.id), athlete, run_id, request.now)
    then = _then(request.form.get("then"))
    if "undo" in request.form:
        return _landed(told, then, _undone(request, athlete))
    if request.form.get("holds") == "before":
        return _landed(told, then, "")
    answers = report_answers(request.form)
    if "something_else" in request.form:
        answers = something_else(told.said)
    entry_id = _entry_id(request.form, {"run_id": run_id, **answers})
    entered = enter_report(
        request.config, athlete, answers | {"run_id": run_id}, entry_id=entry_id, now=request.now,
        decide=request.decide, holds=request.form.get("holds") == "this",
        changes=next((one for one in told.said if change_key(one) == request.form.get("changes")), None),
    )  # fmt: skip
    if entered.problems or entered.denied:
        question = denied_words(entered.denied, request.now, athlete.zone) if entered.denied else ""
        filled = Filled(request.form, _faults(entered), request.form.get("entry_id"), then, question)
        return HTMLResponse(pain_page(told, request.context(athlete), filled), status_code=422)
    return _landed(told, then, entry_id)


def day_form(request: PageRequest) -> Response:
    """The form to report on a day that has no run, or none yet."""
    athlete = request.own_athlete()
    with request.results() as results:
        day = day_told(results.of(athlete.id), athlete, request.now)
    unsent = request.sent_too_late()
    filled = Filled({}, then="athlete") if unsent is None else _not_sent(unsent, "athlete")
    return HTMLResponse(day_page(day, request.context(athlete), filled))


def day_sent(request: PageRequest) -> Response:
    """A report on a day, to be kept, or one to be taken back; it joins the run of that time."""
    athlete = request.own_athlete()
    if "undo" in request.form:
        return _at_athlete(athlete, _undone(request, athlete))
    with request.results() as results:
        day = day_told(results.of(athlete.id), athlete, request.now)
    if request.form.get("holds") == "before":
        return _at_athlete(athlete, "")
    answers = report_answers(request.form) | when_answered(request.form, day.today)
    entry_id = _entry_id(request.form, answers)
    entered = enter_report(
        request.config, athlete, answers, entry_id=entry_id, now=request.now, decide=request.decide,
        holds=request.form.get("holds") == "this",
    )  # fmt: skip
    if entered.problems or entered.denied:
        question = denied_words(entered.denied, request.now, athlete.zone) if entered.denied else ""
        filled = Filled(request.form, _faults(entered), request.form.get("entry_id"), "athlete", question)
        return HTMLResponse(day_page(day, request.context(athlete), filled), status_code=422)
    return _at_athlete(athlete, entry_id)


def _not_sent(unsent: Mapping[str, str], then: str) -> Filled:
    """The form of a report as it came after the session had ended."""
    form = {**unsent, **report_answers(unsent)} if "no_pain" in unsent else unsent
    return Filled(form, [_NOT_SENT], unsent.get("entry_id"), then)


def _at_athlete(athlete: Athlete, entry_id: str) -> Response:
    return RedirectResponse(f"{_UP}{athlete_path(athlete.id)}?kept={entry_id}", status_code=303)


def week_form(request: PageRequest) -> Response:
    """The weekly check-in, and after it was sent what came of it."""
    athlete = request.own_athlete()
    with request.results() as results:
        view = week(results.of(athlete.id), athlete, request.now)
    unsent = request.sent_too_late()
    if unsent is not None:
        filled = Filled(unsent, [_NOT_SENT], unsent.get("entry_id"), "week")
        return HTMLResponse(week_page(view, request.context(athlete), filled))
    landing = athlete_landing(request.config.store.path, athlete.id)
    entry = find_entry(landing, athlete.id, request.query.get("told", ""))
    check_in = None if entry is None else week_in(landing, entry)
    if entry is None or check_in is None:
        return HTMLResponse(week_page(view, request.context(athlete), BLANK))
    if entry.is_gone:
        return HTMLResponse(week_page(view, request.context(athlete), BLANK, taken_back=check_in.date))
    told = WeekResult(entry.entry_id, check_in.score)
    return HTMLResponse(week_page(view, request.context(athlete), BLANK, told=told))


def week_sent(request: PageRequest) -> Response:
    """A weekly check-in, to be kept or taken back."""
    athlete = request.own_athlete()
    if "undo" in request.form:
        return RedirectResponse(f"?told={_undone(request, athlete)}", status_code=303)
    with request.results() as results:
        view = week(results.of(athlete.id), athlete, request.now)
    answers = week_answers(request.form) | {"date": request.form.get("date") or view.until.isoformat()}
    entry_id = _entry_id(request.form, answers)
    entered = enter_week(request.config, athlete, answers, entry_id=entry_id, now=request.now, decide=request.decide)
    if entered.problems:
        filled = Filled(request.form, _faults(entered), request.form.get("entry_id"), "week")
        return HTMLResponse(week_page(view, request.context(athlete), filled), status_code=422)
    return RedirectResponse(f"?told={entry_id}", status_code=303)


def _undone(request: PageRequest, athlete: Athlete) -> str:
    """The id of an entry, taken back."""
    entry_id = request.form["undo"]
    withdraw(request.config, athlete, entry_id, now=request.now, decide=request.decide)
    try:
        return str(UUID(entry_id))
    except ValueError:
        return ""


def _landed(told: RunTold, then: str, entry_id: str) -> Response:
    """Back to where one came from, which says what became of it."""
    page = athlete_path(told.athlete_id) if then == "athlete" else run_path(told.run.run_id)
    was = "" if told.status is None else f"&was={told.status}"
    return RedirectResponse(f"{_UP}{page}?kept={entry_id}{was}", status_code=303)


def _then(text: str | None) -> str:
    return "athlete" if text == "athlete" else "run"


def _entry_id(form: Mapping[str, str], answers: Mapping[str, str]) -> str:
    """What tells this entry from all others: the form's id and what it says; a bad one is left for the step to refuse.

    Of a form without an id, such as a program sends, each is an entry of its own.
    """
    text = form.get("entry_id", "")
    if not text:
        return str(uuid4())
    try:
        return str(uuid5(UUID(text), json.dumps(sorted(answers.items()))))
    except ValueError:
        return text


def _faults(entered: Entered) -> list[Fault]:
    return [Fault(problem.column, _in_words(problem)) for problem in entered.problems]


def _in_words(problem: RowProblem) -> str:
    """A fault as whoever filled in a form understands it."""
    if problem.column in _WORDS:
        return _WORDS[problem.column]
    return f"{problem.message[:1].upper()}{problem.message[1:]}."


_WORDS = {
    "": "Nothing was answered yet. Tap what you know; the rest may stay empty.",
    "site": "A score above 0 needs a place: where did it hurt?",
    "hours_to_settle": "Please write a number of hours, such as 3 or 0.5.",
}
