"""Raw files, kept unchanged under their SHA-256 before anything reads them, and the manifest of where they came from.

    <folder>/raw/ab/ab12….fit      the bytes
    <folder>/manifest.jsonl        one line each time bytes arrived: whose, from where, when, on what terms

Lines without bytes tell what else was said: a place is gone, something is to be remembered, all of a source or one run
is to be forgotten. What holds now follows from the lines and the clock (`niggle.arrivals`); no line is ever changed,
but for the digest of a diary out of which somebody was taken (`niggle forget`).

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
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal

from niggle import homes
from niggle.durable import append_whole, prepare_folder, write_atomically, writing
from niggle.errors import RawFileError

MANIFEST = "manifest.jsonl"

type RawKind = Literal[
    "activity", "diary", "weekly", "shared", "details", "choice", "tending",
    "remark", "gone", "marker", "forgotten", "lost", "run_forgotten", "run_recalled",
]  # fmt: skip
type Format = Literal["fit", "gpx", "tcx", "streams"]

_SUFFIX: dict[RawKind, str] = {
    "diary": ".csv", "weekly": ".csv", "shared": ".niggle.json", "details": ".details.json", "choice": ".choice.json",
    "tending": ".tending.json", "remark": ".remark.json",
}  # fmt: skip
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

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Landing) and self._folder == other._folder

    def __hash__(self) -> int:
        return hash(self._folder)

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

    def has(self, landed: Landed) -> bool:
        """Whether the bytes that arrived are there still."""
        path = self.path_of(landed.sha256, landed.kind, landed.format)
        return path.exists() or homes.has(self._folder, path)

    def discard(self, landed: Landed) -> None:
        """Delete bytes that may not be kept any longer."""
        path = self.path_of(landed.sha256, landed.kind, landed.format)
        path.unlink(missing_ok=True)
        homes.drop(self._folder, path)

    def rename_bytes(self, former: str, new: str) -> None:
        """Have every line that names bytes by a digest name them by another; no line changes its place or length."""
        with suppress(FileNotFoundError), writing(self._manifest), self._alone_to_write() as file:
            data = file.read()
            for match in re.finditer(re.escape(f'"sha256": "{former}"'.encode()), data):
                os.pwrite(file.fileno(), f'"sha256": "{new}"'.encode(), match.start())
            os.fsync(file.fileno())

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
        sha256 = self.keep(data, kind, form)
        landed = Landed(
            sha256=sha256, kind=kind, athlete_id=athlete_id, source=source, place=place, origin=origin or place,
            landed_at=landed_at, stamp=stamp, modified_at=modified_at, problem=problem,
            format=form, who_may_see=who_may_see, keep_days=keep_days, may_feed_baselines=may_feed_baselines,
            workout_id=workout_id,
        )  # fmt: skip
        self._append(landed)
        return landed

    def keep(self, data: bytes, kind: RawKind, form: Format = "fit") -> str:
        """Keep bytes of which no line tells yet; their digest."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path_of(sha256, kind, form)
        if not path.exists() or path.read_bytes() != data:  # lost or altered, and here it is again
            prepare_folder(self._folder)
            _keep(path, data)
        return sha256

    def of_place(self, *places: str) -> list[Landed]:
        """Every arrival from these places, oldest first."""
        return [one for one in self.arrivals() if one.place in places]

    def of_kind(self, *kinds: RawKind) -> list[Landed]:
        """Every arrival of these kinds, oldest first; quick, since no other line is taken apart."""
        fragments = [json.dumps({"kind": kind})[1:-1].encode() for kind in kinds]
        data = self._bytes()
        if not any(fragment in data for fragment in fragments):
            return []
        lines = enumerate(data.split(b"\n"))
        found = [(number, line) for number, line in lines if any(fragment in line for fragment in fragments)]
        read = (one for number, line in found for one in _lines_of(line, number))
        return [one for one in read if one is not None and one.kind in kinds]

    @property
    def version(self) -> tuple[int, int, int] | None:
        """What is another one after each arrival; None before the first."""
        try:
            status = self._manifest.stat()
        except FileNotFoundError:
            return None
        return status.st_size, status.st_mtime_ns, status.st_ino

    def arrivals(self, athlete_id: str | None = None) -> Iterator[Landed]:
        """Every arrival so far, oldest first; only those that name this athlete, if one is given."""
        read = parsed(self._bytes())
        return (one for one in read if one is not None and athlete_id in (None, one.athlete_id))

    def _bytes(self) -> bytes:
        try:
            return self._manifest.read_bytes()
        except FileNotFoundError:
            return b""

    def strange_lines(self) -> list[int]:
        """The numbers, from 1, of the manifest's lines that cannot be understood and are skipped."""
        data = self._bytes()
        lines = data.split(b"\n")
        return [number + 1 for number, one in enumerate(parsed(data)) if one is None and lines[number]]

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
    def _alone_to_write(self) -> Iterator[BinaryIO]:
        """The manifest, if it is there, likewise."""
        with self._manifest.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file

    @contextmanager
    def _alone(self) -> Iterator[int]:
        """The manifest, which nobody else appends to for the length of the block: a moment."""
        descriptor = os.open(self._manifest, os.O_RDONLY | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)


@dataclass(frozen=True, slots=True)
class _Parsed:
    """The beginning of a manifest, whole lines, and what each says."""

    data: bytes = b""
    lines: tuple[Landed | None, ...] = ()


_last = _Parsed()  # a command looks into one manifest again and again, and each time a few lines have come


def parsed(data: bytes) -> tuple[Landed | None, ...]:
    """What each line of a manifest says; None of one that a crash cut short, or that something else wrote."""
    global _last
    before = _last if data.startswith(_last.data) else _Parsed()
    end = data.rfind(b"\n") + 1
    if end > len(before.data):
        new = _lines_of(data[len(before.data) : end - 1], len(before.lines))
        before = _last = _Parsed(data[:end], (*before.lines, *new))
    return (*before.lines, *_lines_of(data[end:], len(before.lines))) if end < len(data) else before.lines


def _lines_of(data: bytes, first: int) -> list[Landed | None]:
    """What lines say that begin with the number `first`."""
    lines = data.decode("utf-8", "replace").split("\n")
    try:
        rows = json.loads(f"[{','.join(lines)}]")  # all at once, in a third of the time
    except ValueError:
        rows = []
    if len(rows) != len(lines):  # one of them cannot be read, so each is read by itself
        rows = map(_row_of, lines)
    return [_landed_of(row, number) for number, row in enumerate(rows, first)]


def _row_of(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None


def _landed_of(row: Any, number: int) -> Landed | None:
    try:
        for key in ("landed_at", "modified_at"):
            row[key] = None if row[key] is None else datetime.fromisoformat(row[key])
        landed = Landed(**row, number=number)
        return landed if landed.landed_at is not None and _SHA256.fullmatch(landed.sha256) else None
    except (ValueError, KeyError, TypeError):
        return None


def _keep(path: Path, data: bytes) -> None:
    with writing(path):
        for folder in (path.parent.parent, path.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
        write_atomically(path, data)
