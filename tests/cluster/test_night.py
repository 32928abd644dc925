"""`niggle sync` over the fixture squad on a Dask cluster of two workers, one of which is killed at work."""

import os
import shutil
import signal
import threading

import psycopg
import pytest

from niggle.config import load_config
from niggle.steps.batch import night_of
from niggle.store.leases import connected


@pytest.fixture
def folder(tmp_path, project_root, place, database):
    """The squad's configuration, with its store in the object store and two athletes a batch."""
    text = (project_root / "config.toml").read_text().replace('path = "fixtures/', f'path = "{project_root}/fixtures/')
    (tmp_path / "one.toml").write_text(text)
    store = f'path = "{place}"\nlocal = "data"\nlake = "ducklake:postgres:{database}"'
    (tmp_path / "config.toml").write_text(text.replace('path = "data"', store))
    return tmp_path


def flags(niggle_in, folder, name: str = "config.toml") -> str:
    answer = niggle_in(folder, "flags", "--format", "json", "--config", name)
    assert answer.returncode == 0, answer.stderr
    return str(answer.stdout)


@pytest.mark.filterwarnings("ignore")  # Dask and Tornado, about sockets and loops of workers that are gone
def test_the_squads_night_on_two_workers_one_of_them_killed_is_that_of_one_machine(
    folder, niggle_in, sync_in, database, tmp_path
):
    from distributed import LocalCluster

    one = load_config(folder / "one.toml")
    assert all(night_of(one, athlete, draws=False).is_complete for athlete in one.athletes)
    expected = flags(niggle_in, folder, "one.toml")
    shutil.rmtree(folder / "data")

    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=50
    ) as cluster:
        engine = f'[engine]\nrunner = "dask"\naddress = "{cluster.scheduler_address}"\nbatch_athletes = 2\n'
        with (folder / "config.toml").open("a") as file:
            file.write(f"\n{engine}")
        killed = threading.Thread(target=_kill_when_at_work, args=(cluster, database))
        killed.start()
        answer = sync_in(folder)
        killed.join(timeout=1)
        assert not killed.is_alive()
    assert answer.returncode == 0, answer.stderr
    assert "Done: 110 new runs" in answer.stderr
    assert flags(niggle_in, folder) == expected
    here = {path.name for path in (folder / "data" / "athletes").rglob("*") if path.is_file()}
    assert here == {".home.json", "published.duckdb", "standing.json"}  # all else was only borrowed


def _kill_when_at_work(cluster, database: str) -> None:
    """Kill a worker as soon as athletes are leased, which is to say that both are in the middle of a batch."""
    until = threading.Event()
    while not until.wait(timeout=0.05):
        try:
            with connected(database) as connection:
                busy = connection.execute("SELECT count(DISTINCT holder) FROM niggle_leases").fetchone()
        except psycopg.Error:  # there is no such table yet
            continue
        if busy[0] >= 2:
            os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
            return
