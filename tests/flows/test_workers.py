"""Batches in processes: how they are cut, and what becomes of a process that is lost."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import workers as module
from flows.workers import WorkerLostError, Workers, batches, workers

IDS = tuple(f"a{number:03}" for number in range(100))


@pytest.mark.parametrize(
    ("athletes", "processes", "sizes"),
    [(0, 2, []), (3, 2, [3]), (4, 2, [4]), (5, 2, [4, 1]), (100, 1, [100]), (100, 2, [13] * 7 + [9])],
)
def test_a_few_athletes_are_one_batch_and_many_are_some_a_process(
    athletes: int, processes: int, sizes: list[int]
) -> None:
    cut = batches(IDS[:athletes], processes=processes)
    assert [len(batch) for batch in cut] == sizes
    assert tuple(one for batch in cut for one in batch) == IDS[:athletes]


@pytest.fixture
def config_path(make_config, squad_folder, tmp_path) -> Path:
    """One athlete with one run."""
    (tmp_path / "files").mkdir()
    shutil.copy(sorted((squad_folder / "ben").glob("*.fit"))[0], tmp_path / "files")
    make_config(ben=tmp_path / "files")
    return tmp_path / "config.toml"


@pytest.fixture
def pool() -> Iterator[Workers]:
    """One process."""
    with workers(1) as found:
        yield found


def test_a_batch_in_a_process_is_a_batch_and_another_takes_the_place_of_one_that_is_lost(
    config_path: Path, pool: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(module, "_batch", _die)
        with pytest.raises(WorkerLostError, match="the next sync goes on"):
            pool.run(str(config_path), ["ben"])
    (ben,) = pool.run(str(config_path), ["ben"]).nights
    assert (ben.new_runs, ben.problems) == (1, ())
    assert pool.run(str(config_path), ["ben"]).nights[0].did_nothing
    pool.close()
    with pytest.raises(WorkerLostError):
        pool.run(str(config_path), ["ben"])


def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_what_the_processes_do_is_heard(config_path: Path) -> None:
    heard: list[tuple[str, int, int]] = []
    with workers(1, lambda _process, *told: heard.append(told)) as pool:
        pool.run(str(config_path), ["ben"])
    assert heard[0] == ("ben: looking for new files", 0, 0)
    assert ("ben: reading", 0, 1) in heard
