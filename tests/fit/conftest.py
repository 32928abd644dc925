"""Real recordings for the tests of `fit/`, where there are any."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RECORDINGS = Path(os.environ.get("NIGGLE_RECORDINGS", ROOT.parent / "shared" / "recordings"))
NO_RECORDINGS = (
    "no FIT recordings: set NIGGLE_RECORDINGS to a folder of .fit files, or put some into fixtures/recorded/"
)


def _real() -> list[Path]:
    dropped = ROOT / "fixtures" / "recorded"
    return [path for folder in (RECORDINGS, dropped) if folder.is_dir() for path in sorted(folder.rglob("*.fit"))]


def _chosen(name: str) -> list[Path]:
    """Files for an argument of a test: every one, only real ones, or those broken on purpose."""
    if name == "damaged_recording":
        return [path for path in _real() if path.parent.name == "damaged"]
    if name == "real_recording":
        return _real()
    return list(dict.fromkeys([*_real(), *sorted((ROOT / "fixtures").rglob("*.fit"))]))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test a file for every test that takes `recording`, `real_recording` or `damaged_recording`."""
    for name in {"recording", "real_recording", "damaged_recording"} & set(metafunc.fixturenames):
        files = _chosen(name)
        if files:
            metafunc.parametrize(name, files, ids=[path.name for path in files])
        else:
            marks = pytest.mark.skip(reason=NO_RECORDINGS)
            metafunc.parametrize(name, [pytest.param(Path(), marks=marks, id="none")])
