"""What every source is, and what it hands over."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from niggle.errors import NiggleError


class SourceError(NiggleError):
    """A source that cannot be reached or read: what, where, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """Bytes of one FIT file or pain diary, or why they could not be had (`problem`, one line).

    `place` is the file in the source; `origin` is the place too, with the member behind "!" when it is an archive.
    The last that is fetched of a place carries its `stamp` (size and time): while that stays, a later visit may
    skip the place.
    """

    place: str
    origin: str
    data: bytes
    kind: Literal["activity", "diary"] = "activity"
    stamp: str | None = None
    modified_at: datetime | None = None
    problem: str | None = None


class Source(Protocol):
    """One place that an athlete's files come from."""

    kind: str

    def fetch(self, seen: Mapping[str, str]) -> Iterator[Fetched]:
        """What is new or changed since; `seen` maps places to the stamps they had.

        Raises:
            SourceError: if the source as a whole cannot be read.
        """
        ...
