"""The part of a run in which the stride was off."""

import numpy as np
import pytest

from niggle.stride.part import within_run
from niggle.stride.rules import read_rules
from niggle.stride.within import Change, Course

RULES = read_rules()
START_S = 60.0 * np.arange(40)


def course(off):
    return Course(off, 0.38, 0.48, 0.63, 0.5, np.zeros((off.size, 5)), np.zeros((5, 5)))


def balance(*, shift_pp: float, first: int = 0, last: int = 40):
    off = 0.1 * np.sin(np.arange(40.0))
    off[first:last] += shift_pp
    return course(off)


def sure(first: int, last: int, *, whole: float = 0.0) -> Change:
    return Change(probability=0.99, whole=whole, first=first, last=last)


def test_nothing_found_is_nothing():
    found = within_run(START_S, balance(shift_pp=0.0), None, RULES)
    assert (found.has_changed, found.is_limp_like, found.part) == (False, False, None)


def test_a_change_has_its_size_and_its_minutes():
    found = within_run(START_S, balance(shift_pp=1.5, first=12, last=30), sure(12, 30), RULES)
    assert found.has_changed
    assert found.part is not None
    assert found.part.difference_pp == pytest.approx(1.5, abs=0.1)
    assert (found.part.onset_s, found.part.end_s) == (12 * 60.0, 30 * 60.0)
    assert found.part.z > 2


def test_from_the_first_to_the_last_window_there_is_no_onset_and_no_end():
    found = within_run(START_S, balance(shift_pp=-1.5, last=20), sure(0, 20), RULES)
    assert found.part is not None
    assert found.part.onset_s is None
    late = within_run(START_S, balance(shift_pp=-1.5, first=20), sure(20, 40), RULES)
    assert late.part is not None
    assert late.part.end_s is None


def test_an_unsure_or_small_change_is_none():
    unsure = Change(probability=RULES.confirm_within - 0.01, whole=0.0, first=12, last=30)
    assert not within_run(START_S, balance(shift_pp=1.5, first=12, last=30), unsure, RULES).has_changed
    small = balance(shift_pp=RULES.min_size_pp - 0.15, first=12)
    assert not within_run(START_S, small, sure(12, 40), RULES).has_changed


@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_a_stretch_far_out_is_like_a_limp_without_any_change_found(sign):
    off = balance(shift_pp=sign * 2.0 * RULES.limp_difference_pp, first=20, last=20 + RULES.min_change_windows)
    found = within_run(START_S, off, None, RULES)
    assert found.is_limp_like
    assert found.part is not None
    assert np.sign(found.part.difference_pp) == sign
    assert found.part.onset_s == pytest.approx(20 * 60.0, abs=60.0)
    short = balance(shift_pp=sign * 1.2 * RULES.limp_difference_pp, first=20, last=21)
    assert not within_run(START_S, short, None, RULES).is_limp_like
