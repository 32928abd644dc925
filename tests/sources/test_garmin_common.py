"""A visit to Garmin Connect by both ways, through the real client libraries, against a server on loopback."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from niggle.config import GarminConfig, GarminPersonalConfig
from niggle.sources import (
    CredentialsError,
    Described,
    Fetched,
    Gone,
    RateLimitedError,
    Source,
    SourceChangedError,
    SourceError,
    credentials,
    open_source,
    retries,
)
from niggle.sources.base import COMPLETE
from niggle.sources.garmin_markers import ANYBODY

NOW = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)


@dataclass
class Route:
    """One way to Garmin, and what an athlete's earlier visits left."""

    kind: str
    fake: Any
    open: Callable[[], Source]
    seen: dict[str, str] = field(default_factory=dict)

    def visit(self, *, up_to: int | None = None) -> list[Any]:
        """Everything one visit gives, kept as landing would keep it; broken off after `up_to` things."""
        return list(self._kept(up_to))

    def failing_visit(self) -> tuple[list[Any], SourceError]:
        """What a visit gives before it ends with one line."""
        things = []
        with pytest.raises(SourceError) as caught:
            for _ in self._kept(None, things):
                pass
        line = str(caught.value)
        assert "\n" not in line
        assert not any(secret in line for secret in self.fake.secrets)
        assert caught.value.__cause__ is None
        return things, caught.value

    def _kept(self, up_to: int | None, into: list[Any] | None = None) -> Iterator[Any]:
        for number, thing in enumerate(self.open().fetch(dict(self.seen)), 1):
            if isinstance(thing, Gone):
                self.seen.pop(thing.place)
            elif thing.stamp is not None:
                self.seen[thing.place] = thing.stamp
            if into is None:
                yield thing
            else:
                into.append(thing)
            if number == up_to:
                return

    def login_line(self) -> str:
        return f"niggle login {self.kind} --athlete me"


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited; nobody really waits."""
    waited: list[float] = []
    monkeypatch.setattr(retries, "pause", waited.append)
    return waited


@pytest.fixture(params=["garmin_personal", "garmin"])
def route(
    request: pytest.FixtureRequest, fake_garmin: Any, garmin_fakes: Any, tmp_path: Path, pauses: list[float]
) -> Route:
    """Each way once, with credentials in place."""
    if request.param == "garmin_personal":
        config: Any = GarminPersonalConfig(kind="garmin_personal", base_url=fake_garmin.url)
        credentials.save(tmp_path, "me", "garmin_personal", {"key": garmin_fakes.KEY, "expires_on": None})
    else:
        url = f"{fake_garmin.url}/di-oauth2-service/oauth/token"
        config = GarminConfig(kind="garmin", base_url=fake_garmin.url, token_url=url, login_url=fake_garmin.url)
        credentials.save(tmp_path, "me", "garmin", fake_garmin.give_app_tokens())
    return Route(request.param, fake_garmin, lambda: open_source(config, athlete_id="me", store_folder=tmp_path))


@pytest.fixture
def runs(garmin_fakes: Any, fake_garmin: Any) -> Callable[..., list[Any]]:
    """So many runs, one every `every_d` days back from now; number 1 is the newest."""

    def add(number: int, *, every_d: float = 2.0, first_id: int = 1, since_d: float = 1.0) -> list[Any]:
        now = datetime.now(UTC)
        made = [
            garmin_fakes.Activity(id=first_id + n, started_at=now - timedelta(days=since_d + n * every_d))
            for n in range(number)
        ]
        fake_garmin.activities += made
        return made

    return add


def of(kind: type, things: list[Any]) -> list[Any]:
    return [thing for thing in things if isinstance(thing, kind)]


def ids(things: list[Any]) -> list[int]:
    return [int(thing.place.rpartition(":")[2]) for thing in things]


# What a visit brings


def test_a_first_visit_brings_everything_once_newest_first(route, runs):
    runs(45)
    things = route.visit()
    assert ids(of(Fetched, things)) == list(range(1, 46))
    assert route.seen[f"{route.kind}:backfill"] == COMPLETE
    counted = route.fake.counted()
    assert counted["listing"] == 3
    assert counted["original"] == counted["details"] == 45


def test_a_usual_night_asks_once(route, runs):
    runs(45)
    route.visit()
    route.fake.counted()
    assert route.visit() == []
    assert route.fake.counted() == {"listing": 1}


def test_a_new_run_costs_three_requests(route, runs):
    runs(45)
    route.visit()
    route.fake.counted()
    runs(1, first_id=100, since_d=0.1)
    assert ids(of(Fetched, route.visit())) == [100]
    assert route.fake.counted() == {"listing": 1, "original": 1, "details": 1}


def test_no_account_without_activities_is_odd(route):
    assert of(Fetched, route.visit()) == []
    assert route.seen[f"{route.kind}:backfill"] == COMPLETE


def test_at_most_two_requests_are_under_way_at_once(route, runs):
    runs(5)
    route.visit()
    assert 1 <= route.fake.most_at_once <= 2


def test_what_the_runner_said_comes_along(route, runs):
    run = runs(1)[0]
    run.name, run.description, run.rpe, run.feel = "Long one", "niggle: left achilles 1/3/3/1", 40, 75
    details = of(Fetched, route.visit())[0].details
    assert (details.name, details.description) == ("Long one", "niggle: left achilles 1/3/3/1")
    assert (details.rpe, details.feel) == (4.0, 75.0)
    assert (details.upstream_id, details.sport) == ("1", "running")
    assert details.started_at == run.started_at.replace(microsecond=0)


def test_details_are_asked_for_runs_only(route, runs, garmin_fakes):
    runs(1)[0].sport = "cycling"
    assert of(Fetched, route.visit())[0].details.sport == "cycling"
    assert route.fake.counted()["details"] == 0


def test_a_run_entered_by_hand_has_no_recording_and_is_not_asked_for(route, runs):
    runs(1)[0].is_manual = True
    assert of(Fetched, route.visit()) == []
    assert route.fake.counted()["original"] == 0
    assert route.visit() == []


# Edits and deletions


def test_a_new_name_costs_no_download(route, runs):
    run = runs(30)[3]
    route.visit()
    route.fake.counted()
    run.name, run.description = "With a sore shin", "it hurt"
    (described,) = route.visit()
    assert isinstance(described, Described)
    assert (described.details.name, described.details.description) == ("With a sore shin", "it hurt")
    assert route.fake.counted() == {"listing": 1, "details": 1}
    assert route.visit() == []


def test_a_trimmed_run_is_fetched_again(route, runs):
    run = runs(30)[3]
    route.visit()
    run.duration_s -= 300
    assert ids(route.visit()) == [run.id]


def test_a_deleted_run_is_gone_after_a_second_look(route, runs):
    runs(30)
    route.visit()
    route.fake.counted()
    del route.fake.activities[4]
    assert route.visit() == [Gone(place=f"{route.kind}:5")]
    assert route.fake.counted() == {"listing": 1, "details": 1}
    assert route.visit() == []


def test_a_run_that_the_listing_only_forgot_stays(route, runs, garmin_fakes):
    runs(30)
    route.visit()
    route.fake.misbehave("listing", garmin_fakes.altered(lambda page: page[:4] + page[5:]))
    assert route.visit() == []


def test_another_account_deletes_nothing(route, runs):
    runs(60, every_d=1)
    route.visit()
    route.fake.activities.clear()
    things, error = route.failing_visit()
    assert of(Gone, things) == []
    assert "another account?" in str(error)


def test_a_login_to_another_account_mixes_nothing(route, runs):
    runs(30)
    route.visit()
    runs(5, first_id=500, since_d=0.1)
    route.fake.owner = 2
    things, error = route.failing_visit()
    assert things == []
    assert "another Garmin account" in str(error)
    route.seen[f"{route.kind}:owner"] = ANYBODY  # as `niggle logout` notes
    assert ids(of(Fetched, route.visit())) == list(range(500, 505))
    assert route.visit() == []


# Cut short


@pytest.mark.parametrize("up_to", [1, 7, 20, 21, 22, 40, 43])
def test_a_first_visit_that_is_killed_goes_on_where_it_stopped(route, runs, up_to):
    runs(60, every_d=3)
    first = of(Fetched, route.visit(up_to=up_to))
    again = of(Fetched, route.visit())
    assert sorted(ids(first) + ids(again)) == list(range(1, 61))
    assert route.fake.counted()["original"] <= 61  # the one that was under way comes twice at most


def test_a_first_visit_of_ten_years_can_take_several_nights(route, runs, garmin_fakes):
    runs(200, every_d=10)
    fetched: list[int] = []
    listed = []
    for _ in range(12):
        things = _until_it_is_enough(route, 40)
        fetched += ids(of(Fetched, things))
        listed.append(route.fake.counted()["listing"])
        if route.seen.get(f"{route.kind}:backfill") == COMPLETE:
            break
    assert sorted(fetched) == list(range(1, 201))
    assert max(listed) <= 5  # each night goes on where the last one stopped, and does not list it all again


def _until_it_is_enough(route: Route, originals: int) -> list[Any]:
    things = []
    for thing in route._kept(None):
        things.append(thing)
        if len(of(Fetched, things)) == originals:
            break
    return things


@pytest.mark.parametrize("up_to", range(1, 50, 4))
def test_a_later_visit_that_is_killed_loses_nothing(route, runs, up_to):
    runs(50, every_d=5, since_d=200)
    route.visit()
    runs(50, every_d=3.5, first_id=1000)
    first = of(Fetched, route.visit(up_to=up_to))
    runs(19, every_d=0.01, first_id=2000, since_d=0.1)  # more than push what was fetched off the first page
    again = of(Fetched, route.visit())
    assert sorted(set(ids(first) + ids(again))) == [*range(1000, 1050), *range(2000, 2019)]


def test_a_limit_keeps_what_is_done_and_goes_on(route, runs, garmin_fakes):
    runs(30)
    route.fake.misbehave("original 9", garmin_fakes.status(429, retry_after="900"))
    things, error = route.failing_visit()
    assert isinstance(error, RateLimitedError)
    assert error.retry_at is not None
    assert ids(of(Fetched, things)) == list(range(1, 9))
    assert ids(of(Fetched, route.visit())) == list(range(9, 31))


# Faults


def broken(fault_name: str, garmin_fakes: Any) -> Any:
    """A fault by its name."""
    zipped, small = garmin_fakes.zipped, garmin_fakes.small_fit
    return {
        "401": garmin_fakes.status(401),
        "403": garmin_fakes.status(403),
        "404": garmin_fakes.status(404),
        "429": garmin_fakes.status(429),
        "429 for a quarter of an hour": garmin_fakes.status(429, retry_after="900"),
        "429 until a time": garmin_fakes.status(429, retry_after="Tue, 24 Nov 2099 03:30:00 GMT"),
        "500": garmin_fakes.status(500),
        "hangs": garmin_fakes.hang,
        "cut": garmin_fakes.cut,
        "html": garmin_fakes.html,
        "nothing": garmin_fakes.sends(b""),
        "not a zip": garmin_fakes.sends(b"PK\x03\x04 and then nothing sensible"),
        "other bytes": garmin_fakes.sends(b"\x00" * 64),
        "empty zip": garmin_fakes.sends(zipped({})),
        "no recording": garmin_fakes.sends(zipped({"readme.txt": b"hello"})),
        "climbs out": garmin_fakes.sends(zipped({"../../../etc/cron.d/run.fit": small(1)})),
        "swells": garmin_fakes.sends(zipped({"run.fit": bytes(64 << 20)})),
    }[fault_name]


@pytest.mark.parametrize(
    ("fault", "says", "kind"),
    [
        ("401", "run `niggle login", CredentialsError),
        ("403", "403", SourceError),
        ("404", "404", SourceError),
        ("429", "rate limit reached", RateLimitedError),
        ("429 for a quarter of an hour", "no more requests before", RateLimitedError),
        ("429 until a time", "no more requests before 2099-11-24 03:30 UTC", RateLimitedError),
        ("500", "HTTP 500", SourceError),
        ("cut", "broke off", SourceError),
        ("html", "no JSON", SourceError),
    ],
)
def test_a_listing_that_fails_is_one_line(route, runs, garmin_fakes, fault, says, kind):
    runs(3)
    route.fake.misbehave("listing", broken(fault, garmin_fakes), times=None)
    things, error = route.failing_visit()
    assert of(Fetched, things) == []
    assert isinstance(error, kind)
    assert says in str(error)
    assert route.fake.counted()["listing"] <= 3
    route.fake.behave()
    assert len(of(Fetched, route.visit())) == 3


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("403", "Garmin refuses (HTTP 403); the next sync asks again"),
        ("404", "Garmin does not have it (HTTP 404); the next sync asks again"),
        ("500", "Garmin's service failed (HTTP 500)"),
        ("cut", "the connection to Garmin failed or broke off"),
        ("html", "Garmin sent a web page instead of the recording"),
        ("nothing", "Garmin sent nothing"),
    ],
)
def test_a_recording_that_fails_is_owed_and_the_others_come(route, runs, garmin_fakes, fault, says):
    runs(30, every_d=4, since_d=0.5)
    route.fake.misbehave("original 1", broken(fault, garmin_fakes), times=None)
    things, error = route.failing_visit()
    assert ids(of(Fetched, things)) == list(range(2, 31))
    assert says in str(error)
    assert str(error).startswith("activity 1 of ")
    _, again = route.failing_visit()  # as long as it fails
    assert says in str(again)
    route.fake.behave()
    assert ids(of(Fetched, route.visit())) == [1]
    assert route.visit() == []


def test_what_is_owed_is_asked_for_by_its_day_however_old(route, runs, garmin_fakes):
    run = runs(60, every_d=10)[50]
    route.fake.misbehave(f"original {run.id}", garmin_fakes.status(500), times=None)
    route.failing_visit()
    route.fake.counted()
    route.failing_visit()
    assert route.fake.counted()["listing"] == 2
    route.fake.behave()
    assert ids(of(Fetched, route.visit())) == [run.id]
    route.fake.counted()
    assert route.visit() == []
    assert route.fake.counted()["listing"] == 1


def test_a_service_that_is_down_is_left_alone(route, runs, garmin_fakes):
    runs(30)
    route.fake.misbehave("original", garmin_fakes.status(503), times=None)
    _, error = route.failing_visit()
    assert "no more is asked of Garmin tonight" in str(error)
    assert route.fake.counted()["original"] == 9
    route.fake.behave()
    assert len(of(Fetched, route.visit())) == 30


@pytest.mark.parametrize("fault", ["500", "403", "html"])
def test_activities_that_always_fail_keep_nothing_from_coming(route, runs, garmin_fakes, fault):
    runs(90, every_d=4)
    for number in (31, 32, 33, 34, 61, 62, 63, 64):
        route.fake.misbehave(f"original {number}", broken(fault, garmin_fakes), times=None)
    fetched: list[int] = []
    for _ in range(6):
        fetched += ids(of(Fetched, route.failing_visit()[0]))
    assert sorted(fetched) == [n for n in range(1, 91) if n not in (31, 32, 33, 34, 61, 62, 63, 64)]
    runs(1, first_id=500, since_d=0.1)
    assert ids(of(Fetched, route.failing_visit()[0])) == [500]
    route.fake.behave()
    assert sorted(ids(of(Fetched, route.visit()))) == [31, 32, 33, 34, 61, 62, 63, 64]


def test_a_recording_that_was_never_there_is_left_out_after_being_said_once(route, runs, garmin_fakes):
    runs(4, since_d=5)
    route.fake.misbehave("original 3", garmin_fakes.status(404), times=None)
    things, error = route.failing_visit()
    assert ids(of(Fetched, things)) == [1, 2, 4]
    assert "Garmin does not have it (HTTP 404); it is left out" in str(error)
    assert route.visit() == []


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("not a zip", "damaged"),
        ("other bytes", "neither a ZIP nor a recording"),
        ("empty zip", "empty"),
        ("no recording", "no recording in it"),
        ("climbs out", "climbs out"),
        ("swells", "would swell"),
    ],
)
def test_an_odd_original_is_kept_with_what_is_wrong(route, runs, garmin_fakes, fault, says, tmp_path):
    runs(3)
    route.fake.misbehave("original 2", broken(fault, garmin_fakes))
    fetched = of(Fetched, route.visit())
    assert ids(fetched) == [1, 2, 3]
    assert [says in (one.problem or "") for one in fetched] == [False, True, False]
    assert "\n" not in str(fetched[1].problem)
    assert route.visit() == []  # it is known, and not fetched for ever
    assert not list(tmp_path.rglob("run.fit"))


def test_two_recordings_in_one_zip_both_count(route, runs, garmin_fakes):
    small = garmin_fakes.small_fit
    runs(1)[0].original = garmin_fakes.zipped({"a.fit": small("a"), "b.fit": small("b")})
    first, second = of(Fetched, route.visit())
    assert (first.data, second.data) == (small("a"), small("b"))
    assert (first.stamp is None, second.stamp is None) == (True, False)
    assert first.origin == f"{route.kind}:1!a.fit"
    assert first.details == second.details


@pytest.mark.parametrize("suffix", ["gpx", "tcx"])
def test_an_original_from_another_maker_is_taken_as_it_is(route, runs, garmin_fakes, suffix):
    data = {"gpx": b'<?xml version="1.0"?><gpx></gpx>', "tcx": b"<TrainingCenterDatabase/>"}[suffix]
    bare, wrapped = runs(2)
    bare.original, wrapped.original = data, garmin_fakes.zipped({f"activity.{suffix}": data})
    fetched = of(Fetched, route.visit())
    assert [(one.format, one.data, one.problem) for one in fetched] == [(suffix, data, None)] * 2


@pytest.mark.parametrize(
    ("field_name", "change"),
    [
        ("activityId", lambda entry: entry.pop("activityId")),
        ("activityId", lambda entry: entry.update(activityId="12")),
        ("activityId", lambda entry: entry.update(activityId=True)),
        ("startTimeGMT", lambda entry: entry.pop("startTimeGMT")),
        ("startTimeGMT", lambda entry: entry.update(startTimeGMT=1772433065000)),
        ("activityType", lambda entry: entry.update(activityType="running")),
        ("typeKey", lambda entry: entry["activityType"].pop("typeKey")),
        ("activityName", lambda entry: entry.update(activityName=["Run"])),
        ("description", lambda entry: entry.update(description={"text": "hello"})),
        ("duration", lambda entry: entry.update(duration="2511")),
    ],
)
def test_an_odd_entry_names_its_field_and_the_others_come(route, runs, garmin_fakes, field_name, change):
    runs(3)
    route.fake.misbehave("listing", garmin_fakes.altered(lambda page: change(page[1]) and None), times=1)
    things, error = route.failing_visit()
    assert ids(of(Fetched, things)) == [1, 3]
    assert isinstance(error, SourceChangedError)
    assert error.field == field_name
    assert ids(of(Fetched, route.visit())) == [2]


@pytest.mark.parametrize("page", [{"message": "hello"}, "hello", 7, None, [1, 2], [{"id": 1}]])
def test_a_listing_of_another_shape_is_said(route, runs, garmin_fakes, page):
    runs(3)
    route.fake.misbehave(
        "listing", garmin_fakes.altered(lambda _: page) if page is not None else garmin_fakes.sends(b"null")
    )
    things, error = route.failing_visit()
    assert things == []
    assert isinstance(error, SourceChangedError)
    assert len(of(Fetched, route.visit())) == 3


@pytest.mark.parametrize(
    "fault", [lambda d: d["summaryDTO"].update(directWorkoutRpe="hard"), lambda d: d.update(summaryDTO=[1])]
)
def test_odd_details_cost_no_recording_and_are_asked_for_again(route, runs, garmin_fakes, fault):
    run = runs(2)[0]
    run.rpe = 70
    route.fake.misbehave("details 1", garmin_fakes.altered(lambda details: fault(details) and None))
    things, error = route.failing_visit()
    assert ids(of(Fetched, things)) == [1, 2]
    assert "its details are missing" in str(error)
    (described,) = route.visit()
    assert (described.place, described.details.rpe) == (f"{route.kind}:1", 7.0)
    assert route.visit() == []


def test_details_that_fail_are_asked_for_again(route, runs, garmin_fakes):
    runs(2)
    route.fake.misbehave("details 2", garmin_fakes.status(500), times=3)
    things, _ = route.failing_visit()
    assert ids(of(Fetched, things)) == [1, 2]
    assert [type(thing) for thing in route.visit()] == [Described]


def test_what_passes_by_itself_is_not_worth_a_line(route, runs, garmin_fakes, pauses):
    runs(3)
    route.fake.misbehave("listing", garmin_fakes.status(502))
    route.fake.misbehave("original 1", garmin_fakes.cut)
    route.fake.misbehave("original 2", garmin_fakes.status(500), times=2)
    assert ids(of(Fetched, route.visit())) == [1, 2, 3]
    assert pauses == [2.0, 2.0, 2.0, 8.0]


@pytest.mark.parametrize(("hours", "says"), [(5, "300 minutes behind"), (-5, "300 minutes ahead of")])
def test_a_wrong_clock_is_said_and_everything_comes(route, runs, hours, says):
    runs(3)
    route.fake.skew = timedelta(hours=hours)
    things, error = route.failing_visit()
    assert len(of(Fetched, things)) == 3
    assert f"this machine's clock is {says} Garmin's; set it" in str(error)


def test_several_troubles_are_one_line(route, runs, garmin_fakes):
    runs(12)
    for number in (2, 4, 6, 8, 10):
        route.fake.misbehave(f"original {number}", garmin_fakes.html, times=None)
    things, error = route.failing_visit()
    assert len(of(Fetched, things)) == 7
    assert str(error).count("activity ") == 4
    assert str(error).endswith("; and 1 more")


def test_without_credentials_the_line_says_what_to_run(route, tmp_path):
    credentials.delete(tmp_path, "me", route.kind)
    _, error = route.failing_visit()
    assert isinstance(error, CredentialsError)
    assert error.command == route.login_line()
    assert route.fake.counted() == {}


def test_a_listing_that_ignores_where_to_start_ends(route, runs, garmin_fakes):
    runs(20)
    route.fake.activities += [garmin_fakes.Activity(id=500, started_at=datetime.now(UTC) - timedelta(days=900))]
    first = sorted(route.fake.activities, key=lambda activity: activity.started_at, reverse=True)[:20]
    route.fake.misbehave("listing", garmin_fakes.altered(lambda _: route.fake.page_of(first)), times=None)
    assert len(of(Fetched, route.visit())) == 20
    assert route.fake.counted()["listing"] == 2
