"""Real recordings for the tests of `fit/`, where there are any."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RECORDINGS = Path(os.environ.get("NIGGLE_RECORDINGS", ROOT.parent / "shared" / "recordings"))
NO_RECORDINGS = (
    "no FIT recordings: set NIGGLE_RECORDINGS to a folder of .fit files, or put some into fixtures/recorded/"
)


def recordings() -> list[Path]:
    """Every real recording, then every fixture."""
    found = sorted(RECORDINGS.rglob("*.fit")) if RECORDINGS.is_dir() else []
    return found + sorted((ROOT / "fixtures").rglob("*.fit"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test a file for every test that takes `recording`."""
    if "recording" in metafunc.fixturenames:
        files = recordings()
        if files:
            metafunc.parametrize("recording", files, ids=[path.name for path in files])
        else:
            marks = pytest.mark.skip(reason=NO_RECORDINGS)
            metafunc.parametrize("recording", [pytest.param(Path(), marks=marks, id="none")])
