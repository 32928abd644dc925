"""Times of a file in Unix seconds, also where the device did not know the date."""

from dataclasses import dataclass

import numpy as np

from niggle.fit.base_types import FIRST_DATE_TIME
from niggle.fit.decode import FitFile
from niggle.fit.model import Floats
from niggle.fit.table import Table

BY_LOCAL_CLOCK = "times count from when the device was switched on; dated by its local clock"
BY_SESSION = "times count from when the device was switched on; dated by the start of the session"
BY_CREATION = "times count from when the device was switched on; dated by when the file was created"
_ZONE_STEP_S, _MOST_OFFSET_S = 900.0, 14 * 3600.0  # zones are whole quarters of an hour
_CLOCK_OFF_S = 120.0


@dataclass(frozen=True, slots=True)
class Clock:
    """Turns FIT times into Unix seconds; `switched_on_unix_s` is where device uptime counts from, NaN if unknown."""

    switched_on_unix_s: float
    is_dated: bool = True

    def times(self, table: Table, name: str) -> Floats:
        """A time column in Unix seconds (UTC), NaN where there is no time or it cannot be dated."""
        dates = table.numbers(name)
        if not np.isnan(dates).any():
            return dates
        stored = table.stored_numbers(name)
        return np.where(stored < FIRST_DATE_TIME, stored + self.switched_on_unix_s, dates)


def utc_offset_of(file: FitFile) -> float | None:
    """Seconds by which the local clock was ahead of UTC where the file was recorded; None if it does not say."""
    activity = file["activity"]
    for offset in (activity.numbers("local_timestamp") - activity.numbers("timestamp")).tolist():
        rounded = round(offset / _ZONE_STEP_S) * _ZONE_STEP_S if np.isfinite(offset) else np.nan
        # A device that does not know its zone writes UTC twice.
        if rounded != 0 and abs(offset - rounded) <= _CLOCK_OFF_S and abs(rounded) <= _MOST_OFFSET_S:
            return float(rounded)
    return None


def clock_of(file: FitFile) -> tuple[Clock, tuple[str, ...]]:
    """The file's clock, and what is doubtful about it.

    A device whose clock was never set counts from when it was switched on. Its activity message then has
    the same moment twice, as uptime and as local time; that dates the file but for the unknown time zone. Else the
    session may have a date, or the file may know when it was created, which is when the recording began.
    """
    activity = file["activity"]
    uptime, local = activity.stored_numbers("timestamp"), activity.numbers("local_timestamp")
    usable = np.flatnonzero((uptime < FIRST_DATE_TIME) & ~np.isnan(local))
    if len(usable):
        return Clock(float(local[usable[0]] - uptime[usable[0]]), is_dated=False), (BY_LOCAL_CLOCK,)
    begun = _begun(file)
    if begun is None:
        return Clock(np.nan), ()
    for table, name, doubt in (
        (file["session"], "start_time", BY_SESSION),
        (file["file_id"], "time_created", BY_CREATION),
    ):
        known = table.numbers(name)[np.isfinite(table.numbers(name))]
        if known.size:
            return Clock(float(known.min()) - begun), (doubt,)
    return Clock(np.nan), ()


def _begun(file: FitFile) -> float | None:
    """The uptime at which the recording began, None if its times are dates."""
    for message, name in (("record", "timestamp"), ("session", "start_time")):
        stored = file[message].stored_numbers(name)
        known = stored[np.isfinite(stored)]
        if known.size:
            return float(known[0]) if known[0] < FIRST_DATE_TIME else None
    return None
