"""C3: the pain stays although training was cut."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from niggle.load import is_cut, minutes_in, usual_week_min
from niggle.pain.complaints import pain_during, worst_pain
from niggle.pain.episodes import PainLog
from niggle.triage.complaint import Complaint, Finding
from niggle.triage.model import CriterionStatus, LoggedRun
from niggle.triage.rules import limits

_ID = "persists_despite_reduced_training"
_REDUCED = ("moderately", "a_lot", "stopped")
_WORST_POSSIBLE = 10
# Runs start at other hours of the day: an evening two weeks before a morning is two weeks ago.
_HALF_A_DAY = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class _Course:
    """Pain over the episode: medians of its first and last logs, None with a single log."""

    first: float | None
    last: float | None


def persists_despite_reduced_training(complaint: Complaint) -> Finding:
    """C3: training was cut for a fortnight (a week when it hurts more) and the pain is as it was."""
    if complaint.kind == "pain_free":
        return Finding("not_met", "no pain reported")
    if complaint.kind == "silent":
        return Finding("unknown", "nobody reported how it felt")
    limit = limits(_ID)
    age_days = (complaint.facts.run.started_at - complaint.logs[0].at + _HALF_A_DAY) // timedelta(days=1)
    if age_days < limit["high_pain_days"]:
        return Finding("not_met", f"day {age_days + 1} of this episode, too early to tell")
    report = complaint.report
    level = pain_during(report)
    found = _finding(complaint, worst_pain(report) if level is None else level, age_days)
    if found.status == "not_met" and report.peak is None:
        # Without the worst of this run the level is a lower bound: it decides only if the highest would not.
        highest = _finding(complaint, _WORST_POSSIBLE, age_days)
        if highest.status != "not_met":
            return Finding("unknown", f"{found.evidence}; the worst of this run is not given")
    return found


def _finding(complaint: Complaint, level: int | None, age_days: int) -> Finding:
    limit = limits(_ID)
    course = _course(complaint.logs, level)
    spans = [limit["reduced_days"]]
    if level is not None and level >= limit["high_pain_points"]:
        spans.append(limit["high_pain_days"])
    cuts = {days: _was_cut(complaint, days) for days in spans if age_days >= days}
    age = f"day {age_days + 1} of this episode"
    if not cuts:
        return Finding("not_met", f"{age}, too early to tell")
    if course.first is None or course.last is None:
        return Finding("unknown", f"{age}, too few scores to compare")
    is_easing = course.first - course.last >= limit["easing_points"]
    pain = f"{age}, pain {course.first:g}/10 at first and {course.last:g}/10 lately"
    if is_easing:
        return Finding("not_met", pain)
    reduced = [days for days, was_cut in cuts.items() if was_cut]
    if reduced:
        return Finding("met", f"{pain}, with training cut for {max(reduced):.0f} days")
    status: CriterionStatus = "unknown" if None in cuts.values() else "not_met"
    told = "whether training was cut is not known" if status == "unknown" else "training was not cut"
    return Finding(status, f"{pain}; {told}")


def _course(logs: Sequence[PainLog], level: int | None) -> _Course:
    """First and last logs' medians; this run's level stands for its own. Of two or three logs, one each."""
    levels = [*(pain_during(log.report) for log in logs[:-1]), level]
    known = [pain for pain in levels if pain is not None]
    if len(known) < 2:
        return _Course(None, None)
    compared = int(limits(_ID)["compared_logs"])
    size = compared if len(known) > compared else 1
    return _Course(median(known[:size]), median(known[-size:]))


def _was_cut(complaint: Complaint, days: float) -> bool | None:
    """Whether training was cut over the last `days`, by report or by minutes; None when unknown."""
    run = complaint.facts.run
    since = run.started_at - timedelta(days=days)
    reported = _reported_cut(complaint.logs, since + _HALF_A_DAY)
    measured = _measured_cut(complaint, since, days)
    if measured is None:
        measured = run.load.is_reduced
    if reported or measured:
        return True
    return None if reported is None and measured is None else False


def _reported_cut(logs: Sequence[PainLog], since: datetime) -> bool | None:
    """True when every answer since says "moderately" or more and one is as old; False when one says less."""
    answers = [
        (log.at, log.report.reduced_training in _REDUCED) for log in logs if log.report.reduced_training is not None
    ]
    if any(at > since and not is_reduced for at, is_reduced in answers):
        return False
    upto = [is_reduced for at, is_reduced in answers if at <= since]
    return True if upto and upto[-1] else None


def _measured_cut(complaint: Complaint, since: datetime, days: float) -> bool | None:
    run, earlier = complaint.facts.run, complaint.facts.earlier
    usual_min = usual_week_min(earlier, before=complaint.logs[0].at)
    if usual_min is None:
        return None
    minutes = minutes_in(earlier, after=since, until=run.started_at) + _own_minutes(run)
    return is_cut(minutes / (days / 7.0), usual_min)


def _own_minutes(run: LoggedRun) -> float:
    return run.moving_time_s / 60.0
