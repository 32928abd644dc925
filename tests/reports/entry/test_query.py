"""What is asked of a runner, and when it is left alone."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from niggle.config import Config, load_config
from niggle.errors import NotFoundError
from niggle.reports.entry.query import asking, run_told
from niggle.reports.entry.view import Asking
from niggle.sources.folder import FolderSource
from niggle.steps.collect import collect_from
from niggle.steps.entries import enter_report, enter_week
from niggle.steps.take_in import take_in
from niggle.store.layout import athlete_store
from niggle.vocabulary.places import Where

type Ask = Callable[..., Asking]
type Say = Callable[..., None]

CONFIG = """
[store]
path = "data"

[[athletes]]
id = "cleo"
name = "Cleo"
timezone = "Europe/London"

[[athletes]]
id = "nora"
name = "Nora New"
"""
NEXT_DAY = datetime(2026, 2, 25, 6, 30, tzinfo=UTC)  # Cleo's newest run was on the 24th, a Tuesday


@pytest.fixture(scope="session")
def cleos_store(tmp_path_factory: pytest.TempPathFactory, squad_folder: Path) -> Path:
    """A folder with a configuration and Cleo's runs, without a word on any; only to be read."""
    folder = tmp_path_factory.mktemp("asking")
    (folder / "config.toml").write_text(CONFIG)
    config = load_config(folder / "config.toml")
    collect_from(config.store.path, "cleo", FolderSource(squad_folder / "cleo"))
    take_in(config, config.athletes)
    return folder


@pytest.fixture
def config(cleos_store: Path, tmp_path: Path) -> Config:
    """A store of the test's own."""
    return load_config(Path(shutil.copytree(cleos_store, tmp_path / "asking")) / "config.toml")


@pytest.fixture
def ask(config: Config) -> Ask:
    """What is asked at a moment."""

    def asked(now: datetime = NEXT_DAY, athlete_id: str = "cleo") -> Asking:
        with athlete_store(config.store.path, config.athletes[0].id).read_published() as reader:
            return asking(reader, config.athlete(athlete_id), now)

    return asked


@pytest.fixture
def run_ids(ask: Ask) -> list[str]:
    """Cleo's newest runs, newest first."""
    return [run.run_id for run in ask().runs]


@pytest.fixture
def say(config: Config) -> Say:
    """Report on a run, or on a week, and take it in."""

    def said(run_id: str | None = None, now: datetime = NEXT_DAY, **answers: str) -> None:
        cleo = config.athlete("cleo")
        if run_id is None:
            entered = enter_week(config, cleo, answers, entry_id=str(uuid4()), now=now)
        else:
            entered = enter_report(config, cleo, {"run_id": run_id, **answers}, entry_id=str(uuid4()), now=now)
        assert not entered.problems
        take_in(config, [cleo])

    return said


class TestRuns:
    def test_the_newest_without_a_word_is_on_top_and_there_are_never_more_than_three(self, ask: Ask) -> None:
        runs = ask().runs

        assert len(runs) == 3
        assert [run.local_start for run in runs] == sorted((run.local_start for run in runs), reverse=True)
        assert runs[0].local_start.date().isoformat() == "2026-02-24"

    def test_a_run_that_was_reported_on_is_not_asked_about(self, ask: Ask, say: Say, run_ids: list[str]) -> None:
        say(run_ids[0], peak="0")

        assert [run.run_id for run in ask().runs][:2] == run_ids[1:]

    def test_a_note_about_the_shoes_is_no_word_on_how_it_felt(self, ask: Ask, say: Say, run_ids: list[str]) -> None:
        say(run_ids[0], note="new shoes")

        assert ask().runs[0].run_id == run_ids[0]

    def test_nobody_is_asked_about_what_is_long_gone(self, ask: Ask) -> None:
        runs = ask().runs

        assert all(runs[0].local_start - run.local_start <= timedelta(days=7) for run in runs)

    def test_an_old_store_asks_as_it_did_then(self, ask: Ask) -> None:
        later = ask(NEXT_DAY + timedelta(days=300))

        assert later.runs == ask().runs
        assert later.morning is None
        assert not later.is_week_due

    def test_a_new_runner_is_asked_nothing(self, ask: Ask) -> None:
        assert not ask(athlete_id="nora").is_anything


