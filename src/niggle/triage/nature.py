"""What does not speak of load: skin, a stitch, soreness after a hard session, a twinge that was gone at once.

Such complaints do not become a concern by growing. Red flags, a limp and an altered stride count whatever it was.
"""

from datetime import timedelta
from typing import Literal

from niggle.pain.model import PainReport
from niggle.triage.complaint import Complaint
from niggle.triage.rules import limits, muscle_sites

type Nature = Literal["skin", "soreness", "stitch", "numbness", "twinge"]

_PASSING: tuple[Nature, ...] = ("stitch", "numbness", "twinge")


def nature_of(complaint: Complaint) -> Nature | None:
    """What a complaint is by its answers, where that is something other than load; None where it may be load.

    What passes (a stitch, numbness of a foot, a twinge) is so only while it leaves no trace: with one it is None, and
    while that is not known `is_open` is true of it.
    """
    report = complaint.report
    if complaint.tells != "pain":
        return None
    if report.kind == "skin":
        return "skin"
    if is_even_soreness(report) and _is_young(complaint):
        return "soreness"
    if _left_trace(complaint):
        return None
    if report.kind == "stitch_cramp":
        return "stitch"
    if report.quality == "twinge":
        return "twinge"
    is_of_shoe = report.kind == "numb" and report.site == "foot"
    return "numbness" if is_of_shoe and not _was_numb_lately(complaint) else None


def is_open(complaint: Complaint) -> bool:
    """Whether it would be something passing if it left no trace, and that is not known."""
    return nature_of(complaint) in _PASSING and _left_trace(complaint) is None


def settled_nature(complaint: Complaint) -> Nature | None:
    """As `nature_of`, but None while it is open."""
    return None if is_open(complaint) else nature_of(complaint)


def _left_trace(complaint: Complaint) -> bool | None:
    """Whether it was there at the end or the next morning, None while not known.

    Of a stitch or cramp the morning alone, and only above the green line: a muscle that cramped may be a little sore.
    """
    if complaint.report.kind != "stitch_cramp":
        return complaint.left_trace
    is_mild = complaint.morning is not None and complaint.morning <= limits("low_and_stable")["green_peak"]
    return False if is_mild else complaint.is_worse_next_morning


def is_even_soreness(report: PainReport) -> bool:
    """Whether a report is of soreness of a hard session: both sides alike, in muscle, and not sharp."""
    return report.side in ("both", "none") and is_muscle_soreness(report)


def is_muscle_soreness(report: PainReport) -> bool:
    """Whether a report is of a muscle that is sore from a hard session, on whatever side, and not sharp."""
    is_in_muscle = report.kind == "muscle_soreness" and report.site in muscle_sites()
    return is_in_muscle and report.quality not in ("sharp", "twinge")


def _is_young(complaint: Complaint) -> bool:
    """Whether it is not older than soreness lasts."""
    days = timedelta(days=limits("low_and_stable")["soreness_days"])
    return complaint.facts.run.started_at - complaint.logs[0].at <= days


def _was_numb_lately(complaint: Complaint) -> bool:
    recent = complaint.logs[-int(limits("numb_building")["compared_runs"]) : -1]
    return any(log.report.kind == "numb" for log in recent)
