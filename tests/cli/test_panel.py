"""`niggle panel`, as one uses it: print, fill in, score."""

import json

import pytest


def test_printing_again_changes_nothing_and_another_seed_another_order(niggle_in, tmp_path):
    def written(name, seed):
        answer = niggle_in(tmp_path, "panel", "print", f"{name}.pdf", "--seed", seed)
        assert answer.returncode == 0, answer.stderr
        return [(tmp_path / f"{name}.{ending}").read_bytes() for ending in ("pdf", "csv")]

    first = written("club", "5")
    assert written("club", "5") == first
    assert all(one != other for one, other in zip(first, written("other", "6"), strict=True))


def test_a_table_that_may_be_filled_in_is_not_written_over(niggle_in, fill_in, tmp_path):
    table = fill_in()
    before = table.read_bytes()
    answer = niggle_in(tmp_path, "panel", "print", table.with_suffix(".pdf"))
    assert answer.returncode == 2
    assert "may hold answers" in answer.stderr
    assert table.read_bytes() == before
    assert not table.with_suffix(".pdf").exists()


@pytest.mark.parametrize(
    ("name", "says"), [("club.txt", "ends in .pdf"), ("nowhere/club.pdf", "cannot be written: No such file")]
)
def test_a_file_that_cannot_be_is_said_in_one_line(niggle_in, tmp_path, name, says):
    answer = niggle_in(tmp_path, "panel", "print", name)
    assert answer.returncode == 2
    assert says in answer.stderr
    assert answer.stderr.count("\n") == 1


def test_a_bad_row_is_named_and_the_rest_is_scored(niggle_in, fill_in, tmp_path):
    table = fill_in()
    lines = table.read_text().splitlines()
    lines[4] = lines[4].split(",")[0] + ",777,A,,"
    table.write_text("\n".join(lines))
    answer = niggle_in(tmp_path, "panel", "score", table, "--format", "json")
    assert answer.returncode == 3
    assert answer.stderr == f"niggle: {table}: line 5: column story: '777' is the number of no story\n"
    assert sum(rater["answered"] for rater in json.loads(answer.stdout)["raters"]) == 179


def test_an_older_spreadsheets_letters_are_read(niggle_in, fill_in, tmp_path):
    table = fill_in(raters="1")
    lines = [
        f"{line}Würde später fragen" if at == 1 else line for at, line in enumerate(table.read_text().splitlines())
    ]
    table.write_bytes("\n".join(lines).encode("cp1252"))
    answer = niggle_in(tmp_path, "panel", "score", table, "--format", "json")
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["raters"] == [{"rater": "1", "answered": 60}]


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [(None, 2, "nothing is filled in yet"), (b"", 3, "empty"), (b"a,b\n1,2\n", 3, "lacks rater, story, status")],
)
def test_a_table_with_nothing_to_score_says_why(niggle_in, printed, tmp_path, content, code, says):
    table = printed / "club.csv"
    if content is not None:
        table = tmp_path / "odd.csv"
        table.write_bytes(content)
    answer = niggle_in(tmp_path, "panel", "score", table)
    assert answer.returncode == code
    assert says in answer.stderr
    assert answer.stdout == ""


def test_a_table_that_is_not_there(niggle_in, tmp_path):
    answer = niggle_in(tmp_path, "panel", "score", "none.csv")
    assert answer.returncode == 2
    assert "none.csv: cannot be read: No such file" in answer.stderr