class TestTheMorning:
    def test_it_is_asked_of_the_newest_painful_run_once_the_morning_has_come(
        self, ask: Ask, say: Say, run_ids: list[str]
    ) -> None:
        say(run_ids[0], site="calf", side="left", peak="4")

        morning = ask().morning
        assert morning is not None
        assert (morning.run.run_id, morning.where, morning.is_today) == (run_ids[0], Where("calf", "left"), True)
        assert ask(NEXT_DAY - timedelta(hours=12)).morning is None  # still the day of the run

    def test_the_day_is_the_athletes_own(self, ask: Ask, say: Say, run_ids: list[str], config: Config) -> None:
        say(run_ids[0], site="calf", side="left", peak="4")
        auckland = config.athlete("cleo").model_copy(update={"timezone": "Pacific/Auckland"})
        with athlete_store(config.store.path, config.athletes[0].id).read_published() as reader:
            asked = asking(reader, auckland, datetime(2026, 2, 24, 12, 0, tzinfo=UTC))

        assert asked.morning is not None  # there it is the 25th, and the run was on the evening of the 24th

    def test_the_worst_place_without_an_answer_comes_first_then_the_next(
        self, ask: Ask, say: Say, run_ids: list[str]
    ) -> None:
        say(run_ids[0], site="calf", side="left", peak="4")
        say(run_ids[0], site="knee", side="right", peak="2")
        asked = []
        while (morning := ask().morning) is not None:
            asked.append(morning.where)
            say(run_ids[0], site=morning.where.site or "", side=morning.where.side or "", next_morning="0")

        assert asked == [Where("calf", "left"), Where("knee", "right")]

    def test_nothing_is_asked_about_an_older_run_or_after_a_week(self, ask: Ask, say: Say, run_ids: list[str]) -> None:
        say(run_ids[0], site="calf", side="left", peak="4", next_morning="1")
        say(run_ids[1], site="calf", side="left", peak="4")
        assert ask().morning is None
        say(run_ids[0], site="knee", peak="1")
        assert ask(NEXT_DAY + timedelta(days=6)).morning is not None
        assert ask(NEXT_DAY + timedelta(days=7)).morning is None

    def test_later_than_the_morning_itself_it_was(self, ask: Ask, say: Say, run_ids: list[str]) -> None:
        say(run_ids[0], site="calf", side="left", peak="4")
        morning = ask(NEXT_DAY + timedelta(days=1)).morning

        assert morning is not None
        assert not morning.is_today


class TestTheWeek:
    def test_it_is_due_once_in_seven_days_of_who_runs(self, ask: Ask, say: Say) -> None:
        assert ask().is_week_due
        say(date="2026-02-25", participation="0")
        assert not ask().is_week_due
        assert not ask(NEXT_DAY + timedelta(days=6)).is_week_due
        assert ask(NEXT_DAY + timedelta(days=7)).is_week_due
        assert ask().last_week == NEXT_DAY.date()

    def test_who_stopped_because_of_trouble_is_still_asked_for_a_while(self, ask: Ask, say: Say) -> None:
        say(now=NEXT_DAY + timedelta(days=8), date="2026-03-05", participation="3")

        assert ask(NEXT_DAY + timedelta(days=20)).is_week_due  # no run for three weeks
        assert not ask(NEXT_DAY + timedelta(days=60)).is_week_due

    def test_who_stopped_without_trouble_is_left_alone(self, ask: Ask, say: Say) -> None:
        say(now=NEXT_DAY + timedelta(days=8), date="2026-03-05", participation="0")

        assert not ask(NEXT_DAY + timedelta(days=20)).is_week_due


def test_what_was_told_of_a_run(config: Config, say: Say, run_ids: list[str]) -> None:
    say(run_ids[0], site="calf", side="left", peak="4")
    say(run_ids[0], site="calf", side="left", end="1")
    with athlete_store(config.store.path, config.athletes[0].id).read_published() as reader:
        told = run_told(reader, config.athlete("cleo"), run_ids[0], NEXT_DAY)

    assert [(report.peak, report.end) for report in told.said] == [(4, 1)]
    assert [(entry.report.peak, entry.report.end) for entry in told.entries] == [(None, 1), (4, None)]
    assert told.asks_morning


def test_another_athletes_run_is_not_there(config: Config, run_ids: list[str]) -> None:
    with (
        athlete_store(config.store.path, config.athletes[0].id).read_published() as reader,
        pytest.raises(NotFoundError),
    ):
        run_told(reader, config.athlete("nora"), run_ids[0], NEXT_DAY)


def test_anything_is_asked_when_something_is(ask: Ask) -> None:
    nothing = Asking(athlete_id="cleo")

    assert not nothing.is_anything
    assert replace(nothing, is_week_due=True).is_anything
    assert replace(nothing, runs=ask().runs).is_anything
