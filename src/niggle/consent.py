"""Who may see what of an athlete: one rule, for pages, downloads, messages and what is shared.

What an athlete lets a coach see is `share_with_coach` in the configuration, until they choose for themselves
(`niggle.choices`); mood, sleep and confidence need a consent
of their own, and what the terms of a source keep for the athlete's own eyes needs the athlete.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from niggle.config import Athlete
from niggle.triage.rules import rules

type Level = Literal["none", "status", "details"]

LEVELS: tuple[Level, ...] = get_args(Level.__value__)
KEPT_REASON = "The runner keeps the reason to themselves."

_OPEN_KEYS = ("run_id", "athlete_id", "started_at", "status", "provisional")


@dataclass(frozen=True, slots=True)
class Visibility:
    """What one viewer may see of one athlete.

    `level`: nothing, the status of each run, or details. `is_own`: also what the terms of a source let only the athlete
    see. `mood`: also what was said about mood, sleep and confidence.
    """

    level: Level
    is_own: bool = False
    mood: bool = False


OWN = Visibility("details", is_own=True, mood=True)
HANDED_ON = Visibility("details", mood=True)  # the athlete's own copy, in a form made to be handed on
NOTHING = Visibility("none")


def configured_visibility(athlete: Athlete) -> Visibility:
    """What a coach may see of an athlete, as the athlete's configuration says."""
    level = athlete.share_with_coach
    return Visibility(level, mood=level == "details" and athlete.share_mood_with_coach)


def narrowed(run: Mapping[str, Any], visibility: Visibility) -> dict[str, Any]:
    """An object of contract 3 with what `visibility` leaves of it; same keys, and None or empty for what is not shown.

    Raises:
        ValueError: for a visibility that lets nothing be seen; leave the run out instead.
    """
    if visibility.level == "none":
        raise ValueError("nothing of this run may be seen")
    if visibility.level == "status":
        return {**{key: _emptied(value) for key, value in run.items()}, **{key: run[key] for key in _OPEN_KEYS}}
    if visibility.mood:
        return dict(run)
    private = {rule.id for rule in rules() if rule.is_private}
    shown = [criterion for criterion in run["criteria"] if criterion["id"] not in private]
    return {**run, "criteria": shown, "summary": KEPT_REASON if keeps_reason(run) else run["summary"]}


def keeps_reason(run: Mapping[str, Any]) -> bool:
    """Whether nothing but mood, sleep or confidence decided the status, so that every word on it would tell."""
    private = {rule.id for rule in rules() if rule.is_private}
    deciding = {item["id"] for item in run["criteria"] if item["group"] != "monitor" and item["status"] == "met"}
    return bool(deciding) and deciding <= private


def _emptied(value: object) -> object:
    match value:
        case Mapping():
            return {key: _emptied(inner) for key, inner in value.items()}
        case list() | tuple():
            return []
        case _:
            return None
