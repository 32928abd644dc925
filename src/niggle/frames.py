"""Results as pandas DataFrames, for notebooks: what the pages show, with the same consent and terms.

    from niggle import frames

    runs = frames.runs(config="config.toml", athlete="me")
    runs["stance_time_balance_left_pct"].rolling("28D").mean().plot()

Every frame is indexed by time (aware, UTC); `frame.attrs["units"]` names the unit of each column of numbers, out of the
registry of columns, and `frame.attrs["meanings"]` says what it is. Missing is NaN or None, never 0. All but `samples`
come from the published snapshot and get in no writer's way. With `as_coach` a frame holds what the athlete shares with
a coach: of one who shares a status, the status; no notes ever, and mood, sleep and confidence only with consent.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from os import environ
from pathlib import Path
from typing import Any

import pandas as pd

from niggle.config import Athlete, Config, load_config
from niggle.consent import OWN, Visibility
from niggle.errors import NotFoundError
from niggle.pain.episodes import PainLog
from niggle.pain.episodes import episodes as episodes_of
from niggle.records.choices import with_choices
from niggle.records.gait import gaits
from niggle.records.objects import run_objects
from niggle.records.pain import pain_report
from niggle.records.visibility import coach_visibility, viewer
from niggle.store import Reader
from niggle.store.database import utc_aware
from niggle.store.layout import athlete_store, published
from niggle.vocabulary.columns import METRIC_COLUMNS, RUN_COLUMNS, SAMPLE_COLUMNS, WINDOW_COLUMNS
from niggle.vocabulary.diary import kept_back

__all__ = ["episodes", "pain", "runs", "samples", "statuses", "windows"]

type Place = str | Path | None

_STATUS_KEYS = ("started_at", "run_id", "athlete_id", "status", "provisional", "summary")
_RUN_KEYS = ("run_id", "athlete_id", "distance_m", "moving_time_s", "source", "status", "provisional")


def runs(*, config: Place = None, athlete: str | None = None, as_coach: bool = False) -> pd.DataFrame:
    """A row for each run, by its start: distance, time, status, verdict, load, and the gait of its comparable part.

    Raises:
        NotFoundError: if there is no such athlete, or nothing has been published yet.
    """
    rows: list[dict[str, Any]] = []
    for seen in _seen(config, athlete, as_coach):
        gait_of = gaits(seen.reader, [run["run_id"] for run in seen.runs]) if seen.in_detail else {}
        for run in seen.runs:
            gait = gait_of.get(run["run_id"])
            rows.append(
                {"started_at": run["started_at"]}
                | {key: run[key] for key in _RUN_KEYS}
                | {f"stride_{key}": (run["stride"] or {}).get(key) for key in ("verdict", "onset_s", "side")}
                | dict(run["load"] or {})
                | ({} if gait is None else {"eligible_s": gait.eligible_s, **gait.values})
            )
    return _frame(rows, "started_at", ["run_id", "athlete_id"])


def statuses(*, config: Place = None, athlete: str | None = None, as_coach: bool = False) -> pd.DataFrame:
    """A row for each run, by its start: the status, its sentence, and each criterion (met, not_met, unknown).

    Raises:
        NotFoundError: if there is no such athlete, or nothing has been published yet.
    """
    rows: list[dict[str, Any]] = []
    for seen in _seen(config, athlete, as_coach):
        for run in seen.runs:
            criteria = {criterion["id"]: criterion["status"] for criterion in run["criteria"] or []}
            rows.append({key: run[key] for key in _STATUS_KEYS} | criteria)
    return _frame(rows, "started_at", ["run_id", "athlete_id", "status"])


def windows(*, config: Place = None, athlete: str | None = None, as_coach: bool = False) -> pd.DataFrame:
    """A row for each stretch of steady running, by when it began: speed, grade and gait.

    Raises:
        NotFoundError: if there is no such athlete, or nothing has been published yet.
    """
    parts: list[pd.DataFrame] = []
    for seen in _seen(config, athlete, as_coach):
        starts = seen.starts
        for run_id, gait in gaits(seen.reader, list(starts)).items():
            part = pd.DataFrame({name: gait.windows[name] for name in WINDOW_COLUMNS})
            part.insert(0, "run_id", run_id)
            part.insert(1, "athlete_id", seen.athlete.id)
            part["is_eligible"] = gait.is_eligible
            part["at"] = _moments([starts[run_id]])[0] + pd.to_timedelta(part["start_s"], unit="s")
            parts.append(part)
    whole = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["at", "run_id", *WINDOW_COLUMNS])
    return _described(whole.set_index("at").sort_index(kind="stable"))


def samples(run_id: str, *, config: Place = None, as_coach: bool = False) -> pd.DataFrame:
    """A row for each second (or whatever the watch kept) of a run, by when it was.

    The snapshot has no samples, so this one waits for a writer that is at work, and no longer than a read takes.

    Raises:
        NotFoundError: if there is no such run, or it may not be seen.
    """
    found = [
        (seen.starts[run_id], seen.athlete, seen.visibility)
        for seen in _seen(config, None, as_coach)
        if run_id in seen.starts
    ]
    if not found:
        raise NotFoundError(f"{run_id}: no such run; `niggle flags --all` lists them")
    started_at, athlete, visibility = found[0]
    with athlete_store(_load(config).store.path, athlete.id).read_main() as reader:
        seen_by = viewer([(athlete, visibility)], datetime.now(UTC))
        columns = reader.columns("samples_of_visible_run", run_id=run_id, **seen_by)
    frame = pd.DataFrame({name: columns[name] for name in SAMPLE_COLUMNS})
    frame.index = pd.DatetimeIndex(_moments([started_at])[0] + pd.to_timedelta(frame["elapsed_s"], unit="s"), name="at")
    return _described(frame)


def pain(*, config: Place = None, athlete: str | None = None, as_coach: bool = False) -> pd.DataFrame:
    """A row for each report of pain (or of none), by the start of the run that it is of, else by when it was made.

    Raises:
        NotFoundError: if there is no such athlete, or nothing has been published yet.
    """
    rows = [row for seen in _seen(config, athlete, as_coach) for row in _reports(seen, as_coach=as_coach)]
    return _frame(rows, "at", ["report_id", "athlete_id", "run_id"])


def episodes(*, config: Place = None, athlete: str | None = None, as_coach: bool = False) -> pd.DataFrame:
    """A row for each complaint over time, by its onset: site, side, until when, how often told, and the worst of it.

    Raises:
        NotFoundError: if there is no such athlete, or nothing has been published yet.
    """
    rows: list[dict[str, Any]] = []
    for seen in _seen(config, athlete, as_coach):
        visible = _reports(seen, as_coach=as_coach)
        shown = {row["report_id"]: row["at"] for row in visible if row["run_id"] is not None}
        logs = [
            PainLog(shown[report.report_id], report)
            for report in map(pain_report, seen.reader.rows("pain_reports_of", athlete_id=seen.athlete.id))
            if report.report_id in shown
        ]
        for episode in episodes_of(logs):
            peaks = [log.report.peak for log in episode.logs if log.report.peak is not None]
            rows.append({
                "onset": episode.onset, "athlete_id": seen.athlete.id, "site": episode.site, "side": episode.side,
                "last_at": episode.logs[-1].at, "reports": len(episode.logs), "peak": max(peaks, default=None),
            })  # fmt: skip
    return _frame(rows, "onset", ["athlete_id", "site"])


@dataclass(frozen=True, slots=True)
class _Seen:
    """What may be seen of an athlete's runs: the objects of contract 3, as far as they are shared."""

    reader: Reader
    athlete: Athlete
    visibility: Visibility
    runs: Sequence[Mapping[str, Any]]

    @property
    def in_detail(self) -> bool:
        """Whether more than a status may be seen."""
        return self.visibility.level == "details"

    @property
    def starts(self) -> dict[str, Any]:
        """When each run that may be seen in detail started, by its id."""
        return {run["run_id"]: run["started_at"] for run in self.runs} if self.in_detail else {}


