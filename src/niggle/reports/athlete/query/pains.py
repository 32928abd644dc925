"""Store → pain over weeks of training."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import fsum

from niggle.config import Athlete
from niggle.consent import Visibility
from niggle.load import RunLoad, is_cut, usual_week_min
from niggle.pain.complaints import tells_of, worst_complaint, worst_pain
from niggle.pain.episodes import Episode, PainLog, episodes
from niggle.pain.join import merge_reports
from niggle.pain.model import PainReport
from niggle.pain.weekly import WeeklyCheckIn
from niggle.records.pain import reports_of_athlete
from niggle.records.rest import rest_logs
from niggle.records.seen import SeenRun
from niggle.records.weekly import check_ins_that_count
from niggle.reports.athlete.view import CheckIn, PainEpisode, PainHistory, PainMark, Week
from niggle.store import Reader
from niggle.vocabulary.weekly import FEELINGS

_WEEKS = 26
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """How long an episode lasted, and the usual week of the time before it."""

    first: date
    last: date
    usual_min: float | None


def reports_by_run(reader: Reader, athlete: Athlete, runs: Sequence[SeenRun]) -> dict[str, tuple[PainReport, ...]]:
    """What was reported on each of these runs, one report a site and side."""
    seen = {run.run_id for run in runs}
    found = reports_of_athlete(reader, athlete.id)
    return {run_id: merge_reports(reports) for run_id, reports in found.items() if run_id in seen}


def pain_history(
    reader: Reader,
    athlete: Athlete,
    runs: Sequence[SeenRun],
    reports: Mapping[str, Sequence[PainReport]],
    *,
    visibility: Visibility,
) -> PainHistory:
    """Pain and training over the 26 weeks up to the newest of these runs (oldest first, at least one)."""
    newest = runs[-1].local_start.date()
    start = max(_monday(runs[0].local_start.date()), _monday(newest) - (_WEEKS - 1) * _WEEK)
    logs = [*logs_of_runs(runs, reports), *logs_of_rest(reader, athlete, runs)]
    logs = [log for log in logs if log.at.date() < _monday(newest) + _WEEK]
    found = [episode for episode in episodes(logs) if episode.logs[-1].at.date() >= start]
    weekly = check_ins_that_count(reader, athlete.id)
    return PainHistory(
        weeks=weeks_between(runs, start, newest, found),
        episodes=[_episode(episode, start) for episode in found],
        free=[run.local_start for run in runs if run.local_start.date() >= start and _is_free(reports, run)],
        check_ins=[_check_in(one, visibility) for one in weekly if start <= one.date < _monday(newest) + _WEEK],
    )


def logs_of_runs(runs: Sequence[SeenRun], reports: Mapping[str, Sequence[PainReport]]) -> list[PainLog]:
    """What was reported on these runs."""
    return [PainLog(run.local_start, report) for run in runs for report in reports.get(run.run_id, ())]


def logs_of_rest(reader: Reader, athlete: Athlete, runs: Sequence[SeenRun]) -> list[PainLog]:
    """What was reported of no run, by the clock of the newest of these runs (at least one)."""
    zone = runs[-1].local_start.tzinfo
    return [PainLog(log.at.astimezone(zone), log.report) for log in rest_logs(reader, athlete)]


def _is_free(reports: Mapping[str, Sequence[PainReport]], run: SeenRun) -> bool:
    worst = worst_complaint(reports.get(run.run_id, ()))
    return worst is not None and tells_of(worst) == "pain_free"


def _episode(episode: Episode, start: date) -> PainEpisode:
    marks = [PainMark(at=log.at, worst=worst_pain(log.report)) for log in episode.logs if log.at.date() >= start]
    return PainEpisode(site=episode.site, side=episode.side, marks=marks, key=episode.key)


def weeks_between(runs: Sequence[SeenRun], start: date, newest: date, found: Sequence[Episode]) -> list[Week]:
    """The weeks from the Monday `start` to that of `newest`, against what was usual before the pain of these episodes.

    `runs` are all that may be seen, oldest first.
    """
    loads = [RunLoad(run.run_id, run.local_start, run.distance_m, run.moving_time_s or 0.0) for run in runs]
    stretches = [_stretch(episode, loads) for episode in found]
    seconds: dict[date, list[float]] = {}
    for load in loads:
        seconds.setdefault(_monday(load.started_at.date()), []).append(load.moving_time_s)
    count = (_monday(newest) - start) // _WEEK + 1
    return [
        _week(monday, fsum(seconds.get(monday, ())) / 60.0, newest, stretches)
        for monday in (start + number * _WEEK for number in range(count))
    ]


def _stretch(episode: Episode, loads: Sequence[RunLoad]) -> _Stretch:
    onset: datetime = episode.onset
    return _Stretch(onset.date(), episode.logs[-1].at.date(), usual_week_min(loads, before=onset))


def _week(monday: date, minutes: float, newest: date, stretches: Sequence[_Stretch]) -> Week:
    """A week against the usual one before the pain it has, of several pains the one that began first.

    A week counts as cut only if it is over and the pain was there from its Monday on.
    """
    is_over = newest >= monday + timedelta(days=6)
    hurt = [
        stretch
        for stretch in stretches
        if stretch.usual_min is not None and stretch.first < monday + _WEEK and stretch.last >= monday
    ]
    if not hurt:
        return Week(monday=monday, minutes=minutes, is_over=is_over)
    since = min(hurt, key=lambda stretch: stretch.first)
    assert since.usual_min is not None  # the others were left out above
    return Week(
        monday=monday,
        minutes=minutes,
        is_over=is_over,
        usual_min=since.usual_min,
        is_cut=is_over and since.first <= monday and is_cut(minutes, since.usual_min),
    )


def _check_in(answers: WeeklyCheckIn, visibility: Visibility) -> CheckIn:
    feelings = {feeling: getattr(answers, feeling) for feeling in FEELINGS} if visibility.mood else {}
    return CheckIn(day=answers.date, score=answers.score, **feelings)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
