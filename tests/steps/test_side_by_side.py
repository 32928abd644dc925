"""The same work in processes beside this one: in order, and whatever becomes of them."""

import os
import signal
import subprocess
import sys
from multiprocessing import active_children

import pytest

from niggle.steps.side_by_side import cores, in_order

HERE = os.getpid()
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere all is done in one process")


def square(number: int) -> tuple[int, bool]:
    """The square, and whether it was found here."""
    return number * number, os.getpid() == HERE


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.HERE", os.getpid())


@pytest.mark.parametrize("processes", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, 50])
def test_results_come_in_order_whoever_found_them(count: int, processes: int) -> None:
    found = list(in_order(square, count, processes=processes))
    assert [result for result, _ in found] == [number * number for number in range(count)]
    assert {is_here for _, is_here in found} <= {processes == 1}
    assert active_children() == []


def test_what_a_killed_process_did_not_come_to_is_done_here() -> None:
    def work(number: int) -> tuple[int, bool]:
        if number == 11 and os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return square(number)

    found = list(in_order(work, 30, processes=2))
    assert [result for result, _ in found] == [number * number for number in range(30)]
    assert [number for number, (_, is_here) in enumerate(found) if is_here] == list(range(11, 30, 2))


def test_what_fails_there_alone_is_done_here(capfd: pytest.CaptureFixture[str]) -> None:
    def work(number: int) -> tuple[int, bool]:
        if number == 4 and os.getpid() != HERE:
            raise MemoryError
        return square(number)

    assert [result for result, _ in in_order(work, 6, processes=2)] == [0, 1, 4, 9, 16, 25]
    assert capfd.readouterr().err == ""


def test_what_fails_here_too_is_told_and_leaves_nothing_running() -> None:
    def work(number: int) -> int:
        return 12 // (3 - number)

    results = in_order(work, 1000, processes=2)
    assert [next(results) for _ in range(3)] == [4, 6, 12]
    with pytest.raises(ZeroDivisionError):
        next(results)
    assert active_children() == []


def test_whoever_asks_for_no_more_leaves_nothing_running() -> None:
    results = in_order(lambda _: bytes(1 << 20), 1000, processes=2)
    assert len(next(results)) == 1 << 20
    results.close()
    assert active_children() == []


def test_nothing_goes_on_when_the_process_that_asked_is_killed() -> None:
    program = """
import os, signal
from niggle.steps.side_by_side import in_order
results = in_order(lambda _: bytes(1 << 20), 1_000_000, processes=2)
next(results)
print("begun", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    # Its output ends when the last process that holds it has.
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert (answer.returncode, answer.stdout) == (-signal.SIGKILL, "begun\n")


def test_there_is_a_core_to_work_on() -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)
