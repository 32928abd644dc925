"""`niggle pain list`: what has been reported, to read and to import again."""

import json


def test_what_is_listed_as_csv_says_the_same_again(niggle_in, own_squad):
    add = ("pain", "add", "--athlete", "emil", "--site", "knee", "--side", "left", "--peak", "3", "--limped", "yes")
    niggle_in(own_squad, *add)
    (own_squad / "again.csv").write_text(niggle_in(own_squad, "pain", "list", "--format", "csv").stdout)
    assert niggle_in(own_squad, "pain", "import", "again.csv").stderr == "0 new of 1 reports\n"
    table = niggle_in(own_squad, "pain", "list").stdout
    assert "–/–/3/–/–" in table
    assert "limped" in table


def test_an_entry_has_an_id_and_a_diarys_row_has_none(niggle_in, own_squad):
    niggle_in(own_squad, "pain", "add", "--athlete", "emil", "--peak", "0")
    (own_squad / "diary.csv").write_text("athlete_id,date,peak\nemil,2026-01-05,0\n")
    niggle_in(own_squad, "pain", "import", "diary.csv")
    reports = json.loads(niggle_in(own_squad, "pain", "list", "--format", "json").stdout)
    assert [report["entry_id"] is None for report in reports] == [False, True]


def test_where_nothing_was_said_it_says_how_to(niggle_in, own_squad):
    answer = niggle_in(own_squad, "pain", "list")
    assert (answer.returncode, answer.stdout) == (0, "")
    assert "`niggle pain add`" in answer.stderr


def test_no_note_starts_a_formula_and_none_is_lost(niggle_in, own_squad):
    note = "=HYPERLINK(0)"
    niggle_in(own_squad, "pain", "add", "--athlete", "emil", "--site", "knee", "--peak", "2", "--note", note)
    listed = niggle_in(own_squad, "pain", "list", "--format", "csv").stdout
    assert f",'{note}\n" in listed
    (own_squad / "again.csv").write_text(listed)
    assert niggle_in(own_squad, "pain", "import", "again.csv").stderr.startswith("0 new of ")
    assert note in niggle_in(own_squad, "pain", "list", "--format", "json").stdout
