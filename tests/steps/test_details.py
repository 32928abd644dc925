"""What sources say of a run besides its recording: how injured one felt, which day it was, whose copy it is."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from niggle.config import IntervalsConfig
from niggle.consent import OWN
from niggle.reports.run.query import own_words
from niggle.sources import ActivityDetails, Arrival, Described, Fetched
from niggle.sources.terms import attribution, terms_of
from niggle.steps.collect import _Collection
from niggle.steps.decode import decode
from niggle.steps.judge import judge
from niggle.steps.measure import measure
from niggle.steps.night import publish
from niggle.steps.shoes import shoes_of
from niggle.steps.triage import triage
from niggle.store.layout import athlete_store
from niggle.tracks.streams import write_streams

START = datetime(2026, 3, 2, 22, 31, 5, tzinfo=UTC)
WORDS = ActivityDetails(started_at=START)


class Intervals:
    kind = "intervals"
    terms = terms_of(IntervalsConfig(kind="intervals"))

    def __init__(self, *arrivals: Arrival) -> None:
        self._arrivals = arrivals

    def fetch(self, _seen: Mapping[str, str]) -> Iterator[Arrival]:
        yield from self._arrivals


def run(number: int = 1, *, speed: float = 3.0, start: datetime = START, **told: object) -> Fetched:
    columns = {"elapsed_s": [float(s) for s in range(900)], "speed_mps": [speed + s % 60 / 60 for s in range(900)]}
    return Fetched(
        place=f"intervals:i{number}", origin=f"intervals:i{number}", format="streams", stamp=f"a{number}-b",
        data=write_streams(columns, started_at=start, sport="running"), **{"details": WORDS, **told},
    )  # fmt: skip


@pytest.fixture
def brought(make_config, results):
    """The results after some arrivals; more can come later."""
    config = make_config(ada=None)

    def bring(*arrivals: Arrival):
        _Collection(config.store.path, "ada").make(Intervals(*arrivals))
        decode(config, config.athletes[0])
        measure(config, config.athletes[0])
        judge(config, config.athletes[0])
        triage(config, config.athletes[0])
        publish(config, config.athletes[0])
        return results(config)

    bring.config = config
    return bring


@pytest.mark.parametrize(("injury", "word"), [(1, None), (2, "a niggle"), (3, "bothered"), (4, "an injury")])
def test_how_injured_one_felt_asks_and_answers_nothing(brought, injury, word):
    (before,) = brought(run())
    (after,) = brought(Described(place="intervals:i1", stamp="a1-c", details=replace(WORDS, injury=injury)))
    added = [question for question in after["questions"] if question not in before["questions"]]
    assert added == ([] if word is None else added)
    assert len(added) == (word is not None)
    assert all(word in question for question in added)
    assert {**after, "questions": None} == {**before, "questions": None}


def test_whoever_reported_on_the_run_is_not_asked_again(brought):
    words = replace(WORDS, injury=4, description="niggle: left achilles 6/6/7/6, limped")
    (told,) = brought(run(details=words))
    assert told["status"] == "concern"
    assert not any("intervals.icu" in question for question in told["questions"])


@pytest.mark.parametrize(("offset_s", "day"), [(None, "2026-03-02"), (7200.0, "2026-03-03"), (-36_000.0, "2026-03-02")])
def test_the_day_is_that_of_the_clock_that_the_source_tells(brought, offset_s, day):
    brought(run(details=replace(WORDS, utc_offset_s=offset_s)))
    with athlete_store(brought.config.store.path, "ada").read_main() as reader:
        (row,) = reader.rows("runs_in_order", athlete_id="ada")
    assert row["utc_offset_s"] == offset_s
    local = row["started_at"] + timedelta(seconds=row["utc_offset_s"] or 0)
    assert f"{local:%Y-%m-%d}" == day


def test_copies_of_one_activity_are_one_run_whatever_they_hold(brought):
    later = START + timedelta(seconds=400)
    copies = [run(1, workout_id="garmin:555"), run(2, speed=4.5, start=later, workout_id="garmin:555")]
    assert len(brought(*copies)) == 1
    assert len(brought(run(3, speed=4.5, start=START + timedelta(days=1), workout_id="garmin:556"))) == 2


def test_garmin_s_device_is_named_where_the_terms_ask_for_it(brought, squad_folder):
    assert attribution("intervals", "garmin", "fr965") == "Garmin fr965"
    assert attribution("intervals", "coros", "pace3") is None
    assert attribution("garmin_personal", "garmin", "fr965") is None
    fit = next((squad_folder / "ada").glob("*.fit")).read_bytes()
    (found,) = brought(replace(run(), data=fit, format="fit", details=replace(WORDS, gear="Red  ones\x1b")))
    with athlete_store(brought.config.store.path, "ada").read_main() as reader:
        words = own_words(reader, brought.config.athletes[0], [found["run_id"]], OWN, datetime.now(UTC))[
            found["run_id"]
        ]
        shoes = shoes_of(brought.config, brought.config.athletes[0], reader, datetime.now(UTC))
    assert words.gear == "Red  ones\x1b"
    assert [(pair.name, pair.runs) for pair in shoes.pairs] == [("Red ones", 1)]
    assert words.device is not None
    assert words.device.startswith("Garmin")
