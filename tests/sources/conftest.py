"""A Strava on loopback, and sources that are logged in to it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from niggle.config import StravaConfig
from niggle.sources import credentials


@pytest.fixture
def strava(monkeypatch: pytest.MonkeyPatch, strava_fakes: Any) -> Iterator[Any]:
    """A Strava on loopback, at a Monday evening; its application is in the environment."""
    monkeypatch.setenv("STRAVA_CLIENT_ID", strava_fakes.CLIENT_ID)
    monkeypatch.setenv("STRAVA_CLIENT_SECRET", strava_fakes.CLIENT_SECRET)
    with strava_fakes.FakeStrava(datetime(2026, 3, 2, 19, 0, tzinfo=UTC)) as fake:
        yield fake


@pytest.fixture
def strava_config(strava: Any) -> StravaConfig:
    return StravaConfig(kind="strava", base_url=f"{strava.url}/api/v3", oauth_url=strava.url)


@pytest.fixture
def strava_source(strava: Any, strava_config: StravaConfig, tmp_path: Path) -> Callable[..., Any]:
    """A source that is logged in; its clock is the fake's, `ahead` of it."""
    from niggle.sources.strava import StravaSource

    credentials.save(
        tmp_path,
        "me",
        "strava",
        {
            "access_token": strava.access_token,
            "refresh_token": strava.refresh_token,
            "expires_at": int(strava.expires_at.timestamp()),
        },
    )

    def make(ahead: timedelta = timedelta()) -> Any:
        return StravaSource(strava_config, athlete_id="me", store_folder=tmp_path, now=lambda: strava.now + ahead)

    return make
