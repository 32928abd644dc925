"""The records of a file as columns with niggle's names and units."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from niggle.fit.clock import Clock
from niggle.fit.decode import FitFile
from niggle.fit.layout import DeveloperKey
from niggle.fit.model import Floats, Indices
from niggle.fit.profile import makers
from niggle.fit.table import Table
from niggle.fit.values import merged

# A runner takes 70 to 110 strides a minute; a device that writes more than this counts steps, not strides.
MOST_STRIDES_PER_MIN = 130.0
_FAST_PERCENTILE = 75.0

_SAME_UNIT = {
    "heart_rate_bpm": "heart_rate",
    "power_w": "power",
    "temperature_c": "temperature",
    "stance_time_ms": "stance_time",
    "step_length_mm": "step_length",
    "vertical_oscillation_mm": "vertical_oscillation",
    "vertical_ratio_pct": "vertical_ratio",
}
# Sports whose cadence is of feet on the ground; elsewhere it is of pedals, arms or oars.
_ON_FOOT = {"running", "walking", "hiking", None}


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """All records of a file in order of time, those without a time left out.

    `parts` numbers the file of the chain that each record is from.
    """

    times: Floats
    parts: Indices
    columns: dict[str, Floats]
    cadence: Floats  # strides a minute as FIT means it
    developer: dict[tuple[str, str], Floats]
    undated: int


def records_of(file: FitFile, clock: Clock) -> Records:
    """The records of a file; metres, m/s and so on as in the registry of columns, cadence apart."""
    table = file["record"]
    times = clock.times(table, "timestamp")
    parts = np.searchsorted(np.array(table.part_starts), np.arange(table.n_rows), side="right") - 1
    order = np.arange(table.n_rows)
    is_dated = ~np.isnan(times)
    if not is_dated.all():
        order = order[is_dated]
    if (np.diff(times[order]) < 0).any():
        order = order[np.lexsort((times[order], parts[order]))]
    is_whole = len(order) == table.n_rows and bool((np.diff(order) == 1).all())

    def in_order[Number: np.generic](column: NDArray[Number]) -> NDArray[Number]:
        return column if is_whole else column[order]

    columns = {name: in_order(table.numbers(field)) for name, field in _SAME_UNIT.items()}
    columns["distance_m"] = in_order(table.numbers("distance"))
    columns["speed_mps"] = in_order(_either(table, "enhanced_speed", "speed"))
    columns["altitude_m"] = in_order(_either(table, "enhanced_altitude", "altitude"))
    balance = table.numbers("stance_time_balance")
    # watches write 0.00 % while they have no balance: both feet cannot be the right one
    columns["stance_time_balance_left_pct"] = in_order(np.where(balance == 0, np.nan, balance))
    developer = {name: in_order(column) for name, column in _developer(table).items()}
    undated = table.n_rows - len(order)
    return Records(in_order(times), in_order(parts), columns, in_order(_strides(table)), developer, undated)


def steps_per_minute(strides: Floats, sport: str | None, speed_mps: Floats | None = None) -> Floats:
    """Cadence in steps a minute, both feet; NaN for sports that are not on foot.

    Whether a device counts strides or steps is told by the fast part of a recording: who walks at first takes as many
    steps a minute as who runs takes strides.
    """
    if sport not in _ON_FOOT:
        return np.full(len(strides), np.nan)
    is_moving = strides > 0
    if speed_mps is not None and (is_moving & (speed_mps > 0)).any():
        is_moving &= speed_mps >= np.median(speed_mps[is_moving & (speed_mps > 0)])
    moving = strides[is_moving]
    if moving.size and float(np.percentile(moving, _FAST_PERCENTILE)) > MOST_STRIDES_PER_MIN:
        return strides
    return 2.0 * strides


def _either(table: Table, first: str, second: str) -> Floats:
    values: Floats | None = merged(table.numbers(first), table.numbers(second))
    return table.numbers(first) if values is None else values


def _strides(table: Table) -> Floats:
    cadence = _either(table, "cadence", "cadence256")
    fraction = table.numbers("fractional_cadence")
    return cadence + np.where(np.isnan(fraction), 0.0, fraction)


def _developer(table: Table) -> dict[tuple[str, str], Floats]:
    """Columns by maker and name; the unit is added where a maker used a name for two quantities."""
    found: dict[tuple[str, str], tuple[DeveloperKey, Floats]] = {}
    for key, column in table.developer.items():
        if column.ndim != 1 or column.dtype != np.float64:
            continue
        name = (makers().get(key.application, key.application), key.name)
        if name in found and found[name][0].unit != key.unit:
            name = (name[0], f"{key.name} ({key.unit})")
        if name in found:
            column = np.where(np.isnan(found[name][1]), column, found[name][1])
        found[name] = (key, column)
    return {name: column for name, (_, column) in found.items()}
