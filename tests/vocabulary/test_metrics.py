"""The registry of metrics: believable ranges are sourced, and every text is there."""

import pytest

from niggle.vocabulary.metrics import CONDITIONS, MEASURED, METRICS, QUANTITIES, Quantity
from niggle.vocabulary.units import UNITS


@pytest.mark.parametrize("quantity", QUANTITIES.values(), ids=QUANTITIES)
def test_every_text_is_there_and_every_axis_spans_something(quantity: Quantity) -> None:
    assert all((quantity.meaning, quantity.title, quantity.explained))
    assert min(quantity.axis_within, quantity.axis_over) > 0
    assert quantity.scales.keys() == UNITS.keys()
    assert all(quantity.shown_as(units) for units in UNITS)


@pytest.mark.parametrize("name", MEASURED)
def test_what_a_device_records_has_a_sourced_range_within_that_of_a_study(name: str) -> None:
    plausible, study = METRICS[name].plausible, METRICS[name].study
    assert plausible is not None
    assert study is not None
    assert study.low <= plausible.low < plausible.high <= study.high
    assert plausible.reference


def test_no_two_are_called_the_same() -> None:
    assert not set(METRICS) & set(CONDITIONS)
    for called in ("title", "in_sentence", "before_value"):
        assert len({getattr(quantity, called) for quantity in QUANTITIES.values()}) == len(QUANTITIES)
