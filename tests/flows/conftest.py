"""A small configuration, and one Prefect engine for all tests of a module: it costs seconds."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from flows import settings
from flows.engine import prefect_api
from niggle.cli import main

_CONFIG = """
[store]
path = "data"

[[athletes]]
id = "anna"
name = "Anna Example"

[[athletes]]
id = "ben"
name = "Ben Example"
"""


@pytest.fixture(scope="module")
def prefect_home(
    tmp_path_factory: pytest.TempPathFactory, ready_engine: Callable[[Path], None], new_engine: Callable[..., Any]
) -> Iterator[Path]:
    """Where the embedded engine that runs for these tests keeps its database."""
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        del os.environ[name]
    os.environ["PREFECT_CLIENT_MAX_RETRIES"] = "3"  # its database may be busy for a moment (503); a fault shows soon
    folder = tmp_path_factory.mktemp("engine")
    ready_engine(folder / "prefect")
    settings.prepare(folder)
    with new_engine(), prefect_api():
        yield Path(os.environ[settings.HOME])
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def config_path(tmp_path: Path) -> Path:
    """Two athletes without a source."""
    path = tmp_path / "config.toml"
    path.write_text(_CONFIG, encoding="utf-8")
    return path


@pytest.fixture
def exit_code_of(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """How a command ends that is called as a program with these arguments."""

    def call(command: click.Command, *arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["command", *arguments])
        with pytest.raises(SystemExit) as end:
            main(command)
        assert isinstance(end.value.code, int)
        return end.value.code

    return call
