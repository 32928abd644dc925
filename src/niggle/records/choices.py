"""Landing → the configuration as athletes have chosen: whoever shows one athlete to another begins here."""

from niggle.choices import Choice, choice_of
from niggle.config import Athlete, Config
from niggle.store.layout import athlete_landing


def with_choices(config: Config) -> Config:
    """The configuration with what each athlete chose to share in place of the default that it has for them.

    Whoever shares from a niggle of their own chooses there.
    """
    return config.model_copy(update={"athletes": tuple(as_chosen(config, athlete) for athlete in config.athletes)})


def own_choice(config: Config, athlete: Athlete) -> Choice | None:
    """What an athlete chose last, None if they never did or choose elsewhere.

    With a store in an object store nobody chooses on a page: what the configuration says holds.
    """
    if config.store.objects is not None:
        return None
    return None if athlete.shared else choice_of(athlete_landing(config.store.path, athlete.id), athlete.id)


def as_chosen(config: Config, athlete: Athlete) -> Athlete:
    """An athlete with what they chose to share in place of the configuration's default."""
    choice = own_choice(config, athlete)
    if choice is None:
        return athlete
    return athlete.model_copy(
        update={
            "share_with_coach": choice.level,
            "share_mood_with_coach": choice.mood,
            "contact": choice.contact,
        }
    )
