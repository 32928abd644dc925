"""What athletes chose to share with their coach on their own page, as it landed: the newest choice holds.

Each choice is a small JSON file among the athlete's raw files. Until there is one, the configuration's default holds;
an invitation lands the choice of nothing, and says that nobody has been asked yet.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from niggle.consent import LEVELS, Level
from niggle.errors import UsageError
from niggle.json_entries import JsonEntries, told_in
from niggle.landing import Landed, Landing

INVITATION = "invitation"
PAGE = "web"
_ENTRIES = JsonEntries("choice")
_LONGEST_CONTACT = 200
_MAIL = re.compile(r"[^\s@:/?&<>\"']+@[^\s@:/?&<>\"']+\.[^\s@:/?&<>\"']+")
_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{3,30}", re.ASCII)
_TOPIC = re.compile(r"https://[A-Za-z0-9.-]+(:\d+)?/[A-Za-z0-9_-]+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What an athlete shares from a moment on, and how a coach can reach them: a link, "" where they gave none.

    `is_asked`: an invitation made it, and the athlete has not chosen yet. `at` is UTC.
    """

    level: Level
    mood: bool
    contact: str
    is_asked: bool
    at: datetime


def land_choice(
    landing: Landing,
    athlete_id: str,
    level: Level,
    *,
    mood: bool,
    contact: str,
    entry_id: UUID,
    now: datetime,
    source: str = PAGE,
) -> bool:
    """Keep a choice, which holds at once; False if it is the newest already, by its id."""
    if _ENTRIES.is_newest(landing, athlete_id, entry_id):
        return False
    told = {"level": level, "mood": mood and level == "details", "contact": contact}
    _ENTRIES.land(landing, athlete_id, told, entry_id=entry_id, source=source, now=now)
    return True


def choice_of(landing: Landing, athlete_id: str) -> Choice | None:
    """What an athlete chose last, None if they never did; quick to be asked again.

    A choice whose file is lost or altered counts as that of nothing: what cannot be read shares nothing.
    """
    version = landing.version
    return None if version is None else _newest(landing, version, athlete_id)


def choices_of(landing: Landing, athlete_id: str) -> list[Choice]:
    """All that an athlete ever chose, the oldest first."""
    return [_read(landing, one) for one in _ENTRIES.made(landing, athlete_id)]


def contact_link(text: str) -> str:
    """How to reach somebody as a link: by mail, by telephone, or by the address of an ntfy topic; "" for none.

    >>> contact_link("+44 20 7946 0000"), contact_link("ada@example.org")
    ('tel:+442079460000', 'mailto:ada@example.org')

    Raises:
        UsageError: if it is none of these.
    """
    said = text.strip()
    if not said:
        return ""
    if len(said) <= _LONGEST_CONTACT:
        if _MAIL.fullmatch(said):
            return f"mailto:{said}"
        if _PHONE.fullmatch(said):
            return f"tel:{re.sub(r'[^+0-9]', '', said)}"
        if _TOPIC.fullmatch(said):
            return said
    raise UsageError("Write a telephone number, a mail address, or an ntfy address such as https://ntfy.sh/my-topic.")


@lru_cache(maxsize=4096)
def _newest(landing: Landing, _version: tuple[int, int, int], athlete_id: str) -> Choice | None:
    made = choices_of(landing, athlete_id)
    return made[-1] if made else None


def _read(landing: Landing, landed: Landed) -> Choice:
    is_asked = landed.source == INVITATION
    try:
        told = told_in(landing, landed)
        if told["level"] in LEVELS:
            return Choice(
                level=told["level"], mood=bool(told["mood"]), contact=str(told["contact"]), is_asked=is_asked,
                at=landed.landed_at,
            )  # fmt: skip
    except (KeyError, TypeError):
        pass
    return Choice(level="none", mood=False, contact="", is_asked=is_asked, at=landed.landed_at)
