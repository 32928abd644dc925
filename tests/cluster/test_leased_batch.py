"""A batch beyond one machine: killed anywhere, done twice, or beside another night, it ends as if done once."""

import multiprocessing
import runpy
import shutil
import signal
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

import pytest

from niggle import homes
from niggle.config import load_config
from niggle.errors import HomeChangedError, LeaseError
from niggle.homes import Homes
from niggle.steps import athlete_night, leased_batch
from niggle.steps.batch import run_batch
from niggle.steps.leased_batch import batches, prepare_lake, run_leased_batch
from niggle.store.leases import connected, leased

WORKER = Path(__file__).with_name("dying_worker.py")
POINTS = list(runpy.run_path(str(WORKER))["POINTS"])


@pytest.fixture
def config(cluster_config, monkeypatch):
    # What another decoder says takes a second, and is not asked here.
    monkeypatch.setattr(athlete_night, "second_opinion", lambda *_, **__: ())
    made = cluster_config(anna=2, ben=1)
    prepare_lake(made)
    return made


@pytest.fixture(scope="module")
def expected(tmp_path_factory, squad_folder, config_in, niggle_in) -> str:
    """What one machine makes of the same files."""
    folder = tmp_path_factory.mktemp("one")
    for athlete_id, number in (("anna", 2), ("ben", 1)):
        (folder / athlete_id).mkdir()
        for path in sorted((squad_folder / "ben").glob("*.fit"))[:number]:
            shutil.copy(path, folder / athlete_id)
    config_in(folder, anna=folder / "anna", ben=folder / "ben")
    run_batch(str(folder / "config.toml"), ["anna", "ben"])
    return flags(niggle_in, folder)


def flags(niggle_in, folder: Path, name: str = "config.toml") -> str:
    answer = niggle_in(folder, "flags", "--format", "json", "--config", name)
    assert answer.returncode == 0, answer.stderr
    return str(answer.stdout)


def only(config, night: str = "n1"):
    (batch,) = batches(config, night)
    return batch


def rows_in_lake(config) -> list[tuple[str, int]]:
    lake = leased_batch._lake(config, config.store.lake)
    with lake._attached() as attached:
        return sorted(attached.execute("SELECT athlete_id, count(*) FROM standings GROUP BY ALL"))


def stray_objects(config) -> set[str]:
    """Objects that are in the store and that no home names."""
    shelf, named = Homes(config.store.objects), set()
    for athlete in config.athletes:
        keys = {kept.key for kept in shelf.read(athlete.id).files.values()}
        named |= {shelf._file_key(athlete.id, key) for key in keys} | {shelf._home_key(athlete.id)}
    return {key for key, _ in shelf._listed(f"{shelf._prefix}/")} - named


def missing_objects(config) -> set[str]:
    """Objects that homes name and that are not there."""
    shelf = Homes(config.store.objects)
    homes = [shelf.read(athlete.id) for athlete in config.athletes]
    return {path for home in homes for path in home.files if shelf.fetch(home, path) is None}


def test_athletes_are_each_in_one_batch_which_is_text_alone(config):
    several = config.model_copy(update={"engine": config.engine.model_copy(update={"batch_athletes": 1})})
    made = list(batches(several, "n1"))
    assert [batch.athlete_ids for batch in made] == [("anna",), ("ben",)]
    assert [batch.id for batch in made] == ["n1-0", "n1-1"]
    assert all(isinstance(value, str) for value in asdict(made[0]).values())


def test_a_batch_gives_what_one_machine_gives_and_nothing_new_the_second_time(config, expected, niggle_in, tmp_path):
    anna, ben = run_leased_batch(only(config)).nights
    assert (anna.new_runs, ben.new_runs, anna.problems, ben.problems) == (2, 1, (), ())
    assert flags(niggle_in, tmp_path) == expected
    for night in ("n1", "n2"):  # run again by Dask, and the next night
        assert all(one.did_nothing for one in run_leased_batch(only(config, night)).nights)
    assert rows_in_lake(config) == [("anna", 1), ("ben", 1)]
    assert flags(niggle_in, tmp_path) == expected


