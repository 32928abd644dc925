"""When nobody wants to be told anything."""

from datetime import datetime, time
from zoneinfo import ZoneInfo


def is_quiet(now: datetime, quiet_hours: str | None, zone: ZoneInfo) -> bool:
    """Whether it is in the quiet hours ("21:30-07:00") on the clock of a zone: from the first minute up to the last.

    A span from a minute to itself is no time at all. On the days when clocks change, the wall's clock decides.
    """
    if quiet_hours is None:
        return False
    start, end = (time.fromisoformat(part) for part in quiet_hours.split("-"))
    clock = now.astimezone(zone).time()
    return start <= clock < end if start <= end else clock >= start or clock < end
