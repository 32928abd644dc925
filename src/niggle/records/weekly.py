"""Weekly check-ins: rows of `weekly_check_ins` as `WeeklyCheckIn`, and back."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from niggle.pain.weekly import WeeklyCheckIn, last_of_each_day
from niggle.store import Reader
from niggle.store.database import Row


def weekly_check_in(row: Mapping[str, Any]) -> WeeklyCheckIn:
    """A weekly check-in from its row."""
    return WeeklyCheckIn(**{field.name: row[field.name] for field in fields(WeeklyCheckIn)})


def check_in_row(check_in: WeeklyCheckIn, *, raw_sha256: str, position: int) -> Row:
    """A weekly check-in as a row; `position` orders all of an athlete's by when they arrived."""
    return asdict(check_in) | {"raw_sha256": raw_sha256, "position": position}


def check_ins_that_count(reader: Reader, athlete_id: str) -> tuple[WeeklyCheckIn, ...]:
    """An athlete's check-ins by date, of each day the last one that arrived."""
    return last_of_each_day(map(weekly_check_in, reader.rows("weekly_check_ins_of", athlete_id=athlete_id)))
