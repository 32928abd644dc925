"""What somebody sees who waits: lines for a file, bars on a terminal."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr

import pytest

from niggle.cli import progress as module
from niggle.cli.progress import Progress, current, watched


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@contextmanager
def on_terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")
    with redirect_stderr(Terminal()) as terminal:
        yield terminal


def shown(terminal: Terminal) -> list[str]:
    """What stood on the terminal one after the other, without colours."""
    text = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", terminal.getvalue())
    return [line.strip() for line in re.split(r"[\r\n]+", text) if line.strip()]


def test_a_file_gets_a_line_every_ten_seconds_and_those_that_stay(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    progress = Progress(clock)
    for clock.now in (0.0, 9.0, 10.0, 11.0, 19.0, 21.0):
        progress.begin("anna: reading", int(clock.now), 30)
    progress.say("anna: nothing new")
    assert capsys.readouterr().err.splitlines() == [
        "anna: reading 10/30", "anna: reading 21/30", "anna: nothing new",
    ]  # fmt: skip


def test_what_is_quick_writes_nothing_to_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    with watched("starting") as progress:
        progress.begin("anna: reading", 3, 9)
    assert capsys.readouterr().err == ""


def test_a_terminal_shows_the_step_at_once_then_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with on_terminal(monkeypatch) as terminal, watched("starting") as progress:
        assert shown(terminal) == ["starting …"]
        progress.begin("anna: reading", 0, 43)
        progress.begin("anna: judging", 20, 43)
        progress.say("anna: [43] new runs")
        progress.begin("writing pages")
    lines = shown(terminal)
    assert lines[1].startswith("anna: reading 0/43 ━")
    assert any(line.startswith("anna: judging 20/43 ━") and line.endswith("left") for line in lines)
    assert "anna: [43] new runs" in lines
    assert lines[-1] == "writing pages …"
    assert terminal.getvalue().endswith("\x1b[?25h\r\x1b[1A\x1b[2K")  # the cursor is back, and nothing is left


def test_processes_side_by_side_have_a_bar_each(monkeypatch: pytest.MonkeyPatch) -> None:
    with on_terminal(monkeypatch) as terminal, watched("starting") as progress:
        progress.begin("anna: reading", 1, 9, row=11)
        progress.begin("ben: reading", 2, 9, row=12)
    assert [line.split("━")[0].strip() for line in shown(terminal)][-2:] == ["anna: reading 1/9", "ben: reading 2/9"]


def test_steps_within_see_what_is_shown_around_them() -> None:
    with watched("starting") as progress:
        assert current() is progress
    assert current() is not progress
    assert type(current()) is Progress


def test_a_bar_is_not_redrawn_at_every_file(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    with on_terminal(monkeypatch) as terminal:
        bars = module._Bars(clock)
        for number in range(1000):
            bars.begin("anna: reading", number, 1000)
        clock.now = 1.0
        bars.begin("anna: reading", 999, 1000)
        bars.clear()
    assert sum("anna" in line for line in shown(terminal)) < 10
    assert any("999/1000" in line for line in shown(terminal))
