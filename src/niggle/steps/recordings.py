"""Raw files → recordings: every session of a file, as a row and with its samples."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from niggle.arrivals import Current
from niggle.errors import DecodeError
from niggle.fit.activity import Activity, Session
from niggle.gait import METRICS_VERSION
from niggle.gait.sensors import choose_sensors
from niggle.landing import Landed, Landing
from niggle.matching.profile import Profile, profile_of
from niggle.store.database import Row, utc_naive
from niggle.tracks.read import read_recording

# FIT is what the device wrote; the others were made from it, and have lost something on the way.
_RANK = {"fit": 3, "streams": 2, "tcx": 1, "gpx": 0}

type Key = tuple[str, int]
"""A recording: the digest of its raw file, and which session of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFile:
    """A raw file that holds now, on the mildest terms that it came on."""

    first: Landed
    who_may_see: str
    may_feed_baselines: bool
    expires_at: datetime | None

    @property
    def terms(self) -> dict[str, object]:
        """The terms as columns."""
        return {
            "who_may_see": self.who_may_see,
            "may_feed_baselines": self.may_feed_baselines,
            "expires_at": None if self.expires_at is None else utc_naive(self.expires_at),
        }


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

    def row(self) -> dict[str, object]:
        """The recording as a row of `recordings`; not yet of any run."""
        session, samples = self.session, self.samples
        own = f"{self.arrival.athlete_id}-{self.started_at:%Y%m%dT%H%M%SZ}"
        return {
            "athlete_id": self.arrival.athlete_id,
            "raw_sha256": self.arrival.sha256,
            "session_index": self.index,
            "run_id": None,
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


def raw_files(current: Current, feeding: Mapping[str, bool]) -> dict[str, RawFile]:
    """The activity files that hold now, by digest; `feeding` says by source what its terms now allow for baselines."""
    arrivals: dict[str, list[Landed]] = {}
    for landed in current.activities:
        arrivals.setdefault(landed.sha256, []).append(landed)
    return {
        sha256: RawFile(
            first=several[0],
            who_may_see="consented" if any(one.who_may_see == "consented" for one in several) else "athlete",
            may_feed_baselines=any(
                one.may_feed_baselines if one.who_may_see == "consented"
                else feeding.get(one.source, one.may_feed_baselines)
                for one in several
            ),
            expires_at=_latest([_expiry(one) for one in several]),
        )
        for sha256, several in arrivals.items()
    }  # fmt: skip


def _expiry(landed: Landed) -> datetime | None:
    return None if landed.keep_days is None else landed.landed_at + timedelta(days=landed.keep_days)


def _latest(moments: list[datetime | None]) -> datetime | None:
    known = [moment for moment in moments if moment is not None]
    return max(known) if len(known) == len(moments) else None


def read_raw(landing: Landing, arrival: Landed) -> Activity | str:
    """What is in a raw file, or in one line why it cannot be read."""
    if arrival.problem is not None:
        return arrival.problem
    try:
        return read_recording(landing.read_arrival(arrival), form=arrival.format, path=arrival.origin)
    except DecodeError as error:
        return str(error)


def recordings_of(arrival: Landed, activity: Activity) -> list[Recording]:
    """The sessions of a file."""
    recordings = []
    for index, session in enumerate(activity.sessions):
        started_at = session.started_at or _undated_start(arrival, session)
        samples, sensors = choose_sensors(session, activity.devices, activity.file_id)
        recordings.append(Recording(arrival, index, session, started_at, samples, sensors))
    return recordings


def _undated_start(arrival: Landed, session: Session) -> datetime:
    """The start of a run whose watch did not know the date: the file was closed when the run ended."""
    ended_at = (arrival.modified_at or arrival.landed_at).astimezone(UTC).replace(microsecond=0)
    return ended_at - timedelta(seconds=round(session.elapsed_s or 0.0))


def raw_file_row(raw: RawFile, outcome: Activity | str) -> dict[str, object]:
    """What came of a raw file, as a row of `raw_files`."""
    arrival = raw.first
    file_id = outcome.file_id if isinstance(outcome, Activity) else None
    defects = list(outcome.defects) if isinstance(outcome, Activity) else []
    if isinstance(outcome, Activity) and any(session.started_at is None for session in outcome.sessions):
        defects.append("the watch did not know the date, so the run is dated by the time of its file")
    return {
        "sha256": arrival.sha256,
        "athlete_id": arrival.athlete_id,
        "kind": arrival.kind,
        "format": arrival.format,
        "source": arrival.source,
        "origin": arrival.origin,
        "landed_at": utc_naive(arrival.landed_at),
        "outcome": "quarantined" if isinstance(outcome, str) else "decoded",
        "reason": outcome if isinstance(outcome, str) else None,
        "defects": defects,
        "manufacturer": file_id and file_id.manufacturer,
        "product": file_id and file_id.product,
        "firmware": file_id and file_id.firmware,
        "metrics_version": METRICS_VERSION,
        **raw.terms,
    }


def richness(row: Row) -> tuple[Any, ...]:
    """Orders recordings of one run; the last is the best. Ties go by content, never by order of arrival."""
    return (
        row["balance_samples"], row["stance_samples"], row["rank"], row["samples"], row["raw_sha256"],
        row["session_index"],
    )  # fmt: skip
