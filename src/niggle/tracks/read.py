"""A recording of any format as an activity."""

import math
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from niggle.errors import DecodeError
from niggle.fit.activity import Activity, Session, read_activity
from niggle.fit.decode import decode_fit
from niggle.fit.sessions import UNDATABLE

_MOST_SESSIONS = 200  # an ultra with a session a lap; each costs a pass over all records
_FIRST_START = datetime(1980, 1, 1, tzinfo=UTC)
_MOST_UTC_OFFSET_S = 18 * 3600.0


def read_recording(data: bytes, *, form: str, path: str) -> Activity:
    """What is in a recording of format `fit`, `gpx`, `tcx` or `streams`; every number in it is finite or missing.

    Raises:
        DecodeError: if it is not of that format, or nothing of it can be read.
    """
    match form:
        case "gpx":
            from niggle.tracks.gpx import read_gpx

            activity = read_gpx(data, path=path)
        case "tcx":
            from niggle.tracks.tcx import read_tcx

            activity = read_tcx(data, path=path)
        case "streams":
            from niggle.tracks.streams import read_streams

            activity = read_streams(data, path=path)
        case _:
            file = decode_fit(data, path=path)
            if file["session"].n_rows > _MOST_SESSIONS:
                reason = f"{file['session'].n_rows} sessions are more than any recording has"
                raise DecodeError(reason, path=path, offset=0)
            activity = read_activity(file)
            if UNDATABLE in activity.defects:
                raise DecodeError(UNDATABLE, path=path, offset=0)
    return replace(activity, sessions=tuple(_sound(session, path) for session in activity.sessions))


def _sound(session: Session, path: str) -> Session:
    lengths = (session.elapsed_s, session.timer_s, session.moving_time_s, session.distance_m or 0.0)
    if not all(map(math.isfinite, lengths)):
        raise DecodeError("its lengths are no numbers", path=path, offset=0)
    if session.started_at is not None and session.started_at < _FIRST_START:
        raise DecodeError(f"begins in {session.started_at.year}, before there were such watches", path=path, offset=0)
    for text in (session.sport, session.sub_sport):
        (text or "").encode()  # what is no text, or none that can be kept, is found here
    offset_s = session.utc_offset_s
    is_offset = isinstance(offset_s, int | float) and abs(offset_s) <= _MOST_UTC_OFFSET_S
    samples = session.samples
    if any(np.isinf(values).any() for values in samples.values()):
        samples = {name: np.where(np.isinf(values), np.nan, values) for name, values in samples.items()}
    return replace(session, samples=samples, utc_offset_s=offset_s if is_offset else None)
