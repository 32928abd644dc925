"""The same run from several sources is one run, whatever order it arrives in and however the copies differ."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import duckdb
import numpy as np
import pytest

from niggle.config import Config, StravaConfig
from niggle.consent import HANDED_ON
from niggle.fit.activity import read_activity
from niggle.fit.decode import decode_fit
from niggle.fit.model import Session
from niggle.records.objects import run_objects
from niggle.records.standings import standings
from niggle.reports.run.query import find_run
from niggle.sources import OWN_FILES, ActivityDetails, Described, Fetched, Gone, Terms
from niggle.sources.terms import terms_of
from niggle.steps.collect import collect_from
from niggle.steps.decode import Decoded, decode
from niggle.steps.judge import judge
from niggle.steps.measure import measure
from niggle.steps.night import publish_all, tonight
from niggle.steps.report import report
from niggle.steps.shoes import enter_shoes, shoes_of
from niggle.steps.triage import triage
from niggle.store.layout import athlete_folder, athlete_landing, published
from niggle.tracks.streams import write_streams

STRAVA = terms_of(StravaConfig(kind="strava"))


@dataclass
class Says:
    """A source that says what it is told to."""

    arrivals: list[Any]
    kind: str = "garmin_personal"
    terms: Terms = OWN_FILES

    def fetch(self, seen: Mapping[str, str]) -> Iterator[Any]:
        for arrival in self.arrivals:
            if isinstance(arrival, Gone) or seen.get(arrival.place) != arrival.stamp:
                yield arrival


def session_of(path) -> Session:
    return read_activity(decode_fit(path.read_bytes(), path=path.name)).sessions[0]


def streams(
    session: Session, *, start: int = 0, end: int | None = None, shift: timedelta = timedelta(), **columns: Any
):
    """What a service gives of a run: no stance times, maybe trimmed, maybe in another zone."""
    names = columns.pop("names", ("distance_m", "speed_mps", "altitude_m", "cadence_spm"))
    window = slice(start, end)
    elapsed = session.samples["elapsed_s"][window]
    values = {
        name: [None if np.isnan(v) else round(float(v), 3) for v in session.samples[name][window]] for name in names
    }
    return write_streams(
        {"elapsed_s": [float(t - elapsed[0]) for t in elapsed], **values},
        started_at=session.started_at + timedelta(seconds=float(elapsed[0])) + shift,
        sport="running", elapsed_s=float(elapsed[-1] - elapsed[0]), device="a service",
    )  # fmt: skip


def fetched(data: bytes, place: str, **more: Any) -> Fetched:
    more = {"format": "streams", "stamp": "1"} | more
    return Fetched(place=place, origin=place, data=data, **more)


def take(config: Config, *sources: Says, clock: datetime | None = None) -> Decoded:
    athlete = config.athletes[0]
    for source in sources:
        collect_from(config.store.path, athlete.id, source)
    decoded = decode(config, athlete, **({} if clock is None else {"clock": lambda: clock}))
    measure(config, athlete)
    judge(config, athlete)
    triage(config, athlete)
    publish_all(config)
    return decoded


@pytest.fixture
def shown(results) -> Callable[[Config], list[dict[str, Any]]]:
    return results


@pytest.fixture
def watch(squad_folder) -> Says:
    path = sorted((squad_folder / "ada").glob("*.fit"))[0]
    return Says([fetched(path.read_bytes(), "garmin_personal:1", format="fit")])


@pytest.fixture
def session(squad_folder) -> Session:
    return session_of(sorted((squad_folder / "ada").glob("*.fit"))[0])


def table(config: Config, question: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(
        str(athlete_folder(config.store.path, config.athletes[0].id) / "niggle.duckdb"), read_only=True
    ) as connection:
        return connection.execute(question).fetchall()


COPIES = {
    "the same seconds": {},
    "trimmed": {"start": 40, "end": -30},
    "local time as UTC": {"shift": timedelta(hours=2)},
    "trimmed and local": {"end": -60, "shift": timedelta(hours=-5)},
    "seconds off": {"shift": timedelta(seconds=7)},
}


@pytest.mark.parametrize("copy", COPIES)
def test_a_copy_of_a_run_is_that_run_in_either_order(make_config, watch, session, shown, copy):
    alone = make_config(ada=None)
    take(alone, watch)
    expected, raw = shown(alone), table(alone, "SELECT raw_sha256 FROM runs")
    shutil.rmtree(alone.store.path)
    other = Says([fetched(streams(session, **COPIES[copy]), "garmin:7")], kind="garmin")
    for order in permutations([watch, other]):
        config = make_config(ada=None)
        for source in order:
            take(config, source)
        assert shown(config) == expected, order
        assert table(config, "SELECT raw_sha256 FROM runs") == raw
        assert (
            len(list((athlete_folder(config.store.path, config.athletes[0].id) / "raw").rglob("*.*"))) == 2
        )  # every raw file stays
        shutil.rmtree(config.store.path)


def test_a_run_that_goes_by_another_id_keeps_its_pair_of_shoes(make_config, watch, session, shown):
    config, now = make_config(ada=None), datetime.now(UTC)
    (ada,) = config.athletes
    take(config, Says([fetched(streams(session, shift=timedelta(seconds=7)), "garmin:7")], kind="garmin"))
    (run,) = shown(config)
    enter_shoes(config, ada, "wear", "Blue", run_id=run["run_id"], entry_id=UUID(int=1), now=now)
    take(config, watch)
    (richer,) = shown(config)
    assert richer["run_id"] != run["run_id"]
    with published(config.store.path) as results:
        assert shoes_of(config, ada, results.of("ada"), now).by_run == {richer["run_id"]: "Blue"}


def test_what_the_watch_lacks_comes_from_the_copy_and_its_balance_stays(make_config, session, shown, squad_folder):
    heart = session.samples["heart_rate_bpm"]
    config = make_config(ada=None)
    without = {name: [None if np.isnan(v) else float(v) for v in values] for name, values in session.samples.items()}
    del without["heart_rate_bpm"]
    watch = fetched(
        write_streams(without, started_at=session.started_at, sport="running", elapsed_s=session.elapsed_s), "garmin:1"
    )
    phone = fetched(streams(session, names=("distance_m", "speed_mps", "heart_rate_bpm")), "garmin:2")
    take(config, Says([phone, watch], kind="garmin"))
    ((balance, heart_rate),) = table(
        config, "SELECT count(stance_time_balance_left_pct), count(heart_rate_bpm) FROM samples"
    )
    assert balance == np.isfinite(session.samples["stance_time_balance_left_pct"]).sum()
    assert heart_rate >= 0.95 * np.isfinite(heart).sum()
    assert len(shown(config)) == 1


def test_a_run_cut_in_two_is_one_once_a_copy_spans_both(make_config, session, shown):
    half = session.samples["elapsed_s"].size // 2
    names = ("distance_m", "speed_mps", "cadence_spm", "stance_time_ms", "stance_time_balance_left_pct")
    parts = [
        fetched(streams(session, end=half, names=names), "garmin:1"),
        fetched(streams(session, start=half + 60, names=names), "garmin:2"),
        fetched(streams(session), "garmin:3"),
    ]
    outcomes = []
    for order in permutations(parts):
        config = make_config(ada=None)
        for part in order:
            take(config, Says([part], kind="garmin"))
        outcomes.append((shown(config), table(config, "SELECT count(stance_time_balance_left_pct) FROM samples")))
        (run,) = shown(config)
        assert run["distance_m"] == pytest.approx(session.distance_m, rel=0.03)
        assert run["moving_time_s"] == pytest.approx(session.moving_time_s, rel=0.05)
        shutil.rmtree(config.store.path)
    assert all(outcome == outcomes[0] for outcome in outcomes)


def test_two_runs_of_one_day_stay_two(make_config, squad_folder, shown):
    config = make_config(ada=None)
    first, second = (session_of(path) for path in sorted((squad_folder / "ada").glob("*.fit"))[:2])
    later = replace(second, started_at=first.started_at + timedelta(hours=10, seconds=3))
    take(config, Says([fetched(streams(first), "garmin:1"), fetched(streams(later), "garmin:2")], kind="garmin"))
    assert len(shown(config)) == 2


def test_two_athletes_in_one_folder_stay_apart(make_config, squad_folder, tmp_path, night, results):
    folder = tmp_path / "both"
    folder.mkdir()
    for name in ("ada", "ben"):
        shutil.copy(sorted((squad_folder / name).glob("*.fit"))[0], folder / f"{name}.fit")
    config = make_config(ada=folder / "ada.fit", ben=folder / "ben.fit")
    night(config)
    assert [run["athlete_id"] for run in results(config)] == ["ada", "ben"]
    same = make_config(ada=folder, ben=folder)  # nobody says whose a file is: each keeps to their own runs
    night(same)
    assert len({run["run_id"] for run in results(same)}) == 4


def test_the_id_that_a_poorer_copy_gave_still_finds_the_run(make_config, watch, session, results):
    config = make_config(ada=None)
    take(config, Says([fetched(streams(session, start=40), "garmin:7")], kind="garmin"))
    (old,) = results(config)
    take(config, watch)
    (new,) = results(config)
    assert old["run_id"] != new["run_id"]
    with published(config.store.path) as readers:
        assert find_run(readers, config, old["run_id"], now=datetime.now(UTC)).run["run_id"] == new["run_id"]
    take(config, Says([fetched(streams(session, start=90), "garmin:8")], kind="garmin"))
    assert results(config) == [new]


def test_an_edited_recording_takes_the_place_of_the_old_one(make_config, session, results):
    config = make_config(ada=None)
    take(config, Says([fetched(streams(session), "garmin:7")], kind="garmin"))
    (before,) = results(config)
    take(config, Says([fetched(streams(session, end=-600), "garmin:7", stamp="2")], kind="garmin"))
    (after,) = results(config)
    assert after["moving_time_s"] < before["moving_time_s"] - 500
    assert len(list((athlete_folder(config.store.path, config.athletes[0].id) / "raw").rglob("*.json"))) == 2


def test_an_activity_deleted_upstream_is_shown_no_longer_unless_another_source_has_it(
    make_config, watch, session, results
):
    config = make_config(ada=None)
    copy = Says([fetched(streams(session), "garmin:7")], kind="garmin")
    take(config, watch, copy)
    expected = results(config)
    take(config, Says([Gone(place="garmin:7")], kind="garmin"))
    assert results(config) == expected
    athlete = config.athletes[0]
    report(config, athlete)
    page = config.store.path / "reports" / "runs" / f"{expected[0]['run_id']}.html"
    assert page.exists()
    take(config, Says([Gone(place="garmin_personal:1")]))
    assert results(config) == []
    report(config, athlete)
    assert not page.exists()
    assert len(list((athlete_folder(config.store.path, config.athletes[0].id) / "raw").rglob("*.*"))) == 2
    take(config, watch)  # and if it comes back, so does the run
    assert results(config) == expected


class TestStrava:
    """What only Strava has is the athlete's own, feeds nothing and goes after seven days."""

    @pytest.fixture
    def strava(self, session) -> Says:
        details = ActivityDetails(name="Morning run", description="niggle: left achilles 1/3/3/1")
        data = streams(session, names=("distance_m", "speed_mps", "cadence_spm"))
        return Says([fetched(data, "strava:9", details=details)], kind="strava", terms=STRAVA)

    def test_nobody_else_sees_it(self, make_config, strava, watch):
        config = make_config(ada=None)
        athlete = config.athletes[0]
        take(config, strava)
        with published(config.store.path) as results:
            assert len(run_objects(results, [athlete], now=datetime.now(UTC))) == 1
            assert run_objects(results, [athlete], visibility=HANDED_ON, now=datetime.now(UTC)) == []
            assert standings(results, [(athlete, HANDED_ON)], now=datetime.now(UTC)) == {}
        assert tonight(config).rows[0]["status"] is None
        take(config, watch)
        with published(config.store.path) as results:
            assert len(run_objects(results, [athlete], visibility=HANDED_ON, now=datetime.now(UTC))) == 1
            assert (
                standings(results, [(athlete, HANDED_ON)], now=datetime.now(UTC))[athlete.id].latest.status is not None
            )

    def test_it_expires_with_its_raw_files_and_is_not_fetched_again(self, make_config, strava, results):
        config = make_config(ada=None)
        now = datetime.now(UTC)
        take(config, strava)
        (run,) = results(config)
        assert run["pain"]["peak"] == 3
        report(config, config.athletes[0])
        take(config, strava, clock=now + timedelta(days=6, hours=23))
        assert len(results(config)) == 1
        take(config, strava, clock=now + timedelta(days=7, minutes=5))
        assert results(config) == []
        assert list((athlete_folder(config.store.path, config.athletes[0].id) / "raw").rglob("*.json")) == []
        for name in ("recordings", "raw_files", "samples", "pain_reports", "activity_details", "statuses", "windows"):
            assert table(config, f"SELECT count(*) FROM {name}") == [(0,)], name
        report(config, config.athletes[0])
        assert list((config.store.path / "reports" / "runs").iterdir()) == []
        assert take(config, strava, clock=now + timedelta(days=8)).runs == 0

    @pytest.mark.parametrize("first", ["strava", "watch"])
    def test_a_run_that_the_watch_has_too_owes_it_nothing(self, make_config, strava, watch, results, first):
        alone = make_config(ada=None)
        take(alone, watch)
        expected = results(alone)
        shutil.rmtree(alone.store.path)
        config = make_config(ada=None)
        now = datetime.now(UTC)
        for source in (strava, watch) if first == "strava" else (watch, strava):
            take(config, source)
        assert results(config) == expected
        take(config, clock=now + timedelta(days=8))
        assert results(config) == expected
        assert table(config, "SELECT who_may_see, may_feed_baselines, expires_at FROM runs") == [
            ("consented", True, None)
        ]

    def test_it_feeds_no_baseline_unless_the_terms_are_accepted(self, make_config, squad_folder, results, tmp_path):
        paths = sorted((squad_folder / "ada").glob("*.fit"))
        history = [
            fetched(path.read_bytes(), f"strava:{number}", format="fit") for number, path in enumerate(paths[:-1])
        ]
        last = Says([fetched(paths[-1].read_bytes(), "garmin_personal:1", format="fit")])
        config = make_config(ada=None)
        take(config, Says(history, kind="strava", terms=STRAVA), last)
        run = results(config)[-1]
        assert run["stride"]["verdict"] == "insufficient_data"
        assert run["load"]["longest_30d_m"] is None
        athlete = config.athletes[0].model_copy(
            update={"sources": (StravaConfig(kind="strava", strava_terms="accepted_by_user"),)}
        )
        accepted = config.model_copy(update={"athletes": (athlete,)})
        take(accepted)
        assert results(accepted)[-1]["stride"]["verdict"] != "insufficient_data"

    def test_revoking_deletes(self, make_config, strava, watch, results):
        config = make_config(ada=None)
        take(config, strava, watch)
        take(config, Says([fetched(b"{}", "strava:10")], kind="strava", terms=STRAVA))

        athlete_landing(config.store.path, config.athletes[0].id).note(
            "forgotten", athlete_id="ada", source="strava", place="strava:", landed_at=datetime.now(UTC)
        )
        take(config)
        assert list((athlete_folder(config.store.path, config.athletes[0].id) / "raw").rglob("*.json")) == []
        assert not list((config.store.path / "quarantine").iterdir())
        assert len(results(config)) == 1
        assert table(config, "SELECT count(*) FROM activity_details") == [(0,)]


