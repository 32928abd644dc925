"""Strava's table, in the languages that Strava has and of every year."""

from datetime import UTC, datetime

import pytest

from niggle.sources.export_strava import moment


@pytest.mark.parametrize("text", [
    "Mar 2, 2026, 6:31:05 PM", "Mar 2, 2026, 6:31:05\u202fPM", "2 Mar 2026, 18:31:05", "02.03.2026, 18:31:05",
    "2 mars 2026, 18:31:05", "2 mars 2026 à 18:31:05", "2 mrt. 2026, 18:31:05", "2 mar 2026, 18:31:05",
    "2 de mar. de 2026, 18:31:05", "2026/03/02 18:31:05", "2026-03-02 18:31:05", "2026年3月2日 18:31:05",
    "02/03/2026, 18:31:05",
])  # fmt: skip
def test_a_moment_is_read_in_the_languages_of_strava(text):
    assert moment(text) == datetime(2026, 3, 2, 18, 31, 5, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "yesterday", "2 of 3, 18:31:05", "32.13.2026, 18:31:05", "1, 2, 3, 4:05:06"])
def test_a_moment_that_cannot_be_told_is_none(text):
    assert moment(text) is None
