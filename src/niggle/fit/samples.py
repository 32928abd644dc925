"""The records of a file as columns with niggle's names and units."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from niggle.fit.base_types import TIMESTAMP_FIELD
from niggle.fit.clock import Clock
from niggle.fit.decode import FitFile
from niggle.fit.layout import DeveloperKey
from niggle.fit.model import Floats, Indices
from niggle.fit.profile import makers
from niggle.fit.table import Table
from niggle.fit.timeline import hanging_together
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
# A foot that touches the ground at all does so for longer than 0, and both cannot be the right one.
_NEVER_ZERO = {"stance_time", "stance_time_balance", "step_length", "vertical_oscillation", "vertical_ratio"}
# FIT's own fields that developers' ones may stand for, by number in a record.
_NATIVE = {
    4: "cadence", 39: "vertical oscillation", 41: "stance time", 83: "vertical ratio", 84: "stance time balance",
    85: "step length",
}  # fmt: skip
# Sports whose cadence is of feet on the ground; elsewhere it is of pedals, arms or oars.
ON_FOOT = {"running", "walking", "hiking", None}


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
    moved: int = 0  # of which the clock was put right


def records_of(file: FitFile, clock: Clock, *, length_s: float | None = None, end_s: float | None = None) -> Records:
    """The records of a file; metres, m/s and so on as in the registry of columns, cadence apart.

    `length_s` is how long the recording is and `end_s` when it ended by its session, where that can tell a clock that
    was set.
    """
    table = file["record"]
    parts = np.searchsorted(np.array(table.part_starts), np.arange(table.n_rows), side="right") - 1
    times, moved = _put_right(clock.times(table, "timestamp"), _streams(table, parts), length_s, end_s)
    order = np.arange(table.n_rows)
    is_dated = ~np.isnan(times)
    if not is_dated.all():
        order = order[is_dated]
    if (np.diff(times[order]) < 0).any():
        order = order[np.lexsort((times[order], parts[order]))]
    is_whole = len(order) == table.n_rows and bool((np.diff(order) == 1).all())

    def in_order[Number: np.generic](column: NDArray[Number]) -> NDArray[Number]:
        return column if is_whole else column[order]

    columns = {name: in_order(_measured(table, field)) for name, field in _SAME_UNIT.items()}
    columns["distance_m"] = in_order(table.numbers("distance"))
    columns["speed_mps"] = in_order(_either(table, "enhanced_speed", "speed"))
    columns["altitude_m"] = in_order(_either(table, "enhanced_altitude", "altitude"))
    columns["stance_time_balance_left_pct"] = in_order(_measured(table, "stance_time_balance"))
    developer = {name: in_order(column) for name, column in _developer(table).items()}
    undated = table.n_rows - len(order)
    found = Records(in_order(times), in_order(parts), columns, in_order(_strides(table)), developer, undated, moved)
    return _one_a_second(found)


def _put_right(times: Floats, streams: Indices, length_s: float | None, end_s: float | None) -> tuple[Floats, int]:
    """Times with a clock that was set during the recording put right, and how many that were."""
    result, moved = times.copy(), 0
    for stream in np.unique(streams).tolist():
        own = streams == stream
        timeline = hanging_together(times[own], length_s=length_s, end_s=end_s)
        result[own] = timeline.times
        moved += timeline.moved
    return result, moved


def _streams(table: Table, parts: Indices) -> Indices:
    """For each record which stream of records in order of time it is of.

    A file is one, unless records with different fields stand in it one kind after the other (all positions, then all
    of the sensors): then each kind is one.
    """
    kinds = [chunk.layout.slots.keys() - {TIMESTAMP_FIELD} for chunk in table.chunks]
    if len(kinds) < 2 or sum(map(len, kinds)) > len(set().union(*kinds)):
        return parts
    streams = np.zeros(table.n_rows, np.intp)
    for number, chunk in enumerate(table.chunks):
        streams[slice(None) if chunk.rows is None else chunk.rows] = number
    return np.asarray(parts * len(kinds) + streams)


def _measured(table: Table, name: str) -> Floats:
    """A column of which 0 is no value: watches and pods write it while they do not measure."""
    values = table.numbers(name)
    return np.where(values == 0, np.nan, values) if name in _NEVER_ZERO else values


def _one_a_second(records: Records) -> Records:
    """With one record where a device wrote several of one second with different fields (position, then sensors)."""
    twins = np.flatnonzero((np.diff(records.times) == 0) & (np.diff(records.parts) == 0)) + 1
    if not twins.size:
        return records
    is_new = np.ones(records.times.size, bool)
    is_new[twins] = False
    group = np.cumsum(is_new) - 1
    first = np.flatnonzero(is_new)
    shared = np.zeros(records.times.size, bool)
    adds = np.zeros(records.times.size, bool)
    for column in (*records.columns.values(), records.cadence, *records.developer.values()):
        has, had = np.isfinite(column[twins]), np.isfinite(column[first[group[twins]]])
        shared[twins] |= has & had
        adds[twins] |= has & ~had
    # What both hold and none lacks is measured more than once a second, and stays.
    joins = adds[twins] | ~shared[twins]
    is_kept = is_new.copy()
    is_kept[twins[~joins]] = True
    joined, target = twins[joins], first[group[twins[joins]]]

    def merged_column(column: Floats) -> Floats:
        result = column.copy()
        fills = np.isnan(column[target]) & np.isfinite(column[joined])
        result[target[fills][::-1]] = column[joined[fills]][::-1]  # of several the first
        return result[is_kept]

    return Records(
        records.times[is_kept], records.parts[is_kept],
        {name: merged_column(column) for name, column in records.columns.items()}, merged_column(records.cadence),
        {name: merged_column(column) for name, column in records.developer.items()}, records.undated, records.moved,
    )  # fmt: skip


def steps_per_minute(strides: Floats, sport: str | None, speed_mps: Floats | None = None) -> Floats:
    """Cadence in steps a minute, both feet; NaN for sports that are not on foot.

    Whether a device counts strides or steps is told by the fast part of a recording: who walks at first takes as many
    steps a minute as who runs takes strides.
    """
    if sport not in ON_FOOT:
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
    """Columns by maker and name; the unit is added where a maker used a name for two quantities.

    A field that stands for one of FIT's own is called after that, whatever its developer calls it. Two applications of
    one maker that share a name keep apart: the second goes by its application id, and if that is the same by its place.
    """
    found: dict[tuple[str, str], tuple[DeveloperKey, Floats]] = {}
    for key, column in table.developer.items():
        if column.ndim != 1 or column.dtype != np.float64:
            continue
        field = _NATIVE.get(-1 if key.native_number is None else key.native_number, key.name)
        if _is_of_the_right(key, field):
            column = 100.0 - column
        owners = (
            makers().get(key.application, key.application), key.application, f"{key.application}:{key.developer_index}",
        )  # fmt: skip
        for owner in owners:
            name = (owner, field)
            if name in found and found[name][0].application == key.application and found[name][0].unit != key.unit:
                name = (owner, f"{field} ({key.unit})")
            if name not in found or not _are_two(found[name], (key, column)):
                break
        if name in found:
            column = np.where(np.isnan(found[name][1]), column, found[name][1])
        found[name] = (key, column)
    return {name: column for name, (_, column) in found.items()}


def _are_two(first: tuple[DeveloperKey, Floats], second: tuple[DeveloperKey, Floats]) -> bool:
    """Whether two columns of one maker and name are of two applications: told so, or both there at once."""
    (one, values), (other, others) = first, second
    if one.application != other.application:
        return True
    return one.developer_index != other.developer_index and bool((np.isfinite(values) & np.isfinite(others)).any())


def _is_of_the_right(key: DeveloperKey, name: str) -> bool:
    """Whether a balance is the share of the right foot."""
    if "balance" not in name.lower() or ("stance" not in name.lower() and "ground" not in name.lower()):
        return False
    unit = (key.unit or "").lower().replace(" ", "")
    return unit in {"%r", "r%", "%right", "right%", "percentright"} or "right" in key.name.lower()
