"""One JSON file with what an athlete shares, signed: written here on the athlete's side, read here on the coach's.

    {"format":"niggle-shared","version":1,"athlete_id":…,"level":…,"mood":…,"issued_at":…,"runs":[…],"signature":"…"}

The signature stands last and is that of every byte before it (closed by "}"), so it is checked before anything is
parsed, and no byte can be other than the athlete's niggle wrote it.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from niggle.consent import Level, Visibility, narrowed
from niggle.errors import NiggleError
from niggle.sharing.keys import SIGNATURE_CHARACTERS, sign, verifies
from niggle.sharing.shape import SharedRun

MOST_BYTES = 20 * 1024 * 1024

_FORMAT, _VERSION = "niggle-shared", 1
_ISSUED_AT = "%Y-%m-%dT%H:%M:%S.%fZ"
_TAIL = re.compile(rb',"signature":"([A-Za-z0-9_-]{%d})"\}\n' % SIGNATURE_CHARACTERS)
_TAIL_BYTES = len(b',"signature":""}\n') + SIGNATURE_CHARACTERS
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)  # before any watch, and far from where a time zone leaves the calendar
_SKEW = timedelta(days=1)  # the clock of a watch, and a run that has just begun
_SKEW_OF_MACHINES = timedelta(minutes=10)  # more, and a file made ahead would keep out those that come after it


class BundleError(NiggleError):
    """A file that is not what the athlete's niggle signed for this one; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What an athlete shares as of `issued_at` (aware UTC): objects of contract 3, narrowed to `level` and `mood`."""

    athlete_id: str
    level: Level
    mood: bool
    issued_at: datetime
    runs: Sequence[Mapping[str, Any]]

    @property
    def visibility(self) -> Visibility:
        """What a coach may see of the athlete."""
        return Visibility(self.level, mood=self.mood)


class _Document(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, hide_input_in_errors=True)

    athlete_id: str
    level: Level
    mood: bool
    issued_at: str
    runs: list[SharedRun] = Field(max_length=100_000)


def stamp(moment: datetime) -> str:
    """An instant as bundles write it: of two, the later is also the later in the alphabet."""
    return moment.astimezone(UTC).strftime(_ISSUED_AT)


def write_bundle(bundle: Bundle, private_key: str) -> bytes:
    """The file; of a bundle that would be too large to be taken, without its oldest runs."""
    data = _signed(bundle, private_key)
    while len(data) > MOST_BYTES:
        bundle = replace(bundle, runs=bundle.runs[1 + len(bundle.runs) // 10 :])
        data = _signed(bundle, private_key)
    return data


def issued_at_of(data: bytes) -> datetime | None:
    """When a file says it was made, taken at its word: for files that one has made oneself."""
    found = re.search(rb'"issued_at":"([0-9TZ:.-]{27})"', data[:1000])
    return None if found is None else datetime.strptime(found[1].decode(), _ISSUED_AT).replace(tzinfo=UTC)


def read_bundle(data: bytes, *, key: str, athlete_id: str, now: datetime) -> Bundle:
    """What a file says, if the owner of `key` signed it for this athlete; narrowed once more to what it may say.

    Raises:
        BundleError: if it is anything else, in one line that has nothing of the file's text in it.
    """
    if len(data) > MOST_BYTES:
        raise BundleError(f"is larger than {MOST_BYTES // 2**20} MB, so it is not taken")
    tail = _TAIL.fullmatch(data[-_TAIL_BYTES:])
    if tail is None:
        raise BundleError("is not a whole file of `niggle share`; have the athlete share once more")
    body = data[:-_TAIL_BYTES] + b"}"
    if not verifies(key, body, tail[1].decode("ascii")):
        raise BundleError(
            "is not signed with the key in the configuration, or was changed on its way; ask the athlete what "
            "`niggle share --key` prints, and mend `key` if it is another"
        )
    bundle = _checked(_parsed(body), athlete_id)
    if bundle.issued_at > now + _SKEW_OF_MACHINES:
        raise BundleError("was made in the future; have the athlete set their computer's clock and share once more")
    return bundle


def _signed(bundle: Bundle, private_key: str) -> bytes:
    document = {
        "format": _FORMAT, "version": _VERSION, "athlete_id": bundle.athlete_id, "level": bundle.level,
        "mood": bundle.mood, "issued_at": stamp(bundle.issued_at), "runs": list(bundle.runs),
    }  # fmt: skip
    body = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    return body[:-1] + f',"signature":"{sign(private_key, body)}"}}\n'.encode()


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body, object_pairs_hook=_without_twins, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise BundleError("is not JSON as `niggle share` writes it; have the athlete update niggle") from None
    if not isinstance(document, dict) or document.get("format") != _FORMAT:
        raise BundleError("is not a file of `niggle share`; mend `path` in the configuration")
    if document.get("version") != _VERSION:
        raise BundleError("was made by another version of niggle; update the older of the two")
    return document


def _checked(document: dict[str, Any], athlete_id: str) -> Bundle:
    if document.get("athlete_id") != athlete_id:
        raise BundleError(
            f"is of an athlete with another id; it has to be {athlete_id!r} there too: the athlete can write "
            f'known_as = "{athlete_id}" below [athletes.share]'
        )
    try:
        read = _Document.model_validate(document)
        issued_at = datetime.strptime(read.issued_at, _ISSUED_AT).replace(tzinfo=UTC)
    except ValidationError as error:
        raise BundleError(_in_words(error)) from None
    except ValueError:
        raise BundleError("does not say when it was made; have the athlete update niggle") from None
    mood = read.mood and read.level == "details"
    _check_runs(read, athlete_id, issued_at)
    visibility = Visibility(read.level, mood=mood)
    shown = [] if read.level == "none" else sorted(read.runs, key=lambda run: (run.started_at, run.run_id))
    runs = tuple(narrowed(run.as_object(), visibility) for run in shown)
    return Bundle(athlete_id=athlete_id, level=read.level, mood=mood, issued_at=issued_at, runs=runs)


def _check_runs(read: _Document, athlete_id: str, issued_at: datetime) -> None:
    # The id becomes an address and a file's name, so it has to be one that niggle itself gives.
    own_id = re.compile(rf"{re.escape(athlete_id)}-\d{{8}}T\d{{6}}Z(-[0-9a-f]{{6}})?")
    seen: set[str] = set()
    for position, run in enumerate(read.runs):
        if run.athlete_id != athlete_id or not own_id.fullmatch(run.run_id):
            raise BundleError(f"has a run of somebody else (runs.{position}); have the athlete update niggle")
        if run.run_id in seen:
            raise BundleError(f"has the same run twice (runs.{position}); have the athlete update niggle")
        seen.add(run.run_id)
        try:
            started_at = datetime.fromisoformat(run.started_at)
        except ValueError:
            raise BundleError(f"has a date that does not exist (runs.{position}.started_at)") from None
        if started_at < _EARLIEST:
            raise BundleError(f"has a run before there were watches (runs.{position}); have the athlete set the clock")
        if started_at > issued_at + _SKEW:
            raise BundleError(f"has a run in the future (runs.{position}); have the athlete set the watch's clock")
        if read.level == "details" and not run.has_details:
            raise BundleError(f"has a run without its details (runs.{position}); have the athlete update niggle")


def _in_words(error: ValidationError) -> str:
    fault = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(part) for part in fault["loc"])
    return f"has something else than niggle writes ({where}: {fault['msg'].lower()}); update the older of the two"


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _refuse_constant(_name: str) -> None:
    raise ValueError("not a number")
