#!/usr/bin/env bash
# DuckDB 1.5.5 and 2.0.1 where they meet NumPy 2.5.5: whether NaN is NULL depends on how it came in.
#
# NumPy says "not measured" with NaN. SQL says it with NULL, which aggregates leave out.
#
# Expected: one rule for NaN. Seen: NaN in a registered array becomes NULL, but the same NaN as a parameter stays NaN.
# There it is a value, and greater than all others: max() is NaN, and a filter "stance_time_ms > 300", meant for
# outliers, finds the runs that were not measured. avg() is NaN, and in 1.5.5 stddev() raises OutOfRangeException, so
# one such row stops the query for all runners (2.0.1 gives NaN). A loader that switches between rows and columns
# changes results.
#
# niggle's samples go in as arrays, where NaN becomes NULL (store/database.py, `insert_columns`).
set -euo pipefail
source "$(dirname "$0")/_lib.sh"

for version in 1.5.5 2.0.1; do
    install lib "duckdb==$version" numpy==2.5.5
    "$work/lib/bin/python" - >>"$work/seen" <<'PY'
import duckdb, numpy as np

database = duckdb.connect()
values = np.array([240.0, np.nan, 260.0])
database.execute("CREATE TABLE by_column (stance_time_ms DOUBLE); CREATE TABLE by_row (stance_time_ms DOUBLE)")
database.register("batch", {"stance_time_ms": values})
database.execute("INSERT INTO by_column SELECT * FROM batch").fetchall()
for value in values:
    database.execute("INSERT INTO by_row VALUES (?)", [float(value)]).fetchall()
for table in ("by_column", "by_row"):
    print(f"duckdb {duckdb.__version__}, {table}:", end=" ")
    asked = "count(stance_time_ms), max(stance_time_ms), avg(stance_time_ms), count(*) FILTER (stance_time_ms > 300)"
    print(database.execute(f"SELECT {asked} FROM {table}").fetchall(), end=" ")
    try:
        print("stddev", round(database.execute(f"SELECT stddev(stance_time_ms) FROM {table}").fetchall()[0][0], 1))
    except duckdb.OutOfRangeException as error:
        print("stddev:", str(error).splitlines()[0])
PY
done

expect <<'SEEN'
duckdb 1.5.5, by_column: [(2, 260.0, 250.0, 0)] stddev 14.1
duckdb 1.5.5, by_row: [(3, nan, nan, 1)] stddev: Out of Range Error: STDDEV_SAMP is out of range!
duckdb 2.0.1, by_column: [(2, 260.0, 250.0, 0)] stddev 14.1
duckdb 2.0.1, by_row: [(3, nan, nan, 1)] stddev nan
SEEN
