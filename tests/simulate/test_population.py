"""The parameters of the population are data with unit, basis and source."""

import tomllib
from importlib.resources import files

from niggle.simulate.population import generator, population, triples


def test_every_parameter_has_unit_basis_and_source() -> None:
    table = tomllib.loads(files("niggle.simulate").joinpath("population.toml").read_text(encoding="utf-8"))
    for name, row in table.items():
        assert set(row) == {"value", "unit", "basis", "source"}, name
        assert row["basis"] in {"measured", "convention"}, name
        assert row["source"], name
    assert set(population()) | set(triples()) == set(table)


def test_streams_are_independent_and_repeatable() -> None:
    first, again, other = (generator(*key).standard_normal(4).tolist() for key in ((1, 2), (1, 2), (2, 1)))
    assert first == again
    assert first != other


def test_the_measured_world_overrules_known_parameters_alone() -> None:
    table = tomllib.loads(files("niggle.simulate").joinpath("measured.toml").read_text(encoding="utf-8"))
    for name, row in table.items():
        assert set(row) == {"value", "unit", "basis", "source"}, name
        assert row["basis"] == "measured", name
    assert set(table) <= set(population())
    assert {name for name in population() if population("measured")[name] != population()[name]} == set(table) - {
        "balance_mean"
    }
