"""rules.toml: complete, sourced, and its computed figures computed."""

import tomllib
from importlib.resources import files

from niggle.stride.rules import read_rules
from niggle.vocabulary.columns import METRIC_COLUMNS


def test_every_number_has_unit_basis_and_reference():
    table = tomllib.loads(files("niggle.stride").joinpath("rules.toml").read_text("utf-8"))
    sections = ("baseline", "settled", "change", "kinds", "within", "limp")
    rows = [row for section in sections for row in table[section].values()]
    for row in [*rows, *table["shifts"].values(), *table["metrics"].values()]:
        assert row["unit"]
        assert row["basis"] in {"evidence", "computed", "convention"}
        assert row["reference"]


def test_every_metric_has_a_rule():
    assert {metric.name for metric in read_rules().metrics} == set(METRIC_COLUMNS)
