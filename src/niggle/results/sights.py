"""What a coach may see of an athlete, by the configuration and by what the athlete's own niggle shares."""

from niggle.config import Athlete
from niggle.consent import Sight, sight_of_coach
from niggle.store import Reader


def coach_sight(reader: Reader, athlete: Athlete) -> Sight:
    """What a coach may see of an athlete."""
    return sight_of_coach(athlete)
