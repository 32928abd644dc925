"""What `niggle doctor` finds, in the order in which somebody should see it."""

from niggle.cli.findings import Findings, Urgency


def test_the_most_urgent_comes_first_and_equals_as_they_were_found() -> None:
    found = Findings()
    for urgency, line in (
        (Urgency.TIDY_UP, "d"), (Urgency.RUNS_MISSING, "b"), (Urgency.RUNS_STOP, "a"), (Urgency.RUNS_MISSING, "c"),
    ):  # fmt: skip
        found.need(urgency, line)
    assert found.by_urgency == ["a", "b", "c", "d"]
