"""Raw files → recordings: every session of a file, as a row and with its samples."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from niggle.errors import DecodeError
from niggle.fit.activity import Activity, FileId, Session
from niggle.gait import METRICS_VERSION
from niggle.gait.measure import measure, surface_of
from niggle.gait.model import RunGait
from niggle.gait.sensors import choose_sensors
from niggle.landing import Landed, Landing
from niggle.matching.compare import Recording as Outline
from niggle.matching.merge import Merged, Part, merge
from niggle.matching.model import Key, UsageTerms
from niggle.matching.profile import Profile, profile_of
from niggle.matching.regroup import Candidate
from niggle.reading import reading
from niggle.steps.raw_files import RawFile, terms_row
from niggle.store.database import Row, utc_aware, utc_naive
from niggle.tracks.read import read_recording

# FIT is what the device wrote; the others were made from it, and have lost something on the way.
_RANK = {"fit": 3, "streams": 2, "tcx": 1, "gpx": 0}


@dataclass(frozen=True, eq=False)
class Recording:
    """One session of one file."""

    arrival: Landed
    index: int
    session: Session
    started_at: datetime
    samples: Mapping[str, NDArray[np.float64]]
    sensors: Mapping[str, str]

    @property
    def key(self) -> Key:
        """What tells it from all others of the athlete."""
        return self.arrival.sha256, self.index

    @property
    def workout_id(self) -> str | None:
        """What all copies of this session have in common, by the program that made it or the source that it is from."""
        told = self.arrival.workout_id
        return self.session.workout_id or (None if told is None else f"{told}#{self.index}")

    @cached_property
    def profile(self) -> Profile:
        """The recording in short."""
        return profile_of(self.samples, self.started_at)

    @cached_property
    def gait(self) -> RunGait:
        """What it measured, where it is a run by itself."""
        return gait_of(merge([self.part(0.0)]), self.session.sub_sport)

    def row(self) -> Row:
        """The recording as a row of `recordings`; not yet of any run."""
        session, samples = self.session, self.samples
        own = f"{self.arrival.athlete_id}-{self.started_at:%Y%m%dT%H%M%SZ}"
        return {
            "athlete_id": self.arrival.athlete_id,
            "raw_sha256": self.arrival.sha256,
            "session_index": self.index,
            "run_id": None,
            "offset_s": None,
            "gave": None,
            "own_run_id": own if session.is_run else None,
            "sport": session.sport,
            "sub_sport": session.sub_sport,
            "is_dated": session.is_dated,
            "workout_id": self.workout_id,
            "rpe": session.rpe,
            "feel": session.feel,
            "started_at": utc_naive(self.started_at),
            "duration_s": session.elapsed_s,
            "moving_time_s": session.moving_time_s,
            "distance_m": session.distance_m,
            "balance_samples": int(np.count_nonzero(~np.isnan(samples["stance_time_balance_left_pct"]))),
            "stance_samples": int(np.count_nonzero(~np.isnan(samples["stance_time_ms"]))),
            "rank": _RANK[self.arrival.format],
            "samples": int(samples["elapsed_s"].size),
            "profile": self.profile.to_bytes() if session.is_run else None,
        }

    def part(self, offset_s: float) -> Part:
        """The recording as a part of a run, whose first part started that much earlier."""
        session = self.session
        return Part(
            offset_s=offset_s, duration_s=session.elapsed_s, moving_time_s=session.moving_time_s,
            distance_m=session.distance_m, samples=self.samples, pauses_s=session.pauses_s, sensors=self.sensors,
        )  # fmt: skip


def gait_of(merged: Merged, sub_sport: str | None) -> RunGait:
    """What a run measured; samples and sensors in the order in which the store would give them."""
    samples = merged.samples
    order = np.argsort(samples["elapsed_s"], kind="stable")
    return measure(
        {name: values[order] for name, values in samples.items()},
        pauses_s=merged.pauses_s,
        surface=surface_of(sub_sport),
        sensors=dict(sorted(merged.sensors.items())),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """What is in a raw file."""

    file_id: FileId
    defects: tuple[str, ...]
    recordings: tuple[Recording, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """Why nothing of a raw file is taken, in one line; `waits_until` is the start of a run of the future."""

    reason: str
    waits_until: datetime | None = None


def read_raw(landing: Landing, arrival: Landed) -> Contents | Unread:
    """What is in a raw file, or in one line why it cannot be read.

    Raises:
        RawFileError: if the file is lost or altered.
    """
    if arrival.problem is not None:
        return Unread(arrival.problem)
    data = landing.read_arrival(arrival)
    try:
        with reading(arrival.origin):
            activity = read_recording(data, form=arrival.format, path=arrival.origin)
            recordings = _recordings_of(arrival, activity)
            for one in recordings:
                one.row()  # what is wrong with any shows here
    except DecodeError as error:
        return Unread(str(error))
    return Contents(activity.file_id, activity.defects, recordings)


def read_and_measure(landing: Landing, arrival: Landed) -> Contents | Unread:
    """The same, and what each run in it measured if it is one by itself, as most are.

    Raises:
        RawFileError: if the file is lost or altered.
    """
    outcome = read_raw(landing, arrival)
    for recording in outcome.recordings if isinstance(outcome, Contents) else ():
        if recording.session.is_run:
            _ = recording.gait  # it keeps it
    return outcome


def kept_waiting(outcome: Contents | Unread, arrival: Landed, *, latest_start: datetime) -> Contents | Unread:
    """What is in a file; one with a run of the future waits, since it would stand before all that are true."""
    if isinstance(outcome, Unread):
        return outcome
    start = max((one.started_at for one in outcome.recordings if one.session.is_run), default=latest_start)
    if start <= latest_start:
        return outcome
    return Unread(
        f"{arrival.origin}: starts on {start:%Y-%m-%d}, which is yet to come: the clock of the watch was wrong; it "
        "waits for that day or for a corrected file",
        waits_until=start,
    )


def _recordings_of(arrival: Landed, activity: Activity) -> tuple[Recording, ...]:
    """The sessions of a file."""
    recordings = []
    for index, session in enumerate(activity.sessions):
        started_at = session.started_at or _undated_start(arrival, session)
        samples, sensors = choose_sensors(session, activity.devices, activity.file_id)
        recordings.append(Recording(arrival, index, session, started_at, samples, sensors))
    return tuple(recordings)


def _undated_start(arrival: Landed, session: Session) -> datetime:
    """The start of a run whose watch did not know the date: the file was closed when the run ended."""
    ended_at = (arrival.modified_at or arrival.landed_at).astimezone(UTC).replace(microsecond=0)
    return ended_at - timedelta(seconds=round(session.elapsed_s or 0.0))


def raw_file_row(raw: RawFile, outcome: Contents | Unread) -> dict[str, object]:
    """What came of a raw file, as a row of `raw_files`."""
    arrival = raw.first
    contents = outcome if isinstance(outcome, Contents) else None
    file_id = contents and contents.file_id
    waits_until = outcome.waits_until if isinstance(outcome, Unread) else None
    defects = list(contents.defects) if contents else []
    if contents and any(recording.session.started_at is None for recording in contents.recordings):
        defects.append("the watch did not know the date, so the run is dated by the time of its file")
    return {
        "sha256": arrival.sha256,
        "athlete_id": arrival.athlete_id,
        "kind": arrival.kind,
        "format": arrival.format,
        "source": arrival.source,
        "origin": arrival.origin,
        "landed_at": utc_naive(arrival.landed_at),
        "outcome": "decoded" if contents else "quarantined",
        "reason": None if isinstance(outcome, Contents) else outcome.reason,
        "waits_until": None if waits_until is None else utc_naive(waits_until),
        "defects": defects,
        "manufacturer": file_id and file_id.manufacturer,
        "product": file_id and file_id.product,
        "firmware": file_id and file_id.firmware,
        "metrics_version": METRICS_VERSION,
        **terms_row(raw.terms),
    }


def candidate(row: Row, profile: Profile, terms: UsageTerms, *, is_forgotten: bool) -> Candidate:
    """What is compared of a recording, from its row, to tell which are one run."""
    return Candidate(
        key=key_of(row),
        outline=Outline(
            start=utc_aware(row["started_at"]).timestamp(),
            duration_s=row["duration_s"] or row["moving_time_s"] or 0.0,
            distance_m=row["distance_m"],
            workout_id=row["workout_id"],
            is_dated=row["is_dated"] is not False,
        ),
        profile=profile,
        # Of recordings alike the content decides, never the order of arrival.
        richness=(
            row["balance_samples"], row["stance_samples"], row["rank"], row["samples"], row["raw_sha256"],
            row["session_index"],
        ),
        own_run_id=row["own_run_id"],
        terms=terms,
        run_id=row["run_id"],
        offset_s=row["offset_s"],
        gave=row["gave"],
        is_forgotten=is_forgotten,
    )  # fmt: skip


def stored_candidate(row: Row, terms: UsageTerms, *, is_forgotten: bool) -> Candidate:
    """The same of a recording in the store."""
    data = row["profile"]
    # Recordings of an older schema have none until they are read again.
    profile = Profile(0, np.empty((3, 0))) if data is None else Profile.from_bytes(data)
    return candidate(row, profile, terms, is_forgotten=is_forgotten)


def key_of(row: Row) -> Key:
    """Which recording a row is about."""
    return row["raw_sha256"], row["session_index"]
