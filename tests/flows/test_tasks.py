"""Which failures are tried again."""

from typing import Any

import pytest
from prefect.client.schemas.objects import State
from prefect.states import Failed

from flows import tasks
from flows.tasks import UnfinishedError
from flows.workers import WorkerLostError
from niggle.errors import NotFoundError, StoreBusyError, StoreError
from niggle.steps.athlete_result import AthleteNight
from niggle.steps.batch import BatchResult

_NOTHING: Any = None


@pytest.mark.parametrize(
    ("error", "when_sources", "when_store"),
    [
        (StoreBusyError("another niggle is writing"), True, True),
        (ConnectionResetError(104, "Connection reset by peer"), True, False),
        (TimeoutError(), True, False),
        (FileNotFoundError(2, "No such file"), False, False),
        (PermissionError(13, "Permission denied"), False, False),
        (StoreError("newer than this program"), False, False),
        (NotFoundError("no athlete"), False, False),
        (ZeroDivisionError(), False, False),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_only_what_may_pass_by_itself_is_tried_again(error: Exception, when_sources: bool, when_store: bool) -> None:
    state: State[Any] = Failed(data=error)
    assert tasks.may_pass(_NOTHING, _NOTHING, state) is when_sources
    assert tasks.is_store_busy(_NOTHING, _NOTHING, state) is when_store


def test_a_batch_is_tried_again_for_what_may_pass_and_nothing_else() -> None:
    lost: State[Any] = Failed(data=WorkerLostError())
    unfinished: State[Any] = Failed(data=UnfinishedError(BatchResult((AthleteNight("anna", hitches=("busy",)),))))
    assert tasks.is_worth_another_try(_NOTHING, _NOTHING, lost)
    assert tasks.is_worth_another_try(_NOTHING, _NOTHING, unfinished)
    assert not tasks.is_worth_another_try(_NOTHING, _NOTHING, Failed(data=StoreError("newer")))
    assert str(unfinished.data) == "still to be tried: 1"


def test_no_task_keeps_or_reuses_results() -> None:
    from prefect import Task
    from prefect.cache_policies import NO_CACHE

    found = [value for value in vars(tasks).values() if isinstance(value, Task)]
    assert len(found) == 6
    for task in found:
        assert task.cache_policy == NO_CACHE
        assert task.persist_result is False
        assert task.retries > 0
        assert task.retry_condition_fn is not None
