import itertools

import pytest

from niggle.panel.order import bundles


def codes(bundle):
    return [story.code for story in bundle.stories]


def test_every_rater_gets_every_story_in_another_order(told):
    handed_out = bundles(told, seed=7, raters=4)
    assert [bundle.rater for bundle in handed_out] == ["1", "2", "3", "4"]
    assert {tuple(sorted(codes(bundle))) for bundle in handed_out} == {tuple(sorted(story.code for story in told))}
    assert len({tuple(codes(bundle)) for bundle in handed_out}) == 4


def test_the_seed_alone_makes_the_order(told):
    again = bundles(tuple(reversed(told)), seed=7, raters=2)
    assert bundles(told, seed=7, raters=5)[:2] == again
    assert bundles(told, seed=8, raters=2)[0] != again[0]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_is_not_that_of_the_statuses(told, seed):
    statuses = [story.status for story in bundles(told, seed=seed, raters=1)[0].stories]
    assert sum(a == b for a, b in itertools.pairwise(statuses)) < 22  # 9 of 59 by chance
