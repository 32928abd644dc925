"""Lines for a terminal."""

import pytest

from niggle.cli.lines import bold, dim, say, status_text
from niggle.vocabulary.statuses import STATUSES


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_has_a_sign_and_a_word(status: str, capsys: pytest.CaptureFixture[str]) -> None:
    say(status_text(status, provisional=False))
    sign, _, word = capsys.readouterr().out.strip().partition(" ")
    assert (len(sign), word) == (1, STATUSES[status].label.lower())


def test_a_long_text_takes_the_lines_it_needs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    say(f"{bold('one two')} three four {dim('five')}\nsix", indent=2)
    assert capsys.readouterr().out == "  one two three four\n  five\n  six\n"


def test_no_colour_for_those_who_want_none(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("click.utils.should_strip_ansi", lambda *_: False)
    say(bold("loud"))
    assert capsys.readouterr().out == "\x1b[1mloud\x1b[0m\n"
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr("click.utils.should_strip_ansi", lambda _stream, color: color is False)
    say(bold("loud"))
    assert capsys.readouterr().out == "loud\n"
