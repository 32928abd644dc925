"""What is left of a run for whom: the one rule."""

import pytest

from niggle.config import Athlete
from niggle.consent import (
    HANDED_ON,
    KEPT_REASON,
    NOTHING,
    OWN,
    Visibility,
    configured_visibility,
    keeps_reason,
    narrowed,
)
from niggle.triage.rules import rules

PRIVATE = next(rule.id for rule in rules() if rule.is_private)
OPEN = next(rule.id for rule in rules() if not rule.is_private and rule.group == "concern")


def run(*met: str) -> dict:
    criteria = [{"id": name, "group": "concern", "status": "met"} for name in met]
    return {
        "run_id": "r", "athlete_id": "ada", "started_at": "2026-03-02T06:00:00Z", "status": "concern",
        "provisional": False, "summary": "It hurt.", "criteria": criteria, "questions": ["How was it?"],
        "pain": {"site": "knee", "peak": 4}, "distance_m": 5000.0,
    }  # fmt: skip


@pytest.mark.parametrize("level", ["none", "status", "details"])
def test_a_coach_sees_what_the_athlete_allows(level):
    athlete = Athlete(id="ada", name="Ada", share_with_coach=level)
    assert configured_visibility(athlete) == Visibility(level)


def test_mood_needs_details_and_its_own_consent():
    both = Athlete(id="ada", name="Ada", share_with_coach="details", share_mood_with_coach=True)
    assert configured_visibility(both) == Visibility("details", mood=True)
    assert not configured_visibility(both).is_own


def test_a_status_alone_keeps_the_keys_and_empties_the_rest():
    seen = narrowed(run(OPEN), Visibility("status"))
    assert seen.keys() == run(OPEN).keys()
    assert (seen["status"], seen["run_id"]) == ("concern", "r")
    assert (seen["summary"], seen["criteria"], seen["questions"], seen["distance_m"]) == (None, [], [], None)
    assert seen["pain"] == {"site": None, "peak": None}


def test_without_mood_its_criterion_goes_and_a_reason_that_would_tell_it():
    seen = narrowed(run(PRIVATE), Visibility("details"))
    assert seen["criteria"] == []
    assert seen["summary"] == KEPT_REASON
    both = narrowed(run(PRIVATE, OPEN), Visibility("details"))
    assert [criterion["id"] for criterion in both["criteria"]] == [OPEN]
    assert both["summary"] == "It hurt."


@pytest.mark.parametrize("sight", [OWN, HANDED_ON])
def test_the_athlete_sees_everything(sight):
    assert narrowed(run(PRIVATE, OPEN), sight) == run(PRIVATE, OPEN)


def test_nothing_is_no_object():
    with pytest.raises(ValueError, match="nothing"):
        narrowed(run(OPEN), NOTHING)


def test_a_reason_is_kept_only_where_nothing_else_decided():
    assert keeps_reason(run(PRIVATE))
    assert not keeps_reason(run(PRIVATE, OPEN))
    assert not keeps_reason(run())
