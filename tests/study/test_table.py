"""The study table as CSV."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niggle.errors import TableError
from niggle.study.columns import COLUMNS, METRICS, NUMBERS, dictionary
from niggle.study.table import StudyRow, parse_table, write_table

HEADER = "runner,day,stance_time_balance_left_pct"


def test_three_columns_are_enough():
    table = parse_table(f"{HEADER}\nA,0,50.1\nA,1.5,49.9\n")
    assert not table.problems
    assert [(row.runner, row.day, row.number("stance_time_balance_left_pct")) for row in table.rows] == [
        ("A", 0.0, 50.1),
        ("A", 1.5, 49.9),
    ]
    assert math.isnan(table.rows[0].number("cadence_spm"))
    assert table.rows[0].surface == "road"
    assert table.rows[0].sensor is None


def test_every_column_goes_out_and_comes_back():
    special = {"duration_s": 2400.0, "usable_s": 1800.0, "step_length_mm": 1010.0, "pain_peak": 3.0}
    numbers = {name: 40.5 if (COLUMNS[name].high or 0.0) > 60.0 else 4.5 for name in NUMBERS if name != "day"}
    row = StudyRow("3", 12.25, numbers | special, "treadmill", "2", "achilles", "left", "shoes")
    text = write_table([row])
    (back,) = parse_table(text).rows
    assert back == row
    assert text.splitlines()[0] == ",".join(COLUMNS)


def test_what_is_not_known_is_an_empty_cell():
    line = write_table([StudyRow("1", 0.0, {"cadence_spm": math.nan})]).splitlines()[1]
    assert line == "1,0,road" + "," * (len(COLUMNS) - 3)


@pytest.mark.parametrize("text", ["", "nan", "NaN", "NA", "None", "null", "-", " "])
def test_the_usual_ways_to_write_unknown(text):
    table = parse_table(
        f"{HEADER},pain_peak,pain_side,equipment\nA,0,{text},{text},{text.replace('None', '')},{text}\n"
    )
    assert not table.problems
    (row,) = table.rows
    assert math.isnan(row.number("stance_time_balance_left_pct"))
    assert row.equipment is None


def test_a_device_that_writes_zero_for_no_value():
    (row,) = parse_table("runner,day,stance_time_balance_left_pct,cadence_spm,pain_peak\nA,0,0.0,0,0\n").rows
    assert math.isnan(row.number("stance_time_balance_left_pct"))
    assert math.isnan(row.number("cadence_spm"))
    assert row.number("pain_peak") == 0.0


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("A,zero,50.0", "day"),
        ("A,,50.0", "day"),
        ("A,inf,50.0", "day"),
        ("A,2026-03-02,50.0", "day"),
        (",0,50.0", "runner"),
        ("A\x1b[2J,0,50.0", "runner"),
        ("A,0,fifty", "stance_time_balance_left_pct"),
        ("A,0,1_0", "stance_time_balance_left_pct"),
        ("A,0,12.0", "stance_time_balance_left_pct"),
        ("A,0,1e999", "stance_time_balance_left_pct"),
        ("A,0,50.0,9e9", ""),
        ("A,0", ""),
        ('A,0,"50.0', ""),
    ],
)
def test_a_wrong_cell_is_named_and_the_other_rows_are_kept(row, column):
    table = parse_table(f"{HEADER}\n{row}\nA,1,50.0\n")
    assert [(problem.line, problem.column) for problem in table.problems] == [(2, column)]
    assert "\x1b" not in str(table.problems[0])
    assert [row.day for row in table.rows] == [1.0]


def test_words_are_checked():
    text = "runner,day,cadence_spm,surface,pain_site,pain_side,pain_peak\nA,0,170,beach,elbow,up,11\n"
    assert [problem.column for problem in parse_table(text).problems] == [
        "surface", "pain_site", "pain_side", "pain_peak",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("shoes", "shoes"), ("New shoes", "shoes"), ("strap", "sensor"), ("other pod", "sensor"),
        ("nothing", "nothing"), ("no", "nothing"),
    ],
)  # fmt: skip
def test_equipment_in_a_persons_words(text, meaning):
    (row,) = parse_table(f"{HEADER},equipment\nA,0,50,{text}\n").rows
    assert row.equipment == meaning


@pytest.mark.parametrize("text", ["hat", "no new shoes"])
def test_equipment_that_is_not_understood_costs_the_answer_alone(text):
    table = parse_table(f"{HEADER},equipment\nA,0,50,{text}\n")
    assert [problem.column for problem in table.problems] == ["equipment"]
    assert [row.equipment for row in table.rows] == [None]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the table is empty"),
        ("\n \n", "the table is empty"),
        ("day,cadence_spm\n", "no column runner"),
        ("runner;day;cadence_spm\n", "separate the columns by commas"),
        ("runner,day,pace\n", "no metric to judge"),
        ("runner,day,day,cadence_spm\n", "named twice: 'day'"),
        ('"runner\n', "the header cannot be read"),
        ("\x00\x01\x02", "no column runner"),
    ],
)
def test_a_table_that_cannot_be_used(text, says):
    with pytest.raises(TableError, match=says):
        parse_table(text)


def test_other_columns_are_named_and_not_used():
    table = parse_table("Runner, Day ,cadence_spm,date\nA,0,170,2026-03-02\n\n")
    assert table.unused == ("date",)
    assert not table.problems
    assert len(table.rows) == 1


def test_as_a_spreadsheet_saves_it():
    table = parse_table("\ufeffrunner,day,cadence_spm,sensor\r\n1.0,0,170,2.0\r\n1,1,171,2\r\n")
    assert {(row.runner, row.sensor) for row in table.rows} == {("1", "2")}


@given(st.text(max_size=200))
def test_no_text_is_a_crash(text):
    try:
        parse_table(f"{HEADER}\n{text}")
        parse_table(text)
    except TableError:
        pass


def test_the_dictionary_has_every_column():
    lines = dictionary().splitlines()
    assert [line.split("`")[1] for line in lines[2:]] == list(COLUMNS)
    assert all(f"{name}_window_sd" in COLUMNS for name in METRICS)


def test_the_columns_are_those_of_the_contract():
    assert set(COLUMNS) == {
        "runner", "day", "surface", "sensor", "duration_s", "usable_s", "speed_mps", "grade_pct",
        *METRICS, *(f"{name}_window_sd" for name in METRICS), "pain_peak", "pain_site", "pain_side", "equipment",
    }  # fmt: skip
    assert METRICS == (
        "stance_time_balance_left_pct", "stance_time_ms", "cadence_spm", "step_length_mm", "vertical_oscillation_mm",
        "vertical_ratio_pct",
    )  # fmt: skip
