"""Sentences on what a report changed: what it stands instead of, what it contradicts, what is true once it is gone."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo

from niggle.pain.complaints import pain_during
from niggle.pain.model import PainReport
from niggle.pain.revising import ANSWERS, Replaced
from niggle.pain.weekly import WeeklyCheckIn
from niggle.reports.entry.view import RunLine, WeekScore
from niggle.reports.told import place_words, told_words
from niggle.reports.words import clock, day_month, short_date, weekday


def run_words(run: RunLine, now: datetime) -> str:
    """A run as one speaks of it: by the day of the week while that is clear."""
    is_recent = now - run.local_start < timedelta(days=6)
    return f"{weekday(run.local_start)}’s run" if is_recent else f"the run of {day_month(run.local_start)}"


def instead_words(replaced: Replaced, now: datetime, zone: tzinfo) -> str:
    """What was said otherwise before, and when: "instead of 3/10 said at 08:12"; `now` is aware."""
    before = replaced.before
    answers = [name for name in ANSWERS if getattr(before, name) is not None]
    if answers == ["peak"] and before.peak:
        words = f"{before.peak}/10"
    elif answers == ["peak"]:
        words = "no pain"
    else:
        words = told_words(before).removeprefix(f"{place_words(before)}, ")
    return f"instead of {words} {_said(replaced.said_at, now, zone)}"


def denied_words(denied: Sequence[PainReport], now: datetime, zone: tzinfo) -> str:
    """The pain that "no pain" contradicts: "You said 3/10 for left knee at 08:12"; `now` is aware."""
    said = [
        f"{pain_during(one)}/10 for {place_words(one)} {_said(one.reported_at, now, zone).removeprefix('said ')}"
        for one in denied
    ]
    return f"You said {' and '.join(said)}. Now you say no pain. Which holds?"


def now_words(said: Sequence[PainReport], run: str) -> str:
    """What is said of a run, once something was taken back."""
    if not said:
        return f"Nothing is said of {run} now."
    return f"What is said of {run} now: {'; '.join(told_words(report) for report in said)}."


def _said(at: datetime | None, now: datetime, zone: tzinfo) -> str:
    if at is None:
        return "said in your diary"
    local = at.astimezone(zone)
    if local.date() == now.astimezone(zone).date():
        return f"said at {clock(local)}"
    return f"said on {day_month(local)}"


def week_gone_words(day: date, left: WeekScore | WeeklyCheckIn | None) -> str:
    """What is true of the week up to a day, once a check-in of it was taken back; `left`: the one that counts now."""
    text = f"Taken back: the week up to {short_date(day)}."
    if left is None:
        return f"{text} Nothing is said of it now."
    score = "" if left.score is None else f": {left.score} of 100"
    return f"{text} What you said of it before counts again{score}."
