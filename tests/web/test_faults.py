"""What is refused and what went wrong, as pages that give nothing away."""

import pytest

from niggle.errors import DecodeError, NotFoundError, StoreBusyError, StoreError, UsageError
from niggle.reports.context import PageContext
from niggle.web.faults import NothingYetError, RefusedError, fault_page, internal_page

CONTEXT = PageContext(is_served=True)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RefusedError(429, "Too many attempts", "Wait.", retry_after_s=1.2), 429),
        (NothingYetError("no run"), 200),
        (NotFoundError("no run 'ada-1' of Ada"), 404),
        (UsageError("peak: 11 is not from 0 to 10"), 400),
        (StoreBusyError("/home/ada/data: locked"), 503),
        (StoreError("/home/ada/data: newer"), 500),
        (DecodeError("broken", path="a.fit", offset=1), 500),
    ],
)
def test_each_kind_has_its_status_and_none_a_path_of_the_store(error, status):
    answer = fault_page(error, CONTEXT, depth=0)
    assert answer.status_code == status
    assert b"/home/ada" not in answer.body
    assert b"ada-1" not in answer.body


def test_when_to_try_again_is_said_in_whole_seconds():
    assert fault_page(RefusedError(429, "t", "l", retry_after_s=1.2), CONTEXT, depth=0).headers["retry-after"] == "2"
    assert "retry-after" not in fault_page(RefusedError(400, "t", "l"), CONTEXT, depth=0).headers
    assert fault_page(StoreBusyError("x"), CONTEXT, depth=0).headers["retry-after"] == "30"


def test_only_who_keeps_the_machine_is_told_commands():
    for is_keeper in (True, False):
        context = PageContext(is_served=True, is_keeper=is_keeper)
        assert (b"niggle sync" in fault_page(NothingYetError("x"), context, depth=0).body) == is_keeper


def test_a_fault_of_the_program_says_that_nothing_is_lost():
    answer = internal_page(CONTEXT, depth=1)
    assert answer.status_code == 500
    assert b"Nothing that was saved is lost" in answer.body
