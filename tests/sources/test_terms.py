"""What the terms of each kind of source allow."""

from pathlib import Path

import pytest

from niggle.config import FolderConfig, IntervalsConfig, StravaConfig
from niggle.sources.base import OWN_FILES
from niggle.sources.terms import terms_of


def test_strava_is_for_the_athletes_own_eyes_and_for_a_week():
    terms = terms_of(StravaConfig(kind="strava"))
    assert (terms.who_may_see, terms.keep_days, terms.may_feed_baselines) == ("athlete", 7, False)


def test_only_the_athlete_can_let_strava_feed_baselines():
    accepted = terms_of(StravaConfig(kind="strava", strava_terms="accepted_by_user"))
    assert accepted.may_feed_baselines
    assert (accepted.who_may_see, accepted.keep_days) == ("athlete", 7)


@pytest.mark.parametrize("config", [FolderConfig(kind="folder", path=Path("x")), IntervalsConfig(kind="intervals")])
def test_of_ones_own_files_nobody_else_has_a_say(config):
    assert terms_of(config) == OWN_FILES
