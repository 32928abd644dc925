"""The runs of one runner in order, out of one table or several."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from niggle.study.columns import METRICS, NUMBERS
from niggle.study.table import StudyRow

BALANCE = METRICS[0]
CONSTANT_SPEED_MPS = 3.0
"""Where no speed was measured at all; which one it is makes no difference."""

type _Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """One runner's runs, oldest first; `label` tells runners of the same letter in several tables apart.

    `sign` is +1 for a runner whose balance leans to the left, -1 to the right. What is drawn at random takes this sign,
    so that a runner with feet exchanged is the mirror image.
    """

    label: str
    rows: tuple[StudyRow, ...]
    sign: int


def gather(tables: Mapping[str, Iterable[StudyRow]]) -> tuple[Series, ...]:
    """The runners of tables given by name, in the order of their labels.

    Neither the order of the tables nor that of their rows matters. The same letter in two tables is two runners,
    unless the days of one go on after those of the other; of tables with the same rows one counts.
    """
    by_runner: dict[str, dict[tuple[_Key, ...], tuple[str, list[StudyRow]]]] = {}
    for name in sorted(tables):
        own: dict[str, list[StudyRow]] = {}
        for row in tables[name]:
            own.setdefault(row.runner, []).append(row)
        for runner, rows in own.items():
            keys = tuple(sorted(_key(row, 1) for row in rows))
            by_runner.setdefault(runner, {}).setdefault(keys, (name, rows))
    series: list[Series] = []
    for runner, parts in by_runner.items():
        in_turn = sorted(parts.values(), key=lambda part: min(row.day for row in part[1]))
        days = [(min(row.day for row in rows), max(row.day for row in rows)) for _, rows in in_turn]
        if all(before[1] < after[0] for before, after in pairwise(days)):
            series.append(_series(runner, [row for _, rows in in_turn for row in rows]))
        else:
            series += [_series(f"{runner} ({name})", rows) for name, rows in in_turn]
    return tuple(sorted(series, key=lambda one: (len(one.label), one.label)))


def _series(label: str, rows: Sequence[StudyRow]) -> Series:
    leans = (row.number(BALANCE) - 50.0 for row in rows)
    sign = 1 if round(math.fsum(lean for lean in leans if math.isfinite(lean)), 6) >= 0.0 else -1
    ordered = sorted(rows, key=lambda row: _key(row, sign))
    # A sensor stays until another is named.
    sensor = next((row.sensor for row in ordered if row.sensor is not None), None)
    has_speed = any(math.isfinite(row.number("speed_mps")) for row in ordered)
    filled = []
    for row in ordered:
        sensor = sensor if row.sensor is None else row.sensor
        numbers = row.numbers if has_speed else {**row.numbers, "speed_mps": CONSTANT_SPEED_MPS}
        filled.append(replace(row, sensor=sensor, numbers=numbers))
    return Series(label, tuple(filled), sign)


def _key(row: StudyRow, sign: int) -> _Key:
    """By day; runs of one and the same day by what else is known of them, so that the table's order does not matter."""
    known = [-1.0 if math.isnan(row.number(name)) else row.number(name) for name in NUMBERS if name != BALANCE]
    words = [word or "" for word in (row.surface, row.sensor, row.pain_site, row.pain_side, row.equipment)]
    lean = row.number(BALANCE) - 50.0
    lean = 99.0 if math.isnan(lean) else round(lean, 6)
    return (row.day, *known, *words, abs(lean), sign * lean)
