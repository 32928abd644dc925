"""What a runner says explains a changed stride: an event that the verdicts see, undone as any entry."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from niggle.config import Config, load_config
from niggle.pain.explained import Explained
from niggle.records.explained import equipment, equipment_of, explained_of
from niggle.records.objects import run_objects
from niggle.sources.folder import FolderSource
from niggle.steps.collect import collect_from
from niggle.steps.entries import enter_report
from niggle.steps.take_in import take_in
from niggle.steps.withdrawals import withdraw
from niggle.store.layout import athlete_folder, athlete_store, published
from niggle.vocabulary.diary import QUESTIONS
from tests.steps.conftest import do_night

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
SHOES = "new shoes"


@pytest.fixture(scope="module")
def told_nothing(
    tmp_path_factory: pytest.TempPathFactory, config_in: Callable[..., Config], squad_folder: Path
) -> Path:
    """Cleo's runs but the one before the last; the last are not her usual stride, and she said nothing."""
    folder = tmp_path_factory.mktemp("cleo")
    (folder / "files").mkdir()
    files = sorted((squad_folder / "cleo").glob("*.fit"))
    for path in [*files[:-2], files[-1]]:
        shutil.copy(path, folder / "files")
    do_night(config_in(folder, cleo=Path("files")))
    return folder


class Cleo:
    """A runner who answers."""

    def __init__(self, folder: Path) -> None:
        self.config = load_config(folder / "config.toml")
        (self.athlete,) = self.config.athletes
        self._ids: Iterator[str] = (f"00000000-0000-4000-8000-{number:012d}" for number in range(1, 99))

    def runs(self) -> list[dict[str, Any]]:
        with published(self.config.store.path) as results:
            return run_objects(results, self.config.athletes, now=NOW)

    def run(self, run_id: str) -> dict[str, Any]:
        return next(run for run in self.runs() if run["run_id"] == run_id)

    def says(self, run_id: str, **answers: str) -> str:
        entry_id = next(self._ids)
        entered = enter_report(self.config, self.athlete, {"run_id": run_id, **answers}, entry_id=entry_id, now=NOW)
        assert not entered.problems, entered.problems
        return entry_id

    def takes_back(self, entry_id: str) -> None:
        assert withdraw(self.config, self.athlete, entry_id, now=NOW).entry_ids == (entry_id,)

    def explained(self) -> dict[str, Explained]:
        with athlete_store(self.config.store.path, "cleo").read_published() as reader:
            return explained_of(reader, self.athlete)

    def results(self) -> dict[str, list[Any]]:
        database = athlete_folder(self.config.store.path, "cleo") / "published.duckdb"
        with duckdb.connect(str(database), read_only=True) as connection:
            return {
                name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
                for name in ("stride_verdicts", "stride_metrics", "statuses", "criteria")
            }


@pytest.fixture
def cleo(told_nothing: Path, tmp_path: Path) -> Cleo:
    """The same runner before any answer, in a store of the test's own."""
    shutil.copytree(told_nothing, tmp_path, dirs_exist_ok=True)
    return Cleo(tmp_path)


@pytest.fixture
def asked(cleo: Cleo) -> str:
    """The run that asks what changed the stride."""
    for run in cleo.runs():
        if any("New shoes" in question for question in run["questions"]):
            return str(run["run_id"])
    raise AssertionError("no run asks")


@pytest.fixture
def painless(cleo: Cleo, asked: str) -> str:
    """The same, once it is said that nothing hurt and that there was no limp."""
    cleo.says(asked, peak="0")
    cleo.says(asked, limped="no")
    assert cleo.run(asked)["status"] == "check_in"
    return asked


@pytest.mark.parametrize("answer", ["shoes", "sensor", "route", "unwell"])
def test_a_reason_settles_the_question(cleo: Cleo, painless: str, answer: str) -> None:
    cleo.says(painless, explained_by=answer)
    run = cleo.run(painless)
    assert (run["status"], run["questions"]) == ("clear", [])
    assert f"explained by {QUESTIONS['explained_by'].told(answer)}" in run["summary"]


def test_to_know_of_none_settles_it_until_niggle_looks_again(cleo: Cleo, painless: str) -> None:
    cleo.says(painless, explained_by="nothing")
    run = cleo.run(painless)
    assert (run["status"], run["questions"]) == ("clear", [])
    assert "looks again after the next two runs" in run["summary"]


