"""The steps of a night as Prefect tasks: one task a step, each retried only for what may pass by itself.

No result is kept or cached: the store is what is kept, and every step finds by itself what is still to do. Names
and tags hold athlete ids and nothing else of a person.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun

import niggle.steps.collect
import niggle.steps.decode
import niggle.steps.judge
import niggle.steps.measure
import niggle.steps.night
import niggle.steps.notify
import niggle.steps.outgoing
import niggle.steps.report
import niggle.steps.squad_tables
import niggle.steps.triage
from flows.progress import Progress
from niggle.config import Athlete, Config
from niggle.errors import StoreBusyError
from niggle.steps.collect import Collected, SourceTroubles
from niggle.steps.decode import Decoded
from niggle.steps.night import Night
from niggle.steps.notify import Sent
from niggle.steps.outgoing import Shared
from niggle.steps.squad_tables import SquadTable

_WILL_NOT_PASS = (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError)


def is_store_busy(_task: Any, _run: TaskRun, state: State[Any]) -> bool:
    """Whether a step failed because another process was writing."""
    return isinstance(state.data, StoreBusyError)


def may_pass(_task: Any, _run: TaskRun, state: State[Any]) -> bool:
    """Whether a step failed because another process was writing, or a network or disk did not answer."""
    error = state.data
    return isinstance(error, StoreBusyError) or (isinstance(error, OSError) and not isinstance(error, _WILL_NOT_PASS))


_PLAIN: dict[str, Any] = {"cache_policy": NO_CACHE, "persist_result": False, "log_prints": False}
_STEP = _PLAIN | {"retries": 3, "retry_delay_seconds": [2, 10, 30], "retry_condition_fn": is_store_busy}
_SOURCES = _PLAIN | {"retries": 2, "retry_delay_seconds": [5, 30], "retry_condition_fn": may_pass}


@task(task_run_name="collect-{athlete.id}", tags=["sources"], **_SOURCES)
def collect(config: Config, athlete: Athlete) -> Collected:
    """Sources → landing."""
    progress = Progress()
    return niggle.steps.collect.collect(config, athlete, tell=lambda text: progress.begin(f"{athlete.id}: {text}"))


@task(task_run_name="decode-{athlete.id}", tags=["store"], **_STEP)
def decode(config: Config, athlete: Athlete) -> Decoded:
    """Landing → fit → store."""
    return niggle.steps.decode.decode(config, athlete)


@task(task_run_name="second_opinion-{athlete.id}", tags=["store"], **_STEP)
def second_opinion(config: Config, athlete: Athlete) -> tuple[str, ...]:
    """The first file of a device and firmware through another decoder."""
    return niggle.steps.night.second_opinion(config, athlete)


@task(task_run_name="measure-{athlete.id}", tags=["store", "science"], **_STEP)
def measure(config: Config, athlete: Athlete) -> int:
    """Store → gait → store."""
    return niggle.steps.measure.measure(config, athlete)


@task(task_run_name="judge-{athlete.id}", tags=["store", "science"], **_STEP)
def judge(config: Config, athlete: Athlete) -> int:
    """Store → stride → store."""
    return niggle.steps.judge.judge(config, athlete)


@task(task_run_name="triage-{athlete.id}", tags=["store", "science"], **_STEP)
def triage(config: Config, athlete: Athlete) -> int:
    """Store → pain, load, triage → store."""
    return niggle.steps.triage.triage(config, athlete)


@task(task_run_name="discard-results-{athlete.id}", tags=["store"], **_STEP)
def discard_results(config: Config, athlete: Athlete, since: date | None, until: date | None) -> int:
    """Have the runs of some days read and judged again."""
    return niggle.steps.night.discard_results(config, athlete, since, until)


@task(tags=["store"], **_STEP)
def publish(config: Config) -> tuple[str, ...]:
    """Let readers see the night."""
    return niggle.steps.night.publish_all(config)


@task(task_run_name="report-{athlete.id}", tags=["pages"], **_STEP)
def report(config: Config, athlete: Athlete) -> int:
    """Store → pages of an athlete."""
    return niggle.steps.report.report(config, athlete)


@task(tags=["pages"], **_STEP)
def report_squads(config: Config) -> int:
    """Store → pages of the squads."""
    return niggle.steps.report.report_squads(config)


@task(tags=["store"], **_STEP)
def tonight(config: Config) -> Night:
    """Store → the latest status of each athlete."""
    return niggle.steps.night.tonight(config)


@task(tags=["store"], **_STEP)
def squad_tables(config: Config) -> tuple[SquadTable, ...]:
    """Store → what a coach may see of each squad."""
    return niggle.steps.squad_tables.squad_tables(config)


@task(task_run_name="share-{athlete.id}", tags=["sharing"], **_SOURCES)
def share(config: Config, athlete: Athlete) -> Shared:
    """Store → what an athlete lets a coach's niggle have."""
    return niggle.steps.outgoing.share(config, athlete)


@task(tags=["messages"], **_STEP)
def notify(config: Config, troubles: Mapping[str, SourceTroubles | None]) -> Sent:
    """Store → people: what is new."""
    return niggle.steps.notify.notify(config, troubles)
