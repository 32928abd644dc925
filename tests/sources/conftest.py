"""The fake services and the sources that talk to them."""

import importlib.util
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from niggle import credentials
from niggle.config import StravaConfig

FAKES = Path(__file__).parent.parent / "fakes"


def load_fake(name: str) -> ModuleType:
    """A module of `tests/fakes`, which is on no path."""
    key = f"niggle_fakes_{name}"
    if key not in sys.modules:
        spec = importlib.util.spec_from_file_location(key, FAKES / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules[key] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[key])
    return sys.modules[key]


@pytest.fixture
def strava(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A Strava on loopback, at a Monday evening; its application is in the environment."""
    fakes = load_fake("strava")
    monkeypatch.setenv("STRAVA_CLIENT_ID", fakes.CLIENT_ID)
    monkeypatch.setenv("STRAVA_CLIENT_SECRET", fakes.CLIENT_SECRET)
    monkeypatch.setenv("NIGGLE_CREDENTIALS", "file")
    with fakes.FakeStrava(datetime(2026, 3, 2, 19, 0, tzinfo=UTC)) as fake:
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
