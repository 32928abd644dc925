"""GPX: positions and times, with heart rate and cadence in extensions; distance and speed follow from them."""

from niggle.fit.model import Activity
from niggle.tracks.build import activity_of_points
from niggle.tracks.elements import TIME, Event, Vocabulary
from niggle.tracks.points import Points, filled
from niggle.tracks.xml import read_elements

_GPX = Vocabulary(
    root="gpx",
    point="trkpt",
    columns={
        "time": TIME,
        "ele": "altitude_m",
        "hr": "heart_rate_bpm",
        "heartrate": "heart_rate_bpm",
        "cad": "cadence",
        "cadence": "cadence",
        "runcadence": "run_cadence",
        "power": "power_w",
        "powerinwatts": "power_w",
        "watts": "power_w",
        "atemp": "temperature_c",
        "temp": "temperature_c",
        "speed": "speed_mps",
    },
    structure=frozenset({"trk", "trkseg", "type", "wpt", "rte", "metadata"}),
    attributes=True,
)


def read_gpx(data: bytes, *, path: str) -> Activity:
    """Each track of a GPX file as a session; none of a file without points that have a time (a route, a treadmill).

    Raises:
        DecodeError: if it is not GPX, or its times cannot be ones.
    """
    elements = read_elements(data, _GPX, path=path)
    tracks = filled(_tracks(elements.events), elements)
    defects = ("the file ends early",) if elements.is_cut else ()
    return activity_of_points(tracks, device=elements.root("creator"), defects=defects, path=path)


def _tracks(events: tuple[Event, ...]) -> list[Points]:
    tracks = [Points()]  # of points whose <trk> is lost
    is_of_track = False
    for event in events:
        match event.name:
            case "trk":
                tracks.append(Points(first=event.points_before))
                is_of_track = True
            case "trkseg":
                tracks[-1].segment_starts.append(event.points_before - tracks[-1].first)
            case "type" if is_of_track and tracks[-1].kind is None:
                tracks[-1].kind = event.text
            case "wpt" | "rte" | "metadata":
                is_of_track = False
    return tracks
