"""What of a runner's results may leave for a coach's niggle."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from niggle.config import Config, load_config
from niggle.records.objects import run_objects
from niggle.records.outgoing import objects_to_share
from niggle.sources.folder import FolderSource
from niggle.steps.collect import collect_from
from niggle.steps.take_in import take_in
from niggle.store.layout import athlete_landing, athlete_store, published

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)

CONFIG = """
[store]
path = "data"

[[athletes]]
id = "me"
name = "Me"
share_with_coach = "details"
share_mood_with_coach = true

[athletes.share]
folder = "sync"
known_as = "cleo"
"""


@pytest.fixture
def config(tmp_path: Path, squad_folder: Path) -> Config:
    """A runner with one run, and a note on it that could not be read."""
    (tmp_path / "config.toml").write_text(CONFIG)
    config = load_config(tmp_path / "config.toml")
    recording = sorted((squad_folder / "cleo").glob("*.fit*"))[0]
    collect_from(config.store.path, "me", FolderSource(recording))
    landing = athlete_landing(config.store.path, config.athletes[0].id)
    (arrival,) = landing.arrivals()
    words = json.dumps({"description": "niggle: knee wobbly"}).encode()
    landing.land(
        words, kind="details", athlete_id="me", source=arrival.source, place=arrival.place, landed_at=datetime.now(UTC)
    )
    take_in(config, config.athletes)
    return config


def test_a_question_that_quotes_a_note_stays_with_the_runner(config):
    with published(config.store.path) as results:
        (own,) = run_objects(results, config.athletes, now=NOW)
        (shared,) = objects_to_share(results.of(config.athletes[0].id), config.athletes[0], now=NOW)

    quoting = [question for question in own["questions"] if "wobbly" in question]
    assert quoting
    assert shared["questions"] == [question for question in own["questions"] if question not in quoting]


def test_a_run_leaves_under_the_id_that_the_coach_knows(config):
    with published(config.store.path) as results:
        (own,) = run_objects(results, config.athletes, now=NOW)
        (shared,) = objects_to_share(results.of(config.athletes[0].id), config.athletes[0], now=NOW)

    assert shared["athlete_id"] == "cleo"
    assert shared["run_id"] == own["run_id"].replace("me-", "cleo-")
    assert {**shared, "athlete_id": "me", "run_id": own["run_id"], "questions": []} == {**own, "questions": []}


def test_who_shares_nothing_shares_nothing(config):
    athlete = config.athletes[0].model_copy(update={"share_with_coach": "none"})
    with athlete_store(config.store.path, config.athletes[0].id).read_published() as reader:
        assert objects_to_share(reader, athlete, now=NOW) == []
