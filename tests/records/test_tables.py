"""Flat tables: always the same columns, nothing made up, and no cell of text that a spreadsheet works out."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from niggle.consent import Visibility, narrowed
from niggle.records.tables import columns, csv_table, flat_row, parquet_table
from niggle.vocabulary.columns import METRIC_COLUMNS
from niggle.vocabulary.spreadsheets import safe_text

RUN = {
    "run_id": "ada-1",
    "athlete_id": "ada",
    "started_at": "2026-03-02T06:31:05Z",
    "distance_m": 8012.0,
    "moving_time_s": None,
    "source": "folder",
    "status": "concern",
    "provisional": False,
    "summary": "It grew.",
    "stride": {
        "verdict": "altered",
        "reason": None,
        "onset_s": 1380.0,
        "side": "left",
        "metrics": [
            {"name": "cadence_spm", "value": 171.0, "expected": 175.0, "difference": -2.3, "z": -3.1, "unit": "%",
             "is_altered": True},
        ],
    },
    "criteria": [
        {"id": "warms_up", "group": "monitor", "status": "not_met", "evidence": "…", "references": []},
        {"id": "affects_mood_sleep_confidence", "group": "concern", "status": "met", "evidence": "…", "references": []},
        {"id": "night_pain", "group": "red_flag", "status": "not_met", "evidence": "…", "references": []},
    ],
    "questions": [],
    "pain": {"site": "achilles", "side": "left", "before": 0, "first": 3, "peak": 3, "end": None, "next_morning": None},
    "load": {"longest_30d_m": 12000.0, "distance_over_longest_pct": -33.2, "minutes_7d": 181.0, "is_reduced": False},
}  # fmt: skip
OPEN = {"run_id", "athlete_id", "started_at", "status", "provisional"}


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_row_has_every_column_in_order_and_none_for_what_is_not_known():
    row = flat_row(RUN)
    assert list(row) == list(columns())
    assert row["pain_before"] == 0
    assert row["pain_end"] is None
    assert row["criterion_warms_up"] == "not_met"
    assert row["criterion_limping"] is None
    assert row["stride_onset_s"] == 1380.0
    assert row["cadence_spm_z"] == -3.1
    assert row["stance_time_ms_value"] is None
    assert {f"{name}_expected" for name in METRIC_COLUMNS} <= set(row)


def test_what_may_not_be_seen_is_empty():
    status_only = flat_row(narrowed(RUN, Visibility("status")))
    assert {name for name, cell in status_only.items() if cell is not None} == OPEN
    without_mood = flat_row(narrowed(RUN, Visibility("details", mood=False)))
    assert without_mood["criterion_affects_mood_sleep_confidence"] is None
    assert "It grew" not in without_mood["summary"]


def test_csv_keeps_numbers_as_numbers():
    (row,) = rows_of(csv_table([RUN]))
    assert list(row) == list(columns())
    assert row["pain_first"] == "3"
    assert row["load_distance_over_longest_pct"] == "-33.2"
    assert row["cadence_spm_difference"] == "-2.3"
    assert row["moving_time_s"] == ""
    assert row["provisional"] == "False"


def test_csv_without_runs_has_its_header():
    assert csv_table([]).strip().split(",") == list(columns())


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00\r"), max_size=30))
def test_hostile_words_come_back_as_they_were_behind_an_apostrophe(text):
    hostile = {**RUN, "summary": text, "athlete_id": text, "stride": {**RUN["stride"], "reason": text}}
    (row,) = rows_of(csv_table([hostile]))
    for name in ("summary", "athlete_id", "stride_reason"):
        assert row[name] == safe_text(text)


def test_parquet_is_typed_and_keeps_what_is_missing(tmp_path: Path):
    last = {**RUN, "run_id": "ada-2", "pain": dict.fromkeys(RUN["pain"]), "summary": "=1"}
    table = tmp_path / "runs.parquet"
    table.write_bytes(parquet_table([RUN, last], tmp_path))
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET TimeZone = 'UTC'")
        found = connection.execute(f"SELECT column_name, column_type FROM (DESCRIBE FROM '{table}')").fetchall()
        cells = connection.execute(
            "SELECT epoch(started_at), pain_before, pain_first, provisional, cadence_spm_z, moving_time_s, summary "
            f"FROM '{table}'"
        ).fetchall()
    types = dict(found)
    assert list(types) == list(columns())
    assert types["started_at"] == "TIMESTAMP WITH TIME ZONE"
    assert types["pain_first"] == "INTEGER"
    assert types["provisional"] == types["load_is_reduced"] == "BOOLEAN"
    assert types["cadence_spm_z"] == "DOUBLE"
    assert types["criterion_sharp"] == "VARCHAR"
    start = datetime(2026, 3, 2, 6, 31, 5, tzinfo=UTC).timestamp()
    assert cells == [(start, 0, 3, False, -3.1, None, "It grew."), (start, None, None, False, -3.1, None, "=1")]
