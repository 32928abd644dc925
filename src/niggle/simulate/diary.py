"""The diary that a virtual runner keeps, as pain reports (contract 4)."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from niggle.pain.model import PainReport
from niggle.simulate.feeling import Complaint, Feeling
from niggle.simulate.stories import Story, ToldRun


def keep_diary(story: Story, told_runs: Sequence[ToldRun]) -> list[PainReport]:
    """One report for each run that the athlete wrote about, in order of the runs."""
    return [
        _report(story.athlete_id, told, story.diary[told.run.index] or None) for told in told_runs if told.is_in_diary
    ]


def _report(athlete_id: str, told: ToldRun, note: str | None) -> PainReport:
    """What the runner writes about one run: all that the diary asks, or only that nothing hurt."""
    started_at = told.run.plan.started_at
    report_id = sha256(f"{athlete_id} {started_at.isoformat()}".encode()).hexdigest()[:16]
    complaint = told.feeling.complaint
    if complaint is None:
        # Who has no pain writes down the day, not the minute. In winter London's day is UTC's.
        return PainReport(report_id=report_id, athlete_id=athlete_id, date=started_at.date(), peak=0, note=note)
    return _complaint_report(
        PainReport(report_id=report_id, athlete_id=athlete_id, started_at=started_at, note=note),
        complaint,
        told.feeling,
    )


def _complaint_report(empty: PainReport, complaint: Complaint, feeling: Feeling) -> PainReport:
    is_limping = complaint.is_limping
    return replace(
        empty,
        site=complaint.site,
        side=complaint.side,
        before=feeling.before,
        first=feeling.first,
        peak=feeling.peak,
        end=feeling.end,
        next_morning=feeling.next_morning,
        hours_to_settle=feeling.hours_to_settle,
        quality=complaint.quality,
        kind="joint_tendon_bone",
        limped=is_limping,
        limped_for="to_the_end" if is_limping else None,
        changed_how_i_ran=is_limping,
        change_was="by_itself" if is_limping else None,
        night_pain=False,
        bony_point=False,
        pain_on_hopping=False,
        affected_mood=False,
        affected_sleep=False,
        affected_confidence=False,
        reduced_training="no",
    )
