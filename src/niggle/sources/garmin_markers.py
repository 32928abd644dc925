"""What visits to Garmin Connect remember besides the stamps of activities.

<kind>:backfill       how far back the first visits came, so that the next goes on there; COMPLETE at the end
<kind>:gap            the same for a later visit that was cut short with older activities still to come
<kind>:owed:<id>      the day of an activity that failed, to be asked for by that day; SETTLED once it came
<kind>:owner          whose account it is, as a digest; ANYBODY after a logout
<kind>:visited        the day of the last visit that reached its end
"""

from collections.abc import Mapping

SETTLED = "settled"
ANYBODY = "anybody"


def gap_place(kind: str) -> str:
    """The place whose `Marker` tells how far a later visit came that was cut short."""
    return f"{kind}:gap"


def owed_place(kind: str) -> str:
    """What the places of activities that failed begin with."""
    return f"{kind}:owed:"


def owner_place(kind: str) -> str:
    """The place whose `Marker` tells whose account it is."""
    return f"{kind}:owner"


def visited_place(kind: str) -> str:
    """The place whose `Marker` tells the day of the last visit that reached its end."""
    return f"{kind}:visited"


def owed_by(kind: str, seen: Mapping[str, str]) -> dict[str, str]:
    """The activities that failed and are still to come: id → day."""
    prefix = owed_place(kind)
    return {
        place.removeprefix(prefix): day for place, day in seen.items() if place.startswith(prefix) and day != SETTLED
    }
