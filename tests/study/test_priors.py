"""Priors out of study tables, and as the text of rules.toml."""

import json
import math
import tomllib

import pytest

from niggle.stride.rules import read_rules
from niggle.study.priors import Priors, priors
from niggle.study.series import gather
from niggle.study.words import priors_object, priors_toml

BALANCE = "metrics.stance_time_balance_left_pct"


@pytest.fixture(scope="module")
def real(world) -> Priors:
    return priors(gather({"t": world(1)}))


def test_they_are_those_that_the_runners_were_drawn_with(real):
    balance, cadence = real.sections[BALANCE], real.sections["metrics.cadence_spm"]
    assert 0.3 < balance["day_sd"].value < 0.55
    assert balance["day_sd"].low < balance["day_sd"].value < balance["day_sd"].high
    assert 0.03 < balance["drift_sd"].value < 0.1
    assert cadence["day_sd"].value == pytest.approx(1.2, rel=0.1)
    assert cadence["speed_slope"].value == pytest.approx(7.0, abs=1.0)
    assert real.sections["metrics.stance_time_ms"]["speed_slope"].value == pytest.approx(-28.0, abs=4.0)
    assert 0.004 < real.sections["shifts.stance_time_balance_left_pct"]["jump_share"].value < 0.02
    assert 0.002 < real.sections["change.artefact_share"]["value"].value < 0.03
    assert real.runners[BALANCE] == 8
    assert real.skipped == ()


def test_they_are_entries_of_the_rules(real):
    table = tomllib.loads(priors_toml(real))
    known = {metric.name: metric for metric in read_rules().metrics}
    for name, entries in table["metrics"].items():
        assert entries["unit"] == known[name].unit
        for entry in entries.keys() - {"unit", "basis", "reference"}:
            assert isinstance(entries[entry], float)
            assert hasattr(known[name], entry)
    assert table["metrics"]["stance_time_balance_left_pct"]["speed_slope"] == 0.0
    assert set(table["shifts"]["stance_time_balance_left_pct"]) == {"jump_sd", "jump_share", "basis", "reference"}


def test_for_other_programs(real):
    found = json.loads(json.dumps(priors_object(real), allow_nan=False))
    assert found["sections"][BALANCE]["runners"] == 8
    assert set(found["sections"][BALANCE]["entries"]["day_sd"]) == {"value", "low", "high"}


def test_the_same_tables_give_the_same_intervals(real, world):
    assert priors_toml(priors(gather({"u": world(1)[::-1]}))) == priors_toml(real)


def test_few_runs_are_left_out_and_few_runners_have_no_interval(runner):
    kind = {"day_sd": 0.4, "drift": 0.0, "level": 50.0, "slope": 0.0, "metrics": False}
    found = priors(gather({"t": [*runner("A", 1, n=40, **kind), *runner("B", 1, n=11, **kind)]}))
    assert found.skipped == ("B",)
    assert math.isnan(found.sections[BALANCE]["day_sd"].low)
    assert "day_log_sd" not in found.sections[BALANCE]
    text = priors_toml(found)
    assert "fewer than 12 comparable runs: B." in text
    assert "too few runners" in text
    tomllib.loads(text)


def test_runs_that_hurt_are_left_out(runner):
    kind = {"day_sd": 0.4, "drift": 0.0, "level": 50.0, "slope": 0.0, "metrics": False}
    rows = runner("A", 1, n=20, **kind)
    for row in rows[:10]:
        row.numbers["pain_peak"] = 5.0  # type: ignore[index]
    assert priors(gather({"t": rows})).skipped == ("A",)


def test_nothing_at_all():
    assert priors(()).sections == {}
