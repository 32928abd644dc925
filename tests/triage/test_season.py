"""A season given its statuses in turn."""

from dataclasses import replace
from datetime import timedelta

import pytest

from niggle.triage.season import SeasonRun, looks_back, triage_in_turn


@pytest.fixture
def run(logged):
    """A run of the season, so many days from the one that is asked about."""

    def make(days, *reports, is_wanted=False, **more):
        one = logged(*reports, days=days)
        return SeasonRun(
            run_id=one.run_id, started_at=one.started_at, moving_time_s=one.moving_time_s, distance_m=8_000.0,
            stride=one.stride, reports=reports, is_wanted=is_wanted, **more,
        )  # fmt: skip

    return make


def test_only_what_is_wanted_gets_a_status(run, quiet):
    found = triage_in_turn([run(-2), run(0, quiet(), is_wanted=True), run(1)], ())
    assert list(found) == ["run0"]
    triage, load = found["run0"]
    assert triage.status == "monitor"
    assert (load.longest_30d_m, load.minutes_7d) == (8_000.0, 80.0)


def test_the_next_run_tells_how_one_settled(run, quiet):
    asked = run(0, quiet(next_morning=None), is_wanted=True)
    open_ = triage_in_turn([asked], ())["run0"][0]
    settled = triage_in_turn([asked, run(1, quiet(before=0))], ())["run0"][0]
    assert (open_.status, settled.status) == ("check_in", "monitor")


def test_what_may_not_be_combined_is_seen_beside_the_others_and_they_never_beside_it(run, quiet):
    apart = run(-1, quiet(), is_wanted=True, may_feed_baselines=False)
    asked = run(0, quiet(), is_wanted=True)
    found = triage_in_turn([run(-2), apart, asked], ())
    assert found["run0"] == triage_in_turn([run(-2), asked], ())["run0"]
    assert found["run-1"][1].minutes_7d == 80.0


def test_runs_further_back_than_a_status_looks_change_nothing(run, quiet):
    painful = [
        run(day, quiet(reduced_training="moderately" if day % 3 else "not"))
        for day in range(-2 * looks_back().days, 0, 4)
    ]
    asked = run(0, quiet(reduced_training="moderately"), is_wanted=True)
    near = [one for one in painful if asked.started_at - one.started_at <= looks_back()]
    assert len(near) < len(painful)
    assert triage_in_turn([*near, asked], ()) == triage_in_turn([*painful, asked], ())
    nearer = [one for one in painful if asked.started_at - one.started_at <= timedelta(days=30)]
    assert triage_in_turn([*nearer, asked], ()) != triage_in_turn([*painful, asked], ())


def test_the_order_of_the_answer_is_that_of_the_runs(run):
    runs = [replace(run(day), is_wanted=True) for day in range(5)]
    assert list(triage_in_turn(runs, ())) == [one.run_id for one in runs]