@pytest.mark.parametrize("point", POINTS)
def test_a_worker_killed_anywhere_is_made_good_by_the_next(point, config, expected, niggle_in, tmp_path, monkeypatch):
    context = multiprocessing.get_context("forkserver")  # what it has imported once is there for each
    context.set_forkserver_preload(["niggle.steps.leased_batch"])
    told = {"init_globals": {"BATCH": only(config), "POINT": point}, "run_name": "__worker__"}
    worker = context.Process(target=runpy.run_path, args=(str(WORKER),), kwargs=told)
    worker.start()
    worker.join()
    assert worker.exitcode == -signal.SIGKILL
    with pytest.raises(LeaseError):  # another night has to wait, the batch itself has not
        run_leased_batch(only(config, "n2"))
    run_leased_batch(only(config))
    assert rows_in_lake(config) == [("anna", 1), ("ben", 1)]
    monkeypatch.setattr(homes, "_STRAY_AFTER", timedelta(days=-1))  # so much time has passed
    run_leased_batch(only(config, "n3"))
    assert stray_objects(config) == set()
    assert missing_objects(config) == set()
    assert flags(niggle_in, tmp_path) == expected


def test_a_second_night_waits_for_what_the_first_left_running(config, expected, niggle_in, tmp_path):
    lake = leased_batch._lake(config, config.store.lake)
    with leased(lake.postgres, ["ben"], holder="n1-0"):
        with pytest.raises(LeaseError, match="another niggle works on these athletes"):
            run_leased_batch(only(config, "n2"))
        assert rows_in_lake(config) == []
    assert len(run_leased_batch(only(config, "n2")).nights) == 2
    assert flags(niggle_in, tmp_path) == expected


def test_who_stalled_past_the_lease_commits_nothing_and_the_other_night_counts(
    config, expected, niggle_in, tmp_path, monkeypatch
):
    def stalls(self, folder):
        monkeypatch.undo()
        with connected(leased_batch._lake(config, config.store.lake).postgres) as connection:
            connection.execute("UPDATE niggle_leases SET ends_at = now()")  # so much time has passed
        run_leased_batch(only(config, "n2"))
        return self.give(folder)

    monkeypatch.setattr(Homes, "give", stalls)
    with pytest.raises(LeaseError, match="taken over"):
        run_leased_batch(only(config, "n1"))
    assert rows_in_lake(config) == [("anna", 1), ("ben", 1)]
    assert flags(niggle_in, tmp_path) == expected


def test_whoever_is_second_to_give_a_home_back_does_the_work_on_the_new_one(config, niggle_in, tmp_path, monkeypatch):
    give, calls = Homes.give, []

    def beaten(self, folder):
        calls.append(folder)
        if len(calls) == 1:
            with monkeypatch.context() as patch:
                patch.setattr(Homes, "give", give)
                run_leased_batch(only(config))  # the same batch, on another worker
        return give(self, folder)

    monkeypatch.setattr(Homes, "give", beaten)
    with pytest.raises(LeaseError):  # it has to leave the rest to the other
        run_leased_batch(only(config))
    assert [path.name for path in calls] == ["anna", "anna", "ben"]
    assert rows_in_lake(config) == [("anna", 1), ("ben", 1)]


def test_who_is_always_second_gives_up_and_leaves_all_as_it_is(config, monkeypatch):
    def second(*_):
        raise HomeChangedError("was changed")

    monkeypatch.setattr(Homes, "give", second)
    with pytest.raises(HomeChangedError):
        run_leased_batch(only(config))
    assert rows_in_lake(config) == []


def test_a_folder_may_have_a_lake_too(config, tmp_path):
    text = (tmp_path / "config.toml").read_text().replace(f'path = "{config.store.objects}"', 'path = "folder"')
    database = config.store.lake.replace("dbname=", "dbname=")
    (tmp_path / "folder.toml").write_text(text)
    folder = load_config(tmp_path / "folder.toml")
    with connected(database.removeprefix("ducklake:postgres:")) as connection:
        connection.execute("DROP SCHEMA niggle CASCADE")
    prepare_lake(folder)
    anna, _ = run_leased_batch(only(folder)).nights
    assert anna.pages > 0
    assert all(one.did_nothing for one in run_leased_batch(replace(only(folder), number="7")).nights)
    assert rows_in_lake(folder) == [("anna", 1), ("ben", 1)]
