"""Forms that wait for their sender: few, for an hour, each for one session and place."""

from datetime import UTC, datetime, timedelta

from niggle.web.unsent import Unsent

NOW = datetime(2026, 3, 1, tzinfo=UTC)
FORM = {"peak": "3", "csrf": "of before"}


def test_a_form_is_taken_once_at_its_place_and_without_its_token():
    unsent = Unsent()
    unsent.keep("a", "runs/x/pain.html", FORM, NOW)
    assert unsent.take("a", "runs/y/pain.html", NOW) is None
    assert unsent.take("b", "runs/x/pain.html", NOW) is None
    assert unsent.take("a", "runs/x/pain.html", NOW) == {"peak": "3"}
    assert unsent.take("a", "runs/x/pain.html", NOW) is None


def test_it_follows_its_sender_into_another_session():
    unsent = Unsent()
    assert unsent.move("a", "b") is None
    unsent.keep("a", "x", FORM, NOW)
    assert unsent.move("a", "b") == "x"
    assert unsent.take("a", "x", NOW) is None
    assert unsent.take("b", "x", NOW) == {"peak": "3"}


def test_it_is_over_after_an_hour():
    unsent = Unsent()
    unsent.keep("a", "x", FORM, NOW)
    assert unsent.take("a", "x", NOW + timedelta(hours=1)) is None


def test_of_too_many_the_oldest_go():
    unsent = Unsent()
    for number in range(201):
        unsent.keep(str(number), "x", FORM, NOW)
    assert unsent.take("0", "x", NOW) is None
    assert unsent.take("1", "x", NOW) is not None
