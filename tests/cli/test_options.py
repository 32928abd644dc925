"""Answers that several commands share."""

from pathlib import Path

import pytest

from niggle.cli.options import chosen_athletes, one_athlete
from niggle.config import Athlete, Config, StoreConfig
from niggle.errors import NotFoundError, UsageError


def config(*names: str) -> Config:
    return Config(store=StoreConfig(path=Path("x")), athletes=tuple(Athlete(id=name, name=name) for name in names))


def test_the_only_athlete_need_not_be_named():
    assert one_athlete(config("ada"), None).id == "ada"


def test_of_several_one_has_to_be_named_and_they_are_listed():
    with pytest.raises(UsageError, match="one of: ada, ben"):
        one_athlete(config("ada", "ben"), None)
    assert one_athlete(config("ada", "ben"), "ben").id == "ben"


def test_nobody_named_is_everybody():
    assert [athlete.id for athlete in chosen_athletes(config("ada", "ben"), None)] == ["ada", "ben"]
    assert [athlete.id for athlete in chosen_athletes(config("ada", "ben"), "ben")] == ["ben"]


def test_somebody_who_is_not_there_is_an_error():
    for choose in (one_athlete, chosen_athletes):
        with pytest.raises(NotFoundError):
            choose(config("ada"), "zoe")
