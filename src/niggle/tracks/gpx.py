"""GPX: positions and times, with heart rate and cadence in Garmin's extension; distance and speed follow from them."""

import math
from xml.etree import ElementTree

import gpxpy
import gpxpy.gpx
import numpy as np

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

_RUNNING_WORDS = {"running", "run", "trail_running", "trailrun", "street_running", "treadmill_running", "9"}
_EXTENSIONS = {
    "hr": "heart_rate_bpm",
    "heartrate": "heart_rate_bpm",
    "cad": "cadence_spm",
    "cadence": "cadence_spm",
    "power": "power_w",
    "atemp": "temperature_c",
    "speed": "speed_mps",
}


def read_gpx(data: bytes, *, path: str) -> Activity:
    """The tracks of a GPX file as one session.

    Raises:
        DecodeError: if it is not GPX, or has no points with a time.
    """
    try:
        gpx = gpxpy.parse(data.decode("utf-8-sig", errors="replace").lstrip())
    except (gpxpy.gpx.GPXException, ElementTree.ParseError, ValueError, TypeError) as error:
        raise DecodeError(f"not readable as GPX: {error}", path=path, offset=0) from error
    timed = [
        (point.time, point)
        for track in gpx.tracks
        for segment in track.segments
        for point in segment.points
        if has_time(point.time)
    ]
    timed.sort(key=lambda pair: pair[0])
    points = [point for _, point in timed]
    if len(points) < 2:
        raise DecodeError("a GPX file without points that have a time", path=path, offset=0)
    started_at, times = seconds_since_first([time for time, _ in timed])
    distance = _distances([(point.latitude, point.longitude) for point in points])
    samples = {
        "elapsed_s": times,
        "distance_m": distance,
        "speed_mps": speed_from(distance, times),
        "altitude_m": column([point.elevation for point in points]),
    }
    for name, values in _extended(points).items():
        samples[name] = column(values)
    if "cadence_spm" in samples:
        samples["cadence_spm"] = cadence_of_both_feet(samples["cadence_spm"])
    kinds = [str(track.type) for track in gpx.tracks if track.type]
    kind = kinds[0].strip().lower().replace(" ", "_") if kinds else None
    sport = RUNNING if kind in _RUNNING_WORDS or (kind is None and _is_at_running_speed(samples)) else kind
    return activity_of(samples, started_at=started_at, sport=sport, device=gpx.creator)


def _extended(points: list[gpxpy.gpx.GPXTrackPoint]) -> dict[str, list[float | None]]:
    found: dict[str, list[float | None]] = {}
    for index, point in enumerate(points):
        for extension in point.extensions:
            for element in extension.iter():
                name = _EXTENSIONS.get(element.tag.rpartition("}")[2].lower())
                value = _number(element.text)
                if name is not None and value is not None:
                    found.setdefault(name, [None] * len(points))[index] = value
    return found


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _distances(positions: list[tuple[float, float]]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Metres run at each position, along great circles."""
    radians = np.radians(np.array(positions))
    latitudes, longitudes = radians[:, 0], radians[:, 1]
    half = (
        np.sin(np.diff(latitudes) / 2) ** 2
        + np.cos(latitudes[1:]) * np.cos(latitudes[:-1]) * np.sin(np.diff(longitudes) / 2) ** 2
    )
    steps = 2 * 6_371_008.8 * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return np.concatenate([[0.0], np.cumsum(steps)])


def _is_at_running_speed(samples: dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]) -> bool:
    """Whether a track that names no sport is a run: by the same limits as for FIT files without a sport."""
    speed = samples["speed_mps"][samples["speed_mps"] > 0]
    if not speed.size or not 1.8 <= float(np.median(speed)) <= 6.4:
        return False
    cadence = samples.get("cadence_spm", np.empty(0))
    cadence = cadence[cadence > 0]
    return bool(cadence.size and 140.0 <= float(np.median(cadence)) <= 230.0)
