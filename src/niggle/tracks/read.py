"""A recording of any format as an activity."""

from niggle.errors import DecodeError
from niggle.fit.activity import Activity, read_activity
from niggle.fit.decode import decode_fit
from niggle.fit.sessions import UNDATABLE


def read_recording(data: bytes, *, form: str, path: str) -> Activity:
    """What is in a recording of format `fit`, `gpx`, `tcx` or `streams`.

    Raises:
        DecodeError: if it is not of that format, or nothing of it can be read.
    """
    match form:
        case "gpx":
            from niggle.tracks.gpx import read_gpx

            return read_gpx(data, path=path)
        case "tcx":
            from niggle.tracks.tcx import read_tcx

            return read_tcx(data, path=path)
        case "streams":
            from niggle.tracks.streams import read_streams

            return read_streams(data, path=path)
        case _:
            activity = read_activity(decode_fit(data, path=path))
            if UNDATABLE in activity.defects:
                raise DecodeError(UNDATABLE, path=path, offset=0)
            return activity
