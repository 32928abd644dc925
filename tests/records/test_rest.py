"""What was reported of no run."""

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from niggle.config import Config
from niggle.pain.model import PainReport
from niggle.records.objects import run_objects
from niggle.records.rest import rest_logs, told_at
from niggle.steps.entries import enter_report
from niggle.steps.withdrawals import withdraw
from niggle.store.layout import athlete_store, published
from tests.steps.conftest import do_night

NOW = datetime(2026, 3, 12, 8, 0, tzinfo=UTC)
ENTRY_ID = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def config(tmp_path: Path, config_in: Callable[..., Config], squad_folder: Path) -> Config:
    """A runner whose last run hurt."""
    (tmp_path / "files").mkdir()
    for path in sorted((squad_folder / "dana").glob("*.fit"))[-2:]:
        shutil.copy(path, tmp_path / "files")
    made = config_in(tmp_path, dana=Path("files"))
    do_night(made)
    return made


def _runs(config: Config) -> list[dict[str, Any]]:
    with published(config.store.path) as results:
        return run_objects(results, config.athletes, now=NOW)


def test_a_rest_day_is_kept_seen_and_taken_back(config: Config) -> None:
    (athlete,) = config.athletes
    before = _runs(config)
    day = datetime.fromisoformat(before[-1]["started_at"]).date().replace(day=1).isoformat()
    answers = {"started_at": f"{day}T21:30", "site": "knee", "side": "right", "peak": "4"}
    entered = enter_report(config, athlete, answers, entry_id=ENTRY_ID, now=NOW)
    assert (entered.problems, entered.run_id) == ((), None)
    with athlete_store(config.store.path, "dana").read_published() as reader:
        (log,) = rest_logs(reader, athlete)
    assert log.report.peak == 4
    assert log.at.astimezone(athlete.zone).isoformat()[:16] == f"{day}T21:30"
    withdraw(config, athlete, ENTRY_ID, now=NOW)
    with athlete_store(config.store.path, "dana").read_published() as reader:
        assert rest_logs(reader, athlete) == ()
    assert _runs(config) == before


def test_a_day_without_a_time_is_its_noon_where_the_runner_lives(config: Config) -> None:
    (athlete,) = config.athletes
    report = PainReport(report_id="", athlete_id="dana", date=date(2026, 3, 2))
    at = told_at(report, athlete)
    assert at is not None
    assert at.astimezone(athlete.zone).hour == 12
    assert told_at(PainReport(report_id="", athlete_id="dana", run_id="r"), athlete) is None
