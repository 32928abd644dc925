"""The real pages in a real browser: Chromium through Playwright, against `niggle serve`'s own application.

Every test gets a store of its own (a copy of one that is made once) and a server on loopback. What the pages look like
is kept as pictures in `artifacts/screenshots/`, to be looked at.
"""

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from niggle.config import Config, load_config
from niggle.records.objects import run_objects
from niggle.sources.folder import FolderSource
from niggle.steps.collect import collect_from
from niggle.steps.report import report_into
from niggle.steps.take_in import take_in
from niggle.store.layout import published
from niggle.web.app import create_app

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1200, "height": 900}
PATIENCE_MS = 60_000  # on a busy machine; what is there sooner is seen sooner
ATHLETES = ("ada", "ben", "cleo", "dana", "emil")


@dataclass(frozen=True, slots=True)
class Served:
    """A server over a store of the test's own."""

    address: str
    config: Config


@pytest.fixture(scope="package")  # while it is there, no other test may run an event loop
def browser() -> Iterator[Browser]:
    """Chromium, as the system has it."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium here: install it (Debian: apt-get install chromium) to test the pages in a browser")
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE_MS)
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def squad_store(tmp_path_factory: pytest.TempPathFactory, squad_folder: Path) -> Path:
    """A folder with a configuration and the whole fixture squad brought in."""
    folder = tmp_path_factory.mktemp("served")
    lines = ['[store]\npath = "data"\n']
    for athlete_id in ATHLETES:
        lines += [f'[[athletes]]\nid = "{athlete_id}"\nname = "{athlete_id.title()}"\nsquad = "track-club"']
        lines += ['timezone = "Europe/London"\nshare_with_coach = "details"\n']
    lines += ['[[athletes]]\nid = "nora"\nname = "Nora New"\nsquad = "track-club"\n']
    (folder / "config.toml").write_text("\n".join(lines))
    config = load_config(folder / "config.toml")
    for athlete_id in ATHLETES:
        collect_from(config.store.path, athlete_id, FolderSource(squad_folder / athlete_id))
    take_in(config, config.athletes)
    return folder


@pytest.fixture(scope="session")
def morning_after(squad_store: Path) -> datetime:
    """The morning after the newest run of the squad."""
    config = load_config(squad_store / "config.toml")
    with published(config.store.path) as results:
        newest = max(
            run["started_at"]
            for athlete in config.athletes
            for run in results.of(athlete.id).rows("runs_in_order", athlete_id=athlete.id)
        )
    return datetime.combine(newest.date() + timedelta(days=1), datetime.min.time(), tzinfo=UTC).replace(hour=7)


@contextmanager
def serving(config: Config, now: datetime, *, asks_to_log_in: bool = False) -> Iterator[str]:
    """The address of a server that believes it is `now`."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        if asks_to_log_in:
            config = config.model_copy(update={"web": config.web.model_copy(update={"public_url": address})})
        app = create_app(config, clock=lambda: now, patience_s=600.0)
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False, lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        try:
            yield address
        finally:
            server.should_exit = True
            thread.join(10)


@pytest.fixture
def served(squad_store: Path, tmp_path: Path, morning_after: datetime) -> Iterator[Served]:
    """A server over a copy of the squad's store."""
    folder = Path(shutil.copytree(squad_store, tmp_path / "served"))
    config = load_config(folder / "config.toml")
    with serving(config, morning_after) as address:
        yield Served(address, config)


@pytest.fixture
def guarded(squad_store: Path, tmp_path: Path, morning_after: datetime) -> Iterator[Served]:
    """A server that others can reach, so that everybody has to log in."""
    folder = Path(shutil.copytree(squad_store, tmp_path / "guarded"))
    config = load_config(folder / "config.toml")
    with serving(config, morning_after, asks_to_log_in=True) as address:
        yield Served(address, config)


@pytest.fixture(scope="session")
def served_to_look_at(squad_store: Path, morning_after: datetime) -> Iterator[Served]:
    """One server for every test that only looks."""
    config = load_config(squad_store / "config.toml")
    with serving(config, morning_after) as address:
        yield Served(address, config)


@pytest.fixture(scope="session")
def page_files(squad_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages as `niggle report` writes them."""
    config = load_config(squad_store / "config.toml")
    folder = tmp_path_factory.mktemp("pages")
    report_into(folder, config, config.athletes, config.squads, now=NOW)
    return folder


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page: `new_page(PHONE-like size, scheme)`; a fault in a script fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def make(*, on_phone: bool = False, scheme: str = "light", scripts: bool = True, **more: object) -> Page:
        context = browser.new_context(
            viewport=PHONE if on_phone else DESK, color_scheme=scheme, java_script_enabled=scripts, **more
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if "Content Security" in message.text else None)
        page.set_default_timeout(PATIENCE_MS)
        return page

    yield make
    for context in contexts:
        context.close()
    assert not faults


@pytest.fixture(scope="session")
def serious_findings() -> Callable[[Page], list[str]]:
    """What axe finds on a page that keeps people out: rule, and where."""

    def found(page: Page) -> list[str]:
        violations = Axe().run(page).response["violations"]
        return [
            f"{item['id']}: {item['nodes'][0]['target']} {item['help']}"
            for item in violations
            if item["impact"] in ("serious", "critical")
        ]

    return found


@pytest.fixture(scope="session")
def pictures(project_root: Path) -> Path:
    """Where pictures of the pages are kept."""
    folder = Path(os.environ.get("NIGGLE_ARTIFACTS", project_root / "artifacts")) / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def runs_of() -> Callable[[Served, str], list[dict[str, Any]]]:
    """An athlete's runs as objects of contract 3, oldest first."""

    def runs(served: Served, athlete_id: str) -> list[dict[str, Any]]:
        with published(served.config.store.path) as results:
            return run_objects(results, [served.config.athlete(athlete_id)], now=NOW)

    return runs
