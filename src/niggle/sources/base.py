"""What every source is, what its terms allow, and what it hands over.

A `place` names one thing at a source for ever: a file's path, or `<kind>:<upstream id>`. Its `stamp` says which
version of it was fetched, so a place whose stamp is in `seen` need not be fetched again. Network sources make it with
`stamp_of`, from what the listing says: an edit upstream changes it. The stamps are all the cursor there is.

    SourceError               a source that cannot be reached or read; tried again next night, exit 3
    ├── CredentialsError      a person has to do something; the message ends with the line to run, exit 3
    ├── SourceChangedError    an answer of another shape than the program knows; names the field, exit 3
    └── RateLimitedError      what was fetched is kept, the next night goes on; nobody's fault, exit 0
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, Protocol

from niggle.errors import NiggleError

type Format = Literal["fit", "gpx", "tcx", "streams"]
type Progress = Callable[[str], None]

COMPLETE = "complete"
_ZONE_STEP_S, _MOST_OFFSET_S = 900.0, 14 * 3600.0  # zones are whole quarters of an hour


class SourceError(NiggleError):
    """A source that cannot be reached or read: what, where, and what to do."""


class CredentialsError(SourceError):
    """A key or token that is missing, spent or refused; `command` is the line for a person to run."""

    def __init__(self, message: str, *, command: str) -> None:
        self.command = command
        super().__init__(f"{message}; run `{command}`")


class SourceChangedError(SourceError):
    """An answer of another shape than the program knows; `field` is where."""

    def __init__(self, message: str, *, field: str) -> None:
        self.field = field
        super().__init__(
            f"{message} ({field}); nothing is lost, but niggle has to learn the new form: please report it"
        )


class RateLimitedError(SourceError):
    """The source asks for patience until `retry_at` (None: it does not say); the next night goes on."""

    def __init__(self, message: str, *, retry_at: datetime | None = None) -> None:
        self.retry_at = retry_at
        until = "" if retry_at is None else f" before {retry_at:%Y-%m-%d %H:%M} UTC"
        super().__init__(f"{message}: no more requests{until}; what came is kept, and the next sync goes on from there")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a source's terms allow.

    `who_may_see`: "athlete" only the athlete's own pages, "consented" whoever `share_with_coach` allows.
    `keep_days`: rows and raw files go that many days after they came; None as long as wanted.
    `may_feed_baselines`: whether the runs may be what later ones are compared with.
    """

    who_may_see: Literal["athlete", "consented"] = "consented"
    keep_days: int | None = None
    may_feed_baselines: bool = True


OWN_FILES = Terms()  # the runner's own files: nobody else has a say


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityDetails:
    """What a source says of an activity besides the recording; None is "it does not say".

    `rpe` is perceived exertion from 0 to 10, `feel` from 0 (very weak) to 100 (very strong); `started_at` is an
    aware UTC instant, `utc_offset_s` how far ahead of UTC the clock was there, `sport` the source's own word. `injury`
    is how injured the runner felt that day, from 1 (not at all) to 4, told of no place: it can be asked after, and
    answers nothing. `gear` is what it was run in.
    """

    upstream_id: str | None = None
    name: str | None = None
    description: str | None = None
    rpe: float | None = None
    feel: float | None = None
    sport: str | None = None
    started_at: datetime | None = None
    utc_offset_s: float | None = None
    injury: int | None = None
    gear: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """Bytes of one recording, pain diary, list of check-ins or shared bundle; or why they could not be had.

    `problem` is that, in one line.

    With a `problem`, `data` is what there is.

    `place` is the file or activity in the source; `origin` is the place too, with the member behind "!" when it is in
    an archive. The last that is fetched of a place carries its `stamp`: while that stays, a later visit may skip the
    place. All that one place gives between two stamps replaces what it gave before. `format` "streams" is the JSON of
    `niggle.tracks.streams`. `workout_id` is the same for every copy of one activity, from whichever source it comes.
    """

    place: str
    origin: str
    data: bytes
    kind: Literal["activity", "diary", "weekly", "shared"] = "activity"
    format: Format = "fit"
    stamp: str | None = None
    modified_at: datetime | None = None
    problem: str | None = None
    upstream_id: str | None = None
    workout_id: str | None = None
    details: ActivityDetails | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """New words for an activity whose recording is as it was: renamed, a note added. Costs no download."""

    place: str
    stamp: str
    details: ActivityDetails


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The source had this place and has it no longer: its run is shown only if another source has it."""

    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """Something to remember that is no file, such as `<kind>:backfill` with stamp COMPLETE."""

    place: str
    stamp: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Activities that a source knows and that give nothing to read, to be counted and told: `why` ends the sentence."""

    count: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something to be told that asks for nothing yet: a key that ends in some days. One line."""

    text: str


type Arrival = Fetched | Described | Gone | Marker | LeftOut | Remark


class Source(Protocol):
    """One place that an athlete's files come from."""

    kind: str
    terms: Terms

    def fetch(self, seen: Mapping[str, str]) -> Iterator[Arrival]:
        """What is new, changed or gone since; `seen` maps each place that is not gone to its last stamp.

        Raises:
            SourceError: if the source as a whole cannot be read; what was yielded before is kept.
        """
        ...


def utc_offset(local: datetime, started_at: datetime) -> float | None:
    """Seconds by which a local start, whose own zone means nothing, is ahead of the instant; None if no clock is."""
    offset_s = (local.replace(tzinfo=UTC) - started_at.astimezone(UTC)).total_seconds()
    return offset_s if offset_s % _ZONE_STEP_S == 0 and abs(offset_s) <= _MOST_OFFSET_S else None


def garmin_id(activity_id: object) -> str | None:
    """The `workout_id` of Garmin's activities, here and where Garmin sends copies of them; None without an id."""
    return f"garmin:{activity_id}" if activity_id else None


def backfill_place(kind: str) -> str:
    """The place whose `Marker` tells that the oldest activity of a source has been reached."""
    return f"{kind}:backfill"


def stamp_of(recording: Mapping[str, object], words: Mapping[str, object]) -> str:
    """A stamp in two halves, from what the listing says of the recording (times, lengths) and of its name and notes."""
    return f"{_digest(recording)}-{_digest(words)}"


def same_recording(stamp: str, other: str | None) -> bool:
    """Whether two stamps of `stamp_of` differ in words at most, so that `Described` is enough."""
    return other is not None and stamp.partition("-")[0] == other.partition("-")[0]


def _digest(facts: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()[:16]
