"""The runs of one athlete given their status, each by what is known of the runs around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from niggle.load import Load, RunLoad, loads
from niggle.load import limits as load_limits
from niggle.pain.episodes import PainLog
from niggle.pain.explained import Explained
from niggle.pain.model import PainReport
from niggle.stride.model import StrideVerdict
from niggle.triage.complaint import REACH
from niggle.triage.evaluate import evaluate
from niggle.triage.model import CheckedWeek, LoggedRun, RunFacts, Triage

_UNKNOWN_LOAD = Load(None, None, None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonRun:
    """A judged run: what was reported on it, and whether what a source's terms allow lets others be seen beside it.

    `is_wanted` says that its status is asked for; of the others the metrics of `stride` are of no account.
    """

    run_id: str
    started_at: datetime
    moving_time_s: float
    distance_m: float | None
    stride: StrideVerdict
    reports: tuple[PainReport, ...]
    explained: Explained | None = None
    may_feed_baselines: bool = True
    is_wanted: bool = True


def looks_back() -> timedelta:
    """How far back a status looks: the longest episode, and before it the weeks that tell what training was usual."""
    limit = load_limits()
    return REACH + timedelta(weeks=limit["reference_reach_weeks"], days=limit["reduced_days"])


def triage_in_turn(
    runs: Sequence[SeasonRun], weeks: Sequence[CheckedWeek], rest: Sequence[PainLog] = ()
) -> dict[str, tuple[Triage, Load]]:
    """Status and load of every run that is wanted, by its id; `runs` oldest first, from `looks_back` before it on.

    `rest` is what was reported of no run, oldest first.

    What a source's terms keep from being combined is seen beside the others, and the others never beside it.
    """
    found = _triage_series([run for run in runs if run.may_feed_baselines], weeks, rest)
    for apart in runs:
        if apart.is_wanted and not apart.may_feed_baselines:
            series = [run for run in runs if run.may_feed_baselines or run is apart]
            found |= _triage_series(series, weeks, rest, only=apart)
    return found


def _triage_series(
    series: Sequence[SeasonRun], weeks: Sequence[CheckedWeek], rest: Sequence[PainLog], *, only: SeasonRun | None = None
) -> dict[str, tuple[Triage, Load]]:
    wanted = {run.run_id for run in series if (run.is_wanted if only is None else run is only)}
    load_of = _loads(series, wanted)
    logged = [
        LoggedRun(
            run_id=run.run_id,
            started_at=run.started_at,
            moving_time_s=run.moving_time_s,
            stride=run.stride,
            load=load_of.get(run.run_id, _UNKNOWN_LOAD),
            reports=run.reports,
            explained=run.explained,
        )
        for run in series
    ]
    found = {}
    for at, run in enumerate(logged):
        if run.run_id in wanted:
            following = logged[at + 1] if at + 1 < len(logged) else None
            facts = RunFacts(run=run, earlier=logged[:at], following=following, weeks=weeks, rest=rest)
            found[run.run_id] = evaluate(facts), run.load
    return found


def _loads(series: Sequence[SeasonRun], wanted: set[str]) -> dict[str, Load]:
    parts = [RunLoad(run.run_id, run.started_at, run.distance_m, run.moving_time_s) for run in series]
    asked = [run.run_id for run in series if run.run_id in wanted]
    return dict(zip(asked, loads(parts, of=wanted), strict=True))
