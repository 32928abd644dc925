"""What a stranger's program signed may be anything: the shape lets in what pages can draw, and nothing else."""

import copy
from typing import Any

import pytest
from pydantic import ValidationError

from niggle.sharing.shape import SharedRun
from niggle.triage.rules import rules

RUN: dict[str, Any] = {
    "run_id": "ada-20260302T063000Z", "athlete_id": "ada", "started_at": "2026-03-02T06:30:00Z", "distance_m": 8000.0,
    "moving_time_s": 2400.0, "source": "folder", "status": "monitor", "provisional": False, "summary": "All fine.",
    "stride": {
        "verdict": "usual", "reason": None, "onset_s": None, "side": None,
        "metrics": [{
            "name": "cadence_spm", "value": 170.0, "expected": 169.0, "difference": 0.6, "z": 0.4, "unit": "%",
            "is_altered": False,
        }],
    },
    "criteria": [{
        "id": rules()[0].id, "group": rules()[0].group, "status": "met", "evidence": "It was.", "references": [],
    }],
    "questions": [],
    "pain": dict.fromkeys(("site", "side", "before", "first", "peak", "end", "next_morning", "quality", "kind")),
    "load": dict.fromkeys(("longest_30d_m", "distance_over_longest_pct", "minutes_7d", "is_reduced")),
}  # fmt: skip


def changed(value: object, *path: str | int) -> dict[str, Any]:
    run = copy.deepcopy(RUN)
    at: Any = run
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return run


def test_an_object_comes_out_as_it_went_in():
    run = SharedRun.model_validate(RUN)
    assert run.as_object() == RUN
    assert run.has_details


def test_a_key_that_is_not_known_is_dropped():
    assert SharedRun.model_validate(changed(1, "shoe_size")).as_object() == RUN
    assert SharedRun.model_validate(changed(1, "stride", "shoe_size")).as_object() == RUN


def test_a_status_alone_has_no_page():
    hidden = changed(None, "summary")
    hidden["stride"]["verdict"] = None
    assert not SharedRun.model_validate(hidden).has_details


def test_references_that_are_not_known_are_left_out():
    run = SharedRun.model_validate(changed(["nobody1999"], "criteria", 0, "references"))
    assert run.criteria[0].references == []


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("soon", ("status",)),
        ("2026-03-02", ("started_at",)),
        ("a\x1b[31m", ("summary",)),
        ("a\u202eb", ("summary",)),
        ("x" * 2001, ("summary",)),
        (float("nan"), ("distance_m",)),
        (-1.0, ("distance_m",)),
        ("8000", ("distance_m",)),
        (11, ("pain", "peak")),
        ("elbow", ("pain", "site")),
        ("wingspan", ("stride", "metrics", 0, "name")),
        ("vibes", ("criteria", 0, "id")),
        (["why?"] * 51, ("questions",)),
    ],
)
def test_what_does_not_belong_there_refuses_the_whole(value, path):
    with pytest.raises(ValidationError):
        SharedRun.model_validate(changed(value, *path))
