"""Raw files, kept unchanged under their SHA-256 before anything reads them, and the manifest of where they came from.

    <folder>/raw/ab/ab12….fit      the bytes
    <folder>/manifest.jsonl        one line each time bytes arrived: whose, from where, when, on what terms

Lines without bytes tell what else was said: a place is gone, something is to be remembered, all of a source or one run
is to be forgotten. What holds now follows from the lines and the clock (`niggle.arrivals`); no line is ever changed.

Landing needs no database and no lock that anybody holds for longer than a line, so what a person enters can always be
kept. A line is appended only after its bytes are safely in place, and whole or not at all: a disk that is full takes it
back and is told. A line cut short by a crash is ignored, and its file lands again.
"""

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from niggle import homes
from niggle.durable import append_whole, prepare_folder, write_atomically, writing
from niggle.errors import RawFileError

MANIFEST = "manifest.jsonl"

type RawKind = Literal[
    "activity", "diary", "weekly", "shared", "details",
    "gone", "marker", "forgotten", "lost", "run_forgotten", "run_recalled",
]  # fmt: skip
type Format = Literal["fit", "gpx", "tcx", "streams"]

_SUFFIX: dict[RawKind, str] = {"diary": ".csv", "weekly": ".csv", "shared": ".niggle.json", "details": ".details.json"}
_SHA256 = re.compile(r"([0-9a-f]{64})?")  # a name of a file below raw/, and nothing that leads elsewhere
_ACTIVITY_SUFFIX: dict[Format, str] = {"fit": ".fit", "gpx": ".gpx", "tcx": ".tcx", "streams": ".json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Landed:
    """One arrival of raw bytes, or of word that something is so (then `sha256` is empty).

    `origin` is where the source had them (a path, for zips with the member behind "!"); `stamp` tells whether that
    place has changed since (size and modification time), `modified_at` is the file's own time, the only hint to the
    date of a run whose watch did not know it. `who_may_see`, `keep_days` and `may_feed_baselines` are the terms they
    came on (`niggle.sources.base.Terms`), `workout_id` is what all copies of one activity have in common. `number` is
    the line of the manifest that it was read from: the order.
    """

    sha256: str
    kind: RawKind
    athlete_id: str
    source: str
    place: str
    origin: str
    landed_at: datetime
    stamp: str | None = None
    modified_at: datetime | None = None
    problem: str | None = None
    format: Format = "fit"
    who_may_see: Literal["athlete", "consented"] = "consented"
    keep_days: int | None = None
    may_feed_baselines: bool = True
    workout_id: str | None = None
    number: int = field(default=-1, compare=False)


class Landing:
    """The raw files of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._raw = folder / "raw"
        self._manifest = folder / MANIFEST

    def path_of(self, sha256: str, kind: RawKind = "activity", form: Format = "fit") -> Path:
        """Where the bytes with that digest are kept."""
        suffix = _ACTIVITY_SUFFIX[form] if kind == "activity" else _SUFFIX[kind]
        return self._raw / sha256[:2] / f"{sha256}{suffix}"

    def read(self, sha256: str, kind: RawKind = "activity", form: Format = "fit") -> bytes:
        """The bytes with that digest.

        Raises:
            RawFileError: if they are lost or altered.
        """
        path = self.path_of(sha256, kind, form)
        data = path.read_bytes() if path.exists() else homes.fetched(self._folder, path)
        if data is None:
            raise RawFileError(path, "is lost")
        if hashlib.sha256(data).hexdigest() != sha256:
            raise RawFileError(path, "has been altered, and is not what had landed")
        return data

    def read_arrival(self, landed: Landed) -> bytes:
        """The bytes that arrived."""
        return self.read(landed.sha256, landed.kind, landed.format)

    def discard(self, landed: Landed) -> bool:
        """Delete bytes that may not be kept any longer; False if they are gone already."""
        path = self.path_of(landed.sha256, landed.kind, landed.format)
        existed = path.exists()
        path.unlink(missing_ok=True)
        was_elsewhere = homes.drop(self._folder, path)
        return existed or was_elsewhere

    def note(
        self,
        kind: RawKind,
        *,
        athlete_id: str,
        source: str,
        place: str,
        landed_at: datetime,
        origin: str | None = None,
        stamp: str | None = None,
    ) -> Landed:
        """Note word from a source or person that has no bytes."""
        landed = Landed(
            sha256="", kind=kind, athlete_id=athlete_id, source=source, place=place, origin=origin or place,
            landed_at=landed_at, stamp=stamp,
        )  # fmt: skip
        self._append(landed)
        return landed

    def note_again(self, arrival: Landed) -> None:
        """Note what arrived at another landing; its bytes stay there."""
        self._append(arrival)

    def land(
        self,
        data: bytes,
        *,
        kind: RawKind,
        athlete_id: str,
        source: str,
        place: str,
        landed_at: datetime,
        origin: str | None = None,
        stamp: str | None = None,
        modified_at: datetime | None = None,
        problem: str | None = None,
        form: Format = "fit",
        who_may_see: Literal["athlete", "consented"] = "consented",
        keep_days: int | None = None,
        may_feed_baselines: bool = True,
        workout_id: str | None = None,
    ) -> Landed:
        """Keep bytes and note their arrival; the same bytes are kept once, however often they arrive."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path_of(sha256, kind, form)
        if not path.exists() or path.read_bytes() != data:  # lost or altered, and here it is again
            prepare_folder(self._folder)
            _keep(path, data)
        landed = Landed(
            sha256=sha256, kind=kind, athlete_id=athlete_id, source=source, place=place, origin=origin or place,
            landed_at=landed_at, stamp=stamp, modified_at=modified_at, problem=problem,
            format=form, who_may_see=who_may_see, keep_days=keep_days, may_feed_baselines=may_feed_baselines,
            workout_id=workout_id,
        )  # fmt: skip
        self._append(landed)
        return landed

    def of_place(self, *places: str) -> list[Landed]:
        """Every arrival from these places, oldest first; quick, since no other line is taken apart."""
        return list(self._read(*(json.dumps({"place": place}, ensure_ascii=False)[1:-1] for place in places)))

    def arrivals(self, athlete_id: str | None = None) -> Iterator[Landed]:
        """Every arrival so far, oldest first; only those that name this athlete, if one is given."""
        return (one for one in self._read("") if athlete_id in (None, one.athlete_id))

    def _read(self, *fragments: str) -> Iterator[Landed]:
        """The arrivals whose lines have one of these fragments in them; within a text its quotes would be escaped."""
        try:
            text = self._manifest.read_bytes().decode("utf-8", "replace")
        except FileNotFoundError:
            return
        for number, line in enumerate(text.split("\n")):
            if any(fragment in line for fragment in fragments):
                landed = read_line(line, number)
                if landed is not None:
                    yield landed

    def strange_lines(self) -> list[int]:
        """The numbers, from 1, of the manifest's lines that cannot be understood and are skipped."""
        try:
            text = self._manifest.read_bytes().decode("utf-8", "replace")
        except FileNotFoundError:
            return []
        lines = enumerate(text.split("\n"))
        return [number + 1 for number, line in lines if line and read_line(line, number) is None]

    def _append(self, landed: Landed) -> None:
        row = asdict(landed)
        del row["number"]
        for key in ("landed_at", "modified_at"):
            row[key] = None if row[key] is None else row[key].isoformat()
        line = json.dumps(row, ensure_ascii=False) + "\n"
        prepare_folder(self._folder)
        with writing(self._manifest), self._alone() as descriptor:
            size = os.fstat(descriptor).st_size
            if size and os.pread(descriptor, 1, size - 1) != b"\n":
                line = "\n" + line  # end the line that a crash cut short
            append_whole(self._manifest, line.encode())

    @contextmanager
    def _alone(self) -> Iterator[int]:
        """The manifest, which nobody else appends to for the length of the block: a moment."""
        descriptor = os.open(self._manifest, os.O_RDONLY | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)


def read_line(line: str, number: int) -> Landed | None:
    """What a line of the manifest says; None if a crash cut it short, or something else wrote it."""
    try:
        row = json.loads(line)
        for key in ("landed_at", "modified_at"):
            row[key] = None if row[key] is None else datetime.fromisoformat(row[key])
        landed = Landed(**row, number=number)
    except (ValueError, KeyError, TypeError):
        return None
    return landed if landed.landed_at is not None and _SHA256.fullmatch(landed.sha256) else None


def _keep(path: Path, data: bytes) -> None:
    with writing(path):
        for folder in (path.parent.parent, path.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
        write_atomically(path, data)
