from itertools import islice, permutations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from niggle.matching.compare import Recording
from niggle.matching.groups import Timeline, groups


def test_a_chain_of_pairs_is_one_run_with_offsets_by_the_clock_of_the_richest():
    pairs = {("a", "b"): 3600.0, ("c", "b"): 0.0}
    (group,) = groups(["b", "a", "c"], pairs)
    assert group.members == ("b", "a", "c")
    assert group.offsets_s == (0.0, -3600.0, 0.0)


def test_followers_join_but_bring_nothing_together_and_come_last():
    pairs = {("a", "s"): 0.0, ("b", "s"): 0.0}
    found = groups(["s", "a", "b"], pairs, followers=["s"])
    assert [group.members for group in found] == [("a", "s"), ("b",)]


def test_followers_alone_make_runs_of_their_own():
    found = groups(["s", "t", "a"], {("s", "t"): 60.0}, followers=["s", "t"])
    assert [group.members for group in found] == [("a",), ("s", "t")]


@given(st.sets(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde")).filter(lambda p: p[0] < p[1])))
def test_the_runs_do_not_depend_on_the_order_of_pairs(pairs):
    outcomes = {
        tuple(group.members for group in groups(list("abcde"), dict.fromkeys(order, 0.0), followers=["d"]))
        for order in islice(permutations(sorted(pairs)), 24)
    }
    assert len(outcomes) == 1


def test_near_is_what_overlaps_on_some_clock():
    hour = 3600.0
    starts = [0.0, 0.3 * hour, 10 * hour, 30 * hour, -14.2 * hour]
    timeline = Timeline.of([Recording(start=start, duration_s=hour, distance_m=None) for start in starts])
    assert timeline.near(0) == [1, 2, 4]
    assert timeline.near(3) == []
    np.testing.assert_array_equal(timeline.starts, starts)
