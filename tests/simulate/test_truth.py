"""The truth beside the recordings, for whoever judges a detector by it."""

import json

import pytest

from niggle.simulate.fixtures import DEFAULT_SEED
from niggle.simulate.stories import STORIES, tell
from niggle.simulate.truth import truth_json


@pytest.fixture(scope="module")
def dana():
    story = next(story for story in STORIES if story.athlete_id == "dana")
    told = tell(story, DEFAULT_SEED)
    paths = {(story.athlete_id, one.run.index): f"dana/{one.run.index}.fit" for one in told}
    return told, json.loads(truth_json(DEFAULT_SEED, [(story, told)], paths))


def test_every_run_is_there_with_its_file(dana):
    told, truth = dana
    (athlete,) = truth["athletes"]
    assert truth["seed"] == DEFAULT_SEED
    assert [run["path"] for run in athlete["runs"]] == [f"dana/{one.run.index}.fit" for one in told]


def test_a_change_says_which_side_is_spared(dana):
    told, truth = dana
    for one, run in zip(told, truth["athletes"][0]["runs"], strict=True):
        change = one.run.truth.change
        assert run["is_altered"] == (change is not None)
        if change is not None:  # the right knee hurts: the left foot is on the ground for longer
            assert change.balance_pp > 0
            assert run["change"]["spared_side"] == "right"
            assert run["pain"]["side"] == "right"
        else:
            assert run["change"] is None
    assert any(run["is_altered"] for run in truth["athletes"][0]["runs"])
