"""What Strava says of an activity, as niggle keeps it: the listing's facts, its words, and streams as columns.

Pure: parsed JSON in, values out. A field that is not as Strava documents it is named, never guessed.
Strava has no stance time and nothing that tells left from right.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import isfinite

import numpy as np

from niggle.fit.samples import steps_per_minute
from niggle.sources.base import ActivityDetails, SourceChangedError, stamp_of, utc_offset
from niggle.tracks.streams import write_streams
from niggle.vocabulary.columns import SAMPLE_COLUMNS

KIND = "strava"
RUNNING = "running"
# No power: for runs without a meter Strava estimates it. No positions: nothing needs them.
STREAMS = ("time", "distance", "velocity_smooth", "altitude", "heartrate", "cadence", "moving", "grade_smooth")

# Descriptions are written after the upload and are not in the list: an activity is described again at this age.
_SETTLED_AFTER = timedelta(days=3)
# Strava's sports in FIT's words; others go by their own name.
_SPORTS: dict[str, tuple[str, str | None]] = {
    "Run": (RUNNING, None),
    "TrailRun": (RUNNING, "trail"),
    "VirtualRun": (RUNNING, "virtual_activity"),
    "Walk": ("walking", None),
    "Hike": ("hiking", None),
    "Ride": ("cycling", None),
    "Swim": ("swimming", None),
}
_ON_FOOT = (RUNNING, "walking", "hiking")
_SAME_UNIT = {
    "distance_m": "distance",
    "speed_mps": "velocity_smooth",
    "altitude_m": "altitude",
    "heart_rate_bpm": "heartrate",
}

type Values = list[float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One activity as the list gives it."""

    upstream_id: int
    started_at: datetime
    name: str | None
    sport_type: str
    is_indoors: bool
    is_manual: bool
    elapsed_s: float | None
    moving_time_s: float | None
    distance_m: float | None
    device: str | None
    utc_offset_s: float | None = None

    @property
    def place(self) -> str:
        """What the activity is known by for ever."""
        return f"{KIND}:{self.upstream_id}"

    @property
    def start_epoch(self) -> int:
        """The start in whole Unix seconds, as Strava's `before` counts."""
        return int(self.started_at.timestamp())

    @property
    def sport(self) -> tuple[str, str | None]:
        """Sport and sub sport in FIT's words; a run indoors is on a treadmill."""
        sport, sub_sport = _SPORTS.get(self.sport_type, (self.sport_type.lower(), None))
        return (
            (sport, "treadmill") if sport == RUNNING and sub_sport is None and self.is_indoors else (sport, sub_sport)
        )

    @property
    def is_run(self) -> bool:
        """Whether it is a run; of other sports the list says all that is needed."""
        return self.sport[0] == RUNNING

    def stamp(self, now: datetime) -> str:
        """The version of the activity: what the list says, when it started, and whether its words have settled."""
        recording = {
            "sport": self.sport_type, "start": self.start_epoch, "elapsed": self.elapsed_s,
            "moving": self.moving_time_s, "distance": self.distance_m, "indoors": self.is_indoors,
        }  # fmt: skip
        is_fresh = self.is_run and now - self.started_at < _SETTLED_AFTER
        words = "fresh" if is_fresh else "settled"
        return f"{stamp_of(recording, {'name': self.name})}-{self.start_epoch}-{words}"


def start_of(stamp: str) -> int | None:
    """The start in Unix seconds that a stamp of `Listed` carries; None if it is no such stamp."""
    parts = stamp.split("-")
    return int(parts[2]) if len(parts) == 4 and parts[2].isdecimal() else None


def read_listed(entry: object) -> Listed:
    """An entry of the list of activities.

    Raises:
        SourceChangedError: naming the field that is missing or of another type.
    """
    facts = table(entry, "activity")
    sport_type = text(facts, "sport_type") or text(facts, "type")
    upstream_id = facts.get("id")
    if isinstance(upstream_id, bool) or not isinstance(upstream_id, int):
        raise _changed("activity.id")
    if not sport_type:
        raise _changed("activity.sport_type")
    try:
        started_at = datetime.fromisoformat(text(facts, "start_date") or "")
    except ValueError:
        raise _changed("activity.start_date") from None
    return Listed(
        upstream_id=upstream_id,
        started_at=started_at.replace(tzinfo=UTC) if started_at.tzinfo is None else started_at.astimezone(UTC),
        name=text(facts, "name"),
        sport_type=sport_type,
        is_indoors=facts.get("trainer") is True,
        is_manual=facts.get("manual") is True,
        elapsed_s=number(facts, "elapsed_time"),
        moving_time_s=number(facts, "moving_time"),
        distance_m=number(facts, "distance") or None,  # Strava writes 0 where it has no distance
        device=text(facts, "device_name"),
        utc_offset_s=_offset(facts, started_at),
    )


def _offset(facts: Mapping[str, object], started_at: datetime) -> float | None:
    """How far ahead of UTC the clock was where it was run; None if Strava does not say."""
    try:
        local = datetime.fromisoformat(str(facts.get("start_date_local")))
    except ValueError:
        return None
    return utc_offset(local, started_at.replace(tzinfo=UTC) if started_at.tzinfo is None else started_at)


