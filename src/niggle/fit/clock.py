"""Times of a file in Unix seconds, also where the device did not know the date."""

from dataclasses import dataclass

import numpy as np

from niggle.fit.base_types import FIRST_DATE_TIME
from niggle.fit.decode import FitFile
from niggle.fit.model import Floats
from niggle.fit.table import Table


@dataclass(frozen=True, slots=True)
class Clock:
    """Turns FIT times into Unix seconds; `switched_on_unix_s` is where device uptime counts from, NaN if unknown."""

    switched_on_unix_s: float

    def times(self, table: Table, name: str) -> Floats:
        """A time column in Unix seconds (UTC), NaN where there is no time or it cannot be dated."""
        dates = table.numbers(name)
        if not np.isnan(dates).any():
            return dates
        stored = table.stored_numbers(name)
        return np.where(stored < FIRST_DATE_TIME, stored + self.switched_on_unix_s, dates)


def clock_of(file: FitFile) -> tuple[Clock, tuple[str, ...]]:
    """The file's clock, and what is doubtful about it.

    A device whose clock was never set counts from when it was switched on. Its activity message then has
    the same moment twice, as uptime and as local time; that dates the file but for the unknown time zone.
    """
    activity = file["activity"]
    uptime, local = activity.stored_numbers("timestamp"), activity.numbers("local_timestamp")
    usable = np.flatnonzero((uptime < FIRST_DATE_TIME) & ~np.isnan(local))
    if not len(usable):
        return Clock(np.nan), ()
    defect = "times count from when the device was switched on; dated by its local clock"
    return Clock(float(local[usable[0]] - uptime[usable[0]])), (defect,)
