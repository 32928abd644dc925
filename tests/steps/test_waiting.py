"""Who has work: nobody after a night, and whoever something has come for, whatever it is."""

import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from niggle.config import Config, load_config
from niggle.entered import COMMAND_LINE, place_of
from niggle.reports.paths import athlete_path, run_path, year_path
from niggle.steps import entries, waiting
from niggle.steps.batch import run_batch
from niggle.steps.report import report_squads
from niggle.steps.waiting import Waiting, look, settle_common
from niggle.store.database import utc_naive
from niggle.store.layout import athlete_landing, athlete_store, common_store

NOW = datetime(2026, 11, 30, 3, 30, tzinfo=UTC)
LONG_AGO_S = 1_700_000_000.0
NOTHING, BEN = Waiting((), is_common=False), Waiting(("ben",), is_common=True)


def copy(source: Path, folder: Path) -> None:
    shutil.copy(source, folder)
    os.utime(folder / source.name, (LONG_AGO_S, LONG_AGO_S))


@dataclass(frozen=True)
class World:
    """Two athletes after their night."""

    folder: Path
    files: list[Path]

    @property
    def config(self) -> Config:
        return load_config(self.folder / "config.toml")

    @property
    def pages(self) -> Path:
        return self.config.store.path / "reports"

    @property
    def waiting(self) -> Waiting:
        return look(self.config, now=NOW)

    def night(self) -> None:
        found = self.waiting
        run_batch(str(self.folder / "config.toml"), found.athlete_ids)
        report_squads(self.config)
        settle_common(self.config)

    def run_id(self) -> str:
        with athlete_store(self.config.store.path, "ben").read_published() as reader:
            return str(reader.rows("run_ids")[0]["run_id"])


@pytest.fixture(scope="module")
def squad_after_a_night(tmp_path_factory, config_in, squad_folder) -> Path:
    """Made once, and copied."""
    folder = tmp_path_factory.mktemp("night")
    files = sorted((squad_folder / "ben").glob("*.fit"))
    for athlete_id in ("anna", "ben"):
        (folder / athlete_id).mkdir()
        copy(files[0], folder / athlete_id)
    config_in(folder, anna=Path("anna"), ben=Path("ben"))
    world = World(folder, files)
    assert world.waiting == Waiting(("anna", "ben"), is_common=True)
    world.night()
    return folder


@pytest.fixture
def world(squad_after_a_night: Path, tmp_path: Path, squad_folder: Path) -> World:
    """Two athletes for whom all is done."""
    shutil.copytree(squad_after_a_night, tmp_path / "world")  # keeps the times of files
    world = World(tmp_path / "world", sorted((squad_folder / "ben").glob("*.fit")))
    world.night()  # the paths are others now
    assert world.waiting == NOTHING
    return world


def test_a_new_file_and_nothing_after_the_next_night(world: World) -> None:
    copy(world.files[1], world.folder / "ben")
    assert world.waiting == BEN
    world.night()
    assert world.waiting == NOTHING


def test_what_was_landed_for_an_athlete(world: World) -> None:
    landing = athlete_landing(world.config.store.path, "ben")
    landing.land(b"x", kind="diary", athlete_id="ben", source="web", place="web:1", landed_at=NOW)
    assert world.waiting == BEN


def test_a_report_that_was_taken_in_still_needs_its_pages(world: World) -> None:
    answers = {"run_id": world.run_id(), "site": "calf", "side": "left", "peak": "3"}
    ben = world.config.athlete("ben")
    entry_id = place_of(COMMAND_LINE, "0" * 32).partition(":")[2]
    entered = entries.enter_report(world.config, ben, answers, entry_id=entry_id, now=NOW, door=COMMAND_LINE)
    assert (entered.problems, entered.is_waiting) == ((), False)
    assert world.waiting == BEN
    world.night()
    assert world.waiting == NOTHING


@pytest.mark.parametrize("name", ["METRICS_VERSION", "STRIDE_VERSION", "TRIAGE_VERSION"])
def test_a_newer_version_of_what_is_computed(world: World, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, name, getattr(waiting, name) + 1)
    assert world.waiting.athlete_ids == ("anna", "ben")