def read_details(listed: Listed, answer: object = None) -> ActivityDetails:
    """The words of an activity: from the list alone, or with the description and exertion of its own page.

    Raises:
        SourceChangedError: naming the field that is of another type.
    """
    facts = {} if answer is None else table(answer, "activity")
    rpe = number(facts, "perceived_exertion")
    return ActivityDetails(
        upstream_id=str(listed.upstream_id),
        name=text(facts, "name") or listed.name,
        description=text(facts, "description") or None,
        rpe=rpe if rpe is not None and 0 <= rpe <= 10 else None,
        sport=listed.sport_type,
        started_at=listed.started_at,
        utc_offset_s=listed.utc_offset_s,
    )


def streams_file(listed: Listed, answer: object) -> bytes:
    """The raw file of an activity: its streams in the columns and units of `niggle.vocabulary.columns`.

    Cadence comes in strides a minute and is kept in steps, for sports on foot. Where there is grade and no altitude,
    altitude is counted up from the grade: right in its differences only. Without a time there are no samples.

    Raises:
        SourceChangedError: naming the stream that is not as documented.
    """
    streams = {name: values for name, values in _streams(answer).items() if values is not None}
    size = len(streams.get("time", ()))
    samples: dict[str, Values] = {"elapsed_s": streams.get("time", [])}
    for name, values in streams.items():
        if size and len(values) != size:
            raise _changed(f"streams.{name}: {len(values)} values, streams.time has {size}")
    if size:
        samples |= {column: streams[name] for column, name in _SAME_UNIT.items() if name in streams}
        if "cadence" in streams and listed.sport[0] in _ON_FOOT:
            samples["cadence_spm"] = _steps(streams["cadence"], listed.sport[0])
        if "altitude" not in streams and "grade_smooth" in streams and "distance" in streams:
            samples["altitude_m"] = _altitude(streams["grade_smooth"], streams["distance"])
        if "moving" in streams and "speed_mps" in samples:
            # Strava's smoothed speed trails into a stop, which it knows of.
            samples["speed_mps"] = [
                0.0 if moving == 0 and speed is not None else speed
                for speed, moving in zip(samples["speed_mps"], streams["moving"], strict=True)
            ]
    sport, sub_sport = listed.sport
    return write_streams(
        {name: samples[name] for name in SAMPLE_COLUMNS if name in samples},
        started_at=listed.started_at,
        sport=sport,
        sub_sport=sub_sport,
        elapsed_s=listed.elapsed_s,
        moving_time_s=listed.moving_time_s,
        distance_m=listed.distance_m,
        device=listed.device,
    )


def table(value: object, field: str) -> Mapping[str, object]:
    """A JSON object.

    Raises:
        SourceChangedError: if it is something else.
    """
    if not isinstance(value, dict):
        raise _changed(field)
    return value


def text(facts: Mapping[str, object], name: str) -> str | None:
    """A text, None if it is not there.

    Raises:
        SourceChangedError: if it is of another type.
    """
    value = facts.get(name)
    if value is not None and not isinstance(value, str):
        raise _changed(f"activity.{name}")
    return value


def number(facts: Mapping[str, object], name: str) -> float | None:
    """A number, None if it is not there.

    Raises:
        SourceChangedError: if it is of another type.
    """
    value = facts.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise _changed(f"activity.{name}")
    return float(value)


def _streams(answer: object) -> dict[str, Values | None]:
    streams = table({} if answer == [] else answer, "streams")  # an activity without any comes as an empty list
    return {name: _values(streams.get(name), name) for name in STREAMS}


def _values(stream: object, name: str) -> Values | None:
    if stream is None:
        return None
    data = table(stream, f"streams.{name}").get("data")
    kinds = (bool, int) if name == "moving" else (int, float)
    if not isinstance(data, list):
        raise _changed(f"streams.{name}.data")
    if not data:
        return None
    values: Values = []
    for value in data:
        if value is None:
            values.append(None)
        elif isinstance(value, kinds) and (name == "moving" or not isinstance(value, bool)):
            values.append(float(value) if isfinite(value) else None)
        else:
            raise _changed(f"streams.{name}.data")
    return values


def _steps(strides: Values, sport: str) -> Values:
    """Steps a minute of both feet, for uploads too that counted steps from the start."""
    steps = steps_per_minute(np.array([np.nan if value is None else value for value in strides]), sport)
    return [None if np.isnan(value) else float(value) for value in steps]


def _altitude(grade_pct: Values, distance_m: Values) -> Values:
    """Metres above the start."""
    altitude_m, column = 0.0, list[float | None]()
    last_m: float | None = None
    for grade, distance in zip(grade_pct, distance_m, strict=True):
        if grade is not None and distance is not None:
            altitude_m += (distance - (distance if last_m is None else last_m)) * grade / 100.0
        last_m = last_m if distance is None else distance
        column.append(None if grade is None else altitude_m)
    return column


def _changed(field: str) -> SourceChangedError:
    return SourceChangedError("Strava answers in another form than niggle knows", field=field)
