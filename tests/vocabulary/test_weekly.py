"""The weekly check-in: a question for each column, and an answer for each option."""

import pytest

from niggle.pain.weekly import ANSWERS, WeeklyCheckIn, read_week
from niggle.vocabulary.weekly import WEEK


def test_every_column_of_the_week_can_be_answered() -> None:
    assert set(WEEK) == set(ANSWERS)


@pytest.mark.parametrize(("name", "value"), [(name, option.value) for name in WEEK for option in WEEK[name].options])
def test_every_option_of_the_week_is_one_that_is_read(name: str, value: str) -> None:
    assert isinstance(read_week({"date": "2026-03-02", name: value}, athlete_id="ada"), WeeklyCheckIn)
