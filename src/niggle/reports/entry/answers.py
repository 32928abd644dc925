"""What a form that was sent says, by column of the diary (contract 4) or of the weekly check-ins."""

from collections.abc import Mapping, Sequence
from datetime import date

from niggle.pain.model import PainReport
from niggle.reports.entry.figure import places
from niggle.triage.rules import contradictory
from niggle.vocabulary.diary import QUESTIONS, SCORES
from niggle.vocabulary.weekly import WEEK

_NO_PAIN = {"peak": "0"}
_DURING = {"first", "peak", "end"}
_SHARP = {"yes": "sharp", "twinge": "twinge"}


def report_answers(form: Mapping[str, str]) -> dict[str, str]:
    """The answers of the report form: text by column, columns that were not answered left out.

    "No pain" is the button of that name. The list of places, where it was used, counts before the figure, and what
    was said to be sharp is sharp whatever else was chosen.
    """
    if "no_pain" in form:
        return dict(_NO_PAIN)
    answers = {name: form.get(name, "").strip() for name in QUESTIONS}
    answers["site"], answers["side"] = _where(form)
    if (sharp := form.get("sharp")) in _SHARP:
        answers["quality"] = _SHARP[sharp]
    elif form.get("sharp") == "no":
        answers["quality"] = answers["quality"] or "other"
    said = {name: answer for name, answer in answers.items() if answer}
    for name in _no_longer_said(answers["explained_by"]):
        said.pop(name, None)
    return said | _NO_PAIN if _is_all_zero(said) else said


def _no_longer_said(explained_by: str) -> Sequence[str]:
    """What a form holds unasked: no day without a reason that has one, and no pair but new shoes."""
    if explained_by in ("", "nothing"):
        return ("explained_since", *(["shoes"] if explained_by else []))
    return () if explained_by == "shoes" else ("shoes",)


def something_else(said: Sequence[PainReport]) -> dict[str, str]:
    """No pain, for whoever says that what sounded like pain was something else: those answers become a no.

    Of the first report of a run that has such answers.
    """
    for report in said:
        if names := [name for name in contradictory() if getattr(report, name)]:
            where = {name: answer for name in ("site", "side") if (answer := getattr(report, name)) is not None}
            return {**where, **_NO_PAIN, **dict.fromkeys(names, "no")}
    return dict(_NO_PAIN)


def when_answered(form: Mapping[str, str], today: date) -> dict[str, str]:
    """Of which day, and of which moment if a time of day was given, the report on a day is; today's without either."""
    day = form.get("date", "").strip() or today.isoformat()
    time = form.get("time", "").strip()
    return {"started_at": f"{day}T{time}"} if time else {"date": day}


def week_answers(form: Mapping[str, str]) -> dict[str, str]:
    """The answers of the weekly form; one that starts with "no trouble" needs no other of the first four."""
    return {name: answer for name in WEEK if (answer := form.get(name, "").strip())}


def as_form(report: PainReport) -> dict[str, str]:
    """What was said before as a form holds it, to be changed."""
    form = {name: _text(getattr(report, name)) for name in QUESTIONS}
    if report.quality is not None:
        form["sharp"] = {"sharp": "yes", "twinge": "twinge"}.get(report.quality, "no")
    return form


def change_key(report: PainReport) -> str:
    """How a form says which of the complaints on a run it changes: "left knee"; a run's own "no pain" has no place."""
    return f"{report.side or ''} {report.site or ''}"


def with_place(form: Mapping[str, str]) -> dict[str, str]:
    """A form whose place stands on the figure, or on the list where the figure does not have it; never on both.

    Otherwise the list would go on counting when another place is tapped.
    """
    site, side = _where(form)
    key = f"{side} {site}"
    if any(place.key == key for place in places()):
        return {**form, "place": key, "site": "", "side": ""}
    return {**form, "place": "", "site": site, "side": side}


def _where(form: Mapping[str, str]) -> tuple[str, str]:
    site, side = form.get("site", "").strip(), form.get("side", "").strip()
    tapped_side, _, tapped_site = form.get("place", "").partition(" ")
    return (site, side) if site else (tapped_site, side or tapped_side)


def _is_all_zero(said: Mapping[str, str]) -> bool:
    """Whether nothing but zeros was said, of the run too, and of no place: no pain, however it was entered."""
    scores = {question.name for question in SCORES}
    return bool(_DURING & set(said)) and set(said) <= scores and set(said.values()) == {"0"}


def _text(answer: object) -> str:
    match answer:
        case None:
            return ""
        case bool():
            return "yes" if answer else "no"
        case float():
            return f"{answer:g}"
        case _:
            return str(answer)
