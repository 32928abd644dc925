"""What a runner said at a source whose terms bind goes with the run, out of every file."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from niggle.config import StravaConfig
from niggle.sources import ActivityDetails, Arrival, Described, Fetched
from niggle.sources.terms import terms_of
from niggle.steps.collect import _Collection
from niggle.steps.decode import decode
from niggle.steps.night import publish_all
from niggle.steps.triage import triage
from niggle.store import Store
from niggle.store.layout import athlete_landing
from niggle.tracks.streams import write_streams

START = datetime(2026, 3, 2, 6, 31, 5, tzinfo=UTC)
WORDS = ActivityDetails(name="Zwiebelfisch", description="niggle: left knee 3, Zwiebelfisch", started_at=START)


class Strava:
    kind = "strava"
    terms = terms_of(StravaConfig(kind="strava"))

    def __init__(self, *arrivals: Arrival) -> None:
        self._arrivals = arrivals

    def fetch(self, _seen: Mapping[str, str]) -> Iterator[Arrival]:
        yield from self._arrivals


def files_with(folder: Path, word: bytes) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and word in path.read_bytes())


@pytest.fixture
def seconds() -> list[float]:
    return [float(s) for s in range(600)]


def _killed(_store: Store) -> None:
    raise KeyboardInterrupt


def test_words_of_a_run_go_with_it_out_of_every_file(make_config, seconds, monkeypatch):
    config = make_config(ada=None)
    athlete, store = config.athletes[0], config.store.path
    data = write_streams({"elapsed_s": seconds, "speed_mps": [3.0] * 600}, started_at=START, sport="running")
    run = Fetched(place="strava:1", origin="strava:1", data=data, format="streams", stamp="a-b", details=WORDS)
    later = Described(place="strava:1", stamp="a-c", details=replace(WORDS, name="Zwiebelfisch again"))
    for arrival, day in ((run, 0), (later, 6)):
        _Collection(store, athlete.id, clock=lambda day=day: START + timedelta(days=day)).make(Strava(arrival))
        decode(config, athlete, clock=lambda day=day: START + timedelta(days=day, hours=1))
        triage(config, athlete)
        publish_all(config)
    assert {"niggle.duckdb", "published.duckdb"} <= set(files_with(store, b"Zwiebelfisch"))
    with monkeypatch.context() as patch:  # a night that is killed once the rows are deleted
        patch.setattr(Store, "shred", _killed)
        with pytest.raises(KeyboardInterrupt):
            decode(config, athlete, clock=lambda: START + timedelta(days=8))
    decode(config, athlete, clock=lambda: START + timedelta(days=8))
    triage(config, athlete)
    publish_all(config)
    assert files_with(store, b"Zwiebelfisch") == []
    assert list(athlete_landing(store, "ada").arrivals())  # that they came stays known
