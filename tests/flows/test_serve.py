"""`python -m flows.serve`: what it refuses, and how it says it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from flows import serve, settings


def test_serving_without_a_server_is_refused_in_one_line(
    config_path: Path,
    exit_code_of: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    assert exit_code_of(serve.command, "--config", str(config_path)) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "PREFECT_API_URL" in line
    assert "prefect server start" in line


def test_a_server_that_does_not_answer_is_named(
    config_path: Path,
    exit_code_of: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    monkeypatch.setattr(settings, "prepare", lambda _folder: None)
    assert exit_code_of(serve.command, "--config", str(config_path)) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert "http://127.0.0.1:9/api: no Prefect server answers there" in line
