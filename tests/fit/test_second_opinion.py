from pathlib import Path

import numpy as np
import pytest

from niggle.errors import DecodeError
from niggle.fit import second_opinion
from niggle.fit.damage import truncated, with_wrong_checksum
from niggle.fit.second_opinion import CellDifference, differing_cells
from niggle.fit.table import Table
from niggle.fit.write import Block, Developer, DeveloperField, describe, write_fit

POWER = DeveloperField(0, 3, "Form Power", "uint16", "Watts", scale=10, offset=2)
DATA = write_fit(
    [
        *describe([Developer(0, bytes(range(16)))], [POWER]),
        Block(
            "record",
            {"timestamp": 1.7e9 + np.arange(30.0), "speed": 3.25, "heart_rate": 150},
            developer={POWER: np.arange(30.0)},
        ),
    ]
)


def test_a_sound_file_has_no_differing_cell() -> None:
    assert differing_cells(DATA, path="a.fit") == []


def test_a_differing_cell_is_named_with_both_values(monkeypatch: pytest.MonkeyPatch) -> None:
    original = Table.__getitem__

    def off(self: Table, name: str) -> np.ndarray:
        column = original(self, name)
        return column + (np.arange(self.n_rows) == 4) if name == "heart_rate" else column

    monkeypatch.setattr(second_opinion.Table, "__getitem__", off)
    found = differing_cells(DATA, path="a.fit")
    assert found == [CellDifference("record", 4, "heart_rate", 151.0, 150)]
    assert str(found[0]) == "record[4].heart_rate: niggle 151.0, fitparse 150"


@pytest.mark.parametrize(("field", "is_of_run"), [("heart_rate", True), ("gps_accuracy", False)])
def test_a_cell_is_of_the_run_if_a_run_is_made_of_its_field(
    monkeypatch: pytest.MonkeyPatch, field: str, is_of_run: bool
) -> None:
    original = Table.__getitem__
    seconds = {"timestamp": 1.7e9 + np.arange(30.0), "speed": 3.25, "heart_rate": 150, "gps_accuracy": 4}
    monkeypatch.setattr(second_opinion.Table, "__getitem__", lambda self, name: original(self, name) + (name == field))
    found = differing_cells(write_fit([Block("record", seconds)]), path="a.fit")
    assert {(cell.field, cell.is_of_run) for cell in found} == {(field, is_of_run)}


@pytest.mark.parametrize("data", [truncated(DATA, 9), with_wrong_checksum(DATA), DATA + b"more"])
def test_damage_that_both_see_is_no_difference(data: bytes) -> None:
    assert differing_cells(data, path="a.fit") == []


def test_bytes_that_are_not_fit_are_an_error() -> None:
    with pytest.raises(DecodeError, match="not a FIT file"):
        differing_cells(b"hello, this is a text", path="a.txt")


def test_both_decoders_agree_on_a_recording(real_recording: Path) -> None:
    assert differing_cells(real_recording.read_bytes(), path=real_recording.name) == []


@pytest.mark.parametrize("error", [second_opinion.fitparse.utils.FitEOFError("early"), OverflowError("too large")])
def test_a_decoder_that_gives_up_at_once_is_a_difference(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def give_up(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(second_opinion.fitparse, "UncachedFitFile", give_up)
    assert [(one.message, one.field) for one in differing_cells(DATA, path="a.fit")] == [("file", "readable")]
    assert differing_cells(truncated(DATA, 20), path="a.fit") == []
