import csv
import json

import pytest

from niggle.errors import DecodeError, UnreadableError, UsageError, printable
from niggle.reading import reading

STUMBLES = {
    "an encoding that nobody knows": lambda: b"x".decode("klingon"),
    "a cell that is too long": lambda: list(csv.reader(["x" * (csv.field_size_limit() + 1)])),
    "lists in lists": lambda: json.loads("[" * 100_000),
    "an attribute that is not there": lambda: [].lower(),
    "a number beyond all": lambda: int(float("inf")),
}


@pytest.mark.parametrize("stumble", STUMBLES)
def test_whatever_a_reader_stumbles_over_names_the_file(stumble):
    with (
        pytest.raises(UnreadableError, match=r"^runs/a\.gpx: its reader cannot make sense of it \(\w+\)$"),
        reading("runs/a.gpx"),
    ):
        STUMBLES[stumble]()


def test_what_was_expected_passes_as_it_is():
    for error in (DecodeError("not FIT", path="a", offset=3), UsageError("no such athlete")):
        with pytest.raises(type(error)) as caught, reading("b"):
            raise error
        assert caught.value is error


def test_the_text_of_a_fault_is_told_only_where_it_holds_no_words():
    def fail(**options: bool) -> str:
        with pytest.raises(UnreadableError) as caught, reading("a", **options):
            raise ValueError("could not convert 'left knee 6'")
        return caught.value.reason

    assert "knee" not in fail()
    assert "knee" in fail(says_why=True)


def test_ctrl_c_is_no_fault_of_a_file():
    with pytest.raises(KeyboardInterrupt), reading("a"):
        raise KeyboardInterrupt


def test_a_message_is_one_line_that_a_terminal_only_shows():
    name = "run\x1b[2J\n\u202etif.fit"
    assert str(UsageError(f"{name}: no such file")) == r"run\x1b[2J\n\u202etif.fit: no such file"
    assert printable("Läufe/朝ラン.fit") == "Läufe/朝ラン.fit"
