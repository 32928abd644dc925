import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from niggle.config import Config, load_config
from niggle.landing import MANIFEST, Landing
from niggle.records.objects import run_objects
from niggle.steps.collect import collect
from niggle.steps.decode import decode
from niggle.steps.entries import enter_report, enter_week
from niggle.steps.judge import judge
from niggle.steps.measure import measure
from niggle.steps.night import publish, second_opinion
from niggle.steps.report import report, report_squads
from niggle.steps.take_in import take_in
from niggle.steps.triage import triage
from niggle.store import Store, move
from niggle.store.layout import ATHLETES, athlete_folder, athlete_landing, common_landing, published
from niggle.store.literals import literal
from niggle.store.move import moving, settle

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
CONFIG = """[store]
path = "data"
[[athletes]]
id = "cleo"
name = "Cleo"
[[athletes.sources]]
kind = "folder"
path = "runs/cleo"
[[athletes]]
id = "emil"
name = "Emil"
[[athletes.sources]]
kind = "folder"
path = "runs/emil"
"""


def do_night(config: Config) -> None:
    for athlete in config.athletes:
        collect(config, athlete)
        second_opinion(config, athlete)
    take_in(config, config.athletes)
    for athlete in config.athletes:
        report(config, athlete)
    report_squads(config)


def objects_of(config: Config) -> list[dict[str, Any]]:
    with published(config.store.path) as results:
        return run_objects(results, config.athletes, now=AT)


def raw_files_of(folder: Path) -> list[str]:
    return sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("**/raw/*/*"))


def put_back(root: Path) -> None:
    """Make a store what an older niggle would have made: one database, manifest and heap of raw files for all."""
    lines: dict[tuple[datetime, str], str] = {}
    numbers: dict[str, list[tuple[datetime, str]]] = {}
    for athlete_id in ("cleo", "emil"):
        landing = athlete_landing(root, athlete_id)
        texts = [line for line in (athlete_folder(root, athlete_id) / MANIFEST).read_text().split("\n") if line]
        for landed, line in zip(landing.arrivals(), texts, strict=True):
            key = (landed.landed_at, landed.place)
            lines[key] = line
            numbers.setdefault(athlete_id, []).append(key)
    split = {athlete_id: keys.index((AT, "/d.csv")) for athlete_id, keys in numbers.items()}  # each order is kept
    ordered = [key for athlete_id, keys in numbers.items() for key in keys[: split[athlete_id]]] + [(AT, "/d.csv")]
    ordered += [key for athlete_id, keys in numbers.items() for key in keys[split[athlete_id] + 1 :]]
    with Store(root).write() as writer:
        for athlete_id, keys in numbers.items():
            with Store(athlete_folder(root, athlete_id)).read_main() as own:
                _copy(writer.connection, own.connection, [ordered.index(key) for key in keys])
            for path in athlete_folder(root, athlete_id).glob("raw/*/*"):
                (root / "raw" / path.parent.name).mkdir(parents=True, exist_ok=True)
                path.rename(root / "raw" / path.parent.name / path.name)
    (root / MANIFEST).write_text("".join(f"{lines[key]}\n" for key in ordered) + '{"cut": "sho')
    shutil.rmtree(root / ATHLETES)
    Store(root).publish()


def _copy(whole: Any, own: Any, numbers: list[int]) -> None:
    (source,) = own.execute("SELECT current_database()").fetchone()
    lines = ", ".join(f"({new}, {old})" for new, old in enumerate(numbers))
    for table in (*move._OF_ATHLETE, *move._OF_RUN, "pages"):
        whole.execute(f"INSERT INTO {table} BY NAME FROM {source}.{table}")
    whole.execute(f"INSERT INTO runs BY NAME SELECT * EXCLUDE (run_no) FROM {source}.runs ORDER BY run_no DESC")
    whole.execute(
        f"INSERT INTO samples BY NAME SELECT s.* REPLACE (runs.run_no AS run_no) FROM {source}.samples s "
        f"JOIN {source}.runs b USING (run_no) JOIN runs ON runs.run_id = b.run_id"
    )
    for table, rows in move._NUMBERED.items():
        whole.execute(
            f"INSERT INTO {table} BY NAME SELECT t.* REPLACE (old * {rows} + position % {rows} AS position) "
            f"FROM {source}.{table} t JOIN (VALUES {lines}) AS l(new, old) ON new = position // {rows}"
        )
    for athlete_id, count in own.execute("FROM statements_read").fetchall():
        told = numbers[count - 1] + 1
        whole.execute(f"INSERT INTO statements_read VALUES ({literal(athlete_id)}, {told})")
    whole.execute(f"INSERT OR IGNORE INTO second_opinions BY NAME FROM {source}.second_opinions")


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory, squad_folder: Path) -> tuple[Path, list[dict[str, Any]]]:
    """A store of the layout before, of two athletes with runs, reports, a common diary and a check-in; its results."""
    folder = tmp_path_factory.mktemp("before")
    for athlete_id in ("cleo", "emil"):
        (folder / "runs" / athlete_id).mkdir(parents=True)
        for path in sorted((squad_folder / athlete_id).glob("*.fit"))[:3]:
            shutil.copy(path, folder / "runs" / athlete_id)
    (folder / "config.toml").write_text(CONFIG)
    config = load_config(folder / "config.toml")
    do_night(config)
    runs = [run["run_id"] for run in objects_of(config)]
    cleos, emils = ([run for run in runs if run.startswith(name)] for name in ("cleo", "emil"))
    for number, (run, peak) in enumerate(((cleos[0], "3"), (cleos[0], "5"), (emils[1], "2"))):
        (athlete,) = (one for one in config.athletes if run.startswith(one.id))
        said = {"run_id": run, "site": "calf", "side": "left", "peak": peak, "first": "1"}
        enter_report(config, athlete, said, entry_id=str(UUID(int=number)), now=AT + timedelta(minutes=number))
    diary = f"athlete_id,run_id,site,side,peak\ncleo,{cleos[1]},knee,right,4\nemil,{emils[2]},shin,left,1\n"
    common_landing(config.store.path).land(
        diary.encode(), kind="diary", athlete_id="", source="pain import", place="/d.csv", landed_at=AT
    )
    week = {"date": "2026-02-24", "participation": "1", "volume": "0", "performance": "0", "pain": "2"}
    assert not enter_week(config, config.athletes[1], week, entry_id=str(UUID(int=9)), now=AT).problems
    do_night(config)
    found = objects_of(config)
    assert sum(run["pain"]["peak"] is not None for run in found) == 4
    put_back(config.store.path)
    assert not (config.store.path / ATHLETES).exists()
    return folder, found


