"""Inviting: athletes into the configuration, and asked for their choice."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from niggle.choices import choice_of, land_choice
from niggle.config import load_config
from niggle.errors import ConfigError
from niggle.invitations import Invited
from niggle.steps.invite import add_athletes, ask_to_choose
from niggle.store.layout import athlete_landing

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
CONFIG = '# mine\n[store]\npath = "data"\n\n[[athletes]]\nid = "ada"\nname = "Ada"\nsquad = "club"   # for now'


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(CONFIG)
    path.chmod(0o640)
    return path


def test_new_athletes_are_written_at_the_end_and_nothing_else_changes(path):
    invited = [Invited("ada", "Ada", "UTC", is_new=False), Invited("bo", "Bo Öz", "Europe/Paris", is_new=True)]
    config = add_athletes(path, invited, "club")
    assert path.read_text().startswith(CONFIG)
    bo = config.athlete("bo")
    assert (bo.name, bo.squad, bo.timezone, bo.share_with_coach) == ("Bo Öz", "club", "Europe/Paris", "none")
    assert path.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in path.parent.iterdir()] == ["config.toml"]
    text = path.read_text()
    assert add_athletes(path, invited[:1], "club") == config
    assert path.read_text() == text


def test_a_configuration_that_would_have_a_fault_is_left_as_it_was(path):
    with pytest.raises(ConfigError):
        add_athletes(path, [Invited("ada", "Another Ada", "UTC", is_new=True)], "club")
    assert path.read_text() == CONFIG
    assert [one.name for one in path.parent.iterdir()] == ["config.toml"]


def test_who_is_invited_is_asked_and_shares_nothing_but_who_has_chosen_is_left_alone(path):
    config = load_config(path)
    landing = athlete_landing(config.store.path, "ada")
    assert ask_to_choose(config, "ada", NOW)
    assert (choice_of(landing, "ada").level, choice_of(landing, "ada").is_asked) == ("none", True)
    assert not ask_to_choose(config, "ada", NOW)
    land_choice(landing, "ada", "details", mood=False, contact="", entry_id=UUID(int=1), now=NOW)
    assert not ask_to_choose(config, "ada", NOW)
    assert choice_of(landing, "ada").level == "details"
