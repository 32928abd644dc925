"""What many tests need: a configuration of their own, the real recordings, the fixture squad."""

import os
import sys
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from niggle.config import Config, load_config

ROOT = Path(__file__).parent.parent

# The same examples every time, and however busy the machine is.
settings.register_profile("niggle", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("niggle")


def pytest_configure(config: pytest.Config) -> None:
    """Name the marker of tests that leave this machine."""
    config.addinivalue_line("markers", "live: asks a real account; only run by `-m live`")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what leaves this machine, unless it was asked for."""
    if "live" in config.getoption("-m"):
        return
    for item in items:
        if item.get_closest_marker("live"):
            item.add_marker(pytest.mark.skip(reason="asks a real account: run it by `-m live` (see CONTRIBUTING.md)"))


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def squad_folder() -> Path:
    """The simulated squad."""
    return ROOT / "fixtures" / "squad"


@pytest.fixture(scope="session")
def recordings() -> Path:
    """Real FIT recordings, which are not part of the project."""
    folder = Path(os.environ.get("NIGGLE_RECORDINGS", ROOT.parent / "shared" / "recordings"))
    if not folder.is_dir():
        pytest.skip("no recordings: set NIGGLE_RECORDINGS to a folder of FIT files (see CONTRIBUTING.md)")
    return folder


def load_fake(name: str) -> ModuleType:
    """The module tests/fakes/<name>.py, a service on loopback that misbehaves on demand."""
    spec = spec_from_file_location(f"fakes_{name}", ROOT / "tests" / "fakes" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    if spec.name not in sys.modules:
        sys.modules[spec.name] = module_from_spec(spec)
        spec.loader.exec_module(sys.modules[spec.name])
    return sys.modules[spec.name]


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches into the keyring of whoever runs it."""
    monkeypatch.setenv("NIGGLE_CREDENTIALS", "file")


@pytest.fixture(scope="session")
def garmin_fakes() -> Any:
    """The module of Garmin's fake: activities, faults, and what is secret."""
    return load_fake("garmin")


@pytest.fixture(scope="session")
def strava_fakes() -> Any:
    """The module of Strava's fake: the server and the application it knows."""
    return load_fake("strava")


@pytest.fixture
def fake_garmin(garmin_fakes: Any) -> Iterator[Any]:
    """Garmin Connect on loopback."""
    with garmin_fakes.FakeGarmin() as fake:
        yield fake


@pytest.fixture
def mailbox() -> Iterator[Any]:
    """A box on loopback that takes what Apprise delivers."""
    with load_fake("mailbox").Mailbox() as box:
        yield box


@pytest.fixture
def make_config(tmp_path: Path) -> Callable[..., Config]:
    """A configuration in the test's own folder: athlete ids, and for each the folder of the files."""

    def make(**folders: Path | None) -> Config:
        lines = ['[store]\npath = "data"\n']
        for athlete_id, folder in folders.items():
            lines.append(f'[[athletes]]\nid = "{athlete_id}"\nname = "{athlete_id.title()}"\nsquad = "club"\n')
            if folder is not None:
                lines.append(f'[[athletes.sources]]\nkind = "folder"\npath = "{folder}"\n')
        path = tmp_path / "config.toml"
        path.write_text("\n".join(lines))
        return load_config(path)

    return make
