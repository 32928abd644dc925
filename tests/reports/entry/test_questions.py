"""The questions on a run's page and what answers them."""

from niggle.reports.entry.questions import ANSWERED_BY
from niggle.triage.rules import answered_by


def test_every_question_has_a_field_for_each_of_its_columns() -> None:
    fields = {question_id: tuple(field.name for field in fields) for question_id, fields in ANSWERED_BY.items()}
    assert fields == answered_by()
