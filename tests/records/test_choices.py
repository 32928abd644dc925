"""What an athlete chose counts in place of the configuration's default, wherever the configuration is taken from."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from niggle.choices import INVITATION, land_choice
from niggle.config import Athlete, Config, SharedConfig, StoreConfig
from niggle.records.choices import own_choice, with_choices
from niggle.store.layout import athlete_landing

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)


@pytest.fixture
def config(tmp_path):
    elsewhere = SharedConfig(kind="shared", key="ed25519:" + "x" * 43)
    return Config(
        store=StoreConfig(path=tmp_path / "data"),
        athletes=(
            Athlete(id="ada", name="Ada", share_with_coach="details", share_mood_with_coach=True),
            Athlete(id="ben", name="Ben", share_with_coach="status", contact="tel:+441234"),
            Athlete(id="cy", name="Cy", share_with_coach="details", sources=(elsewhere,)),
        ),
    )


def choose(config, athlete_id, level, number, **more):
    land_choice(
        athlete_landing(config.store.path, athlete_id), athlete_id, level, mood=False, contact="",
        entry_id=UUID(int=number), now=NOW, **more,
    )  # fmt: skip


def test_until_somebody_chooses_the_default_holds(config):
    assert with_choices(config) == config


def test_a_choice_counts_for_its_athlete_alone_and_at_once(config):
    choose(config, "ada", "none", 1)
    ada, ben, _ = with_choices(config).athletes
    assert (ada.share_with_coach, ada.share_mood_with_coach) == ("none", False)
    assert ben == config.athletes[1]
    choose(config, "ada", "status", 2)
    assert with_choices(config).athletes[0].share_with_coach == "status"


def test_who_is_invited_shares_nothing_until_they_choose(config):
    choose(config, "ben", "none", 1, source=INVITATION)
    assert with_choices(config).athletes[1].share_with_coach == "none"
    assert own_choice(config, config.athletes[1]).is_asked


def test_who_shares_from_a_niggle_of_their_own_chooses_there(config):
    choose(config, "cy", "none", 1)
    assert with_choices(config).athletes[2] == config.athletes[2]
    assert own_choice(config, config.athletes[2]) is None
