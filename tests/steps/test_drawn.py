"""A page is drawn again only if something that it shows is other: a year that is over never, unless a run of it is."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from niggle.config import Config
from niggle.reports.paths import athlete_path, year_path
from niggle.sources.folder import FolderSource
from niggle.steps import drawn
from niggle.steps import report as module
from niggle.steps.collect import collect_from
from niggle.steps.night import publish
from niggle.steps.take_in import take_in
from niggle.store.layout import athlete_store

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
OVER, THIS = year_path("ben", 2025), year_path("ben", 2026)


@pytest.fixture
def config(make_config, squad_folder, tmp_path) -> Config:
    """Ben with a run in each of two years, all drawn."""
    (tmp_path / "files").mkdir()
    for path in sorted((squad_folder / "ben").glob("*.fit"))[:2]:
        shutil.copy(path, tmp_path / "files")
    config = make_config(ben=Path("files"))
    collect_from(config.store.path, "ben", FolderSource(tmp_path / "files"))
    take_in(config, config.athletes)
    change(
        config,
        "UPDATE runs SET started_at = started_at - INTERVAL 1 YEAR WHERE run_id = (SELECT min(run_id) FROM runs)",
    )
    redrawn(config)
    return config


def change(config: Config, statement: str) -> None:
    store = athlete_store(config.store.path, "ben")
    with store.write() as writer:
        writer.connection.execute(statement)
        writer.changes.whole.update(("runs", "statuses", "pain_reports"))
    publish(config, config.athletes[0])


def redrawn(config: Config) -> list[str]:
    """The pages that were drawn, but for those of runs."""
    told: list[str] = []
    write = module.write_pages

    def note(folder: Path, pages):
        told.extend(pages)
        return write(folder, pages)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "write_pages", note)
        module.report(config, config.athletes[0], clock=lambda: NOW)
    return [page for page in told if not page.startswith("runs/")]


def test_nothing_is_drawn_twice(config: Config) -> None:
    assert redrawn(config) == []


def test_a_year_that_is_over_is_drawn_again_only_if_a_run_of_it_changes(config: Config) -> None:
    one = "WHERE run_id = (SELECT arg_{0}(run_id, started_at) FROM runs)"
    change(config, f"UPDATE statuses SET summary = 'other' {one.format('max')}")
    assert redrawn(config) == [athlete_path("ben"), THIS]
    change(config, f"UPDATE statuses SET summary = 'other' {one.format('min')}")
    assert redrawn(config) == [athlete_path("ben"), OVER]


def test_what_is_said_of_a_run_is_in_its_year(config: Config) -> None:
    change(
        config,
        "INSERT INTO pain_reports (report_id, athlete_id, raw_sha256, position, joined_run_id) "
        "SELECT 'r', 'ben', 'x', 0, arg_max(run_id, started_at) FROM runs",
    )
    assert redrawn(config) == [athlete_path("ben"), THIS]


@pytest.mark.parametrize("page", [athlete_path("ben"), OVER, THIS])
def test_a_page_that_is_lost_or_cut_short_is_drawn_again(config: Config, page: str) -> None:
    path = config.store.path / "reports" / page
    whole = path.read_bytes()
    for damage in (path.unlink, lambda: path.write_bytes(whole[:-1])):
        damage()
        assert page in redrawn(config)
        assert path.read_bytes() == whole


def test_another_niggle_or_name_draws_all_anew(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    all_pages = [athlete_path("ben"), THIS, OVER]
    (ben,) = config.athletes
    renamed = config.model_copy(update={"athletes": (ben.model_copy(update={"name": "Benedict"}),)})
    assert redrawn(renamed) == all_pages
    monkeypatch.setattr(drawn, "pages_revision", lambda: "other")
    assert redrawn(renamed) == all_pages


def test_a_year_without_a_run_has_no_page(config: Config) -> None:
    change(config, "UPDATE runs SET started_at = started_at + INTERVAL 1 YEAR WHERE started_at < '2026-01-01'")
    assert redrawn(config) == [athlete_path("ben"), THIS]
    assert not (config.store.path / "reports" / OVER).exists()
    assert redrawn(config) == []


def test_the_revision_of_pages_is_that_of_what_draws_them() -> None:
    assert len(drawn.pages_revision()) == 16