def _load(config: Place) -> Config:
    return with_choices(
        load_config(Path(config if config is not None else environ.get("NIGGLE_CONFIG", "config.toml")))
    )


def _seen(config: Place, athlete: str | None, as_coach: bool) -> Iterator[_Seen]:
    """Each athlete asked for, out of the published snapshot, which is open until the next one is asked for."""
    context = _load(config)
    athletes = context.athletes if athlete is None else (context.athlete(athlete),)
    now = datetime.now(UTC)
    with published(context.store.path) as results:
        for one in athletes:
            reader = results.of(one.id)
            visibility = coach_visibility(reader, one) if as_coach else OWN
            yield _Seen(reader, one, visibility, run_objects(results, [one], visibility=visibility, now=now))


def _reports(seen: _Seen, *, as_coach: bool) -> list[dict[str, Any]]:
    """The reports that may be seen, with the run that each is of and its start."""
    if not seen.in_detail:
        return []
    starts = seen.starts
    found = []
    for row in seen.reader.rows("pain_reports_of", athlete_id=seen.athlete.id):
        run_id = row["joined_run_id"]
        if run_id not in starts and (as_coach or run_id is not None):
            continue
        told = asdict(pain_report(row)) | {"run_id": run_id}
        hidden = kept_back(is_own=not as_coach, mood=seen.visibility.mood)
        told = {key: value for key, value in told.items() if key not in hidden}
        at = starts.get(run_id) or told["started_at"] or row["reported_at"]
        found.append({"at": utc_aware(at) if hasattr(at, "tzinfo") and at.tzinfo is None else at, **told})
    return found


def _frame(rows: Iterable[Mapping[str, Any]], index: str, columns: Sequence[str]) -> pd.DataFrame:
    listed = list(rows)
    frame = pd.DataFrame(listed, columns=None if listed else [index, *columns])
    frame[index] = _moments(frame[index])
    return _described(frame.set_index(index).sort_index(kind="stable"))


def _moments(values: Iterable[Any]) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(pd.to_datetime(list(values), utc=True))


def _described(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with units and meanings of its columns of numbers."""
    known = RUN_COLUMNS | SAMPLE_COLUMNS | METRIC_COLUMNS | WINDOW_COLUMNS
    names = [name for name in map(str, frame.columns) if name.removeprefix("stride_") in known]
    frame.attrs["units"] = {name: known[name.removeprefix("stride_")].unit for name in names}
    frame.attrs["meanings"] = {name: known[name.removeprefix("stride_")].meaning for name in names}
    return frame
