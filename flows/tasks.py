"""The steps of a night as Prefect tasks: a batch of athletes, and what is done once for all of them.

A task costs as much as an athlete's night, so athletes go in batches. One who fails is a row of the batch's result;
who met what may pass by itself, a store that is busy or a network that did not answer, is tried again in a task of its
own that Prefect retries. No result is kept or cached: the store is what is kept, and every step finds by itself what is
still to do. Names and tags hold athlete ids and nothing else of a person.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun

import niggle.steps.night
import niggle.steps.notify
import niggle.steps.report
from flows.workers import WorkerLostError, Workers
from niggle import errors
from niggle.cli import progress
from niggle.config import Athlete, Config
from niggle.errors import StoreBusyError
from niggle.steps.at_home import at_home, borrowing
from niggle.steps.batch import BatchResult, nights_of, run_batch
from niggle.steps.collect import SourceTroubles
from niggle.steps.notify import Sent


class UnfinishedError(Exception):
    """Some of a batch met again what may pass; `result` is what was done."""

    def __init__(self, result: BatchResult) -> None:
        self.result = result
        super().__init__(f"still to be tried: {sum(bool(night.hitches) for night in result.nights)}")


def is_store_busy(_task: Any, _run: TaskRun, state: State[Any]) -> bool:
    """Whether a step failed because another process was writing."""
    return isinstance(state.data, StoreBusyError)


def may_pass(_task: Any, _run: TaskRun, state: State[Any]) -> bool:
    """Whether a step failed because another process was writing, or a network or disk did not answer."""
    return errors.may_pass(state.data)


def is_worth_another_try(_task: Any, _run: TaskRun, state: State[Any]) -> bool:
    """Whether a process was lost, or some of a batch met what may pass."""
    return isinstance(state.data, UnfinishedError | WorkerLostError)


_PLAIN: dict[str, Any] = {"cache_policy": NO_CACHE, "persist_result": False, "log_prints": False}
_STEP = _PLAIN | {"retries": 3, "retry_delay_seconds": [2, 10, 30], "retry_condition_fn": is_store_busy}
_NETWORK = _PLAIN | {"retries": 2, "retry_delay_seconds": [5, 30], "retry_condition_fn": may_pass}
_ONCE_MORE = _PLAIN | {"retries": 1, "retry_condition_fn": is_worth_another_try}
_AGAIN = _PLAIN | {"retries": 2, "retry_delay_seconds": [5, 30], "retry_condition_fn": is_worth_another_try}


@task(task_run_name="athletes-{number}", tags=["athletes"], **_ONCE_MORE)
def athletes(number: int, config_path: str, athlete_ids: Sequence[str], workers: Workers) -> BatchResult:
    """Sources → pages for a batch of athletes, in a process of its own."""
    return workers.run(config_path, athlete_ids)


@task(task_run_name="athletes-here", tags=["athletes"], **_ONCE_MORE)
def athletes_here(config: Config, athlete_ids: Sequence[str]) -> BatchResult:
    """Sources → pages for a few athletes, in the night's own process."""
    tell = progress.current().begin
    return nights_of(config, [config.athlete(athlete_id) for athlete_id in athlete_ids], tell=tell)


@task(task_run_name="athletes-again", tags=["athletes"], **_AGAIN)
def athletes_again(config_path: str, athlete_ids: Sequence[str]) -> BatchResult:
    """Sources → pages for those who met what may pass, until none does or the tries are spent."""
    result = run_batch(config_path, athlete_ids, tell=progress.current().begin)
    if any(night.hitches for night in result.nights):
        raise UnfinishedError(result)
    return result


@task(task_run_name="discard-results-{athlete.id}", tags=["store"], **_STEP)
def discard_results(config: Config, athlete: Athlete, since: date | None, until: date | None) -> int:
    """Have the runs of some days read and judged again."""
    work = partial(niggle.steps.night.discard_results, athlete=athlete, since=since, until=until)
    with borrowing() as root:
        return at_home(config, athlete, work, root=root)[0]


@task(tags=["pages"], **_STEP)
def report_squads(config: Config) -> int:
    """Store → pages of the squads."""
    return niggle.steps.report.report_squads(config)


@task(tags=["messages"], **_NETWORK)
def notify(config: Config, troubles: Mapping[str, SourceTroubles | None]) -> Sent:
    """Store → people: what is new."""
    return niggle.steps.notify.notify(config, troubles)
