"""Tables as Parquet: typed, whole, and nothing left behind that others could read."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from niggle.store import parquet
from niggle.store.parquet import write_parquet

KINDS = {"name": "text", "value": "number", "count": "whole", "is_so": "yes_no", "moment": "instant"}
MOMENT = datetime(2026, 3, 2, 6, 31, 5, 250_000, tzinfo=UTC)


def read_back(data: bytes, folder: Path) -> list[tuple]:
    path = folder / "back.parquet"
    path.write_bytes(data)
    with duckdb.connect(":memory:") as connection:
        return connection.execute(f"SELECT * REPLACE (epoch_us(moment) AS moment) FROM '{path}'").fetchall()


def test_what_is_written_is_read_back(tmp_path):
    columns = {"name": ["it's", None], "value": [0.5, None], "count": [0, None], "is_so": [False, None],
               "moment": [MOMENT, None]}  # fmt: skip
    microseconds = round(MOMENT.timestamp() * 1e6)
    rows = read_back(write_parquet(columns, KINDS, tmp_path), tmp_path)
    assert rows == [("it's", 0.5, 0, False, microseconds), (None,) * 5]


def test_a_text_may_come_after_any_number_of_missing_ones(tmp_path):
    count = 5000
    columns = {name: [None] * count for name in KINDS} | {"name": [*[None] * (count - 1), "late"]}
    rows = read_back(write_parquet(columns, KINDS, tmp_path), tmp_path)
    assert len(rows) == count
    assert rows[-1][0] == "late"
    assert {row[1:] for row in rows} == {(None,) * 4}


def test_no_rows_are_a_file_with_columns(tmp_path):
    assert read_back(write_parquet({name: [] for name in KINDS}, KINDS, tmp_path), tmp_path) == []


def test_the_draft_is_its_owners_alone_and_gone_afterwards(tmp_path, monkeypatch):
    seen = []
    read_bytes = Path.read_bytes

    def look(path):
        seen.append((path.parent, path.stat().st_mode & 0o777))
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", look)
    write_parquet({name: [] for name in KINDS}, KINDS, tmp_path)
    assert seen == [(tmp_path, 0o600)]
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(parquet, "_SQL_TYPES", dict.fromkeys(parquet._SQL_TYPES, "NO_SUCH_TYPE"))
    with pytest.raises(duckdb.Error):
        write_parquet({name: [] for name in KINDS}, KINDS, tmp_path)
    assert list(tmp_path.iterdir()) == []
