"""Garmin's `*_summarizedActivities.json`: what was said of each activity.

A FIT file of the export is named after its upload, a summary after its activity: nothing joins them but when the
activity began (`beginTimestamp`, GMT) and how long it was.
"""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from niggle.sources.base import ActivityDetails, utc_offset

_SAME_START_S = 2.0  # nobody begins two activities at once
_NEAR_START_S = 90.0  # then they must be as long, too
_SAME_LENGTH = 0.03
_SAME_LENGTH_S = 30.0


@dataclass(frozen=True, slots=True)
class Summary:
    """What is said of one activity; `begun` in Unix seconds, lengths in seconds with and without pauses."""

    details: ActivityDetails
    begun: float
    lengths_s: tuple[float, ...]


class GarminSummaries:
    """The summaries of an export, found by when a recording began and how long it is."""

    def __init__(self, summaries: Iterable[Summary] = ()) -> None:
        self._summaries = sorted(summaries, key=lambda one: one.begun)
        self._begun = [one.begun for one in self._summaries]

    def __len__(self) -> int:
        return len(self._summaries)

    def of(self, begun: float, lengths_s: Iterable[float]) -> ActivityDetails | None:
        """What is said of the recording that began then; None if nothing is, or it cannot be told of which."""
        own = [length for length in lengths_s if length > 0]
        near = self._summaries[
            bisect_left(self._begun, begun - _NEAR_START_S) : bisect_right(self._begun, begun + _NEAR_START_S)
        ]
        fitting = sorted(
            (not _as_long(one, own), abs(one.begun - begun), index)
            for index, one in enumerate(near)
            if abs(one.begun - begun) <= _SAME_START_S or _as_long(one, own)
        )
        return near[fitting[0][2]].details if fitting else None


def _as_long(one: Summary, lengths_s: Iterable[float]) -> bool:
    return any(
        abs(own - told) <= max(_SAME_LENGTH_S, _SAME_LENGTH * told) for own in lengths_s for told in one.lengths_s
    )


def read_garmin_summaries(text: str) -> list[Summary] | None:
    """The summaries of one file; entries of another form are left out, None if all of it has another form."""
    try:
        document = json.loads(text)
    except ValueError:
        return None
    found: list[Summary] = []
    for part in document if isinstance(document, list) else [document]:
        activities = part.get("summarizedActivitiesExport", []) if isinstance(part, dict) else []
        for activity in activities if isinstance(activities, list) else []:
            if isinstance(activity, dict) and activity.get("activityId") is not None:
                found += _summary(activity)
    return found


def _summary(activity: Mapping[str, Any]) -> list[Summary]:
    begun = _number(activity.get("beginTimestamp"), 1e14)
    if begun is None:
        begun = _number(activity.get("startTimeGmt"), 1e14)
    if begun is None or begun > 4e12:
        return []
    effort, feel = (_number(activity.get(key), 100.0) for key in ("workoutRpe", "workoutFeel"))
    lengths = (_number(activity.get(key), 1e12) for key in ("duration", "elapsedDuration", "movingDuration"))
    local = _number(activity.get("startTimeLocal"), 4e12)
    started_at = datetime.fromtimestamp(begun / 1000.0, UTC)
    details = ActivityDetails(
        upstream_id=str(activity["activityId"]),
        name=_words(activity.get("name")),
        description=_words(activity.get("description")),
        rpe=None if effort is None else effort / 10.0,  # Garmin counts effort from 0 to 100
        feel=feel,
        sport=_words(activity.get("activityType")),
        started_at=started_at,
        utc_offset_s=None if local is None else utc_offset(datetime.fromtimestamp(local / 1000.0, UTC), started_at),
    )
    return [Summary(details, begun / 1000.0, tuple(length / 1000.0 for length in lengths if length))]


def _words(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _number(value: object, most: float) -> float | None:
    try:
        number = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else -1.0
    except ValueError:
        return None
    return number if 0 <= number <= most else None
