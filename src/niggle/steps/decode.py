"""Landing → fit → store: every raw file is read once; what cannot be read is quarantined with the reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import batched
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from niggle.config import Athlete, Config
from niggle.errors import DecodeError
from niggle.fit.activity import Activity, Session, read_activity
from niggle.fit.decode import decode_fit
from niggle.gait.measure import surface_of
from niggle.gait.sensors import choose_sensors
from niggle.landing import Landed, Landing
from niggle.steps.diaries import read_diaries
from niggle.steps.invalidate import forget_runs, forget_statuses, forget_verdicts
from niggle.store import Store, Writer
from niggle.store.database import utc_naive

_BATCH = 64  # files: bounds memory, and how long the lock is held


@dataclass(frozen=True, slots=True)
class Decoded:
    """How many runs and pain reports are new, and one line for each file or row that could not be read."""

    runs: int
    reports: int = 0
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Recording:
    """One session of one file."""

    arrival: Landed
    index: int
    run_id: str | None
    session: Session
    started_at: datetime
    samples: Mapping[str, NDArray[np.float64]]
    sensors: Mapping[str, str]

    @property
    def richness(self) -> tuple[int, int, str, int]:
        """Orders recordings of one run; the last is the best. Ties go by content, never by order of arrival."""
        balance = np.count_nonzero(~np.isnan(self.samples["stance_time_balance_left_pct"]))
        return int(balance), self.samples["elapsed_s"].size, self.arrival.sha256, self.index


def decode(config: Config, athlete: Athlete) -> Decoded:
    """Read the raw files and diaries that an athlete has landed since the last time."""
    store, landing = Store(config.store.path), Landing(config.store.path)
    arrivals = list(landing.arrivals())
    runs, problems = 0, list[str]()
    for batch in batched(_unread(store, athlete, arrivals), _BATCH):
        read = [_read(landing, arrival) for arrival in batch]
        with store.write() as writer:
            writer.insert("raw_files", [_raw_file_row(*both) for both in zip(batch, read, strict=True)])
            for arrival, outcome in zip(batch, read, strict=True):
                if isinstance(outcome, str):
                    problems.append(f"{athlete.id}: {outcome}")
                    _quarantine(config.store.path, arrival, outcome)
            recordings = [
                recording
                for arrival, outcome in zip(batch, read, strict=True)
                if isinstance(outcome, Activity)
                for recording in _recordings(arrival, outcome)
            ]
            runs += _keep(writer, athlete.id, recordings)
    reports, bad_rows = read_diaries(store, landing, config, athlete, arrivals, new_runs=runs > 0)
    return Decoded(runs, reports, (*problems, *bad_rows))


def _unread(store: Store, athlete: Athlete, arrivals: Iterable[Landed]) -> list[Landed]:
    with store.look() as reader:
        known = {row["sha256"] for row in reader.rows("known_raw_files", athlete_id=athlete.id, kind="activity")}
    first: dict[str, Landed] = {}
    for arrival in arrivals:
        if arrival.kind == "activity" and arrival.athlete_id == athlete.id and arrival.sha256 not in known:
            first.setdefault(arrival.sha256, arrival)
    return list(first.values())


def _read(landing: Landing, arrival: Landed) -> Activity | str:
    """What is in a raw file, or in one line why it cannot be read."""
    if arrival.problem is not None:
        return arrival.problem
    try:
        activity = read_activity(decode_fit(landing.read(arrival.sha256), path=arrival.origin))
    except DecodeError as error:
        return str(error)
    return activity


def _recordings(arrival: Landed, activity: Activity) -> list[_Recording]:
    recordings = []
    for index, session in enumerate(activity.sessions):
        started_at = session.started_at or _undated_start(arrival, session)
        run_id = f"{arrival.athlete_id}-{started_at:%Y%m%dT%H%M%SZ}" if session.is_run else None
        samples, sensors = choose_sensors(session, activity.devices)
        recordings.append(_Recording(arrival, index, run_id, session, started_at, samples, sensors))
    return recordings


def _undated_start(arrival: Landed, session: Session) -> datetime:
    """The start of a run whose watch did not know the date: the file was closed when the run ended."""
    ended_at = (arrival.modified_at or arrival.landed_at).astimezone(UTC).replace(microsecond=0)
    return ended_at - timedelta(seconds=round(session.elapsed_s or 0.0))


def _keep(writer: Writer, athlete_id: str, recordings: list[_Recording]) -> int:
    """Store recordings, each run as its richest one; the number of runs that are new or better than before."""
    writer.insert("recordings", [_recording_row(recording) for recording in recordings])
    best: dict[str, _Recording] = {}
    for recording in recordings:
        run_id = recording.run_id
        if run_id is not None and (run_id not in best or best[run_id].richness < recording.richness):
            best[run_id] = recording
    for row in writer.rows("best_recordings", run_ids=list(best)):
        kept = (row["balance_samples"], row["samples"], row["raw_sha256"], row["session_index"])
        if kept >= best[row["run_id"]].richness:
            del best[row["run_id"]]
    if not best:
        return 0
    forget_runs(writer, list(best))
    writer.insert("runs", [_run_row(run_id, recording) for run_id, recording in best.items()])
    numbers = {row["run_id"]: row["run_no"] for row in writer.rows("run_numbers", run_ids=list(best))}
    writer.insert_columns("samples", _samples(best, numbers))
    writer.insert(
        "run_sensors",
        [
            {"run_id": run_id, "metric": metric, "sensor": sensor}
            for run_id, recording in best.items()
            for metric, sensor in recording.sensors.items()
        ],
    )
    since = utc_naive(min(recording.started_at for recording in best.values()))
    forget_statuses(writer, athlete_id, since)
    forget_verdicts(writer, athlete_id, since)
    return len(best)


def _samples(best: Mapping[str, _Recording], numbers: Mapping[str, int]) -> dict[str, NDArray[Any]]:
    ordered = sorted(best, key=numbers.__getitem__)  # samples lie in the order of their key, so a look-up is quick
    sizes = [best[run_id].samples["elapsed_s"].size for run_id in ordered]
    names = best[ordered[0]].samples
    return {
        "run_no": np.repeat(np.array([numbers[run_id] for run_id in ordered], dtype=np.int64), sizes),
        **{name: np.concatenate([best[run_id].samples[name] for run_id in ordered]) for name in names},
    }


def _raw_file_row(arrival: Landed, outcome: Activity | str) -> dict[str, object]:
    file_id = outcome.file_id if isinstance(outcome, Activity) else None
    defects = list(outcome.defects) if isinstance(outcome, Activity) else []
    if isinstance(outcome, Activity) and any(session.started_at is None for session in outcome.sessions):
        defects.append("the watch did not know the date, so the run is dated by the time of its file")
    return {
        "sha256": arrival.sha256,
        "athlete_id": arrival.athlete_id,
        "kind": arrival.kind,
        "source": arrival.source,
        "origin": arrival.origin,
        "landed_at": utc_naive(arrival.landed_at),
        "outcome": "quarantined" if isinstance(outcome, str) else "decoded",
        "reason": outcome if isinstance(outcome, str) else None,
        "defects": defects,
        "manufacturer": file_id and file_id.manufacturer,
        "product": file_id and file_id.product,
        "firmware": file_id and file_id.firmware,
    }


def _recording_row(recording: _Recording) -> dict[str, object]:
    session, (balance_samples, samples, sha256, index) = recording.session, recording.richness
    return {
        "athlete_id": recording.arrival.athlete_id,
        "raw_sha256": sha256,
        "session_index": index,
        "run_id": recording.run_id,
        "sport": session.sport,
        "sub_sport": session.sub_sport,
        "started_at": utc_naive(recording.started_at),
        "duration_s": session.elapsed_s,
        "moving_time_s": session.moving_time_s,
        "distance_m": session.distance_m,
        "balance_samples": balance_samples,
        "samples": samples,
    }


def _run_row(run_id: str, recording: _Recording) -> dict[str, object]:
    session = recording.session
    return {
        "run_id": run_id,
        "athlete_id": recording.arrival.athlete_id,
        "started_at": utc_naive(recording.started_at),
        "duration_s": session.elapsed_s,
        "moving_time_s": session.moving_time_s,
        "distance_m": session.distance_m,
        "sub_sport": session.sub_sport,
        "surface": surface_of(session.sub_sport),
        "source": recording.arrival.source,
        "raw_sha256": recording.arrival.sha256,
        "session_index": recording.index,
        "pauses_s": session.pauses_s.ravel().tolist(),
    }


def _quarantine(store_folder: Path, arrival: Landed, reason: str) -> None:
    """Put a file that cannot be read where its owner finds it, with the reason beside it."""
    folder = store_folder / "quarantine"
    folder.mkdir(mode=0o700, exist_ok=True)
    raw = Landing(store_folder).path_of(arrival.sha256)
    name = f"{arrival.athlete_id}-{arrival.sha256[:12]}"
    kept = folder / f"{name}{raw.suffix}"
    kept.unlink(missing_ok=True)
    kept.hardlink_to(raw)
    note = folder / f"{name}.txt"
    note.touch(mode=0o600)
    note.write_text(
        f"{reason}\ncame from: {arrival.origin}\nTry to get this file from the watch or its app once more.\n",
        encoding="utf-8",
    )
