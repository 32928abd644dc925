"""intervals.icu, through a fake on loopback: windows back, files of any kind, stubs and scales."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from niggle.config import IntervalsConfig
from niggle.sources import CredentialsError, Described, Fetched, Gone, Marker, RateLimitedError, Remark
from niggle.sources import intervals as module
from niggle.sources.intervals import IntervalsSource, login, state
from tests.conftest import load_fake

fakes = load_fake("intervals")
GPX = b"<gpx><trk><trkseg></trkseg></trk></gpx>"


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(module, "pause", lambda _: None)
    monkeypatch.setattr(module, "now", lambda: datetime(2026, 11, 30, 9, 0, tzinfo=UTC))
    monkeypatch.setenv("NIGGLE_CREDENTIALS", "file")
    with fakes.FakeIntervals() as fake:
        yield fake


@pytest.fixture
def config(service: Any) -> IntervalsConfig:
    return IntervalsConfig(kind="intervals", base_url=service.url)


@pytest.fixture
def source(service: Any, config: IntervalsConfig, tmp_path: Path) -> IntervalsSource:
    login(config, athlete_id="me", store_folder=tmp_path, key=f" {fakes.KEY} ")
    service.requests.clear()
    return IntervalsSource(config, athlete_id="me", store_folder=tmp_path)


def visit(source: IntervalsSource, seen: dict[str, str]) -> list[Any]:
    """What a visit gives; `seen` is brought up to date as the store does."""
    found = []
    for one in source.fetch(dict(seen)):
        found.append(one)
        if isinstance(one, Gone):
            seen.pop(one.place, None)
        elif isinstance(one, Fetched | Described | Marker) and one.stamp is not None:
            seen[one.place] = one.stamp
    return found


def of(found: list[Any], kind: type) -> list[Any]:
    return [one for one in found if isinstance(one, kind)]


def test_years_come_by_windows_and_a_night_without_news_costs_two_requests(service, source):
    for number, day in enumerate(("2026-11-29", "2026-06-01", "2025-01-15")):
        service.add(number, f"{day}T06:25:25Z", GPX)
    seen: dict[str, str] = {}
    assert [one.upstream_id for one in of(visit(source, seen), Fetched)] == ["i0", "i1", "i2"]
    service.requests.clear()
    assert visit(source, seen) == []
    assert sorted(service.requests) == ["/athlete/0/activities", "/athlete/0/wellness.json"]


def test_a_backfill_that_was_stopped_goes_on_where_it_was(service, source):
    for number, day in enumerate(("2026-11-29", "2026-06-01")):
        service.add(number, f"{day}T06:25:25Z", GPX)
    seen: dict[str, str] = {}
    coming = source.fetch({})
    for one in coming:
        if isinstance(one, Fetched | Marker) and one.stamp is not None:
            seen[one.place] = one.stamp
        if isinstance(one, Marker):
            break
    coming.close()
    assert len(of(visit(source, seen), Fetched)) == 1


def test_files_are_told_by_what_is_in_them(service, source, squad_folder):
    fit = next((squad_folder / "ada").glob("*.fit")).read_bytes()
    service.add(1, "2026-11-29T06:25:25Z", fit)
    service.add(2, "2026-11-28T06:25:25Z", GPX, file_type="fit")
    assert [(one.format, one.data) for one in of(visit(source, {}), Fetched)] == [("fit", fit), ("gpx", GPX)]


def test_what_was_said_has_its_scales_the_right_way_round(service, source):
    service.add(1, "2026-11-29T06:25:25Z", GPX, icu_rpe=7, feel=1, description="left knee 3")
    service.add(2, "2026-11-28T06:25:25Z", GPX, icu_rpe=0, feel=5)
    seen: dict[str, str] = {}
    first, second = (one.details for one in of(visit(source, seen), Fetched))
    assert (first.rpe, first.feel, first.description) == (7.0, 100.0, "left knee 3")
    assert (second.rpe, second.feel) == (None, 0.0)
    service.activities["i1"]["description"] = "left knee 5"
    (changed,) = visit(source, seen)
    assert (type(changed), changed.details.description) == (Described, "left knee 5")


def test_how_injured_one_felt_that_day_and_the_shoes_come_with_the_words(service, source):
    service.add(1, "2026-11-29T06:25:25Z", GPX, gear={"id": "71", "name": None})
    service.add(2, "2026-11-28T06:25:25Z", GPX)
    service.feel("2026-11-29", injury=3)
    service.feel("2026-11-28", injury=None, soreness=4)
    service.gear = [{"id": "71", "name": "Red ones", "type": "Shoes", "distance": 1.0, "retired": None}]
    seen: dict[str, str] = {}
    first, second = (one.details for one in of(visit(source, seen), Fetched))
    assert (first.injury, first.gear) == (3, "Red ones")
    assert (second.injury, second.gear) == (None, None)
    service.feel("2026-11-28", injury=2)  # told later
    service.requests.clear()
    (changed,) = visit(source, seen)
    assert (changed.place, changed.details.injury) == ("intervals:i2", 2)
    assert not any(path.endswith("/file") for path in service.requests)


def test_garmin_s_copies_have_the_id_that_garmin_gave_them_and_local_starts_tell_the_zone(service, source):
    local = "2026-11-29T14:25:25"
    service.add(1, "2026-11-29T06:25:25Z", GPX, source="GARMIN_CONNECT", external_id="555", start_date_local=local)
    service.add(2, "2026-11-28T06:25:25Z", GPX, external_id="556")
    service.add(3, "2026-11-27T06:25:25Z", GPX, source="GARMIN_CONNECT", start_date_local="2026-11-27T06:26:01")
    copy, other, unknown = of(visit(source, {}), Fetched)
    assert (copy.workout_id, other.workout_id, unknown.workout_id) == ("garmin:555", None, None)
    assert [one.details.utc_offset_s for one in (copy, other, unknown)] == [28_800.0, 0.0, None]


def test_what_came_from_strava_is_told_once_and_never_asked_for(service, source):
    service.add(1, "2026-11-29T06:25:25Z", GPX)
    for number in range(3):
        service.add_stub(16358453283 + number, "2026-11-20T19:21:15")
    seen: dict[str, str] = {}
    (told,) = of(visit(source, seen), Remark)
    assert "3 activities came there from Strava" in told.text
    assert not any("163584" in path for path in service.requests)
    assert visit(source, seen) == []


def test_a_dormant_account_is_told(service, source):
    service.add(1, "2026-11-10T06:25:25Z", GPX)
    (told,) = of(visit(source, {}), Remark)
    assert "the newest activity is of 2026-11-10" in told.text


def test_what_is_gone_there_is_gone_here(service, source):
    service.add(1, "2026-11-29T06:25:25Z", GPX)
    service.add(2, "2026-11-20T06:25:25Z", GPX)
    seen: dict[str, str] = {}
    visit(source, seen)
    del service.activities["i2"]
    assert visit(source, seen) == [Gone(place="intervals:i2")]


def test_too_many_requests_end_the_night(service, source):
    service.status = 429
    with pytest.raises(RateLimitedError):
        visit(source, {})
    assert len(service.requests) == 1


def test_a_key_that_is_not_taken(service, config, tmp_path):
    with pytest.raises(CredentialsError, match="does not take the key"):
        login(config, athlete_id="me", store_folder=tmp_path, key="other")
    assert not state(config, athlete_id="me", store_folder=tmp_path)[0]
    with pytest.raises(CredentialsError, match="no key"):
        visit(IntervalsSource(config, athlete_id="me", store_folder=tmp_path), {})
