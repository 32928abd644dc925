#!/usr/bin/env bash
# DuckDB 1.5.5 where it meets NumPy 2.5.5: a missing value comes back as 0.
#
# fetchnumpy() returns a column that has NULLs as a masked array, NumPy's own way of saying "missing". A dict of
# arrays can be registered as a table.
#
# Expected: what was NULL on the way out is NULL on the way back in. Seen: DuckDB ignores the mask on the way in and
# takes the number under it. Under a NULL from fetchnumpy() that number is 0, so the mean of a balance of 51.2 %,
# missing and 49.8 % becomes 33.7 %. Masking an outlier yourself doesn't keep it out either. DuckDB 2.0.1 respects the
# mask.
#
# niggle turns masks into NaN as soon as it has read (store/database.py, `_nan_for_null`), and NaN becomes NULL on the
# way in.
set -euo pipefail
source "$(dirname "$0")/_lib.sh"

for version in 1.5.5 2.0.1; do
    install lib "duckdb==$version" numpy==2.5.5
    "$work/lib/bin/python" - >>"$work/seen" <<'PY'
import duckdb, numpy as np

database = duckdb.connect()
runs = database.execute("SELECT * FROM (VALUES (1, 51.2::DOUBLE), (2, NULL), (3, 49.8)) AS runs(run, balance_pct)").fetchnumpy()
print("duckdb", duckdb.__version__, "out:", runs["balance_pct"].tolist())
database.register("back", runs)
print("  back:", database.execute("SELECT list(balance_pct), round(avg(balance_pct), 1) FROM back").fetchall())
database.register("own", {"balance_pct": np.ma.array([50.0, 99.0], mask=[False, True])})
print("  own mask:", database.execute("SELECT list(balance_pct) FROM own").fetchall())
PY
done

expect <<'SEEN'
duckdb 1.5.5 out: [51.2, None, 49.8]
  back: [([51.2, 0.0, 49.8], 33.7)]
  own mask: [([50.0, 99.0],)]
duckdb 2.0.1 out: [51.2, None, 49.8]
  back: [([51.2, None, 49.8], 50.5)]
  own mask: [([50.0, None],)]
SEEN
