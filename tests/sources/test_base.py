"""Stamps that tell an edit of the recording from one of the words, and what the errors say."""

from datetime import UTC, datetime

import pytest

from niggle.sources.base import CredentialsError, RateLimitedError, SourceChangedError, same_recording, stamp_of

RECORDING, WORDS = {"started_at": datetime(2026, 3, 2, tzinfo=UTC), "distance": 8000.0}, {"name": "Run"}
STAMP = stamp_of(RECORDING, WORDS)


def test_a_stamp_is_of_the_content_alone():
    assert stamp_of(dict(reversed(RECORDING.items())), WORDS) == STAMP


def test_new_words_leave_the_recording():
    renamed = stamp_of(RECORDING, {"name": "Long run"})
    assert renamed != STAMP
    assert same_recording(renamed, STAMP)


@pytest.mark.parametrize("other", [None, stamp_of({**RECORDING, "distance": 8001.0}, WORDS)])
def test_another_recording_is_fetched(other):
    assert not same_recording(STAMP, other)


def test_errors_end_with_what_to_do():
    assert str(CredentialsError("no key", command="niggle login x")) == "no key; run `niggle login x`"
    assert "(activityId)" in str(SourceChangedError("another form", field="activityId"))
    assert "before" not in str(RateLimitedError("enough"))
    at = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
    assert "before 2026-03-02 06:30 UTC" in str(RateLimitedError("enough", retry_at=at))
