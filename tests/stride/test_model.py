from datetime import UTC, datetime

import pytest

from niggle.stride.model import PainTold, PastRun, StrideVerdict
from niggle.vocabulary.verdicts import FLAGGED

WORDS = ("usual", "altered", "possibly_altered", "insufficient_data")


def verdict(word: str, **more: object) -> StrideVerdict:
    return StrideVerdict(word, None, None, None, (), False, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("word", WORDS)
def test_what_stands_out_is_flagged(word):
    assert verdict(word).is_flagged == (word in FLAGGED)


def test_a_run_is_weighed_once_it_has_a_probability():
    assert verdict("usual", confidence=0.0).is_weighed
    assert not verdict("insufficient_data").is_weighed


def test_only_pain_in_a_leg_and_of_the_least_size_hurts_a_leg():
    assert PainTold(3, is_in_leg=True).hurts_leg(3)
    assert not PainTold(2, is_in_leg=True).hurts_leg(3)
    assert not PainTold(8).hurts_leg(3)


def test_a_run_of_which_nobody_said_anything_did_not_hurt():
    at = datetime(2026, 3, 2, tzinfo=UTC)
    assert not PastRun("r", at, None, verdict("usual")).hurt(0)  # type: ignore[arg-type]
    assert PastRun("r", at, None, verdict("usual"), PainTold(3)).hurt(2)  # type: ignore[arg-type]
    assert not PastRun("r", at, None, verdict("usual"), PainTold(2)).hurt(2)  # type: ignore[arg-type]
