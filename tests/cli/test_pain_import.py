"""`niggle pain import`: a diary file, from whatever spreadsheet."""

import json

import pytest

CONFIG = '[store]\npath = "data"\n\n[[athletes]]\nid = "me"\nname = "Me"\n'


@pytest.fixture
def alone(tmp_path):
    """A folder with the configuration of one athlete."""
    folder = tmp_path / "alone"
    folder.mkdir()
    (folder / "config.toml").write_text(CONFIG)
    return folder


def listed(niggle_in, folder):
    return json.loads(niggle_in(folder, "pain", "list", "--format", "json").stdout)


def test_one_athlete_need_not_be_named_and_a_spreadsheet_is_read(niggle_in, alone):
    (alone / "diary.csv").write_bytes(
        "\ufeffdate;site;side;peak;hours_to_settle\r\n06.01.2026;knee;left;3;0,5\r\n06/01/2026;knee;left;3;\r\n".encode()
    )
    answer = niggle_in(alone, "pain", "import", "diary.csv")
    assert (answer.returncode, answer.stdout) == (3, "")
    problem, count = answer.stderr.splitlines()
    assert "line 3: column date: '06/01/2026' could be 6 January or 1 June" in problem
    assert count == "1 new of 1 reports"
    (report,) = listed(niggle_in, alone)
    assert (report["date"], report["hours_to_settle"]) == ("2026-01-06", 0.5)
    assert "0 new of 1 reports" in niggle_in(alone, "pain", "import", "diary.csv").stderr


def test_rows_that_cannot_be_are_named_and_the_rest_is_kept(niggle_in, alone):
    note = b"x" * 20_000
    rows = [b"2026-01-05,0,", b"2026-01-06,0,caf\xe9", b"2026-01-07,0," + note, b"2199-01-01,0,"]
    (alone / "diary.csv").write_bytes(b"\n".join([b"date,peak,note", *rows, b""]))
    answer = niggle_in(alone, "pain", "import", "diary.csv")
    assert answer.returncode == 3
    *problems, _ = answer.stderr.splitlines()
    assert [problem.split("diary.csv: ")[1].split(": ")[:2] for problem in problems] == [
        ["line 3", "column note"], ["line 4", "column note"], ["line 5", "column date"],
    ]  # fmt: skip
    assert [report["date"] for report in listed(niggle_in, alone)] == ["2026-01-05"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        ("date,peak\n".encode("utf-16"), "UTF-8"),
        (b"date;peak,site\n", "all by semicolons"),
    ],
)
def test_a_file_that_is_no_diary_is_refused_in_one_line(niggle_in, alone, data, words):
    (alone / "diary.csv").write_bytes(data)
    answer = niggle_in(alone, "pain", "import", "diary.csv")
    assert (answer.returncode, answer.stdout, answer.stderr.count("\n")) == (2, "", 1)
    assert words in answer.stderr


def test_of_several_athletes_one_is_named(niggle_in, own_squad):
    (own_squad / "diary.csv").write_text("date,peak\n2026-01-05,0\n")
    answer = niggle_in(own_squad, "pain", "import", "diary.csv")
    assert answer.returncode == 2
    assert "--athlete" in answer.stderr
    assert niggle_in(own_squad, "pain", "import", "diary.csv", "--athlete", "emil").returncode == 0
    assert "cannot be read" in niggle_in(own_squad, "pain", "import", "none.csv", "--athlete", "emil").stderr
