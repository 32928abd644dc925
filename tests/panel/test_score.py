from itertools import permutations

import pytest

from niggle.panel.score import panel_status, score
from niggle.vocabulary.statuses import STATUS_ORDER


@pytest.fixture(scope="module")
def truth(told):
    return {story.code: story.status for story in told}


@pytest.fixture(scope="module")
def alike(told, rated):
    """Two raters who say what the stories' own judgement says."""
    return [rated(rater, story.code, story.status) for rater in ("1", "2") for story in told]


def test_all_of_one_mind(told, truth, alike):
    result = score(told, alike, truth)
    assert result.raters == ("1", "2")
    assert result.pairs[0].same == 1
    assert result.pairs[0].kappa.value == pytest.approx(1)
    assert result.among.alpha == pytest.approx(1)
    assert [pair.second for pair in result.niggle_with] == ["1", "2", "panel"]
    assert all(pair.kappa.value == pytest.approx(1) for pair in (*result.niggle_with, result.project))
    assert (result.acceptance.by_all, result.acceptance.stories) == (60, 60)
    assert result.disagreements == ()


def test_without_check_in_the_stories_where_either_says_it_are_left_out(told, truth, alike):
    (pair,) = score(told, alike, truth).pairs
    assert (pair.kappa.n, pair.kappa_without_check_in.n) == (60, 50)
    asks = dict(truth) | {story.code: "check_in" for story in told if story.status == "adapt"}
    assert score(told, alike, asks).niggle_with[0].kappa_without_check_in.n == 40


def test_milder_than_all_comes_first_however_few_the_steps(told, rated):
    codes = [story.code for story in told[:3]]
    ratings = [
        *(rated(rater, codes[0], "monitor", "clear") for rater in "12"),
        rated("1", codes[1], "clear"),
        rated("2", codes[1], "concern"),
        *(rated(rater, codes[2], "red_flag", "concern") for rater in "12"),
    ]
    result = score(told, ratings, {codes[0]: "red_flag", codes[1]: "monitor", codes[2]: "adapt"})
    assert [(one.story.code, one.off, one.steps) for one in result.disagreements] == [
        (codes[2], "milder", 1),
        (codes[0], "more_alarming", 4),
        (codes[1], "between", 1),
    ]
    assert result.missed_red_flags == (codes[2],)
    assert (result.acceptance.by_one, result.acceptance.stories) == (0, 3)


def test_acceptable_counts_one_most_and_all(told, rated):
    code = told[0].code

    def acceptance(*also):
        ratings = [rated(str(rater), code, "adapt", *accepted) for rater, accepted in enumerate(also)]
        found = score(told, ratings, {code: "monitor"}).acceptance
        return found.by_one, found.by_most, found.by_all

    assert acceptance((), (), ()) == (0, 0, 0)
    assert acceptance(("monitor",), (), ()) == (1, 0, 0)
    assert acceptance(("monitor",), ()) == (1, 0, 0)
    assert acceptance(("monitor",), ("monitor",), ()) == (1, 1, 0)
    assert acceptance(("monitor",), ("monitor",), ("monitor",)) == (1, 1, 1)


def test_a_red_flag_of_half_the_raters_or_held_as_a_concern_is_not_missed(told, rated):
    code = told[0].code
    split = [rated("1", code, "red_flag"), rated("2", code, "concern")]
    both = [rated(rater, code, "red_flag") for rater in "12"]
    assert score(told, split, {code: "adapt"}).missed_red_flags == ()
    assert score(told, both, {code: "concern"}).missed_red_flags == ()
    assert score(told, both, {code: "check_in"}).missed_red_flags == (code,)


def test_one_rater_is_enough_for_niggle_and_too_few_among_themselves(told, truth, alike):
    result = score(told, alike[:60], truth)
    assert result.among is None
    assert result.pairs == ()
    assert result.niggle_with[0].kappa.value == pytest.approx(1)


def test_raters_stand_in_the_order_of_their_numbers_whatever_the_order_of_rows(told, truth, rated):
    ratings = [rated(rater, told[0].code, "clear") for rater in ("10", "ann", "2", "1")]
    for order in permutations(ratings):
        assert score(told, order, truth).raters == ("1", "2", "10", "ann")


@pytest.mark.parametrize(
    ("statuses", "together"),
    [
        (["clear"], "clear"),
        (["clear", "concern"], "concern"),
        (["red_flag", "clear", "clear"], "clear"),
        (["clear", "monitor", "check_in", "adapt"], "check_in"),
        (["concern", "monitor", "adapt"], "adapt"),
    ],
)
def test_the_panel_is_the_middle_one_and_of_two_the_worse(statuses, together):
    assert panel_status(statuses) == together


@pytest.mark.parametrize("status", STATUS_ORDER)
def test_what_more_than_half_say_is_what_the_panel_says(status):
    for other in STATUS_ORDER:
        assert panel_status([other, status, status]) == status
