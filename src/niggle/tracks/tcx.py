"""TCX: trackpoints with distance, heart rate, cadence and speed, in laps with lengths of their own."""

import math

from niggle.fit.model import Activity
from niggle.tracks.build import activity_of_points
from niggle.tracks.elements import LATITUDE, LONGITUDE, TIME, Event, Vocabulary
from niggle.tracks.points import Lap, Points, filled
from niggle.tracks.texts import moment, number
from niggle.tracks.xml import read_elements

_TCX = Vocabulary(
    root="TrainingCenterDatabase",
    point="trackpoint",
    columns={
        "time": TIME,
        "latitudedegrees": LATITUDE,
        "longitudedegrees": LONGITUDE,
        "altitudemeters": "altitude_m",
        "distancemeters": "distance_m",
        "heartratebpm>value": "heart_rate_bpm",
        "cadence": "cadence",
        "runcadence": "run_cadence",
        "speed": "speed_mps",
        "watts": "power_w",
    },
    structure=frozenset(
        {"activity", "lap", "track", "totaltimeseconds", "distancemeters", "creator", "name", "course", "workout"}
    ),
)


def read_tcx(data: bytes, *, path: str) -> Activity:
    """Each activity of a TCX file as a session, those of a `MultiSportSession` too.

    Raises:
        DecodeError: if it is not TCX, or its times cannot be ones.
    """
    elements = read_elements(data, _TCX, path=path)
    reader = _Reader()
    for event in elements.events:
        reader.take(event)
    activities = [points for points in filled(reader.activities, elements) if points is not reader.planned]
    defects = ("the file ends early",) if elements.is_cut else ()
    return activity_of_points(activities, device=reader.device, defects=defects, path=path)


class _Reader:
    """What stands around the points, in the order of the document."""

    def __init__(self) -> None:
        self.activities: list[Points] = [Points()]  # of points whose <Activity> is lost
        self.planned: Points | None = None
        self.device: str | None = None
        self._is_creator = False

    def take(self, event: Event) -> None:
        """Take in the next element."""
        points = self.activities[-1]
        match event.name:
            case "activity":
                self.activities.append(Points(first=event.points_before, kind=event.get("Sport")))
                self._is_creator = False
            case "course" | "workout":  # planned, not run
                self.planned = Points(first=event.points_before)
                self.activities.append(self.planned)
            case "lap":
                started = moment(event.get("StartTime"))
                points.laps.append(Lap(None if math.isnan(started) else started))
                points.lap_starts.append(event.points_before - points.first)
            case "track":
                points.segment_starts.append(event.points_before - points.first)
            case "totaltimeseconds" if points.laps:
                points.laps[-1].duration_s = number(event.text)
            case "distancemeters" if points.laps:
                points.laps[-1].distance_m = number(event.text)
            case "creator":
                self._is_creator = True
            case "name" if self._is_creator and self.device is None:
                self.device = event.text
