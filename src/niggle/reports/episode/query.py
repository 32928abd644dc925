"""Store → what the page of an episode is drawn from."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from niggle.config import Athlete
from niggle.consent import OWN, Visibility
from niggle.errors import NotFoundError
from niggle.pain.complaints import is_same_complaint, tells_of
from niggle.pain.episodes import Ending, Episode, PainLog, ending, episodes, find_episode, key_of
from niggle.records.seen import SeenRun, seen_runs
from niggle.records.visibility import within_consent
from niggle.remarks import Remarks, Words
from niggle.reports.athlete.query.pains import logs_of_rest, logs_of_runs, reports_by_run, weeks_between
from niggle.reports.athlete.query.recent import MOST_RECENT, measured_runs
from niggle.reports.athlete.query.trends import trend_point
from niggle.reports.athlete.view import TrendPoint
from niggle.reports.episode.view import EpisodeRun, EpisodeView, Return, Taken
from niggle.store import Reader
from niggle.triage.returning import is_long_concern, next_step, offers_plan, plan_for
from niggle.vocabulary.diary import kept_back
from niggle.vocabulary.metrics import BALANCE

_BEFORE, _AFTER = timedelta(weeks=4), timedelta(weeks=2)
_WEEK = timedelta(weeks=1)


def episode_view(
    reader: Reader,
    athlete: Athlete,
    key: str,
    *,
    now: datetime,
    visibility: Visibility = OWN,
    remarks: Remarks | None = None,
) -> EpisodeView:
    """One complaint over time, as far as `visibility` lets it be seen; `remarks` are what the runner noted.

    Raises:
        NotFoundError: if there is no such episode, or its runs may not be seen in detail.
    """
    visibility = within_consent(reader, athlete, visibility)
    runs = seen_runs(reader, athlete, visibility=visibility, now=now) if visibility.level == "details" else []
    if not runs:
        raise _not_here()
    of_runs = logs_of_runs(runs, reports_by_run(reader, athlete, runs))
    rest = logs_of_rest(reader, athlete, runs)
    found = episodes([*of_runs, *rest])
    episode = find_episode(found, key)
    if episode is None:
        raise _not_here()
    later = next((one for one in found if one.onset > episode.last_felt and _is_same(one, episode)), None)
    state = ending(episode, of_runs, until=now if later is None else later.onset)
    first, last = _span(episode, state, runs)
    shown = _runs_between(runs, [*of_runs, *rest], episode, first, last, visibility)
    view = EpisodeView(
        athlete_id=athlete.id,
        name=athlete.name,
        key=episode.key,
        keys=frozenset(map(key_of, episode.logs)),  # an earlier report may have come since
        site=episode.site,
        side=episode.side,
        ending=state,
        runs=shown,
        weeks=weeks_between(runs, first, last, [episode]),
        balance=_balance(reader, athlete, runs, (first, last), visibility, now),
        later=None if later is None else later.key,
        visibility=visibility,
    )
    return view if remarks is None else _with_remarks(view, episode, remarks, athlete, raw_statuses(runs, episode))


def raw_statuses(runs: Sequence[SeenRun], episode: Episode) -> list[tuple[datetime, str]]:
    """The status of each run with this pain, and when it started."""
    felt = {log.at for log in episode.logs if tells_of(log.report) == "pain"}
    return [(run.local_start, run.status) for run in runs if run.local_start in felt]


def _with_remarks(
    view: EpisodeView, episode: Episode, remarks: Remarks, athlete: Athlete, statuses: Sequence[tuple[datetime, str]]
) -> EpisodeView:
    words = next((said for about, said in reversed(list(remarks.words.items())) if about in view.keys), Words())
    taken = sorted((step for key in view.keys for step in remarks.steps.get(key, ())), key=lambda step: step.at)
    back = None
    if offers_plan(view.ending.state, [status for _, status in statuses]):
        plan = plan_for(episode.site, [status for _, status in statuses])
        last = taken[-1] if taken else None
        back = Return(
            plan=plan,
            next=next_step(plan, [(step.step, step.did) for step in taken]),
            last=None if last is None else Taken(last.entry_id, last.at.astimezone(athlete.zone), last.step, last.did),
        )
    return replace(
        view, helped=words.helped, cut=words.cut, back=back, is_long=is_long_concern(statuses), liked=remarks.liked
    )


def _is_same(one: Episode, other: Episode) -> bool:
    whole = (replace(each.logs[-1].report, side=each.side) for each in (one, other))
    return is_same_complaint(*whole)


def _span(episode: Episode, state: Ending, runs: Sequence[SeenRun]) -> tuple[date, date]:
    """From a Monday four weeks before it was first felt to today, or two weeks after it ended."""
    newest = max(runs[-1].local_start.date(), episode.last_felt.date())
    first = max(_monday(runs[0].local_start.date()), _monday((episode.onset - _BEFORE).date()))
    first = min(first, _monday(episode.onset.date()))  # a day without a run may be before every run
    if state.state == "open":
        return first, newest
    over = (episode.last_felt if state.settled_at is None else state.settled_at) + _AFTER
    return first, min(newest, _monday(over.date()) + _WEEK - timedelta(days=1))


def _runs_between(
    runs: Sequence[SeenRun],
    logs: Sequence[PainLog],
    episode: Episode,
    first: date,
    last: date,
    visibility: Visibility,
) -> list[EpisodeRun]:
    """The runs of these days, and the days without a run of which something was said of this complaint."""
    whole = replace(episode.logs[-1].report, side=episode.side)
    own = [log for log in logs if log.report.site is None or is_same_complaint(whole, log.report)]
    said: Mapping[datetime, PainLog] = {log.at: log for log in sorted(own, key=_how_much_it_tells)}
    painful = {log.at for log in episode.logs if tells_of(log.report) == "pain"}
    at_runs = {run.local_start: run for run in runs}
    hidden: dict[str, Any] = dict.fromkeys(kept_back(is_own=False, mood=visibility.mood))
    shown = []
    for at in sorted({*at_runs, *said}):
        if not first <= at.date() <= last:
            continue
        run = at_runs.get(at)
        log = said.get(at)
        report = None if log is None or tells_of(log.report) == "silent" else log.report
        if report is not None:
            report = replace(report, **hidden)
        shown.append(
            EpisodeRun(
                at=at,
                run_id="" if run is None else run.run_id,
                status="" if run is None else run.shown,
                minutes=None if run is None or run.moving_time_s is None else run.moving_time_s / 60.0,
                report=report,
                is_painful=at in painful,
            )
        )
    return shown


def _how_much_it_tells(log: PainLog) -> tuple[bool, bool]:
    """Of several logs of one moment the last counts: one of this place before one of none, pain before no pain."""
    return log.report.site is not None, tells_of(log.report) == "pain"


def _balance(
    reader: Reader,
    athlete: Athlete,
    runs: Sequence[SeenRun],
    days: tuple[date, date],
    visibility: Visibility,
    now: datetime,
) -> list[TrendPoint]:
    shown = [run for run in runs if days[0] <= run.local_start.date() <= days[1]]
    if not shown:
        return []
    recent = measured_runs(reader, athlete, shown[-MOST_RECENT:], visibility=visibility, now=now)
    return [point for run in recent if (point := trend_point(run, BALANCE)) is not None]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _not_here() -> NotFoundError:
    return NotFoundError("there is no such page here, or it is not for you")
