"""How an injury spreads over runs."""

from niggle.simulate.injury import Injury, balance_only, change_on, whole_pattern


def test_a_step_is_whole_from_its_first_run_on() -> None:
    injury = balance_only(-1.5, from_run=2)
    changes = [change_on(injury, run) for run in range(4)]
    assert changes[:2] == [None, None]
    assert [change.balance_pp for change in changes[2:] if change is not None] == [-1.5, -1.5]


def test_a_ramp_grows_over_its_runs() -> None:
    injury = whole_pattern(1.0, from_run=1, ramp_runs=4)
    sizes = [change.balance_pp for run in range(1, 7) if (change := change_on(injury, run)) is not None]
    assert sizes == [0.25, 0.5, 0.75, 1.0, 1.0, 1.0]


def test_only_the_first_run_has_an_onset_within() -> None:
    injury = whole_pattern(1.0, from_run=1, from_minute=12.5)
    onsets_s = [change.onset_s for run in range(1, 4) if (change := change_on(injury, run)) is not None]
    assert onsets_s == [750.0, None, None]


def test_an_injury_can_end() -> None:
    injury = Injury(from_run=1, until_run=3, balance_pp=1.0)
    assert [change_on(injury, run) is None for run in range(5)] == [True, False, False, True, True]
    assert change_on(None, 0) is None
