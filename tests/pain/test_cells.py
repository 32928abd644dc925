"""Answers as text, which the readers of answers read back."""

import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from niggle.pain.cells import cell, csv_text


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (0, "0"),
        (2.5, "2.5"),
        ("knee", "knee"),
        (date(2026, 3, 2), "2026-03-02"),
        (datetime(2026, 3, 2, 6, 30, tzinfo=UTC), "2026-03-02T06:30:00Z"),
        (datetime(2026, 3, 2, 7, 30, tzinfo=timezone(timedelta(hours=1))), "2026-03-02T06:30:00Z"),
    ],
)
def test_a_cell(answer, text):
    assert cell(answer) == text


@dataclass
class Answered:
    site: str | None
    note: str


def test_a_table_comes_back_whatever_was_written():
    rows = [Answered("knee", 'with "quotes", commas\nand lines'), Answered(None, "")]
    text = csv_text(["site", "note"], rows)
    assert list(csv.DictReader(io.StringIO(text, newline=""))) == [
        {"site": "knee", "note": 'with "quotes", commas\nand lines'},
        {"site": "", "note": ""},
    ]
