"""rules.toml: complete, sourced, and its computed figures computed."""

import tomllib
from importlib.resources import files

import numpy as np
import pytest
from scipy import stats

from niggle.columns import METRIC_COLUMNS
from niggle.stride.rules import read_rules


def test_every_number_has_unit_basis_and_reference():
    table = tomllib.loads(files("niggle.stride").joinpath("rules.toml").read_text("utf-8"))
    rows = [
        row for section in ("baseline", "settled", "candidate", "within", "limp") for row in table[section].values()
    ]
    for row in [*rows, table["composite"], *table["metrics"].values()]:
        assert row["unit"]
        assert row["basis"] in {"evidence", "computed", "convention"}
        assert row["reference"]


def test_every_metric_has_a_rule():
    assert {metric.name for metric in read_rules().metrics} == set(METRIC_COLUMNS)


@pytest.mark.parametrize("p", [2, 3, 4])
def test_composite_limits_are_hotellings(p):
    rules = read_rules()
    m = rules.composite_degrees_of_freedom[:-1]
    limits = [*(p * m / (m - p + 1) * stats.f.ppf(0.995, p, m - p + 1)), stats.chi2.ppf(0.995, p)]
    assert rules.composite_limits[p] == pytest.approx(np.array(limits), abs=0.01)
