"""Rows gathered by run."""

from niggle.records.rows import by_run


def test_rows_are_gathered_by_run_in_their_order() -> None:
    rows = [{"run_id": "a", "n": 1}, {"run_id": "a", "n": 2}, {"run_id": "b", "n": 3}]
    assert by_run(rows) == {"a": rows[:2], "b": rows[2:]}
