"""`python -m flows.backfill`: what it refuses, and how it says it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from flows import backfill


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
    exit_code_of: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert exit_code_of(backfill.command, "--config", str(config_path), *arguments) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
