"""What the verdict says in words."""

from dataclasses import replace

import numpy as np
import pytest

from niggle.stride.rules import read_rules
from niggle.stride.wording import (
    few_runs_reason,
    few_values_reason,
    lost_balance_reason,
    no_sensor_reason,
    short_run_reason,
    slow_trend,
    what_else,
    what_stands_alone,
    what_was_not_seen,
)

RULES = read_rules()
BALANCE, STANCE = "stance_time_balance_left_pct", "stance_time_ms"


@pytest.fixture
def run(season):
    world = season(1)
    return world.runner.run(world.rng)


def else_of(run, pattern="one side only", altered=(BALANCE,), **more):
    given = {"runs_since": None, "onset_s": None, "end_s": None, "is_at_other_pace": False} | more
    return what_else(run, pattern, set(altered), **given)


def test_a_short_run_says_where_the_rest_went(run):
    short = replace(run, eligible_s=359.0, excluded_s={"warm_up": 480.0, "steep": 29.0})
    assert short_run_reason(short, RULES).startswith("only 5 min of steady")
    assert short_run_reason(short, RULES).endswith("(left out: warm-up 8 min)")


def test_runs_to_come_are_counted_with_this_one():
    def reason(n_runs: int, **more: bool) -> str:
        return few_runs_reason(BALANCE, n_runs, RULES, **({"is_new_sensor": False, "is_new_surface": False} | more))

    needed = RULES.provisional_runs
    assert f"{needed - 1} more runs until" in reason(0)
    assert "1 more run until" in reason(needed - 2)
    assert "the next run can be compared" in reason(needed - 1)
    assert reason(0, is_new_sensor=True).startswith("new strap or pod")
    assert reason(0, is_new_surface=True).startswith("too few runs on this surface")


@pytest.mark.parametrize("pattern", ["protective stride", "one side only", "other change", "single run", None])
def test_every_pattern_is_one_sentence_first(run, pattern):
    first = else_of(run, pattern)[0]
    assert first[0].isupper()
    assert first.endswith(".")


def test_how_long_it_has_lasted_is_said_from_two_runs_on(run):
    assert "for 3 runs" in else_of(run, runs_since=3)[0]
    assert "runs" not in else_of(run, runs_since=1)[0]


def test_circumstances_are_named(run):
    assert any("eased at about minute 12" in line for line in else_of(run, end_s=720.0))
    assert any("pace was outside" in line for line in else_of(run, is_at_other_pace=True))
    assert any("combination" in line for line in else_of(run, altered=()))
    assert any("bends" in line for line in else_of(replace(run, surface="track")))
    flat = replace(run, values={**run.values, "grade_pct": np.nan})
    assert any("no altitude" in line for line in else_of(flat))


def test_a_slow_trend_is_told_only_when_it_is_large():
    assert slow_trend(None, RULES) == []
    assert slow_trend(RULES.trend_pp - 0.01, RULES) == []
    assert "points over 30 runs" in slow_trend(-RULES.trend_pp, RULES)[0]


def test_what_is_not_covered_is_said(run):
    assert what_was_not_seen(run, is_settled_anew=False) == []
    one_sided = replace(run, sensors={name: key for name, key in run.sensors.items() if name != BALANCE})
    neither = replace(run, sensors={name: key for name, key in one_sided.sensors.items() if name != STANCE})
    assert what_was_not_seen(neither, is_settled_anew=False) == []  # its reason says so
    assert "cannot tell left from right" in what_was_not_seen(one_sided, is_settled_anew=False)[0]
    assert "new level" in what_was_not_seen(run, is_settled_anew=True)[0]


def test_metrics_have_names_that_runners_know():
    assert "ground contact time" in few_values_reason(STANCE, 300.0, RULES)
    assert what_stands_alone([]) == []
    assert "ground contact balance, cadence" in what_stands_alone([BALANCE, "cadence_spm"])[0]
    for reason in (no_sensor_reason(has_cadence=True), no_sensor_reason(has_cadence=False), lost_balance_reason()):
        assert "stance" not in reason
