"""Runs judged in turn."""

from dataclasses import replace

from niggle.stride.model import PainTold
from niggle.stride.season import HISTORY_RUNS, RunToJudge, judge_in_turn

NAMELESS = "garmin:dynamics"


def to_judge(season, *, since=0):
    return [RunToJudge(past.run_id, past.started_at, past.gait, past.pain) for past in season.history[since:]]


def test_each_run_is_judged_by_those_before_it(season):
    expected = season(3)
    words = expected.run(14) + expected.run(2, shift_pp=2.5, peak_pain=4.0)
    found = judge_in_turn([], to_judge(expected))
    assert list(found.values()) == words
    assert list(found) == [past.run_id for past in expected.history]
    assert judge_in_turn(expected.history[:12], to_judge(expected, since=12)) == dict(list(found.items())[12:])


def test_only_the_last_runs_are_looked_at(season):
    expected = season(4)
    expected.run(HISTORY_RUNS + 5)
    last = to_judge(expected, since=HISTORY_RUNS + 4)
    of_all = judge_in_turn(expected.history[:-1], last)
    assert of_all == judge_in_turn(expected.history[4:-1], last)


def test_what_may_not_feed_baselines_is_judged_and_forgotten(season):
    expected = season(5)
    expected.run(12)
    runs = to_judge(expected)
    apart = replace(runs[10], may_feed_baselines=False, pain=PainTold(5.0, is_in_leg=True))
    found = judge_in_turn([], [*runs[:10], apart, runs[11]])
    assert found[apart.run_id].is_weighed
    assert found[runs[11].run_id] == judge_in_turn([], [*runs[:10], runs[11]])[runs[11].run_id]


def test_a_sensor_without_a_name_is_the_only_one_around(season):
    expected = season(6)
    words = expected.run(12)
    runs = to_judge(expected)
    nameless = dict.fromkeys(runs[-1].gait.sensors, NAMELESS)
    named = judge_in_turn([], [*runs[:-1], replace(runs[-1], gait=replace(runs[-1].gait, sensors=nameless))])
    assert named[runs[-1].run_id] == words[-1]