@pytest.fixture
def old(before: tuple[Path, list[dict[str, Any]]], tmp_path: Path) -> Config:
    shutil.copytree(before[0], tmp_path / "old")
    return load_config(tmp_path / "old" / "config.toml")


def pages_in(reports: Path) -> dict[Path, bytes]:
    return {path.relative_to(reports): path.read_bytes() for path in reports.rglob("*.html")}


@pytest.fixture(scope="module")
def same(before: tuple[Path, list[dict[str, Any]]]) -> Callable[[Config], None]:
    """Assert that a store has been moved whole, and that nothing is left to do."""
    folder, found = before
    raw = raw_files_of(folder / "data")
    pages = pages_in(folder / "data" / "reports")

    def check(config: Config) -> None:
        root = config.store.path
        assert objects_of(config) == found
        moved = [path for athlete in config.athletes for path in athlete_folder(root, athlete.id).glob("raw/*/*")]
        diary = root.glob("raw/*/*")
        assert sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in (*moved, *diary)) == raw
        assert [one.place for one in Landing(root).arrivals()] == ["/d.csv"]
        assert not (root / "published.duckdb").exists()
        with Store(root).read_main() as common:
            assert common.rows("run_ids") == []
            assert len(common.rows("second_opinions")) == 2
        for athlete in config.athletes:
            decoded = decode(config, athlete)
            assert (decoded.runs, decoded.reports, decoded.problems) == (0, 0, ())
            assert [measure(config, athlete), judge(config, athlete), triage(config, athlete)] == [0] * 3
            assert publish(config, athlete) is False
            assert report(config, athlete) == 0
        assert pages_in(root / "reports") == pages
        do_night(config)
        assert objects_of(config) == found

    return check


def test_a_store_of_the_layout_before_is_moved_by_itself_with_all_that_it_holds(old, same):
    same(old)


def test_raw_files_are_not_written_again(old):
    there = {path.stat().st_ino for path in (old.store.path / "raw").glob("*/*")}
    settle(old.store.path)
    moved = [path for athlete in old.athletes for path in athlete_folder(old.store.path, athlete.id).glob("raw/*/*")]
    assert len(moved) == 10  # six recordings, three reports, a check-in
    assert {path.stat().st_ino for path in moved} <= there


def test_a_line_that_cannot_be_understood_stays_where_it_is(old):
    settle(old.store.path)
    assert Landing(old.store.path).strange_lines() == [2]


def test_whoever_stops_after_any_step_loses_nothing(old, same, tmp_path):
    count = sum(1 for _ in moving(shutil.copytree(old.store.path, tmp_path / "counted")))
    assert count > 10
    for step in range(1, count + 1):
        folder = shutil.copytree(tmp_path / "old", tmp_path / f"stopped-{step}")
        config = load_config(folder / "config.toml")
        stopped = moving(config.store.path)
        assert len(list(islice(stopped, step))) == step
        stopped.close()
        same(config)


@pytest.mark.parametrize("step", ["emil: rows", "named", "manifest"])
def test_who_is_killed_loses_nothing(old, same, step):
    script = (
        "import os, sys; from pathlib import Path; from niggle.store.move import moving\n"
        "for done in moving(Path(sys.argv[1])):\n    if done == sys.argv[2]: os._exit(9)"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(old.store.path), step], check=False)
    assert killed.returncode == 9
    same(old)


def test_without_its_database_the_raw_files_are_moved_and_bring_everything_back(old, before):
    for name in ("niggle.duckdb", "published.duckdb"):
        (old.store.path / name).unlink()
    do_night(old)
    assert objects_of(old) == before[1]


def test_a_new_store_has_nothing_to_be_moved(tmp_path):
    settle(tmp_path / "data")
    assert not (tmp_path / "data").exists()
