"""C3: the pain stays although training was cut."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from statistics import median

from niggle.load import is_cut, minutes_in, usual_week_min
from niggle.pain.complaints import pain_during, worst_pain
from niggle.pain.episodes import PainLog
from niggle.pain.weekly import WeeklyCheckIn
from niggle.triage.complaint import Check, Complaint, Finding
from niggle.triage.model import LoggedRun
from niggle.triage.rules import limits
from niggle.vocabulary.statuses import CriterionStatus

_ID = "persists_despite_reduced_training"
_REDUCED = ("moderately", "a_lot", "stopped")
_WORST_POSSIBLE = 10
# Runs start at other hours of the day: an evening two weeks before a morning is two weeks ago.
_HALF_A_DAY = timedelta(hours=12)
_FOR_GOOD = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Course:
    """Pain over the episode: medians of its first and last logs, None with a single log."""

    first: float | None
    last: float | None


@dataclass(frozen=True, slots=True)
class _Answer:
    """One answer on whether training was reduced: what it is about (`start` to `about`), and until when it holds."""

    start: datetime
    about: datetime
    end: datetime
    is_reduced: bool


def persists_despite_reduced_training(complaint: Complaint) -> Finding:
    """C3: training was cut for a fortnight (a week when it hurts more) and the pain is as it was."""
    if complaint.tells == "pain_free":
        return Finding("not_met", "no pain reported")
    if complaint.tells == "silent":
        return Finding("unknown", "nobody reported how it felt")
    limit = limits(_ID)
    age_days = (complaint.facts.run.started_at - complaint.episode[0].at + _HALF_A_DAY) // timedelta(days=1)
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
    course = _course(complaint.episode, level)
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
    reported = _reported_cut(complaint, since + _HALF_A_DAY)
    measured = _measured_cut(complaint, since, days)
    if measured is None:
        measured = run.load.is_reduced
    if reported or measured:
        return True
    return None if reported is None and measured is None else False


def _reported_cut(complaint: Complaint, since: datetime) -> bool | None:
    """True when the answers say "moderately" or more all the time since; False when one says less."""
    answers = sorted([*_diary_answers(complaint.episode), *_weekly_answers(complaint)], key=lambda answer: answer.start)
    if any(answer.about > since and not answer.is_reduced for answer in answers):
        return False
    before = [answer for answer in answers if answer.start <= since]
    reduced = list(takewhile(lambda answer: answer.is_reduced, reversed(before)))
    if not reduced:
        return None
    reach = max(answer.end for answer in reduced)
    for answer in answers[len(before) :]:
        if answer.start > reach:
            return None
        reach = max(reach, answer.end)
    return True if reach >= complaint.facts.run.started_at else None


def _diary_answers(logs: Sequence[PainLog]) -> Iterator[_Answer]:
    """What the diary says holds until it says otherwise."""
    for log in logs:
        if log.report.reduced_training is not None:
            yield _Answer(log.at, log.at, _FOR_GOOD, log.report.reduced_training in _REDUCED)


def _weekly_answers(complaint: Complaint) -> Iterator[_Answer]:
    """What a check-in says of its week holds until the next one is due."""
    holds = timedelta(days=limits(_ID)["check_in_holds_days"])
    for week in complaint.facts.weeks:
        is_of_episode = week.since <= complaint.facts.run.started_at and week.until > complaint.episode[0].at
        is_reduced = _is_reduced(week.check_in)
        if is_of_episode and is_reduced is not None:
            yield _Answer(week.since, week.until, week.since + holds, is_reduced)


def _is_reduced(check_in: WeeklyCheckIn) -> bool | None:
    """Whether a check-in tells of reduced training in its week, None if it does not say."""
    if check_in.could_not_run:
        return True
    volume = check_in.option("volume")
    return None if volume is None else volume >= limits(_ID)["reduced_option"]


def _measured_cut(complaint: Complaint, since: datetime, days: float) -> bool | None:
    run, earlier = complaint.facts.run, complaint.facts.earlier
    usual_min = usual_week_min(earlier, before=complaint.episode[0].at)
    if usual_min is None:
        return None
    minutes = minutes_in(earlier, after=since, until=run.started_at) + _own_minutes(run)
    return is_cut(minutes / (days / 7.0), usual_min)


def _own_minutes(run: LoggedRun) -> float:
    return run.moving_time_s / 60.0


CHECKS: dict[str, Check] = {"persists_despite_reduced_training": persists_despite_reduced_training}
"""The rules of this file by the id of their criterion."""
