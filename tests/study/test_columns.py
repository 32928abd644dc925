"""The registry of the study table."""

from niggle.study.columns import COLUMNS, METRICS, NEEDED, NUMBERS, dictionary, window_sd_of
from niggle.vocabulary.columns import METRIC_COLUMNS


def test_every_metric_has_its_noise_in_the_same_unit():
    for name in METRICS:
        assert COLUMNS[name].unit == COLUMNS[window_sd_of(name)].unit == METRIC_COLUMNS[name].unit


def test_numbers_have_a_range_and_words_have_none():
    for column in COLUMNS.values():
        assert column.is_number == (column.high is not None)
        assert not (column.is_number and column.words)
        if column.low is not None and column.high is not None:
            assert column.low < column.high
    assert set(NUMBERS) <= set(COLUMNS)
    assert set(NEEDED) <= set(COLUMNS)


def test_the_dictionary_has_one_line_a_column():
    lines = dictionary().splitlines()[2:]
    assert len(lines) == len(COLUMNS)
    for line, column in zip(lines, COLUMNS.values(), strict=True):
        assert line.startswith(f"| `{column.name}` |")
        assert column.meaning in line


def test_no_column_names_a_person_or_a_place():
    assert not {"name", "athlete_id", "date", "started_at", "lat", "lon", "note"} & set(COLUMNS)
