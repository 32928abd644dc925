"""What athletes noted beside their reports, as it landed: on an episode, of the steps back, and what else they like.

Each is a small JSON file among the athlete's raw files. Of what is said of one thing the newest holds; a step that was
taken back is over, as any entry is. All of it is the athlete's own: nobody else is shown what they like besides, and
what they wrote on an episode only where they chose to show it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from niggle.errors import UsageError
from niggle.json_entries import JsonEntries, told_in
from niggle.landing import Landing
from niggle.triage.returning import Did
from niggle.vocabulary.remarks import LONGEST_LIKED, LONGEST_WORDS, MOST_LIKED

_ENTRIES = JsonEntries("remark")
_PAGE = "web"


@dataclass(frozen=True, slots=True)
class Words:
    """What helped, and what the runner cut or changed, in their own words; "" where they said nothing."""

    helped: str = ""
    cut: str = ""


@dataclass(frozen=True, slots=True)
class StepTaken:
    """What was said of a step (its number from 0), the id of that entry, and when (UTC)."""

    entry_id: str
    at: datetime
    step: int
    did: Did


@dataclass(frozen=True, slots=True)
class Remarks:
    """What holds: words and steps by the key of their episode, oldest first, and what the runner likes besides."""

    words: Mapping[str, Words] = field(default_factory=dict)
    steps: Mapping[str, tuple[StepTaken, ...]] = field(default_factory=dict)
    liked: tuple[str, ...] = ()


def read_words(helped: str, cut: str) -> Words:
    """Words as a form has them.

    Raises:
        UsageError: for more than can be kept.
    """
    words = Words(_tidy(helped), _tidy(cut))
    for text in (words.helped, words.cut):
        if len(text) > LONGEST_WORDS:
            raise UsageError(f"There is room for {LONGEST_WORDS} letters; this has {len(text)}.")
    return words


def read_liked(text: str) -> tuple[str, ...]:
    """What a runner likes besides, one a line.

    Raises:
        UsageError: for more than can be kept.
    """
    liked = tuple(dict.fromkeys(line for one in text.splitlines() if (line := " ".join(one.split()))))
    if len(liked) > MOST_LIKED or any(len(one) > LONGEST_LIKED for one in liked):
        raise UsageError(f"There is room for {MOST_LIKED} things of {LONGEST_LIKED} letters, one a line.")
    return liked


def land_words(landing: Landing, athlete_id: str, about: str, words: Words, *, entry_id: UUID, now: datetime) -> bool:
    """Keep what was written on an episode, which holds at once; False if it is the newest remark already, by its id."""
    if _ENTRIES.is_newest(landing, athlete_id, entry_id):
        return False
    told = {"topic": "words", "about": about, "helped": words.helped, "cut": words.cut}
    _ENTRIES.land(landing, athlete_id, told, entry_id=entry_id, source=_PAGE, now=now)
    return True


def land_step(
    landing: Landing, athlete_id: str, about: str, step: int, did: Did, *, entry_id: UUID, now: datetime
) -> bool:
    """Keep what was said of a step; False if a remark of that id was kept before."""
    if _ENTRIES.is_known(landing, entry_id):
        return False
    told = {"topic": "step", "about": about, "step": step, "did": did}
    _ENTRIES.land(landing, athlete_id, told, entry_id=entry_id, source=_PAGE, now=now)
    return True


def land_liked(landing: Landing, athlete_id: str, liked: tuple[str, ...], *, entry_id: UUID, now: datetime) -> bool:
    """Keep what a runner likes besides, which holds at once; False if it is the newest remark already, by its id."""
    if _ENTRIES.is_newest(landing, athlete_id, entry_id):
        return False
    told = {"topic": "liked", "liked": list(liked)}
    _ENTRIES.land(landing, athlete_id, told, entry_id=entry_id, source=_PAGE, now=now)
    return True


def take_back_step(landing: Landing, athlete_id: str, entry_id: str, *, now: datetime) -> bool:
    """Note that what was said of a step is over; False if there is none of that id, or it was over before."""
    steps = (step for taken in remarks_of(landing, athlete_id).steps.values() for step in taken)
    if entry_id not in {step.entry_id for step in steps}:
        return False
    _ENTRIES.take_back(landing, athlete_id, entry_id, source=_PAGE, now=now)
    return True


def remarks_of(landing: Landing, athlete_id: str) -> Remarks:
    """What holds of all that an athlete noted; quick to be asked again."""
    version = landing.version
    return Remarks() if version is None else _remarks(landing, version, athlete_id)


@lru_cache(maxsize=4096)
def _remarks(landing: Landing, _version: tuple[int, int, int], athlete_id: str) -> Remarks:
    words: dict[str, Words] = {}
    steps: dict[str, tuple[StepTaken, ...]] = {}
    liked: tuple[str, ...] = ()
    for one in _ENTRIES.standing(landing, athlete_id):
        match told_in(landing, one):
            case {"topic": "words", "about": str(about), "helped": str(helped), "cut": str(cut)}:
                words.pop(about, None)
                words[about] = Words(helped, cut)
            case {"topic": "step", "about": str(about), "step": int(step), "did": ("done" | "repeat") as did}:
                taken = StepTaken(_ENTRIES.id_of(one), one.landed_at, step, did)
                former = steps.get(about, ())
                if taken.entry_id not in {one.entry_id for one in former}:  # the same form may have come twice at once
                    steps[about] = (*former, taken)
            case {"topic": "liked", "liked": list(things)}:
                liked = tuple(map(str, things))
    return Remarks(words, steps, liked)


def _tidy(text: str) -> str:
    return text.strip().replace("\r\n", "\n")
