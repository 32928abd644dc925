import csv
import io

import pytest

from niggle.panel.boxes import LETTERS
from niggle.panel.order import bundles
from niggle.panel.table import COLUMNS, blank_table, join_tables, read_table

CODES = {"134", "716", "377"}
HEADER = ",".join(COLUMNS)


def read(*rows: str):
    return read_table("\n".join([HEADER, *rows]), codes=CODES)


def test_a_blank_table_has_a_row_for_each_rater_and_story_and_says_nothing(told):
    text = blank_table(bundles(told, seed=1, raters=3))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 180
    assert {row["rater"] for row in rows} == {"1", "2", "3"}
    filled = read_table(text, codes={story.code for story in told})
    assert (filled.ratings, filled.blank, filled.problems) == ((), 180, ())


@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_is_a_status(letter):
    (rating,) = read(f"1,134,{letter.lower()},,").ratings
    assert rating.status == LETTERS[letter]


@pytest.mark.parametrize("word", ["check_in", "Check in", " check-in ", "CHECK IN"])
def test_a_word_is_a_status_however_it_is_written(word):
    (rating,) = read(f"1,134,{word},,").ratings
    assert rating.status == "check_in"


@pytest.mark.parametrize("also", ["BD", "B D", "b/d", '"B, D"', "monitor; concern", "B+D+A"])
def test_several_may_be_acceptable_and_the_ticked_one_is_not_said_twice(also):
    (rating,) = read(f"1,134,A,{also},").ratings
    assert rating.also == {"monitor", "concern"}
    assert rating.accepted == {"clear", "monitor", "concern"}


def test_a_table_saved_by_a_spreadsheet_elsewhere_is_read():
    text = "\ufeffstory;rater;status;date;also_acceptable;remark\r\n134.0;2.0;B;Friday;;shoes, perhaps\r\n;;;;;\r\n"
    filled = read_table(text, codes=CODES)
    (rating,) = filled.ratings
    assert (rating.rater, rating.code, rating.status, rating.remark) == ("2", "134", "monitor", "shoes, perhaps")
    assert filled.problems == ()


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ("1,134,G,,", "status", "'G' is none of: A clear"),
        ("1,134,AB,,", "status", "one box"),
        ("1,134,,B,", "status", "no box"),
        ("1,134,A,maybe,", "also_acceptable", "'maybe'"),
        ("1,999,A,,", "story", "'999'"),
        (",134,A,,", "rater", "no rater"),
        ('1,134,A,,"it "hurt"', "", "not readable"),
        ("1,134,A,,shoes, laces", "", "6 fields"),
    ],
)
def test_a_bad_row_is_one_line_with_its_place_and_the_others_are_kept(row, column, says):
    filled = read("1,716,B,,", row, "1,377,C,,")
    assert [rating.code for rating in filled.ratings] == ["716", "377"]
    (problem,) = filled.problems
    assert (problem.line, problem.column) == (3, column)
    assert says in problem.message


def test_the_first_of_two_answers_counts_and_the_same_again_is_nothing_new():
    filled = read("1,134,A,,", "1,134,A,,", "1,134,B,,")
    assert [rating.status for rating in filled.ratings] == ["clear"]
    assert [str(problem) for problem in filled.problems] == [
        "line 4: column story: rater 1 has answered this story otherwise on line 2; that one counts"
    ]


@pytest.mark.parametrize(("text", "says"), [("", "empty"), ("\n\n", "empty"), ("rater,status\n1,A", "lacks story")])
def test_a_table_without_its_columns_says_which(text, says):
    filled = read_table(text, codes=CODES)
    assert filled.ratings == ()
    assert says in filled.problems[0].message


def test_tables_are_joined_and_a_contradiction_names_both():
    one, two = read("1,134,A,,", "1,999,A,,"), read("1,134,B,,", "2,134,B,,")
    ratings, lines = join_tables({"one.csv": one, "two.csv": two})
    assert [(rating.rater, rating.status) for rating in ratings] == [("1", "clear"), ("2", "monitor")]
    assert lines[0].startswith("one.csv: line 3: column story")
    assert lines[1] == "two.csv: story 134: rater 1 has answered this story otherwise in one.csv; that one counts"
