"""The squad of five: what happens to each, and what the night should make of it."""

import pytest

from niggle.simulate.fixtures import DEFAULT_SEED
from niggle.simulate.stories import RUNS, STORIES, Story, ToldRun, tell


@pytest.fixture(scope="module", params=STORIES, ids=lambda story: story.athlete_id)
def told(request) -> tuple[Story, list[ToldRun]]:
    return request.param, list(tell(request.param, DEFAULT_SEED))


def test_the_runs_are_in_order_and_as_many_as_said(told):
    _, runs = told
    starts = [one.run.plan.started_at for one in runs]
    assert len(runs) == RUNS
    assert starts == sorted(starts)


def test_the_diary_has_the_runs_that_were_written_about(told):
    story, runs = told
    assert [one.run.index for one in runs if one.is_in_diary] == sorted(story.diary)


def test_the_story_comes_to_what_it_says_only_after_its_onset(told):
    story, runs = told
    began = [cause.from_run for cause in (story.injury, story.complaint) if cause is not None]
    for one in runs[: min(began, default=RUNS)]:
        assert one.run.truth.change is None
        assert one.feeling.complaint is None
    if began:
        assert story.becomes in runs[-1].expected_status


def test_changes_of_the_plan_are_planned(told):
    story, runs = told
    for index, changes in story.changes.items():
        for name, value in changes.items():
            assert getattr(runs[index].run.plan, name) == value
