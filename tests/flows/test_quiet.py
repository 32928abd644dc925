"""What a night says that found nothing new, and what is left of it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows import quiet
from flows.quiet import quiet_night
from niggle.config import load_config

FIRST, SECOND = datetime(2026, 3, 1, 3, 30, tzinfo=UTC), datetime(2026, 3, 2, 3, 31, tzinfo=UTC)


def test_a_quiet_night_says_so_and_the_next_one_tells_how_many_there_were(
    config_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = load_config(config_path)
    folder = config.store.path
    folder.mkdir()
    assert quiet.told(folder) == ""
    assert quiet_night(config, now=FIRST).did_nothing
    assert capsys.readouterr().err.splitlines() == [
        "anna: nothing new", "ben: nothing new", "Nothing new: all runs are read and judged already."
    ]  # fmt: skip
    assert quiet.told(folder) == "; before this, one night found nothing new, at 2026-03-01 03:30 UTC"
    quiet_night(config, now=SECOND)
    said = "; before this, 2 nights found nothing new, from 2026-03-01 03:30 to 2026-03-02 03:31 UTC"
    assert quiet.told(folder) == said
    quiet.forget(folder)
    assert quiet.told(folder) == ""
    assert list(folder.iterdir()) == []


def test_what_cannot_be_read_is_counted_anew(config_path: Path) -> None:
    config = load_config(config_path)
    config.store.path.mkdir()
    (config.store.path / "quiet-nights.json").write_text('{"count": "many"}')
    quiet_night(config, now=FIRST)
    assert "one night" in quiet.told(config.store.path)
