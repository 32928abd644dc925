"""limits.toml: complete and sourced."""

import tomllib
from importlib.resources import files

from niggle.gait.limits import read_limits
from niggle.vocabulary.metrics import MEASURED


def test_every_number_has_unit_basis_and_reference():
    table = tomllib.loads(files("niggle.gait").joinpath("limits.toml").read_text("utf-8"))
    for row in table.values():
        assert row["unit"]
        assert row["basis"] in {"evidence", "computed", "convention"}
        assert row["reference"]


def test_every_measured_metric_has_a_plausible_range():
    limits = read_limits()
    assert set(limits.plausible) == set(MEASURED)
    assert all(low < high for low, high in limits.plausible.values())
