"""What Strava's list, pages and streams become, and how many requests that takes."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from niggle.sources.base import Described, Fetched, Gone, Marker, RateLimitedError, SourceChangedError, SourceError

RUN_AT = datetime(2026, 3, 2, 6, 31, 5, tzinfo=UTC)
DAY = timedelta(days=1)
VISITED = "strava:visited"


class Night:
    """One visit: what arrived, and what ended it; `seen` is what a landing would know afterwards."""

    def __init__(self, source, seen):
        self.arrivals, self.error = [], None
        try:
            for arrival in source.fetch(dict(seen)):
                if arrival.place != VISITED:
                    self.arrivals.append(arrival)
                if isinstance(arrival, Gone):
                    seen.pop(arrival.place, None)
                else:
                    seen[arrival.place] = arrival.stamp
        except SourceError as error:
            self.error = error

    def of(self, kind):
        return [arrival for arrival in self.arrivals if isinstance(arrival, kind)]


@pytest.fixture
def night(strava, strava_source):
    """A visit, with the requests that it took in `night.requests`."""
    seen = {}

    def visit(**options):
        strava.requests.clear()
        return Night(strava_source(**options), seen)

    visit.seen = seen
    return visit


def test_no_more_requests_than_needed(strava, night):
    for days in range(3):
        strava.add(RUN_AT - days * DAY)
    strava.add(RUN_AT - 4 * DAY, sport_type="Ride", type="Ride")
    strava.add(RUN_AT - 5 * DAY, manual=True)

    first = night()
    assert first.error is None
    assert len(first.of(Fetched)) == 5
    assert first.of(Marker) == [Marker(place="strava:backfill", stamp="complete")]
    # The list and its end; page and streams of three runs; the page of the one typed in; nothing for the ride.
    assert sorted(strava.requests) == ["GET list"] * 2 + ["GET page"] * 4 + ["GET streams"] * 3

    assert night().arrivals == []
    assert strava.requests == ["GET list"]

    strava.now += timedelta(hours=1)
    strava.add(strava.now - timedelta(minutes=20))
    (new,) = night().arrivals
    assert new.upstream_id == "1005"
    assert strava.requests == ["GET list", "GET page", "GET streams"]


def test_the_day_of_the_last_whole_visit_is_noted(strava, night):
    strava.fail("list", "broken", "broken")
    night()
    assert VISITED not in night.seen
    night()
    assert night.seen[VISITED] == "2026-03-02"
    strava.now += DAY
    strava.expires_at += DAY
    night()
    assert night.seen[VISITED] == "2026-03-03"


def test_one_page_is_enough_however_long_the_history(strava, night):
    for days in range(450):
        strava.add(RUN_AT - days * DAY, seconds=2, sport_type="Ride")
    assert len(night().of(Fetched)) == 450
    assert strava.requests == ["GET list"] * 4  # three pages, and the end
    assert night().arrivals == []
    assert strava.requests == ["GET list"]


def test_a_run_comes_with_its_words_and_without_its_places(strava, night):
    strava.add(RUN_AT, name="Easy", description="niggle: left achilles 1/3/3/1", perceived_exertion=4)
    (run,) = night().of(Fetched)
    assert (run.place, run.format, run.upstream_id) == ("strava:1000", "streams", "1000")
    assert run.details.name == "Easy"
    assert run.details.description == "niggle: left achilles 1/3/3/1"
    assert run.details.rpe == 4.0
    assert run.details.started_at == RUN_AT
    assert b"Easy" not in run.data
    assert b"latlng" not in run.data


def test_a_new_name_costs_no_streams(strava, night):
    strava.add(RUN_AT)
    night()
    strava.activities[1000]["name"] = "Renamed"
    (change,) = night().arrivals
    assert isinstance(change, Described)
    assert change.details.name == "Renamed"
    assert strava.requests == ["GET list", "GET page"]


def test_a_trimmed_run_comes_again(strava, night):
    strava.add(RUN_AT)
    (before,) = night().of(Fetched)
    strava.activities[1000] |= {"elapsed_time": 50, "start_date": "2026-03-02T06:31:15Z"}
    (after,) = night().arrivals
    assert isinstance(after, Fetched)
    assert after.place == before.place
    assert after.data != before.data


def test_a_description_written_afterwards_is_found_once_it_has_settled(strava, night):
    strava.add(RUN_AT)
    strava.add(RUN_AT - 10 * DAY)
    night()
    strava.activities[1000]["description"] = "sore the next morning"
    assert night().arrivals == []  # the list does not show it
    strava.now += 3 * DAY
    (change,) = night().arrivals
    assert isinstance(change, Described)
    assert change.details.description == "sore the next morning"
    assert [request for request in strava.requests if request.startswith("GET")] == ["GET list", "GET page"]
    assert night().arrivals == []


def test_a_deleted_run_is_gone(strava, night):
    for days in range(4):
        strava.add(RUN_AT - days * DAY)
    night()
    del strava.activities[1001]
    assert night().arrivals == [Gone(place="strava:1001")]
    assert night().arrivals == []


def test_an_empty_list_takes_nothing_away(strava, night):
    strava.add(RUN_AT)
    night()
    strava.activities.clear()
    assert night().arrivals == []


def test_a_run_deleted_between_list_and_page_is_gone(strava, night):
    strava.add(RUN_AT)
    strava.fail("page", "missing")
    assert night().of(Gone) == [Gone(place="strava:1000")]


def test_a_run_without_streams_is_kept_as_the_list_has_it(strava, night):
    strava.add(RUN_AT)
    strava.fail("streams", "missing")
    (run,) = night().of(Fetched)
    assert b'"samples":{"elapsed_s":[]}' in run.data


def test_short_pages_are_not_the_end(strava, night):
    strava.shortest_page = 3
    for days in range(10):
        strava.add(RUN_AT - days * DAY)
    assert len(night().of(Fetched)) == 10


def test_two_activities_at_the_same_second_at_the_end_of_a_page(strava, night):
    strava.shortest_page = 2
    for at in (RUN_AT, RUN_AT - DAY, RUN_AT - DAY, RUN_AT - 2 * DAY):
        strava.add(at)
    assert len(night().of(Fetched)) == 4


def test_an_activity_that_arrives_while_the_list_is_read_hides_none(strava, night):
    strava.shortest_page = 3
    for days in range(9):
        strava.add(RUN_AT - days * DAY)

    def arrive(page):
        strava.add(RUN_AT + timedelta(hours=2))
        return page

    strava.fail("list", arrive)
    assert len(night().of(Fetched)) == 9
    assert len(night().of(Fetched)) == 1


@pytest.mark.parametrize("limit", [100, 7])
def test_a_backfill_takes_the_nights_it_needs_and_nothing_twice(strava, night, monkeypatch, limit):
    monkeypatch.setattr(time, "sleep", lambda _: pytest.fail("nothing may wait"))
    strava.limits = (limit, 1000)
    runs = 120 if limit == 100 else 8
    for days in range(runs):
        strava.add(RUN_AT - days * DAY, seconds=3)
    came, nights = [], 0
    while True:
        visit = night()
        nights += 1
        came += [arrival.upstream_id for arrival in visit.of(Fetched)]
        assert len(strava.requests) - strava.count("POST token") <= limit
        if visit.error is None:
            break
        assert isinstance(visit.error, RateLimitedError)
        assert strava.now < visit.error.retry_at <= strava.now + timedelta(minutes=15)
        assert visit.of(Marker) == []
        strava.now += timedelta(hours=1)
    assert came == [str(1000 + day) for day in range(runs)]  # newest first
    assert nights == (3 if limit == 100 else 4)
    assert night().arrivals == []


def test_a_run_that_came_during_the_backfill_is_not_lost(strava, night):
    strava.limits = (7, 1000)
    for days in range(6):
        strava.add(RUN_AT - days * DAY)
    night()
    strava.now += timedelta(hours=1)
    strava.add(strava.now - timedelta(minutes=30), id=2000)
    came = []
    for _ in range(5):
        came += [arrival.upstream_id for arrival in night().of(Fetched)]
        strava.now += timedelta(hours=1)
    assert came.count("2000") == 1
    assert len(night.seen) == 9  # seven runs, and that the backfill and the visit are complete


def test_after_a_long_absence_a_visit_cut_short_leaves_no_hole(strava, night):
    strava.add(RUN_AT - 400 * DAY)
    night()
    for days in range(40, 52):
        strava.add(RUN_AT - days * DAY, seconds=3)
    strava.limits = (9, 1000)
    came = []
    for _ in range(6):
        strava.now += timedelta(hours=1)
        came += [arrival.upstream_id for arrival in night().of(Fetched)]
    assert sorted(came) == sorted(str(1001 + n) for n in range(12))
    assert came[0] == "1012"  # oldest first: what is behind the newest known is complete


def test_one_activity_that_fails_does_not_keep_the_others(strava, night):
    for days in range(3):
        strava.add(RUN_AT - days * DAY)
    strava.fail("page", "broken", "broken")
    visit = night()
    assert len(visit.of(Fetched)) == 2
    assert str(visit.error).startswith("1 of 3 activities did not come: Strava itself failed (500)")
    assert visit.of(Marker) == []
    assert len(night().of(Fetched)) == 1


def test_three_failures_in_a_row_leave_the_rest_for_the_next_night(strava, night):
    for days in range(9):
        strava.add(RUN_AT - days * DAY)
    strava.fail("page", *["broken"] * 6)
    assert night().arrivals == []
    assert strava.count("GET page") == 6


def without(name):
    def change(found):
        return [{k: v for k, v in entry.items() if k != name} for entry in found]

    return change


def with_value(name, value):
    def change(found):
        entries = found if isinstance(found, list) else [found]
        changed = [{**entry, name: value} for entry in entries]
        return changed if isinstance(found, list) else changed[0]

    return change


@pytest.mark.parametrize(
    ("kind", "change", "field"),
    [
        ("list", without("id"), "activity.id"),
        ("list", with_value("id", "1000"), "activity.id"),
        ("list", without("start_date"), "activity.start_date"),
        ("list", with_value("start_date", 5), "activity.start_date"),
        ("list", with_value("start_date", "soon"), "activity.start_date"),
        ("list", with_value("elapsed_time", "60"), "activity.elapsed_time"),
        ("list", with_value("sport_type", None), None),  # the older field says it too
        ("list", lambda _: {"activities": []}, "activities"),
        ("list", lambda _: ["x"], "activity"),
        ("page", with_value("description", 7), "activity.description"),
        ("page", with_value("perceived_exertion", "hard"), "activity.perceived_exertion"),
        ("page", lambda _: [], "activity"),
        ("streams", lambda _: [], None),  # as an activity without any has them
        ("streams", with_value("distance", {"data": []}), None),
        ("streams", lambda _: ["x"], "streams"),
        ("streams", with_value("cadence", {"data": "x"}), "streams.cadence.data"),
        ("streams", with_value("time", {"data": ["0"]}), "streams.time.data"),
        ("streams", with_value("heartrate", {"data": [True]}), "streams.heartrate.data"),
        ("streams", with_value("altitude", {"data": [1.0]}), "streams.altitude"),
    ],
)
def test_another_shape_is_named(strava, night, kind, change, field):
    strava.add(RUN_AT)
    strava.fail(kind, change)
    visit = night()
    if field is None:
        assert visit.error is None
        return
    assert isinstance(visit.error, SourceChangedError)
    assert visit.error.field.startswith(field)
    assert "\n" not in str(visit.error)
    assert visit.of(Fetched) == []


@pytest.mark.parametrize("kind", ["list", "page", "streams"])
def test_one_odd_activity_keeps_no_newer_one_from_coming_and_is_tried_again(strava, night, kind):
    for days in range(3):
        strava.add(RUN_AT - days * DAY)

    def odd(found):
        return [found[0], {**found[1], "sport_type": None, "type": None}, found[2]] if kind == "list" else ["odd"]

    strava.fail(kind, odd)
    visit = night()
    assert isinstance(visit.error, SourceChangedError)
    assert len(visit.of(Fetched)) == 2
    again = night()
    assert again.error is None
    assert len(again.of(Fetched)) == 1


def test_a_service_that_does_not_heed_the_bound_is_not_asked_for_ever(strava, night):
    for days in range(3):
        strava.add(RUN_AT - days * DAY)
    strava.heeds_before = False
    visit = night()
    assert len(visit.of(Fetched)) == 3
    assert strava.requests.count("GET list") <= 4


def test_the_terms_are_strava_s(strava_source, strava_config, tmp_path):
    from niggle.sources.strava import StravaSource

    terms = strava_source().terms
    assert (terms.who_may_see, terms.keep_days, terms.may_feed_baselines) == ("athlete", 7, False)
    accepted = strava_config.model_copy(update={"strava_terms": "accepted_by_user"})
    terms = StravaSource(accepted, athlete_id="me", store_folder=tmp_path).terms
    assert (terms.who_may_see, terms.keep_days, terms.may_feed_baselines) == ("athlete", 7, True)
