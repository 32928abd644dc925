"""What virtual runners feel: consistent scores for every course of pain."""

import pytest

from niggle.simulate.feeling import NO_PAIN, Complaint, Pattern, feeling_on


def complaint(pattern: Pattern, *peaks: int) -> Complaint:
    return Complaint(site="calf", side="left", quality="tight", pattern=pattern, from_run=3, peaks=peaks)


@pytest.mark.parametrize("pattern", ["eases", "steady", "grows"])
@pytest.mark.parametrize("peak", range(1, 11))
def test_scores_are_within_the_scale_and_the_peak_is_the_worst_during_the_run(pattern: Pattern, peak: int) -> None:
    feeling = feeling_on(complaint(pattern, peak), 3)
    assert feeling.peak == peak == max(feeling.before, feeling.first, feeling.peak, feeling.end)
    assert min(feeling.before, feeling.first, feeling.end, feeling.next_morning) >= 0
    assert feeling.hours_to_settle > 0.0


@pytest.mark.parametrize("peak", range(1, 6))
def test_easing_pain_warms_up_and_is_settled_within_the_hour(peak: int) -> None:
    feeling = feeling_on(complaint("eases", peak), 3)
    assert feeling.end <= feeling.first - 1
    assert feeling.next_morning <= feeling.before
    assert feeling.hours_to_settle <= 1.0


@pytest.mark.parametrize("peak", range(3, 11))
def test_growing_pain_ends_two_points_above_where_it_began(peak: int) -> None:
    feeling = feeling_on(complaint("grows", peak), 3)
    assert feeling.end - feeling.first >= 2
    assert feeling.next_morning >= feeling.before


def test_a_complaint_has_a_first_and_a_last_run() -> None:
    felt = [feeling_on(complaint("steady", 2, 3), run).peak for run in range(7)]
    assert felt == [0, 0, 0, 2, 3, 0, 0]
    assert feeling_on(None, 3) == NO_PAIN
