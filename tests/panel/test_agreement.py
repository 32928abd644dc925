import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from niggle.panel.agreement import krippendorff_alpha, mean_kappa, raw_agreement, weighted_kappa

N = np.nan
# Krippendorff, Computing Krippendorff's alpha-reliability (2011), section D: four observers, missing answers.
OBSERVERS = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
        [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
    ]
)
STATUSES = st.integers(0, 5)


def kappa_by_table(first, second):
    """Cohen 1968, by its definition: 1 − weighted observed over weighted expected disagreement."""
    observed = np.zeros((6, 6))
    np.add.at(observed, (first, second), 1 / len(first))
    expected = np.outer(observed.sum(axis=1), observed.sum(axis=0))
    weights = np.subtract.outer(np.arange(6), np.arange(6)) ** 2
    return 1 - (weights * observed).sum() / (weights * expected).sum()


@given(st.lists(st.tuples(STATUSES, STATUSES), min_size=2, max_size=40))
def test_kappa_is_cohens_with_quadratic_weights(pairs):
    first, second = np.array(pairs).T
    found = weighted_kappa(first.astype(float), second.astype(float)).value
    if len({*first, *second}) == 1:
        assert found is None
    else:
        assert found == pytest.approx(kappa_by_table(first, second), abs=1e-9)


def test_alpha_is_krippendorffs_own_example():
    assert krippendorff_alpha(OBSERVERS) == pytest.approx(0.849, abs=5e-4)


def test_perfect_agreement_is_one_and_chance_is_about_nothing():
    rng = np.random.default_rng(1)
    one = rng.integers(0, 6, 400).astype(float)
    assert weighted_kappa(one, one).value == pytest.approx(1.0)
    assert krippendorff_alpha(np.stack([one, one])) == pytest.approx(1.0)
    assert abs(weighted_kappa(one, rng.permutation(one)).value) < 0.15


def test_what_one_did_not_answer_counts_for_neither():
    first, second = np.array([0, 1, 4, 5, N, 2.0]), np.array([0, 2, 4, 5, 5, N])
    figure = weighted_kappa(first, second)
    assert figure.n == 4
    assert figure.value == pytest.approx(kappa_by_table(np.array([0, 1, 4, 5]), np.array([0, 2, 4, 5])))
    assert raw_agreement(first, second) == 0.75


def test_nothing_in_common_is_unknown_and_not_zero():
    first, second = np.array([0.0, N]), np.array([N, 0.0])
    assert weighted_kappa(first, second).value is None
    assert raw_agreement(first, second) is None
    assert krippendorff_alpha(np.stack([first, second])) is None
    assert mean_kappa(first[None, :]).value is None


def test_one_status_for_all_is_unknown():
    same = np.array([2.0, 2.0, 2.0])
    assert weighted_kappa(same, same).value is None
    assert krippendorff_alpha(np.stack([same, same])) is None


def test_the_mean_is_over_all_pairs():
    pairs = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
    alone = [weighted_kappa(OBSERVERS[a], OBSERVERS[b]).value for a, b in pairs]
    assert mean_kappa(OBSERVERS).value == pytest.approx(np.mean(alone))


def test_the_interval_holds_the_figure_narrows_with_stories_and_is_the_same_every_time():
    rng = np.random.default_rng(3)
    truth = rng.integers(0, 6, 240)
    first, second = (np.clip(truth + rng.integers(-1, 2, 240), 0, 5).astype(float) for _ in range(2))
    few, many = weighted_kappa(first[:30], second[:30]), weighted_kappa(first, second)
    for figure in (few, many):
        assert figure.low < figure.value < figure.high
    assert many.high - many.low < few.high - few.low
    assert weighted_kappa(first, second) == many


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(4)
    truth = rng.integers(0, 6, 20_000)
    first, second = (np.clip(truth + rng.integers(-1, 2, truth.size), 0, 5).astype(float) for _ in range(2))
    kappa = weighted_kappa(first[:2000], second[:2000]).value
    figures = [weighted_kappa(first[at : at + 60], second[at : at + 60]) for at in range(0, 6000, 60)]
    assert 86 <= sum(figure.low <= kappa <= figure.high for figure in figures) <= 100
