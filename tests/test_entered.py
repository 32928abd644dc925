"""Entries by hand as they landed: whose, which, and whether they still hold."""

from datetime import UTC, datetime

import pytest

from niggle.entered import (
    COMMAND_LINE,
    WEB,
    entries,
    entry_id_of,
    find_entry,
    gone_places,
    place_of,
    places_of,
    reports_in,
    week_in,
)
from niggle.landing import Landing

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
ONE, OTHER, THIRD = (f"00000000-0000-4000-8000-{number:012d}" for number in (1, 2, 3))
REPORT = b"athlete_id,date,site,peak\nme,2026-03-01,knee,3\n"
WEEK = b"date,participation\n2026-03-01,1\n"


@pytest.fixture
def landing(tmp_path):
    return Landing(tmp_path)


@pytest.fixture
def enter(landing):
    def enter(entry_id, *, door=WEB, data=REPORT, kind="diary", athlete_id="me"):
        place = place_of(door, entry_id)
        return landing.land(data, kind=kind, athlete_id=athlete_id, source=door, place=place, landed_at=NOW)

    return enter


@pytest.fixture
def end(landing):
    def end(entry_id, *, door=WEB, instead=None):
        landing.note(
            "gone", athlete_id="me", source=door, place=place_of(door, entry_id), landed_at=NOW, stamp=instead
        )  # fmt: skip

    return end


def test_a_place_is_the_door_and_the_id_written_in_one_way():
    assert place_of(WEB, ONE.upper()) == f"web:{ONE}"
    assert [entry_id_of(place) for place in places_of(ONE)] == [ONE, ONE]
    assert places_of("../etc") == ()
    assert [entry_id_of(place) for place in ("pain add", "web:x", "strava:17", "/tmp/diary.csv", "")] == [None] * 5


def test_entries_are_the_athletes_own_of_either_door_oldest_first(landing, enter):
    enter(ONE)
    enter(OTHER, door=COMMAND_LINE)
    enter(THIRD, athlete_id="you")
    landing.land(REPORT, kind="diary", athlete_id="me", source="pain add", place="pain add", landed_at=NOW)
    assert [entry.entry_id for entry in entries(landing, "me")] == [ONE, OTHER]
    assert find_entry(landing, "me", OTHER.upper()).landed.source == COMMAND_LINE
    assert find_entry(landing, "me", THIRD) is None
    assert find_entry(landing, "me", "x") is None


def test_what_first_came_under_an_id_is_the_entry(landing, enter):
    enter(ONE)
    enter(ONE, data=REPORT.replace(b",3", b",9"))
    assert [report.peak for report in reports_in(landing, find_entry(landing, "me", ONE), UTC)] == [3]


def test_what_is_taken_back_is_over_and_stays_so(landing, enter, end):
    enter(ONE)
    end(ONE)
    enter(ONE)
    assert [entry.is_gone for entry in entries(landing, "me")] == [True]
    assert find_entry(landing, "me", ONE).is_gone


def test_what_another_stands_instead_of_comes_back_once_that_is_taken_back(landing, enter, end):
    enter(ONE)
    enter(OTHER)
    end(ONE, instead=f"web:{OTHER}")
    assert [entry.is_gone for entry in entries(landing, "me")] == [True, False]
    assert find_entry(landing, "me", ONE).is_gone
    enter(THIRD)
    end(OTHER, instead=f"web:{THIRD}")  # changed again: the first does not come back for that
    assert [entry.is_gone for entry in entries(landing, "me")] == [True, True, False]
    end(THIRD)
    assert [entry.is_gone for entry in entries(landing, "me")] == [True, False, True]
    end(OTHER)
    assert [entry.is_gone for entry in entries(landing, "me")] == [False, True, True]
    assert not find_entry(landing, "me", ONE).is_gone
    assert gone_places(landing.arrivals("me")) == {f"web:{OTHER}", f"web:{THIRD}"}


def test_a_report_and_a_week_are_told_apart(landing, enter):
    enter(ONE)
    enter(OTHER, data=WEEK, kind="weekly")
    report, week = entries(landing, "me")
    assert (week_in(landing, report), reports_in(landing, week, UTC)) == (None, ())
    assert week_in(landing, week).participation == 1


@pytest.mark.parametrize("kind", ["diary", "weekly"])
def test_a_damaged_file_says_nothing(landing, enter, kind):
    landed = enter(ONE, kind=kind)
    entry = find_entry(landing, "me", ONE)
    landing.path_of(landed.sha256, kind).write_bytes(b'"')
    assert (reports_in(landing, entry, UTC), week_in(landing, entry)) == ((), None)
    landing.path_of(landed.sha256, kind).unlink()
    assert (reports_in(landing, entry, UTC), week_in(landing, entry)) == ((), None)
