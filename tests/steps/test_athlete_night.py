"""One athlete's night: what fails at its ends does not end it."""

import shutil
from pathlib import Path

import pytest

from niggle.config import Config
from niggle.errors import NiggleError
from niggle.steps import athlete_night as module
from niggle.steps.athlete_night import athlete_night


@pytest.fixture
def config(make_config, squad_folder, tmp_path) -> Config:
    """One athlete with one run."""
    (tmp_path / "files").mkdir()
    shutil.copy(sorted((squad_folder / "ben").glob("*.fit"))[0], tmp_path / "files")
    return make_config(ben=tmp_path / "files")


@pytest.mark.parametrize(("number", "may_pass"), [(13, False), (104, True)])
def test_sources_that_fail_do_not_keep_landed_files_from_being_judged(
    config: Config, monkeypatch: pytest.MonkeyPatch, number: int, may_pass: bool
) -> None:
    (athlete,) = config.athletes
    landed = module.collect(config, athlete)

    def fail(*_: object, **__: object) -> None:
        raise OSError(number, "It failed")

    monkeypatch.setattr(module, "collect", fail)
    night = athlete_night(config, athlete)
    assert (landed.new_files, night.new_runs, night.triaged) == (1, 1, 1)
    line = "ben: the sources could not be read (It failed); the next sync tries again"
    assert (night.problems, night.hitches) == (((), (line,)) if may_pass else ((line,), ()))
    assert (night.troubles, night.is_complete) == (None, True)


@pytest.mark.parametrize(
    ("error", "said", "may_pass"),
    [
        (PermissionError(13, "Permission denied"), "ben: share: Permission denied; the next sync tries again", False),
        (TimeoutError(), "ben: share: TimeoutError; the next sync tries again", True),
        (NiggleError("no key"), "ben: share: no key", False),
    ],
)
def test_what_cannot_be_shared_is_a_line(
    config: Config, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str, may_pass: bool
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(module, "share", fail)
    night = athlete_night(config, config.athletes[0])
    assert (night.problems, night.hitches) == (((), (said,)) if may_pass else ((said,), ()))
    assert night.pages > 0


def test_each_step_is_told(config: Config) -> None:
    told: list[tuple[str, int, int]] = []
    athlete_night(config, config.athletes[0], tell=lambda what, done=0, total=0: told.append((what, done, total)))
    assert told == [
        ("looking for new files", 0, 0), ("reading", 0, 1), ("judging", 0, 1), ("giving each run its status", 0, 0),
        ("writing pages", 0, 0), ("writing pages", 0, 1),
    ]  # fmt: skip
    assert Path(config.store.path / "athletes" / "ben" / "published.duckdb").exists()
