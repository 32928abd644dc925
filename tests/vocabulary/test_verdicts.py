"""Verdicts and patterns have words, each of them."""

from typing import get_args

from niggle.vocabulary.verdicts import FLAGGED, PATTERNS, VERDICTS, Outcome, Pattern


def test_every_verdict_and_pattern_has_words() -> None:
    assert set(VERDICTS) == set(get_args(Outcome.__value__))
    assert set(PATTERNS) == set(get_args(Pattern.__value__))
    assert set(FLAGGED) < set(VERDICTS)
