"""How numbers with a unit are written for people: one formatter a quantity, in metric or in imperial units.

Data are always in the stored unit (`stance_time_ms`, `speed_mps`); texts that are kept are metric, and put into the
units of whoever reads them by `in_units`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Literal, cast, get_args

type Units = Literal["metric", "imperial"]

METRIC: Units = "metric"
UNITS: Mapping[Units, str] = {"metric": "km", "imperial": "miles"}
"""The systems of units and what a switch between them calls each."""

_MILE_M, _FOOT_MM, _INCH_MM = 1609.344, 304.8, 25.4


def units_named(name: str | None) -> Units | None:
    """The system of that name; None for anything else."""
    return cast(Units, name) if name in get_args(Units.__value__) else None


def number(value: float, digits: int) -> str:
    """`value` with `digits` after the point and a true minus sign; a rounded zero has no sign."""
    text = f"{value:.{digits}f}"
    if not text.strip("-0."):
        text = text.lstrip("-")
    return text.replace("-", "−")


@dataclass(frozen=True, slots=True)
class Scale:
    """How values are shown: times `factor`, with `digits` after the point, then `unit`.

    With `pace_m` a value is a speed in m/s, shown as the minutes and seconds that so many metres take.
    """

    unit: str
    digits: int = 0
    factor: float = 1.0
    pace_m: float | None = None

    def text(self, value: float) -> str:
        """A value without its unit; "–" for the pace of who stands.

        >>> Scale("min/km", pace_m=1000.0).text(3.0), Scale("m", 2, 0.001).text(1103.0)
        ('5:33', '1.10')
        """
        if self.pace_m is None:
            return number(value * self.factor, self.digits)
        if value <= 0:
            return "–"
        minutes, seconds = divmod(round(self.pace_m / value), 60)
        return f"{minutes}:{seconds:02d}"

    def with_unit(self, value: float) -> str:
        """A value with its unit."""
        return f"{self.text(value)} {self.unit}"


DISTANCE: Mapping[Units, Scale] = {"metric": Scale("km", 1, 0.001), "imperial": Scale("mi", 1, 1 / _MILE_M)}
PACE: Mapping[Units, Scale] = {
    "metric": Scale("min/km", pace_m=1000.0),
    "imperial": Scale("min/mile", pace_m=_MILE_M),
}
STEP: Mapping[Units, Scale] = {"metric": Scale("m", 2, 0.001), "imperial": Scale("ft", 2, 1 / _FOOT_MM)}
RISE: Mapping[Units, Scale] = {"metric": Scale("cm", 1, 0.1), "imperial": Scale("in", 2, 1 / _INCH_MM)}

_CONVERTED = (DISTANCE, STEP, RISE)  # a pace stands in no kept text


def alike(scale: Scale) -> Mapping[Units, Scale]:
    """One scale for all systems: milliseconds, percent and steps a minute are the same everywhere."""
    return dict.fromkeys(UNITS, scale)


def distance(distance_m: float | None, units: Units = METRIC) -> str:
    """A distance, such as "8.0 km"."""
    return "distance not known" if distance_m is None else DISTANCE[units].with_unit(distance_m)


def in_units(text: str, units: Units) -> str:
    """A text of the program's own, which is metric, with its lengths in other units.

    >>> in_units("step length 1.10 m, usually 1.15 m", "imperial")
    'step length 3.61 ft, usually 3.77 ft'
    """
    if units == METRIC:
        return text
    for scales in _CONVERTED:
        metric = scales[METRIC]
        text = _written_by(metric).sub(partial(_again, metric=metric, other=scales[units]), text)
    return text


def _again(found: re.Match[str], *, metric: Scale, other: Scale) -> str:
    return f"{other.text(float(found[1]) / metric.factor)}{found[2]}{other.unit}"


@cache
def _written_by(scale: Scale) -> re.Pattern[str]:
    """What `Scale.with_unit` writes, with whatever space before the unit."""
    return re.compile(rf"(?<![\d.])(\d+\.\d{{{scale.digits}}})([ \N{{NO-BREAK SPACE}}]){scale.unit}(?![\w/])")
