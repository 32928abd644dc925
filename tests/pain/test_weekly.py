from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niggle.errors import DiaryError
from niggle.pain.weekly import (
    ANSWERS,
    COLUMNS,
    WeeklyCheckIn,
    is_due,
    last_of_each_day,
    parse_weeks,
    read_week,
    write_weeks,
)
from niggle.vocabulary.weekly import FEELINGS, QUESTIONS

DAY = "2026-03-08"


def week(**answers: Any) -> WeeklyCheckIn:
    return WeeklyCheckIn(check_in_id="", athlete_id="me", date=date(2026, 3, 8), **answers)


def read(**answers: str) -> Any:
    return read_week({"date": DAY, **answers}, athlete_id="me")


@st.composite
def answers(draw: st.DrawFn) -> dict[str, str]:
    found = {name: draw(st.sampled_from(["", *"0123"])) for name in QUESTIONS}
    found |= {name: draw(st.sampled_from(["", *"12345"])) for name in FEELINGS}
    found |= {f"{name}_because_of_pain": draw(st.sampled_from(["", "yes", "no"])) for name in FEELINGS}
    return {**found, "date": draw(st.dates(date(1900, 1, 1))).isoformat()}


@pytest.mark.parametrize(
    ("options", "score"),
    [
        ((0, 0, 0, 0), 0),
        ((1, 0, 0, 1), 16),
        ((2, 2, 1, 2), 59),
        ((3, 3, 3, 3), 100),
        ((0, None, None, None), 0),  # without trouble, the other three are not asked
        ((0, None, 2, 1), 25),  # and count where they were answered all the same
        ((3, None, None, None), None),
        ((None, 0, 0, 0), None),
        ((1, 1, 1, None), None),
        ((None, None, None, None), None),
    ],
)
def test_the_score_is_that_of_the_options(options: tuple[int | None, ...], score: int | None) -> None:
    assert week(**dict(zip(QUESTIONS, options, strict=True))).score == score


@pytest.mark.parametrize(
    ("given_answers", "is_substantial"),
    [
        ({"participation": 0}, False),
        ({"participation": 1, "volume": 1, "performance": 1}, False),
        ({"participation": 1, "volume": 2, "performance": 0}, True),
        ({"participation": 1, "volume": 0, "performance": 3}, True),
        ({"participation": 3}, True),
        ({"participation": 3, "volume": 0, "performance": 0}, True),
        ({"participation": 0, "volume": 2}, True),
        ({"participation": 2}, None),
        ({"volume": 1}, None),
        ({"performance": 2}, True),
        ({"pain": 3}, None),
    ],
)
def test_substantial_is_moderately_less_or_no_running(
    given_answers: dict[str, int], is_substantial: bool | None
) -> None:
    assert week(**given_answers).is_substantial is is_substantial


def test_a_week_is_the_seven_days_up_to_its_date() -> None:
    assert week(pain=1).first_day == date(2026, 3, 2)


def test_answers_are_read_and_what_is_left_out_is_not_answered() -> None:
    found = read(participation=" 1 ", mood="4", mood_because_of_pain="YES", sleep_because_of_pain="no")
    assert (found.participation, found.volume, found.mood) == (1, None, 4)
    assert [found.because_of_pain(feeling) for feeling in FEELINGS] == [True, False, None]


@pytest.mark.parametrize(
    ("given_answers", "columns"),
    [
        ({"participation": "4"}, ["participation"]),
        ({"volume": "-1", "mood": "0"}, ["volume", "mood"]),
        ({"sleep": "6"}, ["sleep"]),
        ({"confidence": "3.5"}, ["confidence"]),
        ({"pain": "٣"}, ["pain"]),
        ({"mood_because_of_pain": "maybe"}, ["mood_because_of_pain"]),
        ({"date": "8 March", "pain": "1"}, ["date"]),
        ({"date": "", "pain": "1"}, ["date"]),
        ({"date": "0001-01-01", "pain": "1"}, ["date"]),
        ({}, [""]),
        ({"mood": " "}, [""]),
    ],
)
def test_what_is_wrong_is_named_by_column(given_answers: dict[str, str], columns: list[str]) -> None:
    assert [problem.column for problem in read(**given_answers)] == columns


@given(given_answers=answers())
def test_a_check_in_comes_back_from_csv_as_it_was(given_answers: dict[str, str]) -> None:
    found = read_week(given_answers, athlete_id="me")
    if isinstance(found, WeeklyCheckIn):
        assert parse_weeks(write_weeks([found]), athlete_id="me") == (found,)
    else:
        assert not any(given_answers[name] for name in ANSWERS)


@given(one=answers(), another=answers())
def test_the_id_tells_contents_and_athletes_apart(one: dict[str, str], another: dict[str, str]) -> None:
    first, second = read_week(one, athlete_id="me"), read_week(another, athlete_id="me")
    if isinstance(first, WeeklyCheckIn) and isinstance(second, WeeklyCheckIn):
        assert (first.check_in_id == second.check_in_id) == (one == another)
        assert first.check_in_id != read_week(one, athlete_id="you").check_in_id  # type: ignore[union-attr]


@given(given_answers=answers(), name=st.sampled_from(ANSWERS))
def test_what_is_left_out_is_never_good_news(given_answers: dict[str, str], name: str) -> None:
    whole = read_week({**given_answers, "pain": "1"}, athlete_id="me")
    less = read_week({**given_answers, "pain": "1", name: "" if name != "pain" else "1"}, athlete_id="me")
    assert isinstance(whole, WeeklyCheckIn)
    assert isinstance(less, WeeklyCheckIn)
    if whole.participation == 0:
        return  # the gatekeeper answers for the others
    assert less.score in (None, whole.score)
    assert less.is_substantial is not False or whole.is_substantial is False


def test_of_one_day_the_last_counts_whole() -> None:
    first, second, other = (
        week(pain=3, mood=1),
        week(participation=0),
        WeeklyCheckIn(check_in_id="", athlete_id="me", date=date(2026, 3, 1), pain=1),
    )
    assert last_of_each_day([first, second, other]) == (other, second)
    assert last_of_each_day([second, other, first]) == (other, first)


@pytest.mark.parametrize(
    "text", ["", "x,y\n1,2\n", "date,pain\n2026-03-08\n", 'date,pain\n"2026', "date,pain\n2026-03-08,9\n"]
)
def test_what_is_no_check_in_is_refused(text: str) -> None:
    with pytest.raises(DiaryError):
        parse_weeks(text, athlete_id="me")


def test_the_columns_are_those_that_were_agreed() -> None:
    assert COLUMNS == (
        "date", "participation", "volume", "performance", "pain", "mood", "sleep", "confidence",
        "mood_because_of_pain", "sleep_because_of_pain", "confidence_because_of_pain",
    )  # fmt: skip


@pytest.mark.parametrize(("days", "due"), [(-1, False), (0, False), (6, False), (7, True), (8, True)])
def test_a_check_in_is_due_once_the_seven_days_after_the_last_are_over(days: int, due: bool) -> None:
    last = date(2026, 3, 1)
    assert is_due(last, last + timedelta(days=days)) is due


def test_who_has_never_answered_is_due() -> None:
    assert is_due(None, date(2026, 3, 1))
