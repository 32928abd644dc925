"""The registry of columns: names carry their units, and what stands in two tables means the same in both."""

import pytest

from niggle.vocabulary.columns import METRIC_COLUMNS, RUN_COLUMNS, SAMPLE_COLUMNS, WINDOW_COLUMNS

SUFFIXES = {
    "_s": "s", "_m": "m", "_mm": "mm", "_ms": "ms", "_mps": "m/s", "_bpm": "1/min", "_spm": "1/min", "_w": "W",
    "_c": "°C", "_pct": "%",
}  # fmt: skip
TABLES = (RUN_COLUMNS, SAMPLE_COLUMNS, METRIC_COLUMNS, WINDOW_COLUMNS)


@pytest.mark.parametrize("table", TABLES)
def test_a_unit_in_a_name_is_the_unit_of_the_column(table):
    for name, column in table.items():
        assert column.name == name
        assert column.meaning
        for suffix, unit in SUFFIXES.items():
            if name.endswith(suffix):
                assert column.unit == unit, name


def test_a_name_in_two_tables_has_one_unit():
    units: dict[str, set[str]] = {}
    for table in TABLES:
        for name, column in table.items():
            units.setdefault(name, set()).add(column.unit)
    assert {name for name, known in units.items() if len(known) > 1} == set()


def test_windows_have_every_metric():
    assert METRIC_COLUMNS.items() <= WINDOW_COLUMNS.items()
