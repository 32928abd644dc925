"""Statuses in order, and words for each."""

from typing import get_args

from niggle.vocabulary.statuses import ANSWERS, GROUPS, STATUS_ORDER, STATUSES, CriterionStatus, Group, rank


def test_every_status_group_and_answer_has_words() -> None:
    assert tuple(STATUSES) == STATUS_ORDER[::-1]
    assert set(GROUPS) == set(get_args(Group.__value__))
    assert set(ANSWERS) == set(get_args(CriterionStatus.__value__))


def test_the_worst_comes_first_and_who_has_no_status_last() -> None:
    given = [None, "clear", "red_flag", "monitor", "concern", "check_in", "adapt"]
    assert sorted(given, key=rank) == ["red_flag", "concern", "adapt", "check_in", "monitor", "clear", None]
    assert rank("shares nothing") == rank(None)
