import os
import stat
from pathlib import Path

import pytest

from flows import settings
from niggle.errors import StoreError


def test_nothing_that_the_user_has_set_is_changed() -> None:
    mine = {"DO_NOT_TRACK": "0", "PREFECT_HOME": "/mine", "PREFECT_LOGGING_LEVEL": "DEBUG"}
    assert not mine.keys() & settings.defaults(mine, Path("/store")).keys()


def test_prefect_keeps_its_files_in_the_store_and_tells_nobody() -> None:
    added = settings.defaults({}, Path("/store"))
    assert added["PREFECT_HOME"] == "/store/prefect"
    assert added["DO_NOT_TRACK"] == "1"
    assert added["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert int(added["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"]) >= 120


def test_a_server_of_the_users_keeps_their_profile_and_services() -> None:
    added = settings.defaults({"PREFECT_API_URL": "http://127.0.0.1:4200/api"}, Path("/store"))
    assert "PREFECT_HOME" not in added
    assert not [name for name in added if "SERVICES" in name]
    assert added["DO_NOT_TRACK"] == "1"


def test_an_empty_api_url_is_none() -> None:
    assert settings.is_embedded({"PREFECT_API_URL": ""})
    assert not settings.is_embedded({"PREFECT_API_URL": "http://127.0.0.1:4200/api"})


def test_the_console_is_calm_unless_asked() -> None:
    quiet, verbose = settings.defaults({}, Path("/s")), settings.defaults({"NIGGLE_VERBOSE": "1"}, Path("/s"))
    assert quiet["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] == "CRITICAL"
    assert verbose["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] == "INFO"


@pytest.fixture
def no_prefect_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without Prefect's settings, put back as it was afterwards."""
    monkeypatch.setattr(os, "environ", {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")})


@pytest.mark.usefixtures("no_prefect_settings")
def test_what_prefect_keeps_is_private(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    before = os.umask(0o022)
    request.addfinalizer(lambda: os.umask(before))
    settings.prepare(tmp_path / "data")
    (tmp_path / "data" / "prefect" / "storage").mkdir()
    (tmp_path / "data" / "prefect" / "storage" / "result").touch()
    assert stat.S_IMODE((tmp_path / "data" / "prefect" / "storage").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "data" / "prefect" / "storage" / "result").stat().st_mode) == 0o600
    assert os.environ["PREFECT_HOME"] == str(tmp_path / "data" / "prefect")
    for folder in (tmp_path / "data", tmp_path / "data" / "prefect"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.usefixtures("no_prefect_settings")
def test_a_store_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreError, match=r"data.*mend \[store\] path"):
        settings.prepare(tmp_path / "data")
