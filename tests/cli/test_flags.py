"""`niggle flags`: which runs are shown, and as files that are handed on."""

import csv
import io
import json
import os
import pty
import subprocess

import duckdb
import pytest

from niggle.records.tables import columns

LATEST = "cleo-20260224T074831Z"


def ids(text):
    return [line.split()[-1] for line in text.splitlines() if line.endswith("Z")]


def test_a_table_shows_the_last_ten_and_says_that_there_are_more(niggle_in, squad):
    answer = niggle_in(squad, "flags")
    assert len(ids(answer.stdout)) == 10
    assert ids(answer.stdout) == ids(niggle_in(squad, "flags", "--all").stdout)[-10:]
    assert answer.stderr == "The last 10; --all shows every run.\n"


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (["--last", "3"], 3),
        (["--last", "3", "--athlete", "cleo"], 3),
        (["--since", "2026-02-22", "--athlete", "cleo"], 2),
        (["--since", "2026-01-01"], 44),
        (["--since", "yesterday"], 0),
        (["--status", "check_in", "--athlete", "cleo"], 4),
        (["--status", "check_in", "--athlete", "cleo", "--last", "1"], 1),
        (["--status", "check_in", "--status", "not_known"], 44),
    ],
)
def test_runs_can_be_chosen_by_number_day_and_status_in_every_form(niggle_in, squad, options, count):
    table = niggle_in(squad, "flags", *options)
    assert (table.returncode, len(ids(table.stdout))) == (0, count)
    assert ("no such runs" in table.stderr) == (count == 0)
    assert "--all" not in table.stderr
    found = json.loads(niggle_in(squad, "flags", "--format", "json", *options).stdout)
    assert [run["run_id"] for run in found] == ids(table.stdout)


def test_the_columns_of_a_table_stand_beneath_each_other_in_80_columns(niggle_in, squad):
    lines = [line for line in niggle_in(squad, "flags", COLUMNS="80").stdout.splitlines() if line.endswith("Z")]
    assert {line.index(" km") for line in lines} == {lines[0].index(" km")}
    assert max(map(len, lines)) <= 80


def test_csv_has_the_columns_of_every_table_and_numbers_of_the_stride(niggle_in, squad):
    rows = list(csv.DictReader(io.StringIO(niggle_in(squad, "flags", "--format", "csv").stdout)))
    assert list(rows[0]) == list(columns())
    assert any(float(row["stance_time_balance_left_pct_z"] or 0) < -2 for row in rows)


def test_parquet_goes_to_a_file_and_is_what_csv_is(niggle_in, program, squad, tmp_path):
    path = tmp_path / "runs.parquet"
    with path.open("wb") as file:
        subprocess.run([program, "flags", "--format", "parquet"], cwd=squad, stdout=file, check=True)
    with duckdb.connect(":memory:") as connection:
        found = connection.execute(f"SELECT run_id, status FROM '{path}' ORDER BY started_at, run_id").fetchall()
    rows = csv.DictReader(io.StringIO(niggle_in(squad, "flags", "--format", "csv").stdout))
    assert found == [(row["run_id"], row["status"]) for row in rows]
    assert not list((squad / "data").glob(".table-*"))


def test_parquet_is_not_for_a_terminal(program, squad):
    ours, theirs = pty.openpty()
    command = [program, "flags", "--format", "parquet"]
    answer = subprocess.run(command, cwd=squad, stdout=theirs, stderr=subprocess.PIPE, text=True, check=False)
    os.close(theirs)
    os.close(ours)
    assert answer.returncode == 2
    assert (
        answer.stderr == "niggle: Parquet is not for a terminal; send it to a file: --format parquet > runs.parquet\n"
    )


def test_the_others_are_shown_when_the_store_of_one_cannot_be_opened(niggle_in, own_squad):
    snapshot = own_squad / "data" / "athletes" / "cleo" / "published.duckdb"
    snapshot.unlink()
    snapshot.mkdir()
    answer = niggle_in(own_squad, "flags", "--format", "csv")
    assert answer.returncode == 3
    assert answer.stderr.startswith("cleo: ")
    assert {row["athlete_id"] for row in csv.DictReader(io.StringIO(answer.stdout))} == {"emil"}
