"""`python -m flows.serve` and `python -m flows.backfill`: what they refuse, and how they say it."""

import sys
from pathlib import Path

import click
import pytest

from flows import backfill, serve, settings
from niggle.cli import main


def _ends_with(command: click.Command, arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["command", *arguments])
    with pytest.raises(SystemExit) as end:
        main(command)
    assert isinstance(end.value.code, int)
    return end.value.code


def test_serving_without_a_server_is_refused_in_one_line(
    config_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    assert _ends_with(serve.command, ["--config", str(config_path)], monkeypatch) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "PREFECT_API_URL" in line
    assert "prefect server start" in line


def test_a_server_that_does_not_answer_is_named(
    config_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    monkeypatch.setattr(settings, "prepare", lambda _folder: None)
    assert _ends_with(serve.command, ["--config", str(config_path)], monkeypatch) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert "http://127.0.0.1:9/api: no Prefect server answers there" in line


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--since", "yesterday"], "--since"),
        (["--since", "2026-03-02", "--until", "2026-03-01"], "--since 2026-03-02 is after --until 2026-03-01"),
        (["--athlete", "carl"], "no athlete 'carl'"),
        (["--config", "nowhere.toml"], "nowhere.toml"),
    ],
)
def test_a_wrong_backfill_is_refused_in_one_line(
    arguments: list[str],
    said: str,
    config_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _ends_with(backfill.command, ["--config", str(config_path), *arguments], monkeypatch) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
