"""What was entered is decided beside answering, once, whoever is writing."""

from threading import Event

import pytest

from niggle.errors import StoreBusyError
from niggle.store import Store
from niggle.web.deciding import Deciding


class Steps:
    """Stands in for the steps: waits until it may go on, and notes for whom it was called."""

    def __init__(self, *faults: Exception) -> None:
        self.calls: list[str] = []
        self.may_go_on = Event()
        self._faults = list(faults)

    def __call__(self, config, athletes) -> None:
        self.may_go_on.wait()
        self.calls += [athlete.id for athlete in athletes]
        if self._faults:
            raise self._faults.pop(0)


@pytest.fixture
def config(make_config):
    return make_config(me=None, you=None)


def deciding(steps: Steps) -> Deciding:
    return Deciding(patience_s=600.0, take_in=steps)


def test_without_a_night_the_status_is_there_at_once(config):
    steps = Steps()
    steps.may_go_on.set()
    assert deciding(steps)(config, config.athletes[0])
    assert steps.calls == ["me"]


def test_during_a_night_nobody_waits_and_all_is_decided_once(config):
    steps = Steps()
    decide = deciding(steps)
    me, you = config.athletes
    with Store(config.store.path).night():
        assert not any(decide(config, me) for _ in range(20))  # none of them can be through yet
    steps.may_go_on.set()
    assert decide(config, you)
    assert steps.calls.count("me") <= 2  # one may have begun before the second post came
    assert steps.calls[-1] == "you"


def test_who_has_waited_long_enough_gets_an_answer(config):
    steps = Steps()
    assert not Deciding(patience_s=0.0, take_in=steps)(config, config.athletes[0])
    steps.may_go_on.set()


def test_it_is_tried_until_the_writing_ends(config):
    steps = Steps(StoreBusyError("busy"), StoreBusyError("busy"))
    steps.may_go_on.set()
    assert deciding(steps)(config, config.athletes[0])
    assert steps.calls == ["me"] * 3


def test_a_fault_is_raised_where_it_was_asked(config):
    steps = Steps(ZeroDivisionError())
    steps.may_go_on.set()
    with pytest.raises(ZeroDivisionError):
        deciding(steps)(config, config.athletes[0])
