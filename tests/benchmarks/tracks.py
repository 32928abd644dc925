"""GPX and TCX to columns: CPU time of niggle against gpxpy and tcxreader, on the same files in one run.

    uv run python tests/benchmarks/tracks.py [FILE.gpx|FILE.tcx ...]

Without files, a day's run of one-second points with heart rate and cadence is made up in both formats, the GPX of
20 MB. All get the bytes in memory; the others' points are walked once into lists (no columns are made), niggle makes
its columns, puts times and distance right and tells the sport. Each is run twice, and the quicker run counts.
"""

import io
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import gpxpy
from tcxreader.tcxreader import TCXReader

from niggle.tracks.read import read_recording

GOAL = 8
MOST_CPU_S = 1.5
MEGABYTES = 20
START = datetime(2026, 3, 2, 6, 31, 5, tzinfo=UTC)


def gpx(points: int) -> bytes:
    """A GPX as Garmin writes it."""
    body = "".join(
        f'<trkpt lat="{50 + s * 2.7e-5:.7f}" lon="8.0000000"><ele>{100 + s % 50 / 10}</ele><time>{moment(s)}</time>'
        f"<extensions><gpxtpx:TrackPointExtension><gpxtpx:hr>{140 + s % 20}</gpxtpx:hr><gpxtpx:cad>85</gpxtpx:cad>"
        "</gpxtpx:TrackPointExtension></extensions></trkpt>\n"
        for s in range(points)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><gpx creator="x" version="1.1" xmlns="http://www.topografix.com/GPX/1/1"'
        ' xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1"><trk><type>running</type><trkseg>'
        f"{body}</trkseg></trk></gpx>"
    ).encode()


def tcx(points: int) -> bytes:
    """A TCX as Garmin writes it."""
    body = "".join(
        f"<Trackpoint><Time>{moment(s)}</Time><Position><LatitudeDegrees>{50 + s * 2.7e-5:.7f}</LatitudeDegrees>"
        f"<LongitudeDegrees>8.0</LongitudeDegrees></Position><AltitudeMeters>{100 + s % 50 / 10}</AltitudeMeters>"
        f"<DistanceMeters>{3 * s}.0</DistanceMeters><HeartRateBpm><Value>{140 + s % 20}</Value></HeartRateBpm>"
        "<Extensions><ns3:TPX><ns3:Speed>3.0</ns3:Speed><ns3:RunCadence>85</ns3:RunCadence></ns3:TPX></Extensions>"
        "</Trackpoint>\n"
        for s in range(points)
    )
    return (
        '<?xml version="1.0"?><TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"'
        ' xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2"><Activities><Activity Sport="Running">'
        f'<Id>{moment(0)}</Id><Lap StartTime="{moment(0)}"><TotalTimeSeconds>{points}</TotalTimeSeconds>'
        f"<DistanceMeters>{3 * points}</DistanceMeters><Track>{body}</Track></Lap></Activity></Activities>"
        "</TrainingCenterDatabase>"
    ).encode()


def moment(second: int) -> str:
    """A second of the made-up run."""
    return f"{START + timedelta(seconds=second):%Y-%m-%dT%H:%M:%SZ}"


def with_gpxpy(data: bytes) -> int:
    """The number of points, each one's facts asked for."""
    tracks = gpxpy.parse(data.decode()).tracks
    points = [point for track in tracks for segment in track.segments for point in segment.points]
    return len([(p.latitude, p.longitude, p.elevation, p.time, p.extensions) for p in points])


def with_tcxreader(data: bytes) -> int:
    """The number of points, each one's facts asked for."""
    points = TCXReader().read(io.BytesIO(data), only_gps=False).trackpoints
    return len([(p.latitude, p.longitude, p.elevation, p.time, p.distance, p.hr_value, p.tpx_ext) for p in points])


def cpu_s(read: Callable[[bytes], object], data: bytes) -> float:
    """CPU seconds of the quicker of two readings."""
    times = []
    for _ in range(2):
        before = time.process_time()
        read(data)
        times.append(time.process_time() - before)
    return min(times)


def chosen(arguments: list[str]) -> list[tuple[str, str, bytes]]:
    """Name, format and bytes of what is measured."""
    if arguments:
        paths = [Path(argument) for argument in arguments]
        return [(path.name, path.suffix.lstrip(".").lower(), path.read_bytes()) for path in paths]
    count = MEGABYTES * 1_000_000 * 1000 // len(gpx(1000))
    return [("made up", "gpx", gpx(count)), ("made up", "tcx", tcx(count // 4))]


def main() -> None:
    """Print a line a file, and whether the goals are reached."""
    print(f"{'file':30} {'format':6} {'MB':>5} {'niggle s':>9} {'other':>10}")
    reached = True
    for name, form, data in chosen(sys.argv[1:]):
        ours = cpu_s(lambda raw, form=form, name=name: read_recording(raw, form=form, path=name), data)
        other = cpu_s(with_gpxpy if form == "gpx" else with_tcxreader, data)
        megabytes = len(data) / 1e6
        print(f"{name:30} {form:6} {megabytes:5.1f} {ours:9.2f} {other / ours:9.1f}x")
        reached &= other >= GOAL * ours and (megabytes > MEGABYTES * 1.1 or ours <= MOST_CPU_S)
    print(f"goals: {GOAL}x and {MOST_CPU_S} CPU-s for {MEGABYTES} MB {'reached' if reached else 'NOT reached'}")


if __name__ == "__main__":
    main()
