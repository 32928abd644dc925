"""The text of a first configuration is one, with what stands in its comments too."""

import re
from pathlib import Path

import pytest

from niggle.cli.new_config import Answers, new_config
from niggle.config import FolderConfig, load_config


@pytest.mark.parametrize(
    ("name", "athlete_id"),
    [("Me", "me"), ("José  Ñandú", "jose-nandu"), ('"The \\ Flash"', "the-flash"), ("李", "me")],
)
def test_a_name_gives_an_id_and_is_kept_as_it_is(tmp_path: Path, name: str, athlete_id: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(new_config(Answers(name, "Europe/London", "folder", "runs")))
    (athlete,) = load_config(path).athletes
    assert (athlete.id, athlete.name, athlete.timezone) == (athlete_id, name, "Europe/London")
    assert athlete.sources == (FolderConfig(kind="folder", path=tmp_path / "runs"),)


@pytest.mark.parametrize("kind", ["folder", "export", "garmin_personal", "intervals", "strava", None])
def test_what_is_commented_out_is_right_too(tmp_path: Path, kind: str | None) -> None:
    text = new_config(Answers("Me", "UTC", kind, "runs"))
    path = tmp_path / "config.toml"
    path.write_text(text)
    assert [source.kind for source in load_config(path).athletes[0].sources] == ([] if kind is None else [kind])
    whole = re.sub(r"^# (\[|\w+ +=)", r"\1", text, flags=re.MULTILINE)
    assert whole != text
    path.write_text(whole)
    assert load_config(path).athletes[0].squad == "track-club"
