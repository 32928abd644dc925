"""TCX: trackpoints with distance, heart rate, cadence and speed."""

import io
from xml.etree import ElementTree

from tcxreader.tcxreader import TCXReader

from niggle.errors import DecodeError
from niggle.fit.model import Activity
from niggle.tracks.build import (
    RUNNING,
    activity_of,
    cadence_of_both_feet,
    column,
    has_time,
    seconds_since_first,
    speed_from,
)

_SPORTS = {"running": RUNNING, "biking": "cycling"}


def read_tcx(data: bytes, *, path: str) -> Activity:
    """The trackpoints of a TCX file as one session.

    Raises:
        DecodeError: if it is not TCX, or has no points with a time.
    """
    try:
        exercise = TCXReader().read(io.BytesIO(data.lstrip()), only_gps=False)
    except (ElementTree.ParseError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise DecodeError(f"not readable as TCX: {error}", path=path, offset=0) from error
    points = sorted((point for point in exercise.trackpoints if has_time(point.time)), key=lambda point: point.time)
    if len(points) < 2:
        raise DecodeError("a TCX file without points that have a time", path=path, offset=0)
    started_at, times = seconds_since_first([point.time for point in points])
    samples = {
        "elapsed_s": times,
        "distance_m": column([point.distance for point in points]),
        "speed_mps": column([point.tpx_ext.get("Speed") for point in points]),
        "altitude_m": column([point.elevation for point in points]),
        "heart_rate_bpm": column([point.hr_value for point in points]),
        "power_w": column([point.tpx_ext.get("Watts") for point in points]),
        "cadence_spm": cadence_of_both_feet(
            column([_either(point.tpx_ext.get("RunCadence"), point.cadence) for point in points])
        ),
    }
    if not (samples["speed_mps"] > 0).any():
        samples["speed_mps"] = speed_from(samples["distance_m"], times)
    named = (exercise.activity_type or "").strip().lower()
    sport = _SPORTS.get(named, named or None)
    return activity_of(samples, started_at=started_at, sport=sport, device=None)


def _either(first: float | None, second: float | None) -> float | None:
    return second if first is None else first
