"""Pages as files: only what changed, only what may be seen, nothing of who has left."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from niggle.config import Config, load_config
from niggle.sources.folder import FolderSource
from niggle.steps.collect import collect_from
from niggle.steps.entries import enter_week
from niggle.steps.night import publish_all
from niggle.steps.report import report, report_into, report_squads
from niggle.steps.take_in import take_in
from niggle.store.layout import athlete_folder

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def taken_in(tmp_path_factory, config_in, squad_folder) -> Path:
    """The folder of Ben and Emil with three runs each, only to be copied."""
    home = tmp_path_factory.mktemp("two")
    for name in ("ben", "emil"):
        (home / name).mkdir()
        for path in sorted((squad_folder / name).glob("*.fit"))[-3:]:
            (home / name / path.name).write_bytes(path.read_bytes())
    config = config_in(home, ben=Path("ben"), emil=Path("emil"))
    for athlete in config.athletes:
        collect_from(config.store.path, athlete.id, FolderSource(home / athlete.id))
    take_in(config, config.athletes)
    return home


@pytest.fixture
def two(taken_in, tmp_path) -> Config:
    """Ben and Emil with three runs each, nothing of them drawn yet."""
    shutil.copytree(taken_in, tmp_path, dirs_exist_ok=True)
    return load_config(tmp_path / "config.toml")


def drawn(config: Config) -> int:
    return sum(report(config, athlete) for athlete in config.athletes) + report_squads(config)


def pages(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}


def without(config: Config, athlete_id: str) -> Config:
    athletes = tuple(athlete for athlete in config.athletes if athlete.id != athlete_id)
    return config.model_copy(update={"athletes": athletes})


def shares(config: Config, **levels: str) -> Config:
    def changed(athlete: Any) -> Any:
        return athlete.model_copy(update={"share_with_coach": levels.get(athlete.id, "details")})

    return config.model_copy(update={"athletes": tuple(map(changed, config.athletes))})


def test_every_page_is_drawn_once(two):
    assert drawn(two) == 3 + 3 + 2 * 2 + 2 + 2  # runs; athletes and years; what coaches see; the squad and the index
    assert drawn(two) == 0
    found = pages(two.store.path / "reports")
    assert {"athletes/ben.html", "athletes/ben/2026.html", "athletes/ben/coach.html", "squads/club.html"} <= found


def test_a_new_athlete_without_runs_has_a_page_that_says_what_to_do(two, make_config):
    config = make_config(ben=None, emil=None, nora=None)
    assert drawn(config) > 0
    assert "No run yet" in (config.store.path / "reports" / "athletes" / "nora.html").read_text()
    assert drawn(config) == 0


def test_what_changes_without_a_run_is_drawn_too(two):
    drawn(two)
    answers = {"date": "2026-02-22", "participation": "0"}
    enter_week(two, two.athlete("emil"), answers, entry_id="1" * 32, now=datetime(2026, 2, 25, 7, tzinfo=UTC))
    take_in(two, two.athletes)
    assert report(two, two.athlete("emil")) == 1
    assert report(two, two.athlete("emil")) == 0


def test_pages_of_who_has_left_are_taken_away_and_come_back(two):
    drawn(two)
    folder = two.store.path / "reports"
    before = {path: (folder / path).read_text() for path in pages(folder)}
    (folder / "notes.html").write_text("somebody's own")
    alone = without(two, "ben")
    assert drawn(alone) > 0
    assert not [path for path in pages(folder) if "ben" in path]
    assert not (folder / "athletes" / "ben").exists()
    assert "notes.html" in pages(folder)
    assert drawn(alone) == 0
    drawn(two)
    (folder / "notes.html").unlink()
    assert {path: (folder / path).read_text() for path in pages(folder)} == before


def test_the_table_of_a_squad_that_is_no_more_goes_too(two):
    drawn(two)
    nobody = two.model_copy(
        update={"athletes": tuple(athlete.model_copy(update={"squad": None}) for athlete in two.athletes)}
    )
    drawn(nobody)
    assert "squads/club.html" not in pages(two.store.path / "reports")


def test_a_year_that_has_no_run_any_more_goes(two):
    drawn(two)
    stale = two.store.path / "reports" / "athletes" / "ben" / "2019.html"
    stale.write_text("old")
    assert report(two, two.athlete("ben")) == 1
    assert not stale.exists()


def test_a_folder_for_the_coach_has_what_each_shares(two, tmp_path):
    config = shares(two, ben="status")
    report_into(tmp_path / "out", config, config.athletes, config.squads, is_for_coach=True, now=NOW)
    found = pages(tmp_path / "out")
    assert {"athletes/ben.html", "athletes/ben/2026.html", "athletes/emil.html"} <= found
    assert not [path for path in found if path.startswith("runs/ben")]
    assert len([path for path in found if path.startswith("runs/emil")]) == 3
    assert not [path for path in found if path.endswith("coach.html")]
    ben = (tmp_path / "out" / "athletes" / "ben.html").read_text()
    assert "You see what Ben shares" in ben
    assert "runs/" not in ben
    silent = shares(two, ben="none")
    report_into(tmp_path / "none", silent, silent.athletes, silent.squads, is_for_coach=True, now=NOW)
    assert not [path for path in pages(tmp_path / "none") if "ben" in path]


def test_a_folder_to_be_handed_on_has_nothing_that_is_the_athletes_alone(two, tmp_path):
    with duckdb.connect(str(athlete_folder(two.store.path, two.athletes[0].id) / "niggle.duckdb")) as connection:
        (hidden,) = connection.execute("SELECT max(run_id) FROM runs WHERE athlete_id = 'ben'").fetchall()[0]
        connection.execute(f"UPDATE runs SET who_may_see = 'athlete' WHERE run_id = '{hidden}'")
    (
        athlete_folder(two.store.path, two.athletes[0].id) / "published.duckdb"
    ).unlink()  # what was written past the store would not be noticed
    publish_all(two)
    report_into(tmp_path / "out", two, two.athletes, two.squads, now=NOW)
    assert not [path for path in (tmp_path / "out").rglob("*.html") if hidden in path.read_text()]
    report_into(tmp_path / "own", two, [two.athlete("ben")], [], now=NOW)
    assert f"runs/{hidden}.html" in pages(tmp_path / "own")
    assert "athletes/ben/coach.html" in pages(tmp_path / "own")


@pytest.mark.parametrize("harm", [lambda page: page.unlink(), lambda page: page.write_text(""), Path.touch])
def test_a_page_that_is_lost_or_cut_is_drawn_again(two, harm):
    drawn(two)
    page = sorted((two.store.path / "reports" / "runs").glob("*.html"))[0]
    before = page.read_bytes()
    harm(page)
    assert drawn(two) == (harm is not Path.touch)
    assert page.read_bytes() == before
