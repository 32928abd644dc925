"""Nights over small squads, and what came of them."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from niggle.config import Athlete, Config
from niggle.durable import prepare_folder
from niggle.landing import Format, Landed
from niggle.records.objects import run_objects
from niggle.sources.folder import FolderSource
from niggle.steps.collect import collect, collect_from
from niggle.steps.decode import decode
from niggle.steps.judge import judge
from niggle.steps.measure import measure
from niggle.steps.night import publish_all
from niggle.steps.triage import triage
from niggle.store.layout import athlete_landing, published


def do_night(config: Config) -> list[str]:
    """Every step for every athlete; the problems."""
    problems: list[str] = []
    for athlete in config.athletes:
        problems += collect(config, athlete).problems
        problems += decode(config, athlete).problems
        measure(config, athlete)
        judge(config, athlete)
        triage(config, athlete)
    publish_all(config)
    return problems


def read_results(config: Config) -> list[dict[str, Any]]:
    """Every published result."""
    with published(config.store.path) as results:
        return run_objects(results, config.athletes, now=datetime.now(UTC))


@pytest.fixture(scope="session")
def night() -> Callable[[Config], list[str]]:
    return do_night


@pytest.fixture(scope="session")
def results() -> Callable[[Config], list[dict[str, Any]]]:
    return read_results


@pytest.fixture(scope="session")
def truth(project_root: Path) -> dict[str, list[dict[str, Any]]]:
    """What is true of each run of the simulated squad, by athlete, oldest first."""
    text = (project_root / "fixtures" / "truth.json").read_text()
    return {athlete["athlete_id"]: athlete["runs"] for athlete in json.loads(text)["athletes"]}


@pytest.fixture
def by_import(tmp_path: Path) -> Callable[[Config, Athlete, Sequence[Path]], None]:
    """Bring files in one call after another, with all steps in between."""

    def bring(config: Config, athlete: Athlete, paths: Sequence[Path]) -> None:

        for path in paths:
            collect_from(config.store.path, athlete.id, FolderSource(path))
            decode(config, athlete)
            measure(config, athlete)
            judge(config, athlete)
            triage(config, athlete)
        publish_all(config)

    return bring


LANDED_AT = datetime(2026, 6, 1, tzinfo=UTC)


def land_file(config: Config, data: bytes, *, place: str, form: Format = "fit", at: datetime = LANDED_AT) -> Landed:
    """Land a recording of the first athlete's as a folder would."""
    prepare_folder(config.store.path)
    return athlete_landing(config.store.path, config.athletes[0].id).land(
        data, kind="activity", athlete_id=config.athletes[0].id, source="folder", place=place, landed_at=at, form=form
    )


def take_in_what_landed(config: Config, *, now: datetime = LANDED_AT) -> list[str]:
    """Every step behind the sources at a moment; the problems."""
    problems: list[str] = []
    for athlete in config.athletes:
        problems += decode(config, athlete, clock=lambda: now).problems
        measure(config, athlete)
        judge(config, athlete)
        triage(config, athlete)
    publish_all(config)
    return problems


@pytest.fixture(scope="session")
def land() -> Callable[..., Landed]:
    return land_file


@pytest.fixture(scope="session")
def take_in() -> Callable[..., list[str]]:
    return take_in_what_landed
