"""An athlete's standing: the answers to what is asked across athletes, taken when the athlete was published.

    <store>/athletes/<id>/standing.json    the rows of each question by a digest of it; mode 0600

Whoever asks all athletes of a squad the same few questions reads these and opens no database. What counts is the
snapshot: the standing is taken away before the snapshot is replaced, an answer is taken only as long as it holds (what
a source lets be kept for days only goes with the clock), and what is not answered here is asked of the snapshot.
"""

import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from niggle.store.database import Reader, Row
from niggle.store.literals import bind
from niggle.store.statements import sql

_MOST_MADE = 32  # for each athlete: a few views of the newest day or two
_KINDS: Mapping[type, str] = {datetime: "instant", date: "date"}


@dataclass(frozen=True, slots=True)
class Standing:
    """Answers by the digest of their question; those that rest on the clock hold from `since` until before `until`."""

    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None
    _decoded: dict[str, list[Row]] = field(default_factory=dict, compare=False, repr=False)
    _made: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    @staticmethod
    def read(path: Path) -> "Standing":
        """The standing that was kept; one that answers nothing where there is none, or none that can be read."""
        try:
            status = path.stat()
        except OSError:
            return Standing()
        return _read(path, (status.st_mtime_ns, status.st_size, status.st_ino))

    @staticmethod
    def parsed(data: bytes) -> "Standing":
        """The standing that a file holds.

        Raises ValueError, KeyError or TypeError for what is none.
        """
        told = json.loads(data)
        since, until = (None if bound is None else datetime.fromisoformat(bound) for bound in told["holds"])
        return Standing(dict(told["answers"]), since, until)

    def holds(self, now: datetime) -> bool:
        """Whether there are answers, and those that rest on the clock are right at `now` (UTC, naive)."""
        is_begun = self.since is None or self.since <= now
        return bool(self.answers) and is_begun and (self.until is None or now < self.until)

    def made[T](self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` makes of the snapshot that this is the standing of, made once and kept for a while."""
        made: T | Standing = self._made.get(key, self)  # itself: not made yet, for what is made may be None
        if isinstance(made, Standing):
            made = make()
            if len(self._made) >= _MOST_MADE:
                self._made.clear()
            self._made[key] = made
        return made

    def answer(self, question: str, parameters: Mapping[str, object]) -> list[Row] | None:
        """The rows that the question was answered with; None if they are not known."""
        if not self.answers:
            return None
        now = parameters.get("now")
        digest = _digest(question, parameters)
        known = self.answers.get(digest)
        if known is None or (isinstance(now, datetime) and not self.holds(now)):
            return None
        rows = self._decoded.get(digest)
        if rows is None:
            rows = self._decoded[digest] = _decoded(known)
        return [dict(row) for row in rows]


class Recorder(Reader):
    """A reader that keeps what it is asked at one moment and answers, to make a standing of."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader.connection)
        self._found: dict[str, list[Row]] = {}

    def of(self, _athlete_id: str, /) -> Reader:
        """The reader of the one athlete that there is."""
        return self

    def rows(self, question: str, **parameters: object) -> list[Row]:
        """The answer as one dict a row; found once, since the athlete and others mostly ask the same."""
        digest = _digest(question, parameters)
        if digest not in self._found:
            self._found[digest] = super().rows(question, **parameters)
        return [dict(row) for row in self._found[digest]]

    def standing(self, now: datetime) -> bytes:
        """What was asked until here at `now` (UTC, naive), as a file."""
        (bounds,) = super().rows("how_long_it_holds", now=now)
        answers = {digest: _encoded(rows) for digest, rows in self._found.items()}
        told = {"holds": [_text(bounds["since"]), _text(bounds["until"])], "answers": answers}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


@lru_cache(maxsize=512)
def _read(path: Path, _version: tuple[int, int, int]) -> Standing:
    """A standing, read once for all who ask before it is replaced."""
    try:
        return Standing.parsed(path.read_bytes())
    except (OSError, ValueError, KeyError, TypeError):
        return Standing()


def _digest(question: str, parameters: Mapping[str, object]) -> str:
    """What tells a question from any other, whenever it is asked and whatever a newer niggle makes of its name."""
    return sha256(bind(sql(question), {**parameters, "now": None}).encode()).hexdigest()[:16]


def _encoded(rows: Sequence[Row]) -> Mapping[str, Any]:
    names = list(rows[0]) if rows else []
    kinds = [next((_KINDS.get(type(row[name])) for row in rows if row[name] is not None), None) for name in names]
    values = [
        [_text(row[name]) if kind else row[name] for name, kind in zip(names, kinds, strict=True)] for row in rows
    ]
    return {"names": names, "kinds": kinds, "rows": values}


def _text(moment: date | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _decoded(answer: Mapping[str, Any]) -> list[Row]:
    read = [{"instant": datetime, "date": date}.get(kind) for kind in answer["kinds"]]
    return [
        {
            name: value if kind is None or value is None else kind.fromisoformat(value)
            for name, kind, value in zip(answer["names"], read, row, strict=True)
        }
        for row in answer["rows"]
    ]
