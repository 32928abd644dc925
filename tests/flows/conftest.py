"""A small configuration, and one Prefect engine for the whole session: it costs seconds."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import settings
from flows.engine import prefect_api

_CONFIG = """
[store]
path = "data"

[[athletes]]
id = "anna"
name = "Anna Example"
{anna}

[[athletes]]
id = "ben"
name = "Ben Example"
{ben}
"""


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of an embedded engine that runs while the session does."""
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        del os.environ[name]
    settings.prepare(tmp_path_factory.mktemp("prefect_session"))
    with prefect_api():
        yield Path(os.environ[settings.HOME])
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def config_path(tmp_path: Path) -> Path:
    """Two athletes, Anna and Ben, who have no files."""
    path = tmp_path / "config.toml"
    path.write_text(_CONFIG.format(anna="", ben=""), encoding="utf-8")
    return path
