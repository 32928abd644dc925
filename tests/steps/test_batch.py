"""A batch of athletes: what goes in and out is plain, and nobody's failure is another's."""

import pickle
import shutil
from pathlib import Path

import pytest

from niggle.errors import DiskError, NotFoundError
from niggle.steps import batch, up_to_date
from niggle.steps.batch import BatchResult, run_batch

IDS = ("anna", "ben")


@pytest.fixture
def path(make_config, squad_folder, tmp_path) -> Path:
    """Two athletes with a run each."""
    for athlete_id in IDS:
        (tmp_path / athlete_id).mkdir()
        shutil.copy(sorted((squad_folder / "ben").glob("*.fit"))[0], tmp_path / athlete_id)
    make_config(**{athlete_id: tmp_path / athlete_id for athlete_id in IDS})
    return tmp_path / "config.toml"


def test_a_batch_is_the_whole_night_of_its_athletes_and_nothing_the_second_time(path: Path) -> None:
    result = run_batch(str(path), ["ben"])
    (ben,) = pickle.loads(pickle.dumps(result)).nights
    assert (ben.athlete_id, ben.new_runs, ben.triaged, ben.problems) == ("ben", 1, 1, ())
    assert ben.pages >= 3  # of the run, the athlete and the year
    assert not (path.parent / "data" / "athletes" / "anna").exists()
    (again,) = run_batch(str(path), ["ben"]).nights
    assert again.did_nothing
    assert again.pages == 0


def test_a_damaged_store_is_made_anew_and_told_and_the_others_go_on(path: Path) -> None:
    run_batch(str(path), IDS)
    (path.parent / "data" / "athletes" / "anna" / "niggle.duckdb").write_bytes(b"x" * 9000)
    anna, ben = run_batch(str(path), IDS).nights
    assert anna.new_runs == 1
    assert "was damaged and is put aside" in anna.problems[0]
    assert ben.did_nothing


def test_a_programming_error_is_one_athletes_and_says_nothing_of_what_it_was_about(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def judge(_config: object, athlete, **_more: object) -> int:
        if athlete.id == "anna":
            raise ZeroDivisionError("pain 7 at knee")
        return 0

    monkeypatch.setattr(up_to_date, "judge", judge)
    anna, ben = run_batch(str(path), IDS).nights
    assert (anna.failure, anna.is_complete, ben.is_complete) == ("ZeroDivisionError", False, True)
    assert anna.problems == ("anna: internal error (ZeroDivisionError); the others' nights go on",)
    assert anna.trace is not None
    assert "test_batch.py" in anna.trace


def test_a_disk_that_refuses_ends_the_batch(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> BatchResult:
        raise DiskError(Path("/data"), 28)

    monkeypatch.setattr(batch, "athlete_night", refuse)
    with pytest.raises(DiskError, match="full"):
        run_batch(str(path), IDS)


def test_an_unknown_athlete_is_refused(path: Path) -> None:
    with pytest.raises(NotFoundError, match="carl"):
        run_batch(str(path), ["carl"])
