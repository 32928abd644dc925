#!/usr/bin/env bash
# DuckDB 1.5.5 and 2.0.1: an option that is given to connect() is checked, accepted and then left out.
#
# `disabled_compression_methods` names the ways of packing columns that are not to be tried when a table is written.
# It can be given with `config=` when a database is opened, or by SET later.
#
# Expected: the same from both, as with `threads`. Seen: what connect() is given is checked (a way that there is not is
# an error), and afterwards the setting is empty and every way is tried; SET is kept. For a database of many small
# tables with texts it matters: without FSST, Zstandard and DICT_FSST, which win on none of them, a checkpoint takes half
# the time and the file is as small.
#
# niggle sets it by a statement (store/connections.py, `new_instance`).
set -euo pipefail
source "$(dirname "$0")/_lib.sh"

for version in 1.5.5 2.0.1; do
    install lib "duckdb==$version"
    "$work/lib/bin/python" - >>"$work/seen" <<'PY'
import duckdb

SETTINGS = "SELECT current_setting('disabled_compression_methods'), current_setting('threads')"
given = duckdb.connect(config={"disabled_compression_methods": "fsst,zstd", "threads": "1"})
print("duckdb", duckdb.__version__, "connect:", given.execute(SETTINGS).fetchone())
given.execute("SET disabled_compression_methods = 'fsst,zstd'")
print("  SET:", given.execute(SETTINGS).fetchone())
try:
    duckdb.connect(config={"disabled_compression_methods": "origami"})
except duckdb.Error as error:
    print("  checked:", type(error).__name__)
PY
done

expect <<'SEEN'
duckdb 1.5.5 connect: ('', 1)
  SET: ('FSST,ZSTD', 1)
  checked: NotImplementedException
duckdb 2.0.1 connect: ('', 1)
  SET: ('FSST,ZSTD', 1)
  checked: NotImplementedException
SEEN
