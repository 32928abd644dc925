"""A store to put objects into and to read them back from."""

from pathlib import Path

import pytest

from niggle.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "data")
