"""Store → what an athlete shares with a coach's niggle, and the runs that athletes' own niggles have shared."""

from datetime import datetime
from typing import Any

from niggle.config import Athlete
from niggle.consent import configured_visibility, narrowed
from niggle.records.objects import objects_with_rows, result_rows
from niggle.store import Reader


def objects_to_share(reader: Reader, athlete: Athlete, *, now: datetime) -> list[dict[str, Any]]:
    """Every run of an athlete as the athlete's coach may see it now, oldest first, under the id that the coach knows.

    Without the questions that quote a note: notes stay with the athlete.
    """
    visibility = configured_visibility(athlete)
    rows = result_rows(reader, athlete, visibility=visibility, now=now)
    return [
        _known_as(narrowed({**run, "questions": _own_questions(row)}, visibility), athlete)
        for run, row in objects_with_rows(reader, rows)
    ]


def _own_questions(row: dict[str, Any]) -> list[str]:
    return [text for text, name in zip(row["questions"], row["question_ids"], strict=True) if name]


def _known_as(run: dict[str, Any], athlete: Athlete) -> dict[str, Any]:
    known_as = athlete.share.known_as or athlete.id
    return {**run, "athlete_id": known_as, "run_id": known_as + run["run_id"].removeprefix(athlete.id)}
