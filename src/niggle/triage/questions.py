"""What to ask, shortest way to a decision first: at most three questions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from niggle.triage.complaint import Complaint
from niggle.triage.concern import limp_prompt
from niggle.triage.model import Criterion, Status
from niggle.triage.monitor import is_settled_at_end
from niggle.triage.phrases import place_text
from niggle.triage.rules import bone_like_sites, wording

_MOST = 3

type Facts = dict[str, Criterion]


@dataclass(frozen=True, slots=True)
class Question:
    """A question in words, and `about`: what its answer tells, as a clause."""

    id: str
    text: str
    about: str


def questions(status: Status, leading: Sequence[Complaint], criteria: Sequence[Criterion]) -> tuple[Question, ...]:
    """Up to three questions whose answers could change the status, those that decide most first.

    None once a red flag is up: nothing that a runner can add here changes what to do.
    """
    if status == "red_flag":
        return ()
    found = {criterion.id: criterion for criterion in criteria}
    asked: list[Question] = []
    for row in wording()["questions"]:
        applies = _APPLIES[row["id"]]
        concerned = next((complaint for complaint in leading if applies(complaint, found)), None)
        if concerned is not None:
            place = place_text(concerned.report) if concerned.report.site is not None else "it"
            text = row["text"].format(place=place)
            asked.append(Question(row["id"], text[0].upper() + text[1:], row["about"]))
    return tuple(asked[:_MOST])


def _is_odd(complaint: Complaint) -> bool:
    return complaint.facts.run.stride.word in ("altered", "possibly_altered")


def _hurts(complaint: Complaint) -> bool:
    return complaint.kind == "pain"


def _asks_limp(complaint: Complaint, found: Facts) -> bool:
    """Not of who has said so already, be it of another place: one limps or one does not."""
    return found["limping"].status != "met" and limp_prompt(complaint) is not None


def _asks_any_pain(complaint: Complaint, _: Facts) -> bool:
    return complaint.kind == "silent" and (_is_odd(complaint) or limp_prompt(complaint) is not None)


def _asks_bone_signs(complaint: Complaint, _: Facts) -> bool:
    report = complaint.report
    answers = (report.bony_point, report.night_pain, report.pain_on_hopping)
    return _hurts(complaint) and report.site in bone_like_sites() and None in answers


def _asks_site(complaint: Complaint, _: Facts) -> bool:
    return _hurts(complaint) and complaint.report.site is None


def _asks_worst(complaint: Complaint, _: Facts) -> bool:
    return _hurts(complaint) and complaint.report.peak is None


def _asks_changed(complaint: Complaint, _: Facts) -> bool:
    return _hurts(complaint) and complaint.report.changed_how_i_ran is None


def _asks_course(complaint: Complaint, found: Facts) -> bool:
    is_open = any(found[name].status == "unknown" for name in ("warms_up", "low_and_stable", "worsens"))
    return _hurts(complaint) and is_open and None in (complaint.report.first, complaint.report.end)


def _asks_morning(complaint: Complaint, _: Facts) -> bool:
    return _hurts(complaint) and complaint.morning is None


def _asks_before(complaint: Complaint, found: Facts) -> bool:
    is_open = found["resolves_quickly"].status == "unknown" or found["worsens"].status == "unknown"
    return _hurts(complaint) and complaint.report.before is None and is_open


def _asks_hours(complaint: Complaint, found: Facts) -> bool:
    is_open = found["resolves_quickly"].status == "unknown" and complaint.report.hours_to_settle is None
    return _hurts(complaint) and is_open and not is_settled_at_end(complaint)


def _asks_equipment(complaint: Complaint, found: Facts) -> bool:
    return _is_odd(complaint) and found["alters_stride"].status == "unknown"


def _asks_limped(complaint: Complaint, found: Facts) -> bool:
    is_open = found["limping"].status != "met" and complaint.report.limped is None
    return _hurts(complaint) and is_open and limp_prompt(complaint) is None


def _asks_reduced(complaint: Complaint, found: Facts) -> bool:
    is_open = found["persists_despite_reduced_training"].status == "unknown"
    return _hurts(complaint) and is_open and complaint.report.reduced_training is None


def _asks_quality(complaint: Complaint, _: Facts) -> bool:
    return _hurts(complaint) and complaint.report.quality is None


_APPLIES: dict[str, Callable[[Complaint, Facts], bool]] = {
    "limped_prompted": _asks_limp,
    "any_pain": _asks_any_pain,
    "bone_signs": _asks_bone_signs,
    "worst": _asks_worst,
    "changed": _asks_changed,
    "course": _asks_course,
    "morning": _asks_morning,
    "before": _asks_before,
    "hours": _asks_hours,
    "site": _asks_site,
    "equipment": _asks_equipment,
    "limped": _asks_limped,
    "reduced": _asks_reduced,
    "quality": _asks_quality,
}
