"""Bundles: one run as contract 3 has it, and a key to sign with."""

import copy
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from niggle.sharing.bundle import Bundle
from niggle.sharing.keys import new_private_key

_RUN: dict[str, Any] = {
    "run_id": "cleo-20260302T063105Z",
    "athlete_id": "cleo",
    "started_at": "2026-03-02T06:31:05Z",
    "distance_m": 8012.0,
    "moving_time_s": 2511.0,
    "source": "folder",
    "status": "concern",
    "provisional": False,
    "summary": "You limped.",
    "stride": {
        "verdict": "altered",
        "reason": None,
        "onset_s": 1380.0,
        "side": "left",
        "metrics": [
            {
                "name": "stance_time_balance_left_pct", "value": 51.9, "expected": 50.2, "difference": 1.7, "z": 4.1,
                "unit": "pp", "is_altered": True,
            }
        ],
    },
    "criteria": [
        {"id": "limping", "group": "concern", "status": "met", "evidence": "limped", "references": ["article"]},
        {
            "id": "affects_mood_sleep_confidence", "group": "concern", "status": "met", "evidence": "mood",
            "references": [],
        },
    ],
    "questions": ["How was it the next morning (0–10)?"],
    "pain": {
        "site": "achilles", "side": "left", "before": 1, "first": 3, "peak": 3, "end": 1, "next_morning": None,
        "quality": "dull", "kind": "joint_tendon_bone",
    },
    "load": {
        "longest_30d_m": 12000.0, "distance_over_longest_pct": -33.2, "minutes_7d": 181.0, "is_reduced": False,
    },
}  # fmt: skip


@pytest.fixture
def run() -> dict[str, Any]:
    return copy.deepcopy(_RUN)


@pytest.fixture(scope="session")
def private_key() -> str:
    return new_private_key()


@pytest.fixture
def bundle_of() -> Callable[..., Bundle]:
    """A bundle of these runs with full consent, unless said otherwise."""

    def make(*runs: dict[str, Any], **other: Any) -> Bundle:
        facts = {
            "athlete_id": "cleo", "level": "details", "mood": True,
            "issued_at": datetime(2026, 3, 3, 3, 30, tzinfo=UTC), "runs": runs,
        }  # fmt: skip
        return Bundle(**{**facts, **other})

    return make
