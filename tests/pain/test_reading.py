"""What people and spreadsheets write for days, times and numbers, and what of it could mean two things."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from niggle.pain.reading import check_text, quoted, read_date, read_hours, read_score, read_start, read_yes_no


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-01-06", date(2026, 1, 6)),
        ("06.01.2026", date(2026, 1, 6)),
        ("6.1.2026", date(2026, 1, 6)),
        ("6. 1. 2026", date(2026, 1, 6)),
        ("2026/01/06", date(2026, 1, 6)),
        ("2026.01.06", date(2026, 1, 6)),
        ("25/01/2026", date(2026, 1, 25)),
        ("01/25/2026", date(2026, 1, 25)),
        ("25-01-2026", date(2026, 1, 25)),
        ("06/06/2026", date(2026, 6, 6)),
    ],
)
def test_a_day_that_can_only_be_one(text, day):
    assert read_date(text) == day


@pytest.mark.parametrize("text", ["06/01/2026", "6/1/2026", "01-06-2026"])
def test_a_day_that_could_be_two_is_refused_with_both(text):
    with pytest.raises(ValueError, match=r"could be 6 January or 1 June; write 2026-01-06 or 2026-06-01"):
        read_date(text)


@pytest.mark.parametrize("text", ["06.01.26", "6/1/26", "06-01-26"])
def test_a_year_of_two_digits_is_refused(text):
    with pytest.raises(ValueError, match="two digits"):
        read_date(text)


@pytest.mark.parametrize("text", ["01.25.2026", "31/02/2026", "32.01.2026", "6.1/2026", "0.0.0000", "٦.١.٢٠٢٦", "June"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ValueError, match="not an ISO date"):
        read_date(text)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("2026-01-06T07:30:05Z", datetime(2026, 1, 6, 7, 30, 5, tzinfo=UTC)),
        ("2026-07-06 07:30", datetime(2026, 7, 6, 6, 30, tzinfo=UTC)),
        ("06.07.2026 07:30", datetime(2026, 7, 6, 6, 30, tzinfo=UTC)),
        ("25/07/2026 07:30:05+02:00", datetime(2026, 7, 25, 5, 30, 5, tzinfo=UTC)),
    ],
)
def test_a_start_is_a_day_and_a_time_of_day(text, start):
    assert read_start(text, ZoneInfo("Europe/London")) == start


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("06.01.2026", "no time of day"),
        ("06/01/2026 07:30", "could be 6 January or 1 June"),
        ("06.01.2026 25:00", "not an ISO date and time"),
        ("07:30", "not an ISO date and time"),
    ],
)
def test_a_start_that_is_none_is_refused(text, reason):
    with pytest.raises(ValueError, match=reason):
        read_start(text, UTC)


@pytest.mark.parametrize(("text", "hours"), [("0.5", 0.5), ("0,5", 0.5), ("1,25", 1.25), ("0,500", 0.5), ("48", 48.0)])
def test_hours_with_a_point_or_a_decimal_comma(text, hours):
    assert read_hours(text) == hours


def test_a_comma_that_could_part_thousands_is_refused_with_both():
    with pytest.raises(ValueError, match=r"could be 1\.500 or 1500"):
        read_hours("1,500")


@pytest.mark.parametrize("text", ["1.500,5", "1,5,0", "9000", "-1", ","])
def test_what_is_no_number_of_hours_is_refused(text):
    with pytest.raises(ValueError, match="not a number of hours"):
        read_hours(text)


def test_a_score_may_have_decimals_that_say_nothing():
    assert [read_score(text) for text in ("3", "3.0", "3,0", "10")] == [3, 3, 3, 10]
    with pytest.raises(ValueError, match="whole number"):
        read_score("3,5")


def test_yes_and_no_have_first_letters():
    assert [read_yes_no(text) for text in ("yes", "Y", "no", "N")] == [True, True, False, False]
    with pytest.raises(ValueError, match="neither"):
        read_yes_no("j")


@pytest.mark.parametrize(("text", "reason"), [("caf\udce9", "UTF-8"), ("\ud83e", "UTF-8"), ("x" * 20_000, "10,000")])
def test_what_is_no_text_or_too_much_is_refused(text, reason):
    with pytest.raises(ValueError, match=reason):
        check_text(text)


def test_a_message_quotes_no_more_than_how_it_begins():
    assert quoted("short") == "'short'"
    assert len(quoted("x" * 10_000)) < 70
