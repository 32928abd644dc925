"""Lines for a terminal."""

import pytest

from niggle.cli.lines import bold, dim, run_status_text, say, status_text
from niggle.vocabulary.statuses import SHOWN


@pytest.mark.parametrize("status", SHOWN)
def test_every_status_has_a_sign_and_a_word(status: str, capsys: pytest.CaptureFixture[str]) -> None:
    say(status_text(status))
    sign, _, word = capsys.readouterr().out.strip().partition(" ")
    assert (len(sign), word) == (1, SHOWN[status].label.lower())


@pytest.mark.parametrize(
    ("provisional", "peak", "text"),
    [(False, 0, "✓ clear"), (True, 0, "✓ clear (by your word)"), (True, None, "– not known")],
)
def test_what_nobody_reported_is_not_known(
    provisional: bool, peak: int | None, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    say(run_status_text({"status": "clear", "provisional": provisional, "pain": {"peak": peak}}))
    assert capsys.readouterr().out == f"{text}\n"


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
