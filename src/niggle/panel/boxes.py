"""The six answers that a rater can tick, and where each stands between "carry on" and "see a clinician"."""

from collections.abc import Mapping

from niggle.vocabulary.statuses import STATUS_ORDER, Status

LETTERS: Mapping[str, Status] = {
    "A": "clear",
    "B": "monitor",
    "C": "adapt",
    "D": "concern",
    "E": "red_flag",
    "F": "check_in",
}
"""The boxes in the order of the paper: check in stands apart, because it is a question and not a step of the ladder."""

POSITION: Mapping[Status, int] = {status: at for at, status in enumerate(STATUS_ORDER)}
"""The order of the results, with check in between monitor and adapt."""

SEVERITY: Mapping[Status, int] = {
    status: at for at, status in enumerate(status for status in STATUS_ORDER if status != "check_in")
}
"""The five steps without check in, which asks and so has no severity of its own."""
