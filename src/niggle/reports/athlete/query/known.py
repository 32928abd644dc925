"""What is known of an athlete: sensors, baseline, reports, sources. What is lacking is for the page to say."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import numpy as np

from niggle.config import Athlete
from niggle.consent import Visibility
from niggle.gait.model import RunGait
from niggle.pain.complaints import tells_of
from niggle.pain.model import PainReport
from niggle.records.explained import equipment_of
from niggle.records.gait import RUN_VALUES
from niggle.records.pain import pain_told
from niggle.records.seen import SeenRun
from niggle.records.verdicts import metric_verdict
from niggle.records.visibility import viewer
from niggle.records.weekly import check_ins_that_count
from niggle.reports.athlete.query.recent import RecentRun, of_last_weeks
from niggle.reports.athlete.view import Baseline, Known, SensorSeen, SourceSeen
from niggle.store import Reader
from niggle.store.database import Row, utc_aware
from niggle.stride.history import comparable
from niggle.stride.model import Equipment, PastRun, StrideVerdict
from niggle.stride.rules import read_rules
from niggle.vocabulary.columns import METRIC_COLUMNS
from niggle.vocabulary.metrics import BALANCE

_REPORTS_COUNTED = 14
_LATELY = timedelta(weeks=8)


def known_of(
    reader: Reader,
    athlete: Athlete,
    runs: Sequence[SeenRun],
    recent: Sequence[RecentRun],
    reports: Mapping[str, Sequence[PainReport]],
    *,
    visibility: Visibility,
    now: datetime,
) -> Known:
    """What is known of an athlete with these runs (oldest first, at least one)."""
    counted = runs[-_REPORTS_COUNTED:]
    unreported = [run.run_id for run in counted if not _tells(reports.get(run.run_id, ()))]
    sensors = _sensors(reader.rows("sensors_of_athlete", **viewer([(athlete, visibility)], now)), runs[-1].local_start)
    weekly = check_ins_that_count(reader, athlete.id)
    rules = read_rules()
    return Known(
        sensors=[sensor for sensor in sensors if runs[-1].local_start.date() - sensor.last <= _LATELY],
        last_balance=max((sensor.last for sensor in sensors if BALANCE in sensor.metrics), default=None),
        baselines=_baselines(recent, reports, equipment_of(reader, athlete)),
        needed=rules.flagging_runs,
        least=rules.provisional_runs,
        reported=len(counted) - len(unreported),
        counted=len(counted),
        unreported_run=unreported[-1] if unreported and visibility.is_own else None,
        last_check_in=weekly[-1].date if weekly else None,
        sources=sources_of(reader, athlete) if visibility.is_own else (),
    )


def _tells(reports: Sequence[PainReport]) -> bool:
    return any(tells_of(report) != "silent" for report in reports)


def _sensors(rows: Sequence[Row], newest: datetime) -> list[SensorSeen]:
    """Every sensor that gave anything, the one seen last first; days are those of the zone that `newest` is in."""
    by_sensor: dict[str, list[tuple[str, date, date]]] = {}
    for row in rows:
        first, last = (utc_aware(row[key]).astimezone(newest.tzinfo).date() for key in ("first_at", "last_at"))
        by_sensor.setdefault(row["sensor"], []).append((row["metric"], first, last))
    seen = [
        SensorSeen(
            sensor=sensor,
            metrics=[name for name in METRIC_COLUMNS if any(name == metric for metric, _, _ in given)],
            first=min(first for _, first, _ in given),
            last=max(last for _, _, last in given),
        )
        for sensor, given in by_sensor.items()
    ]
    return sorted(seen, key=lambda one: (-one.last.toordinal(), -len(one.metrics), one.sensor))


def _baselines(
    recent: Sequence[RecentRun], reports: Mapping[str, Sequence[PainReport]], changed: Mapping[str, Equipment | None]
) -> list[Baseline]:
    """How many runs the next one on each surface of the last weeks would be compared with, the latest one first."""
    rules = read_rules()
    history = [
        _past(run, reports.get(run.run_id, ()), changed.get(run.run_id))
        for run in recent
        if run.may_feed_baselines and run.surface
    ]
    latest = {run.surface: run for run in of_last_weeks(recent) if run.eligible_s >= rules.min_eligible_s}
    baselines = []
    for surface, run in sorted(latest.items(), key=lambda item: item[1].local_start, reverse=True):
        if surface is None:
            continue
        names = [name for name in METRIC_COLUMNS if run.values[name] is not None]
        # The history has the run itself, so what comes out holds for the next one like it.
        counts = comparable(_gait(run), history, names, rules).n_members
        baselines.append(Baseline(surface=surface, counts=dict(zip(names, counts.tolist(), strict=True))))
    return baselines


def _past(run: RecentRun, reports: Sequence[PainReport], changed: Equipment | None) -> PastRun:
    """A run as the baseline knows it, without its windows, which count for nothing here."""
    metrics = tuple(map(metric_verdict, run.metrics.values()))
    verdict = StrideVerdict(run.word, None, None, None, metrics, is_learning=False)  # type: ignore[arg-type]
    return PastRun(run.run_id, run.local_start, _gait(run), verdict, pain_told(reports), changed)


def _gait(run: RecentRun) -> RunGait:
    values = {name: np.nan if (value := run.values[name]) is None else value for name in RUN_VALUES}
    return RunGait(
        surface=run.surface,  # type: ignore[arg-type]
        windows={},
        is_eligible=np.empty(0, np.bool_),
        values=values,
        eligible_s=run.eligible_s,
        sensors=run.sensors,
    )


def sources_of(reader: Reader, athlete: Athlete) -> list[SourceSeen]:
    """Every source that the athlete has or had, and its newest run."""
    seen = {
        row["source"]: utc_aware(row["last_at"]).astimezone(athlete.zone).date()
        for row in reader.rows("sources_seen", athlete_id=athlete.id)
    }
    configured = [source.kind for source in athlete.sources]
    kinds = dict.fromkeys([*configured, *seen])
    return [SourceSeen(kind=kind, is_configured=kind in configured, last=seen.get(kind)) for kind in kinds]
