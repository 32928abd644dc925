"""What bulk exports say of activities besides the recordings: Strava's `activities.csv`, Garmin's summaries."""

import csv
import io
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from niggle.sources.base import ActivityDetails

_GARMIN_ID = re.compile(r"_(\d{6,})\.fit$")


class Words:
    """Details by what tells the recording: a file's name in Strava's export, the activity's id in Garmin's."""

    def __init__(self) -> None:
        self._details: dict[str, ActivityDetails] = {}

    def add(self, details: Mapping[str, ActivityDetails]) -> None:
        """Take in more details."""
        self._details |= details

    def of(self, name: str) -> ActivityDetails | None:
        """What is said of the recording in a file, if anything is."""
        plain = name.rpartition("/")[2].lower()
        garmin = _GARMIN_ID.search(plain)
        return self._details.get(plain) or (self._details.get(garmin[1]) if garmin else None)


def strava_words(text: str) -> dict[str, ActivityDetails]:
    """Details by the lower-case name of the recording's file; rows without a file are left out."""
    found: dict[str, ActivityDetails] = {}
    for row in csv.DictReader(io.StringIO(text, newline="")):
        name = (row.get("Filename") or "").rpartition("/")[2].lower()
        if not name:
            continue
        found[name] = ActivityDetails(
            upstream_id=row.get("Activity ID") or None,
            name=row.get("Activity Name") or None,
            description="\n".join(filter(None, (row.get("Activity Description"), row.get("Activity Private Note"))))
            or None,
            sport=row.get("Activity Type") or None,
            rpe=_number(row.get("Perceived Exertion"), 10.0),
            started_at=_strava_moment(row.get("Activity Date")),
        )
    return found


def garmin_words(text: str) -> dict[str, ActivityDetails]:
    """Details by activity id, out of one `*_summarizedActivities.json`; what has another form is left out."""
    try:
        document = json.loads(text)
    except ValueError:
        return {}
    found: dict[str, ActivityDetails] = {}
    for part in document if isinstance(document, list) else [document]:
        activities = part.get("summarizedActivitiesExport", []) if isinstance(part, dict) else []
        for activity in activities if isinstance(activities, list) else []:
            if isinstance(activity, dict) and activity.get("activityId") is not None:
                found[str(activity["activityId"])] = _garmin(activity)
    return found


def _garmin(activity: Mapping[str, Any]) -> ActivityDetails:
    begun = _number(activity.get("beginTimestamp"), 1e14)
    effort, feel = (_number(activity.get(key), 100.0) for key in ("workoutRpe", "workoutFeel"))
    return ActivityDetails(
        upstream_id=str(activity["activityId"]),
        name=_words(activity.get("name")),
        description=_words(activity.get("description")),
        rpe=None if effort is None else effort / 10.0,  # Garmin counts effort from 0 to 100
        feel=feel,
        sport=_words(activity.get("activityType")),
        started_at=None if begun is None else datetime.fromtimestamp(begun / 1000.0, UTC),
    )


def _words(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _number(value: object, most: float) -> float | None:
    try:
        number = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else -1.0
    except ValueError:
        return None
    return number if 0 <= number <= most else None


def _strava_moment(text: str | None) -> datetime | None:
    """Strava's own way to write a moment, in UTC: "Mar 2, 2026, 6:31:05 AM"; None in a language we do not know."""
    try:
        return datetime.strptime((text or "").strip(), "%b %d, %Y, %I:%M:%S %p").replace(tzinfo=UTC)
    except ValueError:
        return None
