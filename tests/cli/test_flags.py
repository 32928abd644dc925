"""`niggle flags` as files that are handed on."""

import csv
import io
import os
import pty
import subprocess

import duckdb

from niggle.records.tables import columns


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