def test_undone_everything_is_as_before(cleo: Cleo, painless: str) -> None:
    before = cleo.results()
    entry_id = cleo.says(painless, explained_by="shoes", explained_since=_day_before(cleo, painless, 3))
    assert cleo.results() != before
    cleo.takes_back(entry_id)
    assert cleo.results() == before


def test_it_holds_from_its_day_on_and_nothing_before_is_judged_again(cleo: Cleo, painless: str) -> None:
    runs = [run["run_id"] for run in cleo.runs()]
    first = runs[runs.index(painless) - 2]
    cleo.says(painless, explained_by="shoes", explained_since=_local_day(cleo, first).isoformat(), shoes="Blue")
    found = cleo.explained()
    assert [run_id for run_id, one in found.items() if one.is_first] == [first]
    assert set(found) == set(runs[runs.index(first) : runs.index(painless) + 1])
    assert SHOES in cleo.run(painless)["summary"]


def test_a_run_that_arrives_late_gives_what_it_would_have_in_time(
    cleo: Cleo, told_nothing: Path, tmp_path: Path, squad_folder: Path
) -> None:
    late = sorted((squad_folder / "cleo").glob("*.fit"))[-2]
    newest = cleo.runs()[-1]["run_id"]
    day = date.fromisoformat(late.name[:10]).isoformat()

    def arrives(one: Cleo) -> None:
        collect_from(one.config.store.path, "cleo", FolderSource(late))
        take_in(one.config, [one.athlete])

    in_time = Cleo(Path(shutil.copytree(told_nothing, tmp_path / "in_time")))
    arrives(in_time)
    in_time.says(newest, explained_by="sensor", explained_since=day)
    cleo.says(newest, explained_by="sensor", explained_since=day)
    assert [one.is_first for one in cleo.explained().values()] == [True]
    arrives(cleo)
    assert [one.is_first for one in cleo.explained().values()] == [True, False]
    assert cleo.results() == in_time.results()


def test_new_shoes_of_no_run_wait_for_the_next(cleo: Cleo) -> None:
    newest = cleo.runs()[-1]["run_id"]
    day = _local_day(cleo, newest) - timedelta(days=1)
    entered = enter_report(
        cleo.config, cleo.athlete, {"date": day.isoformat(), "explained_by": "shoes", "shoes": "Blue"},
        entry_id="00000000-0000-4000-8000-000000000000", now=NOW,
    )  # fmt: skip
    assert (entered.problems, entered.run_id) == ((), None)
    assert cleo.explained() == {newest: Explained("shoes", day, is_first=True)}


def test_what_the_verdict_is_told() -> None:
    day = date(2026, 3, 1)
    assert equipment(None) is None
    assert equipment(Explained("sensor", day, is_first=True)) == "sensor"
    assert equipment(Explained("sensor", day, is_first=False)) == "earlier"


def test_a_strap_moved_before_a_run_that_feeds_no_baseline_is_moved_for_the_next(
    cleo: Cleo, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = [run["run_id"] for run in cleo.runs()]
    only_shown, next_one, newest = runs[-3:]
    cleo.says(newest, explained_by="sensor", explained_since=_local_day(cleo, only_shown).isoformat())
    with athlete_store(cleo.config.store.path, "cleo").read_published() as reader:
        assert equipment_of(reader, cleo.athlete)[next_one] == "earlier"
        rows = reader.rows

        def of_strava(question: str, **parameters: object) -> list[dict[str, Any]]:
            found = rows(question, **parameters)
            return [row | {"may_feed_baselines": False} if row.get("run_id") == only_shown else row for row in found]

        monkeypatch.setattr(reader, "rows", of_strava)
        changed = equipment_of(reader, cleo.athlete)
    assert [changed[run_id] for run_id in (only_shown, next_one, newest)] == ["sensor", "sensor", "earlier"]


def _local_day(cleo: Cleo, run_id: str) -> date:
    start = datetime.fromisoformat(cleo.run(run_id)["started_at"])
    return start.astimezone(cleo.athlete.zone).date()


def _day_before(cleo: Cleo, run_id: str, days: int) -> str:
    return (_local_day(cleo, run_id) - timedelta(days=days)).isoformat()
