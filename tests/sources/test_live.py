"""The same sources against real accounts, for who has one: `NIGGLE_LIVE_CONFIG=config.toml pytest -m live`.

They need a configuration whose sources have been logged in to. A few requests each; nothing is written but tokens
that were refreshed.
"""

import os
from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest

from niggle.config import Athlete, Config, load_config
from niggle.fit.activity import read_activity
from niggle.fit.decode import decode_fit
from niggle.sources import Fetched, open_source

pytestmark = pytest.mark.live

_KINDS = ("garmin_personal", "garmin", "strava")
_RECORDINGS = 3


@pytest.fixture
def live_config(monkeypatch: pytest.MonkeyPatch) -> Config:
    """The configuration that `NIGGLE_LIVE_CONFIG` names."""
    if "NIGGLE_LIVE_CONFIG" not in os.environ:
        pytest.skip("no real account: set NIGGLE_LIVE_CONFIG to a configuration with sources that are logged in to")
    monkeypatch.delenv("NIGGLE_CREDENTIALS")  # a keyring if there is one, as at night
    return load_config(Path(os.environ["NIGGLE_LIVE_CONFIG"]))


def newest(config: Config, athlete: Athlete, kind: str) -> list[Fetched]:
    """The newest recordings that a source has."""
    (source,) = [source for source in athlete.sources if source.kind == kind]
    things = open_source(source, athlete_id=athlete.id, store_folder=config.store.path).fetch({})
    return list(islice((thing for thing in things if isinstance(thing, Fetched)), _RECORDINGS))


@pytest.mark.parametrize("kind", _KINDS)
def test_the_newest_recordings_come_and_can_be_read(live_config: Config, kind: str) -> None:
    athletes = [one for one in live_config.athletes if any(source.kind == kind for source in one.sources)]
    if not athletes:
        pytest.skip(f"the configuration has no source of kind {kind}")
    fetched = newest(live_config, athletes[0], kind)
    assert fetched
    for one in fetched:
        assert one.problem is None
        assert one.details is not None
        assert one.details.started_at is not None
        if one.format == "fit":
            sessions = read_activity(decode_fit(one.data, path=one.origin)).sessions
            assert abs(sessions[0].started_at - one.details.started_at) < timedelta(minutes=5)
