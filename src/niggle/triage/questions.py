"""What to ask, shortest way to a decision first: at most three questions, each of which can change the status."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from niggle.pain.complaints import worst_pain
from niggle.triage.complaint import Complaint
from niggle.triage.concern import limp_prompt, said_without_pain, twinge_before
from niggle.triage.model import Criterion
from niggle.triage.monitor import is_open_at_bone
from niggle.triage.nature import nature_of
from niggle.triage.phrases import listed, place_text
from niggle.triage.rules import asking, back_sites, bone_like_sites, joint_sites, limits, wording
from niggle.vocabulary.places import Where
from niggle.vocabulary.statuses import Status

_MOST = 3


@dataclass(frozen=True, slots=True)
class Found:
    """What was decided so far: the status, the criteria by id, and those of concern and the red flags that are met."""

    status: Status
    criteria: dict[str, Criterion]
    is_high: bool

    @property
    def concerns(self) -> frozenset[str]:
        """The criteria of concern that are met."""
        return self._met("concern")

    @property
    def flags(self) -> frozenset[str]:
        """The red flags that are met."""
        return self._met("red_flag")

    @property
    def is_below_concern(self) -> bool:
        """Whether a single answer can still make it a concern."""
        return self.status not in ("concern", "red_flag")

    def hangs_on(self, criterion_id: str) -> bool:
        """Whether it is a concern by this criterion alone."""
        is_pressed = any(one.is_pressing for one in self.criteria.values())
        return self.status == "concern" and not self.is_high and not is_pressed and self.concerns == {criterion_id}

    def is_unknown(self, *criterion_ids: str) -> bool:
        """Whether one of these that is needed is not known."""
        found = [self.criteria[name] for name in criterion_ids]
        return any(one.status == "unknown" and not one.is_waived for one in found)

    def _met(self, group: str) -> frozenset[str]:
        return frozenset(one.id for one in self.criteria.values() if one.group == group and one.status == "met")


@dataclass(frozen=True, slots=True)
class Question:
    """A question in words, the complaint that it is about, and `about`: what its answer tells, as a clause."""

    id: str
    text: str
    where: Where
    about: str


def questions(
    status: Status, all_complaints: Sequence[Complaint], leading: Sequence[Complaint], criteria: Sequence[Criterion]
) -> tuple[Question, ...]:
    """Up to three questions whose answers could change the status, those that decide most first.

    Once a red flag is up only the answer that could take it down is asked for; once answers contradict each other, only
    which of them holds.
    """
    worst = max((worst_pain(complaint.report) or 0 for complaint in leading), default=0)
    is_high = worst >= limits("low_and_stable")["red_peak"]
    found = Found(status, {criterion.id: criterion for criterion in criteria}, is_high)
    contradicted = next((complaint for complaint in all_complaints if said_without_pain(complaint)), None)
    if contradicted is not None and found.is_below_concern:
        return (_contradiction(contradicted),)
    asked: list[Question] = []
    for row in wording()["questions"]:
        applies = _APPLIES[row["id"]]
        concerned = next((complaint for complaint in leading if applies(complaint, found)), None)
        if concerned is not None:
            asked.append(_question(row, concerned))
    return tuple(asked[:_MOST])


def _question(row: dict[str, str], complaint: Complaint) -> Question:
    report = twinge_before(complaint) or complaint.report
    place = place_text(report) if report.site is not None else "it"
    text = row["text"].format(place=place)
    return Question(row["id"], text[0].upper() + text[1:], Where(report.site, report.side), row["about"])


def _contradiction(complaint: Complaint) -> Question:
    row: dict[str, str] = wording()["contradiction"]
    named = [words for name in said_without_pain(complaint) if (words := wording()["contradictions"][name])]
    text = row["text"].format(said=listed(named)) if named else row["text_unnamed"]
    return Question(row["id"], text, Where(complaint.report.site, complaint.report.side), row["about"])


def _is_odd(complaint: Complaint) -> bool:
    return complaint.facts.run.stride.is_flagged


def _hurts(complaint: Complaint) -> bool:
    return complaint.tells == "pain"


def _may_be_load(complaint: Complaint) -> bool:
    return _hurts(complaint) and nature_of(complaint) is None


def _asks_night_when(complaint: Complaint, found: Found) -> bool:
    report = complaint.report
    return found.flags == {"night_pain"} and report.night_pain is True and report.night_pain_when is None


def _asks_chest(complaint: Complaint, found: Found) -> bool:
    is_elsewhere = _may_be_load(complaint) and complaint.report.site == "other"
    return not found.flags and is_elsewhere and complaint.report.chest_signs is None


def _asks_limp(complaint: Complaint, found: Found) -> bool:
    """Not of who has said so already, be it of another place: one limps or one does not."""
    return found.is_below_concern and limp_prompt(complaint) is not None


def _asks_any_pain(complaint: Complaint, _: Found) -> bool:
    return complaint.tells == "silent" and (_is_odd(complaint) or limp_prompt(complaint) is not None)


def _asks_twinge(complaint: Complaint, found: Found) -> bool:
    return twinge_before(complaint) is not None and not _asks_any_pain(complaint, found)


def _asks_calf(complaint: Complaint, found: Found) -> bool:
    report = complaint.report
    is_calf = _may_be_load(complaint) and report.site == "calf" and report.calf_signs is None
    return not found.flags and is_calf and (complaint.is_worse_next_morning is True or report.night_pain is True)


def _asks_back(complaint: Complaint, found: Found) -> bool:
    report = complaint.report
    is_numb_back = _hurts(complaint) and report.kind == "numb" and report.site in back_sites()
    return not found.flags and is_numb_back and report.back_signs is None


def _asks_joint(complaint: Complaint, found: Found) -> bool:
    report = complaint.report
    is_joint = _may_be_load(complaint) and report.site in joint_sites() and report.joint_signs is None
    return not found.flags and is_joint and (worst_pain(report) or 0) >= asking()["joint_points"]


def _asks_bone_signs(complaint: Complaint, found: Found) -> bool:
    report = complaint.report
    is_open = None in (report.bony_point, report.night_pain, report.pain_on_hopping)
    if found.flags or not is_open or not _may_be_load(complaint) or report.site not in bone_like_sites():
        return False
    is_felt = (worst_pain(report) or 0) >= asking()["bone_points"] or found.criteria["worsens"].status == "met"
    return is_felt or (is_open_at_bone(complaint) and not found.criteria["warms_up"].is_waived)


def _asks_limped_for(complaint: Complaint, found: Found) -> bool:
    return complaint.report.limped is True and complaint.report.limped_for is None and found.hangs_on("limping")


def _asks_change_was(complaint: Complaint, found: Found) -> bool:
    report = complaint.report
    is_told = report.changed_how_i_ran is True and report.change_was is None
    return is_told and found.hangs_on("alters_stride") and complaint.facts.run.stride.word != "altered"


def _asks_site(complaint: Complaint, found: Found) -> bool:
    return found.is_below_concern and _hurts(complaint) and complaint.report.site is None


def _asks_worst(complaint: Complaint, found: Found) -> bool:
    return found.is_below_concern and _hurts(complaint) and complaint.report.peak is None


def _asks_changed(complaint: Complaint, found: Found) -> bool:
    return found.is_below_concern and _hurts(complaint) and complaint.report.changed_how_i_ran is None


def _asks_course(complaint: Complaint, found: Found) -> bool:
    report = complaint.report
    is_open = _may_be_load(complaint) and report.course is None and None in (report.first, report.end)
    return found.is_below_concern and is_open and found.is_unknown("warms_up", "low_and_stable")


def _asks_morning(complaint: Complaint, found: Found) -> bool:
    return found.is_below_concern and found.is_unknown("resolves_quickly") and _hurts_without(complaint, "morning")


def _asks_before(complaint: Complaint, found: Found) -> bool:
    is_open = found.is_unknown("resolves_quickly") or found.criteria["worsens"].status == "unknown"
    return found.is_below_concern and is_open and _may_be_load(complaint) and complaint.report.before is None


def _hurts_without(complaint: Complaint, name: str) -> bool:
    return _hurts(complaint) and getattr(complaint, name) is None


def _asks_kind(complaint: Complaint, found: Found) -> bool:
    """Where skin, a stitch or soreness would say something else of the same numbers."""
    report = complaint.report
    if not _hurts(complaint) or report.kind is not None or found.is_high:
        return False
    is_dose = (worst_pain(report) or 0) > limits("low_and_stable")["green_peak"] and found.status == "adapt"
    return is_dose or found.hangs_on("worsens")


def _asks_equipment(complaint: Complaint, found: Found) -> bool:
    facts = complaint.facts
    is_open = found.criteria["alters_stride"].status == "unknown" and facts.run.stride.is_question
    return _is_odd(complaint) and is_open and facts.run.explained is None and found.is_below_concern


def _asks_limped(complaint: Complaint, found: Found) -> bool:
    is_open = found.criteria["limping"].status != "met" and complaint.report.limped is None
    return found.is_below_concern and _hurts(complaint) and is_open and limp_prompt(complaint) is None


def _asks_reduced(complaint: Complaint, found: Found) -> bool:
    is_open = found.criteria["persists_despite_reduced_training"].status == "unknown"
    return found.is_below_concern and _hurts(complaint) and is_open and complaint.report.reduced_training is None


def _asks_quality(complaint: Complaint, found: Found) -> bool:
    return found.is_below_concern and _hurts(complaint) and complaint.report.quality is None


_APPLIES: dict[str, Callable[[Complaint, Found], bool]] = {
    "night_when": _asks_night_when,
    "chest": _asks_chest,
    "limped_prompted": _asks_limp,
    "any_pain": _asks_any_pain,
    "twinge_again": _asks_twinge,
    "calf": _asks_calf,
    "back": _asks_back,
    "joint": _asks_joint,
    "bone_signs": _asks_bone_signs,
    "limped_for": _asks_limped_for,
    "change_was": _asks_change_was,
    "worst": _asks_worst,
    "changed": _asks_changed,
    "course": _asks_course,
    "morning": _asks_morning,
    "before": _asks_before,
    "kind": _asks_kind,
    "site": _asks_site,
    "equipment": _asks_equipment,
    "limped": _asks_limped,
    "reduced": _asks_reduced,
    "quality": _asks_quality,
}
