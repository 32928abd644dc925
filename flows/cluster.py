"""The night's batches on the workers of a Dask cluster: each is one Prefect task, which may run again elsewhere.

A worker that dies is Dask's matter: it runs the batch again elsewhere, and so does Prefect with one that finds its
athletes leased or a service away. A batch that none of that helps is a problem of its athletes, not of the others.
"""

import logging
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.tasks import is_store_busy
from niggle.config import Config
from niggle.errors import DiskError, NiggleError
from niggle.steps.batch import BatchResult
from niggle.steps.leased_batch import Batch, batches, prepare_lake, run_leased_batch, tidy_lake
from niggle.steps.side_by_side import cores

if TYPE_CHECKING:
    from prefect.task_runners import TaskRunner

# In sum longer than a lease: whoever holds the athletes has ended by then, or is taken to be dead.
_DELAYS_S = [20, 60, 240, 480, 480]
_TASK: dict[str, Any] = {
    "cache_policy": NO_CACHE, "persist_result": False, "log_prints": False, "retries": len(_DELAYS_S),
    "retry_delay_seconds": _DELAYS_S, "retry_condition_fn": is_store_busy, "tags": ["batch"],
}  # fmt: skip


@task(task_run_name="batch-{batch.number}", **_TASK)
def leased_batch(batch: Batch) -> BatchResult:
    """The nights of a batch's athletes."""
    return run_leased_batch(batch)


def is_beyond_one_machine(config: Config) -> bool:
    """Whether a night's work is handed out in leased batches."""
    return config.engine.runner is not None or config.store.lake is not None


def leased_results(config: Config, athlete_ids: Sequence[str]) -> list[BatchResult]:
    """What the batches of these athletes did."""
    if not athlete_ids:
        return []
    prepare_lake(config)
    night = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{token_hex(3)}"
    wanted = set(athlete_ids)
    waiting = config.model_copy(update={"athletes": tuple(one for one in config.athletes if one.id in wanted)})
    results = _handed_out(config, list(batches(waiting, night)))
    tidy_lake(config)
    return results


def _handed_out(config: Config, waiting: Sequence[Batch]) -> list[BatchResult]:
    # Without parameters, which Prefect would keep: the configuration names people.
    @flow(name="batches", persist_result=False, log_prints=False, task_runner=_runner(config, len(waiting)))
    def hand_out() -> list[BatchResult]:
        handed = [leased_batch.submit(batch) for batch in waiting]
        return [_told(batch, future) for batch, future in zip(waiting, handed, strict=True)]

    return hand_out()


def _told(batch: Batch, future: Any) -> BatchResult:
    """What came of a batch. Only its result tells that: of one whose workers died the state stays "running" for ever.

    Raises:
        DiskError: if the disk refuses, for then nobody can have their night.
    """
    try:
        result: BatchResult = future.result()
    except DiskError:
        raise
    except NiggleError as error:
        return BatchResult.failed(batch.athlete_ids, str(error), error)
    except _killed_worker() as error:
        reason = "workers died of this batch again and again (short of memory?); the next night tries it once more"
        return BatchResult.failed(batch.athlete_ids, reason, error)
    return result


def _killed_worker() -> tuple[type[Exception], ...]:
    """What Dask says of a task that no worker outlived; only who has a cluster has Dask."""
    dask = sys.modules.get("distributed")
    return () if dask is None else (dask.KilledWorker,)


def _runner(config: Config, count: int) -> "TaskRunner[Any]":
    """Where batches run: the cluster that the configuration names, one on this machine, or one after another here."""
    if config.engine.runner is None:
        from prefect.task_runners import ThreadPoolTaskRunner

        return ThreadPoolTaskRunner(max_workers=1)
    from prefect_dask.task_runners import DaskTaskRunner

    if config.engine.address is not None:
        return DaskTaskRunner(address=config.engine.address)
    return DaskTaskRunner(
        cluster_kwargs={
            "n_workers": min(config.engine.workers or cores(), count),
            "threads_per_worker": 1,
            "host": "127.0.0.1",
            "dashboard_address": "127.0.0.1:0",
            "silence_logs": logging.CRITICAL,
        }
    )
