import math

import pytest

from niggle.stride.discovery import chance_of, standing_out
from niggle.stride.model import MetricVerdict, StrideVerdict


def verdict(*scores: float, word: str = "possibly_altered") -> StrideVerdict:
    metrics = tuple(MetricVerdict(f"m{i}", 1, 1, 0, z, "pp", False, 0, 2) for i, z in enumerate(scores))
    return StrideVerdict(word, None, None, None, metrics, is_learning=False)


def test_what_stands_out_alone_need_not_do_so_among_many():
    assert standing_out({"a": 0.04}) == {"a"}
    assert standing_out({"a": 0.04, **{f"r{i}": 0.5 for i in range(39)}}) == set()


def test_a_pass_further_down_the_list_takes_those_above_along():
    assert standing_out({"a": 0.06, "b": 0.07, "c": 0.074}, rate=0.10) == {"a", "b", "c"}


def test_nobody_judged_nobody_stands_out():
    assert standing_out({}) == set()


def test_the_chance_is_two_sided_and_counts_the_metrics():
    assert chance_of(verdict(-1.959964)) == pytest.approx(0.05, abs=1e-6)
    assert chance_of(verdict(0.3, 1.959964)) == pytest.approx(0.10, abs=1e-6)
    assert chance_of(verdict(math.nan)) is None
    assert chance_of(verdict(9.0, word="insufficient_data")) is None