def test_pages_that_another_niggle_drew(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "pages_revision", lambda: "other")
    assert world.waiting.athlete_ids == ("anna", "ben")


@pytest.mark.parametrize("page", [athlete_path("ben"), year_path("ben", 2026), "run"])
def test_a_page_that_is_not_as_it_was_drawn(world: World, page: str) -> None:
    path = world.pages / (run_path(world.run_id()) if page == "run" else page)
    path.write_bytes(path.read_bytes()[:-1])
    assert "ben" in world.waiting.athlete_ids
    path.unlink()
    assert "ben" in world.waiting.athlete_ids


def test_a_snapshot_or_standing_that_is_gone(world: World) -> None:
    store = athlete_store(world.config.store.path, "ben")
    store.standing.unlink()
    assert world.waiting == BEN
    world.night()
    store.published.unlink()
    assert world.waiting == BEN


def test_a_database_that_is_damaged_or_gone(world: World) -> None:
    database = world.config.store.path / "athletes" / "ben" / "niggle.duckdb"
    database.write_bytes(b"x" * 20_000)
    assert world.waiting == BEN
    assert database.exists()  # it is for the night to put it aside, and to tell
    database.unlink()
    assert world.waiting == BEN


def test_another_process_that_is_writing(world: World) -> None:
    with athlete_store(world.config.store.path, "ben").locked():
        assert world.waiting == BEN


def test_what_may_be_kept_for_days_and_what_waits_for_its_day(world: World) -> None:
    with athlete_store(world.config.store.path, "ben").write() as writer:
        writer.connection.execute("UPDATE raw_files SET expires_at = TIMESTAMP '2026-12-01 00:00:00'")
    world.night()
    assert world.waiting == NOTHING
    assert look(world.config, now=NOW + timedelta(days=1)).athlete_ids == ("ben",)


def test_an_athlete_of_whom_the_configuration_says_something_else(world: World) -> None:
    path = world.folder / "config.toml"
    path.write_text(path.read_text().replace('name = "Ben"', 'name = "Benedict"'))
    assert world.waiting == BEN
    world.night()
    path.write_text("".join(path.read_text().partition('[[athletes]]\nid = "ben"')[:1]))
    assert world.waiting == Waiting((), is_common=True)


def test_a_source_on_a_network_is_asked_every_night(world: World) -> None:
    path = world.folder / "config.toml"
    path.write_text(f'{path.read_text()}[[athletes.sources]]\nkind = "intervals"\n')
    assert world.waiting == BEN


def test_a_night_with_a_problem_is_followed_by_another(world: World) -> None:
    (world.folder / "ben" / "odd.fit").symlink_to("nowhere")
    for _ in range(2):
        assert world.waiting == BEN
        world.night()
    (world.folder / "ben" / "odd.fit").unlink()
    world.night()
    assert world.waiting == NOTHING


def test_a_page_of_a_squad_that_is_gone(world: World) -> None:
    (world.pages / "squads" / "club.html").unlink()
    assert world.waiting == Waiting((), is_common=True)


def test_a_message_that_waits(world: World) -> None:
    path = world.folder / "config.toml"
    path.write_text(f'{path.read_text()}[[notify.to]]\nathlete = "ben"\nurls = ["ntfy://x"]\n')
    world.night()
    assert world.waiting == NOTHING
    with common_store(world.config.store.path).write(publishes=False) as writer:
        writer.insert("notices", [{
            "target": "athlete:ben", "address": "x", "matter": "m", "athlete_id": "ben", "kind": "concern",
            "run_id": "r", "source": None, "noticed_at": utc_naive(NOW), "sent_at": None, "failed_at": None,
        }])  # fmt: skip
    assert world.waiting == Waiting((), is_common=True)


def test_looking_changes_nothing(world: World) -> None:
    def listing() -> list[tuple[str, int, int]]:
        paths = sorted(path for path in world.config.store.path.rglob("*") if path.is_file())
        return [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in paths if path.name != ".lock"]

    before = listing()
    assert world.waiting == NOTHING
    assert listing() == before