class TestNotes:
    def test_a_note_becomes_a_report_marked_as_such_and_follows_edits(self, make_config, watch, results):
        config = make_config(ada=None)
        original = watch.arrivals[0]
        note = ActivityDetails(name="Easy", description="Lovely.\nniggle: left achilles 1/3/3/1, sharp, limped", rpe=4)
        take(config, Says([replace(original, details=note)]))
        (run,) = results(config)
        assert (run["pain"]["site"], run["pain"]["side"], run["pain"]["first"]) == ("achilles", "left", 3)
        assert table(config, "SELECT source, quality, limped FROM pain_reports") == [("note", "sharp", True)]
        assert table(config, "SELECT name, rpe FROM activity_details") == [("Easy", 4.0)]
        better = replace(note, description="niggle: left achilles 0/1/1/0")
        take(config, Says([Described(place=original.place, stamp="1-2", details=better)]))
        assert results(config)[0]["pain"]["peak"] == 1
        take(config, Says([Described(place=original.place, stamp="1-3", details=replace(note, description="Lovely."))]))
        assert results(config)[0]["pain"]["peak"] is None

    def test_what_cannot_be_read_is_asked_and_never_guessed(self, make_config, watch, results):
        config = make_config(ada=None)
        note = ActivityDetails(description="niggle: dodgy achillies, 3ish")
        take(config, Says([replace(watch.arrivals[0], details=note)]))
        (run,) = results(config)
        assert run["pain"]["peak"] is None
        assert any("dodgy achillies" in question for question in run["questions"])
        assert table(config, "SELECT count(*) FROM pain_reports") == [(0,)]
