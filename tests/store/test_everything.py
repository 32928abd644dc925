import io
from pathlib import Path

import duckdb
import numpy as np
import pytest

from niggle.errors import UsageError
from niggle.store.everything import TABLES, ask, ask_parquet
from niggle.store.layout import athlete_store
from niggle.vocabulary.columns import SAMPLE_COLUMNS

RUN = {"surface": "road", "source": "folder", "raw_sha256": "0" * 64, "session_index": 0, "pauses_s": []}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two athletes with a run and three samples each, and one of whom nothing is published."""
    for athlete_id in ("ada", "ben"):
        store = athlete_store(tmp_path, athlete_id)
        with store.write() as writer:
            run = {"run_id": f"{athlete_id}-1", "athlete_id": athlete_id, "started_at": "2026-03-01", **RUN}
            writer.insert("runs", [run])
            samples = {name: np.full(3, np.nan) for name in SAMPLE_COLUMNS} | {"run_no": np.ones(3, np.int64)}
            writer.insert_columns("samples", samples | {"elapsed_s": np.arange(3.0)})
        store.publish()
    with athlete_store(tmp_path, "cleo").write():
        pass
    return tmp_path


def test_one_statement_asks_runs_and_samples_of_everybody(root):
    answer = ask(
        root, ["ada", "ben", "cleo"],
        "SELECT athlete_id, run_id, max(elapsed_s) AS s FROM runs JOIN samples USING (athlete_id, run_id) "
        "GROUP BY ALL ORDER BY ALL",
    )  # fmt: skip
    assert answer.names == ("athlete_id", "run_id", "s")
    assert answer.rows == [("ada", "ada-1", 2.0), ("ben", "ben-1", 2.0)]
    assert [path.name for path in root.glob(".sql-*")] == []


@pytest.mark.parametrize("table", [*TABLES, "samples"])
def test_every_view_says_whose_a_row_is(root, table):
    assert ask(root, ["ada", "ben"], f"FROM {table}").names[0] == "athlete_id"


def test_columns_say_their_units(root):
    found = ask(root, ["ada"], "SELECT comment FROM duckdb_columns() WHERE column_name = 'moving_time_s' "
                "AND table_name = 'runs' AND schema_name = 'main' AND database_name = 'memory'")  # fmt: skip
    assert found.rows == [("from start to end, pauses left out [s]",)]


def test_an_answer_is_a_parquet_file_too(root):
    data = ask_parquet(root, ["ada", "ben"], "SELECT run_id FROM runs ORDER BY 1;")
    (root / "a.parquet").write_bytes(io.BytesIO(data).getvalue())
    assert duckdb.sql(f"FROM '{root / 'a.parquet'}'").fetchall() == [("ada-1",), ("ben-1",)]


@pytest.mark.parametrize(
    "statement",
    ["SELEC", "DELETE FROM runs", "FROM read_csv('/etc/hostname')", "COPY runs TO '/tmp/x'", "FROM nowhere",
     "SET enable_external_access = true", "DELETE FROM snapshot_0.runs"],
)  # fmt: skip
def test_a_statement_that_is_wrong_or_reaches_further_is_refused(root, statement):
    with pytest.raises(UsageError):
        ask(root, ["ada"], statement)


def test_before_the_first_night_there_is_nothing_to_ask(tmp_path):
    with pytest.raises(UsageError, match="nothing here yet"):
        ask(tmp_path, ["ada"], "FROM runs")
