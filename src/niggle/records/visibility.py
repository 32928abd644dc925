"""What may be seen: of an athlete by a coach, and with that and the terms of sources which runs by whom."""

from collections.abc import Iterable
from datetime import datetime

from niggle.config import Athlete
from niggle.consent import LEVELS, NOTHING, Level, Visibility, configured_visibility
from niggle.store import Reader
from niggle.store.database import utc_naive


def viewer(sights: Iterable[tuple[Athlete, Visibility]], now: datetime) -> dict[str, object]:
    """Who looks at these athletes and when (aware), as the view `visible_runs` asks for it: parameters of a question.

    Every question about runs for readers takes them. Whole rows come back: what of a run may be seen of an athlete who
    shares no more than its status is for `niggle.consent.narrowed` to say.
    """
    seen = [(athlete.id, visibility) for athlete, visibility in sights if visibility.level != "none"]
    return {
        "seen_ids": [athlete_id for athlete_id, _ in seen],
        "own_ids": [athlete_id for athlete_id, visibility in seen if visibility.is_own],
        "now": utc_naive(now),
    }


def coach_visibility(reader: Reader, athlete: Athlete) -> Visibility:
    """What a coach may see of an athlete, who comes from a configuration `with_choices`.

    Of one who shares from a niggle of their own that is what they share: the coach's configuration can make it less,
    where it says so, and never more.
    """
    if athlete.shared is None:
        return configured_visibility(athlete)
    for bundle in reader.rows("shared_bundle_of", athlete_id=athlete.id):
        said = athlete.model_fields_set
        level = _least(bundle["level"], athlete.share_with_coach if "share_with_coach" in said else "details")
        mood = bundle["mood"] and (athlete.share_mood_with_coach or "share_mood_with_coach" not in said)
        return Visibility(level, mood=mood and level == "details")
    return NOTHING


def within_consent(reader: Reader, athlete: Athlete, visibility: Visibility) -> Visibility:
    """What of `visibility` there is: of one who shares from a niggle of their own no more than a coach may see."""
    if athlete.shared is None:
        return visibility
    shared = coach_visibility(reader, athlete)
    return Visibility(_least(visibility.level, shared.level), mood=visibility.mood and shared.mood)


def _least(one: Level, other: Level) -> Level:
    return min(one, other, key=LEVELS.index)
