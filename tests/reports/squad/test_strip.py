"""Eight weeks as marks: where they stand, which they are, and what is read out."""

import re
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from niggle.reports.squad.strip import in_words, sample, strip
from niggle.reports.squad.view import DayMark
from niggle.vocabulary.statuses import STATUSES

AS_OF = date(2026, 3, 2)
MARKS = st.builds(
    DayMark,
    st.integers(-3, 80).map(lambda ago: AS_OF - timedelta(days=ago)),
    st.sampled_from(list(STATUSES)),
    st.booleans(),
)


def places(svg: str) -> list[tuple[str, float]]:
    """Each mark's status and how far from the left it stands."""
    return [
        (name, float(x))
        for name, path in re.findall(r'<path class="(\w+)" d="([^"]*)"', svg)
        for x in re.findall(r"M(-?[\d.]+) ", path)
    ]


@given(st.lists(MARKS, max_size=60))
def test_there_is_one_mark_a_day_and_none_outside(days):
    found = places(strip(days, AS_OF))
    shown = {day.day for day in days if 0 <= (AS_OF - day.day).days < 56}
    assert len(found) == len(shown)
    assert all(0 <= x <= 224 for _, x in found)


@given(st.lists(MARKS, max_size=60))
def test_the_worst_of_a_day_stands_for_it(days):
    ranks = ["red_flag", "concern", "adapt", "check_in", "monitor", "clear"]
    for name, x in places(strip(days, AS_OF)):
        day = AS_OF - timedelta(days=55 - int(x // 4))
        of_day = [mark for mark in days if mark.day == day]
        worst = min((mark.status for mark in of_day), key=ranks.index)
        is_open = any(mark.provisional for mark in of_day if mark.status == worst)
        assert name == ("open" if worst == "clear" and is_open else worst)


def test_two_runs_of_a_day_are_drawn_as_the_worse_one_and_counted_both():
    days = [DayMark(AS_OF, "clear"), DayMark(AS_OF, "adapt")]
    svg = strip(days, AS_OF)
    assert places(svg) == [("adapt", 222.0)]
    assert 'aria-label="8 weeks: 1 adapt, 1 clear"' in svg


def test_what_is_read_out_names_the_worst_first_and_the_provisional_apart():
    days = [DayMark(AS_OF, "clear", provisional=True), DayMark(AS_OF, "red_flag"), DayMark(AS_OF, "clear")]
    assert in_words(days) == "8 weeks: 1 red flag, 1 clear, 1 clear by word alone"
    assert in_words([]) == "8 weeks: no run"


def test_every_status_has_a_shape_of_its_own():
    shapes = [re.sub(r"M-?[\d.]+ [\d.]+", "", re.findall(r' d="([^"]*)"', sample(name))[0]) for name in STATUSES]
    shapes.append(re.findall(r' d="M-?[\d.]+ [\d.]+([^"]*)"', sample("open"))[0])
    assert len(set(shapes)) == len(STATUSES) + 1


def test_without_a_day_to_end_on_there_is_no_strip():
    assert strip([DayMark(AS_OF, "clear")], None) == ""


def test_the_newest_day_stands_at_the_right_and_a_week_is_28_wide():
    svg = strip([DayMark(AS_OF, "concern"), DayMark(AS_OF - timedelta(days=7), "concern")], AS_OF)
    assert places(svg) == [("concern", 194.0), ("concern", 222.0)]
