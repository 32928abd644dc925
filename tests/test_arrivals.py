from datetime import UTC, datetime, timedelta

from niggle.arrivals import current, stamps
from niggle.landing import Landed

NOW = datetime(2026, 3, 1, 5, tzinfo=UTC)


def came(sha256: str, place: str, stamp: str | None = "1", *, kind="activity", source="garmin", days_ago=0, **more):
    return Landed(
        sha256=sha256, kind=kind, athlete_id="me", source=source, place=place, origin=place,
        landed_at=NOW - timedelta(days=days_ago), stamp=stamp, **more,
    )  # fmt: skip


def held(*arrivals: Landed) -> list[str]:
    return [landed.sha256 for landed in current(arrivals, now=NOW).activities]


def test_a_network_source_replaces_and_a_folder_does_not():
    assert held(came("a", "garmin:1"), came("b", "garmin:1", "2")) == ["b"]
    assert held(came("a", "/x/run.fit", source="folder"), came("b", "/x/run.fit", "2", source="folder")) == ["a", "b"]


def test_all_members_of_one_version_hold_and_a_version_cut_short_does_not_replace():
    parts = [came("a", "garmin:1", None), came("b", "garmin:1")]
    assert held(*parts) == ["a", "b"]
    assert held(*parts, came("c", "garmin:1", None)) == ["a", "b"]
    assert held(parts[0]) == ["a"]


def test_a_new_version_that_cannot_be_read_leaves_the_old_one():
    assert held(came("a", "garmin:1"), came("b", "garmin:1", "2", problem="cut short")) == ["a"]


def test_gone_and_forgotten():
    gone = came("", "garmin:1", None, kind="gone")
    assert held(came("a", "garmin:1"), gone) == []
    assert held(came("a", "garmin:1"), gone, came("a", "garmin:1")) == ["a"]
    assert stamps([came("a", "garmin:1"), gone]) == {}
    forgotten = came("", "garmin:", None, kind="forgotten")
    arrivals = [came("a", "garmin:1"), came("b", "/x", source="folder"), forgotten]
    assert held(*arrivals) == ["b"]
    assert stamps(arrivals) == {"/x": "1"}


def test_what_is_over_is_not_fetched_again_and_may_be_deleted():
    old = came("a", "strava:1", source="strava", days_ago=7, keep_days=7)
    new = came("b", "strava:2", source="strava", days_ago=6, keep_days=7)
    now = current([old, new], now=NOW)
    assert [landed.sha256 for landed in now.activities] == ["b"]
    assert [landed.sha256 for landed in now.over] == ["a"]
    assert stamps([old, new]) == {"strava:1": "1", "strava:2": "1"}


def test_bytes_that_another_source_gave_too_are_kept():
    old = came("a", "strava:1", source="strava", days_ago=9, keep_days=7)
    assert current([old, came("a", "/x", source="folder")], now=NOW).over == ()


def test_raw_files_of_sources_without_a_limit_are_never_over():
    assert current([came("a", "garmin:1"), came("", "garmin:1", None, kind="gone")], now=NOW).over == ()
