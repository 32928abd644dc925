"""Priors as the entries that they would replace."""

import math
import tomllib

import pytest

from niggle.study.priors import Estimate, Priors
from niggle.study.words import priors_object, priors_toml

BALANCE = "metrics.stance_time_balance_left_pct"
UNSURE = Estimate(0.5, math.nan, math.nan)


@pytest.fixture
def priors() -> Priors:
    return Priors(
        sections={
            BALANCE: {"day_sd": Estimate(0.61234, 0.5, 0.7), "speed_slope": Estimate(0.21, 0.1, 0.3)},
            "prior": {"share": UNSURE, "tiny": Estimate(-0.00001, -1.0, 1.0)},
        },
        runners={BALANCE: 12, "prior": 1},
        runs={BALANCE: 900, "prior": 40},
        units={BALANCE: "pp", "prior": ""},
        skipped=("runner 3 of a.csv",),
    )


def test_the_text_is_toml_with_three_digits_and_where_it_is_from(priors):
    read = tomllib.loads(priors_toml(priors))
    balance = read["metrics"]["stance_time_balance_left_pct"]
    assert (balance["unit"], balance["day_sd"], balance["basis"]) == ("pp", 0.612, "computed")
    assert balance["reference"] == "niggle study priors: 900 runs of 12 runners"
    assert read["prior"]["reference"].endswith("40 runs of 1 runner")


def test_mirrored_feet_keep_mirrored_verdicts(priors):
    assert tomllib.loads(priors_toml(priors))["metrics"]["stance_time_balance_left_pct"]["speed_slope"] == 0.0
    assert "here 0.21" in priors_toml(priors)


def test_intervals_and_who_was_left_out_are_said(priors):
    text = priors_toml(priors)
    assert "0.612  # 0.5 to 0.7" in text
    assert "share = 0.5  # no interval: too few runners" in text
    assert "runner 3 of a.csv" in text


def test_the_object_has_none_where_there_is_no_interval(priors):
    entries = priors_object(priors)["sections"]["prior"]["entries"]
    assert entries["share"] == {"value": 0.5, "low": None, "high": None}
    assert priors_object(priors)["skipped"] == ["runner 3 of a.csv"]
