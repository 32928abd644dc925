"""The figure: which places it has, whose left is where, and whether a thumb hits them."""

import re
from itertools import combinations

import pytest

from niggle.reports.entry.figure import HEIGHT, MIDDLES, WIDTH, Mark, lines, outline, places
from niggle.vocabulary.places import SITES

MARKS = [(place, mark) for place in places() for mark in place.marks]


def _middle_x(mark: Mark) -> float:
    return mark.box[0] + mark.box[2] / 2


def test_every_site_of_the_diary_but_other_can_be_tapped_on_both_sides() -> None:
    sides = {site: {place.side for place in places() if place.site == site} for site in SITES if site != "other"}

    assert all({"left", "right"} <= found for found in sides.values())
    assert len({place.key for place in places()}) == len(places())


@pytest.mark.parametrize(("place", "mark"), MARKS)
def test_seen_from_the_front_the_left_is_on_the_viewers_right(place: object, mark: Mark) -> None:
    side = getattr(place, "side")  # noqa: B009
    is_right_of_middle = _middle_x(mark) > MIDDLES[mark.view]

    assert side == "none" or is_right_of_middle == ((mark.view == "front") == (side == "left"))


@pytest.mark.parametrize(("place", "mark"), MARKS)
def test_a_target_is_44_px_or_more_at_a_phones_width(place: object, mark: Mark) -> None:
    assert min(mark.box[2:]) >= 44
    assert 0 <= mark.box[0] <= WIDTH - mark.box[2]
    assert 0 <= mark.box[1] <= HEIGHT - mark.box[3]


def test_no_two_targets_lie_on_one_another() -> None:
    for (_, one), (_, other) in combinations(MARKS, 2):
        x, y, width, height = one.box
        other_x, other_y, other_width, other_height = other.box
        is_apart = x + width <= other_x or other_x + other_width <= x
        assert is_apart or y + height <= other_y or other_y + other_height <= y


@pytest.mark.parametrize(("place", "mark"), MARKS)
def test_what_is_marked_is_where_one_taps(place: object, mark: Mark) -> None:
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", mark.shape)]
    middle_x = (min(numbers[::2]) + max(numbers[::2])) / 2
    middle_y = (min(numbers[1::2]) + max(numbers[1::2])) / 2

    assert mark.box[0] <= middle_x <= mark.box[0] + mark.box[2]
    assert mark.box[1] <= middle_y <= mark.box[1] + mark.box[3]


@pytest.mark.parametrize("view", ["front", "back"])
def test_both_halves_mirror_each_other(view: str) -> None:
    for drawn in (outline(view), lines(view)):  # type: ignore[arg-type]
        for left, right in zip(drawn[::2], drawn[1::2], strict=True):
            across = [int(x) for x, _ in re.findall(r"(-?\d+) (-?\d+)", left)]
            mirrored = [int(x) for x, _ in re.findall(r"(-?\d+) (-?\d+)", right)]
            assert [x + y for x, y in zip(across, mirrored, strict=True)] == [2 * MIDDLES[view]] * len(across)  # type: ignore[index]
