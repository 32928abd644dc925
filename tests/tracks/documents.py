"""Documents of one run as watches write them: ten minutes at 3 m/s."""

from datetime import UTC, datetime, timedelta

import numpy as np

from niggle.tracks.streams import write_streams

START = datetime(2026, 3, 2, 6, 31, 5, tzinfo=UTC)
SPEED = 3.0
METRES_A_DEGREE = 6_371_008.8 * np.pi / 180


def moment(second: int) -> str:
    return (START + timedelta(seconds=second)).isoformat().replace("+00:00", "Z")


def gpx(seconds=range(600), *, kind: str | None = "running", cadence: int | None = 85, rests=()) -> bytes:
    points = "".join(
        f'<trkpt lat="{60 + run(s, rests) * SPEED / METRES_A_DEGREE:.9f}" lon="10.0"><ele>{100 + s / 10}</ele>'
        f"<time>{moment(s)}</time><extensions><gpxtpx:TrackPointExtension><gpxtpx:hr>{140 + s % 7}</gpxtpx:hr>"
        + (f"<gpxtpx:cad>{cadence}</gpxtpx:cad>" if cadence else "")
        + "</gpxtpx:TrackPointExtension></extensions></trkpt>"
        for s in seconds
    )
    named = f"<type>{kind}</type>" if kind else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><gpx creator="a watch" version="1.1" '
        'xmlns="http://www.topografix.com/GPX/1/1" '
        'xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">'
        f"<trk><name>Run</name>{named}<trkseg>{points}</trkseg></trk></gpx>"
    ).encode()


def run(second: int, rests=()) -> int:
    """The seconds of running up to one, of which rests (from, until) are none."""
    return second - sum(min(second, until) - since for since, until in rests if second > since)


def tcx(seconds=range(600), *, sport: str = "Running", rests=()) -> bytes:
    points = "".join(
        f"<Trackpoint><Time>{moment(s)}</Time><AltitudeMeters>{100 + s / 10}</AltitudeMeters>"
        f"<DistanceMeters>{run(s, rests) * SPEED}</DistanceMeters>"
        f"<HeartRateBpm><Value>{140 + s % 7}</Value></HeartRateBpm>"
        '<Extensions><TPX xmlns="http://www.garmin.com/xmlschemas/ActivityExtension/v2">'
        f"<Speed>{SPEED}</Speed><RunCadence>85</RunCadence></TPX></Extensions></Trackpoint>"
        for s in seconds
    )
    return (
        '<?xml version="1.0"?><TrainingCenterDatabase '
        'xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities>'
        f'<Activity Sport="{sport}"><Id>{moment(0)}</Id><Lap StartTime="{moment(0)}"><TotalTimeSeconds>600'
        f"</TotalTimeSeconds><DistanceMeters>{run(max(seconds), rests) * SPEED + 0.5}</DistanceMeters>"
        "<Calories>1</Calories><Intensity>Active</Intensity>"
        f"<TriggerMethod>Manual</TriggerMethod><Track>{points}</Track></Lap></Activity></Activities>"
        "</TrainingCenterDatabase>"
    ).encode()


def as_streams() -> bytes:
    seconds = [float(s) for s in range(600)]
    return write_streams(
        {
            "elapsed_s": seconds,
            "distance_m": [s * SPEED for s in seconds],
            "speed_mps": [SPEED] * 600,
            "altitude_m": [100 + s / 10 for s in seconds],
            "heart_rate_bpm": [140 + s % 7 for s in seconds],
            "cadence_spm": [170.0] * 600,
        },
        started_at=START,
        sport="running",
    )
