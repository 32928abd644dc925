"""What many tests need: a configuration of their own, the real recordings, the fixture squad."""

import io
import os
import shutil
import sqlite3
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, chdir, closing, contextmanager, redirect_stderr, redirect_stdout
from functools import partial
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from subprocess import CompletedProcess
from types import ModuleType
from typing import Any
from unittest import mock

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from niggle.cli import main
from niggle.config import Config, load_config

type Niggle = Callable[..., CompletedProcess[str]]

ROOT = Path(__file__).parent.parent

# The same examples every time, and however busy the machine is; more and new ones by `--hypothesis-profile=thorough`.
USUAL = settings(deadline=None, derandomize=True, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("niggle", USUAL)
settings.register_profile("thorough", USUAL, derandomize=False, max_examples=1000)
settings.load_profile("niggle")


def pytest_configure(config: pytest.Config) -> None:
    """Name the marker of tests that leave this machine; let the processes that tests start share what is compiled."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
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


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """A folder that the first test to ask for it makes, for all workers: `made_once(name, make)`; only to be read."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def folder_of(name: str, make: Callable[[Path], None]) -> Path:
        folder, is_made = shared / name, shared / f"{name}.made"
        with FileLock(shared / f"{name}.lock"):
            if not is_made.exists():
                folder.mkdir()
                make(folder)
                is_made.touch()
        return folder

    return folder_of


@pytest.fixture(scope="session")
def ready_engine(made_once: Callable[..., Path]) -> Callable[[Path], None]:
    """Put a new database of Prefect's into a folder that becomes PREFECT_HOME: to make one costs seconds."""

    def make(folder: Path) -> None:
        from flows import settings
        from flows.engine import prefect_api

        with warnings.catch_warnings(action="ignore"), mock.patch.dict(os.environ, _without_settings(), clear=True):
            settings.prepare(folder)
            with _new_engine(), prefect_api():
                pass
        with closing(sqlite3.connect(folder / "prefect" / "prefect.db")) as database:
            database.execute("VACUUM INTO ?", [str(folder / "prefect.db")])

    def put(home: Path) -> None:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copy(made_once("engine", make) / "prefect.db", home)

    return put


def call_niggle(folder: Path, *arguments: object, stdin: str = "", **variables: str) -> CompletedProcess[str]:
    """What a process would answer, without the seconds that the start of one costs."""
    command = ["niggle", *map(str, arguments)]
    with (
        chdir(folder),
        mock.patch.dict(os.environ, _without_settings() | {"COLUMNS": "100"} | variables, clear=True),
        mock.patch.object(sys, "argv", command),
        mock.patch.object(sys, "stdin", _stream(stdin)),
        redirect_stdout(_stream()) as stdout,
        redirect_stderr(_stream()) as stderr,
        pytest.raises(SystemExit) as end,
    ):
        main()
    assert isinstance(end.value.code, int)
    return CompletedProcess(command, end.value.code, _written(stdout), _written(stderr))


def _without_settings() -> dict[str, str]:
    """The environment without what whoever runs the tests has set for niggle or Prefect."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("NIGGLE_", "PREFECT_"))}


def _stream(text: str = "") -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8")


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    written = stream.buffer
    assert isinstance(written, io.BytesIO)
    return written.getvalue().decode()


@pytest.fixture(scope="session")
def niggle_in() -> Niggle:
    """Call `niggle` in a folder, in this process."""
    return call_niggle


@pytest.fixture(scope="session")
def program() -> Path:
    """The installed program, for what only a process of its own shows."""
    return Path(sys.executable).with_name("niggle")


@pytest.fixture
def sync_in(niggle_in: Niggle, ready_engine: Callable[[Path], None]) -> Niggle:
    """Call `niggle sync` in a folder, in this process, on a database of Prefect's that is there already."""

    def sync(folder: Path, **variables: str) -> CompletedProcess[str]:
        home = Path(variables.get("PREFECT_HOME", folder / "data" / "prefect"))
        if not home.exists():
            ready_engine(home)
        with _new_engine():
            return niggle_in(folder, "sync", **variables)

    return sync


@contextmanager
def _new_engine() -> Iterator[None]:
    """Prefect's server opens the database of its settings and not the first one that it opened in this process."""
    from prefect.server.database.dependencies import temporary_database_config

    with temporary_database_config(None):
        yield


@pytest.fixture(scope="session")
def new_engine() -> Callable[[], AbstractContextManager[None]]:
    """Around a Prefect engine that runs in this process: it gets its own database."""
    return _new_engine


def load_fake(name: str) -> ModuleType:
    """The module tests/fakes/<name>.py, a service on loopback that misbehaves on demand."""
    spec = spec_from_file_location(f"fakes_{name}", ROOT / "tests" / "fakes" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    if spec.name not in sys.modules:
        sys.modules[spec.name] = module_from_spec(spec)
        spec.loader.exec_module(sys.modules[spec.name])
    return sys.modules[spec.name]


@pytest.fixture(scope="session")
def deadly() -> str:
    """The beginning of a program that kills itself at a moment that it is told (tests/fakes/deadly.py)."""
    return (ROOT / "tests" / "fakes" / "deadly.py").read_text(encoding="utf-8")


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


@pytest.fixture(scope="session")
def services() -> ModuleType:
    """The module that starts PostgreSQL and an object store."""
    return load_fake("services")


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


def config_of(folder: Path, **sources: Path | None) -> Config:
    lines = ['[store]\npath = "data"\n']
    for athlete_id, source in sources.items():
        lines.append(f'[[athletes]]\nid = "{athlete_id}"\nname = "{athlete_id.title()}"\nsquad = "club"\n')
        if source is not None:
            lines.append(f'[[athletes.sources]]\nkind = "folder"\npath = "{source}"\n')
    path = folder / "config.toml"
    path.write_text("\n".join(lines))
    return load_config(path)


@pytest.fixture(scope="session")
def config_in() -> Callable[..., Config]:
    """A configuration in a folder: athlete ids, and for each the folder of the files."""
    return config_of


@pytest.fixture
def make_config(tmp_path: Path) -> Callable[..., Config]:
    """A configuration in the test's own folder: athlete ids, and for each the folder of the files."""
    return partial(config_of, tmp_path)
