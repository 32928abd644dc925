"""FIT files out of the wrappers that sites and watches send them in: gzip, zip, one in another."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from niggle.errors import DecodeError, UnreadableError
from niggle.fit.decode import MAX_FILE_BYTES
from niggle.reading import reading

# Bounds against archives made to swell. Recordings shrink to a third or so, never to a hundredth; a bulk
# export holds other archives, these hold recordings.
MAX_SWELLING = 100
MIN_BUDGET_BYTES = 4 * MAX_FILE_BYTES
MAX_PIECE_BYTES = 8 * MAX_FILE_BYTES  # in memory at once, however large the archive is
MAX_DEPTH = 5
MAX_MEMBERS = 100_000
_CHUNK_BYTES = 64 * 1024

_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_FIT_MAGIC = slice(8, 12)
_RECORDINGS = (".fit", ".gpx", ".tcx")
_WRAPPED = (*_RECORDINGS, ".fit.gz", ".zip", ".gz")


@dataclass(slots=True)
class _Budget:
    """What may still come out of one wrapper."""

    bytes_left: int
    members_left: int

    @property
    def piece_bytes(self) -> int:
        """What may come out in one piece."""
        return min(self.bytes_left, MAX_PIECE_BYTES)


def unwrap(data: bytes, *, name: str) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each recording in `data`, one after another; `data` itself if it is no archive.

    What a gzip file holds counts whatever its name, also the beginning of one that was cut (an error all the same, at
    the end). Inside an archive only recordings count, FIT by its first bytes or any by a name that ends in .fit, .gpx
    or .tcx (so that a broken one is not passed over in silence, while a photo that is broken or locked is). Names are
    "archive/member", for people to read; nothing is written anywhere. Members that cannot be unpacked come last, as one
    DecodeError that names them; an archive that swells beyond all recordings raises it at once.
    """
    budget = _Budget(max(MIN_BUDGET_BYTES, MAX_SWELLING * len(data)), MAX_MEMBERS)
    broken: list[str] = []
    yield from _unwrap(data, name, 0, budget, broken)
    if broken:
        more = f" and {len(broken) - 3} more" if len(broken) > 3 else ""
        raise DecodeError(f"cannot be unpacked: {', '.join(broken[:3])}{more}", path=name, offset=0)


def is_debris(name: str) -> bool:
    """Whether a file of an archive or folder is what macOS leaves beside others (resource forks, .DS_Store)."""
    *folders, last = name.split("/")
    return "__MACOSX" in folders or last.startswith("._") or last == ".DS_Store"


def _unwrap(data: bytes, name: str, depth: int, budget: _Budget, broken: list[str]) -> Iterator[tuple[str, bytes]]:
    is_gzip, is_zip = data.startswith(_GZIP), data.startswith(_ZIP)
    if (is_gzip or is_zip) and depth == MAX_DEPTH:
        raise DecodeError(f"archives in archives, more than {MAX_DEPTH} deep", path=name, offset=0)
    if is_gzip:
        try:
            with reading(name, says_why=True):
                inner, is_whole = _gunzip(data, name, budget)
        except UnreadableError as error:
            broken.append(f"{name} ({error.reason})")
            return
        if not is_whole:
            broken.append(f"{name} (the gzip data end early)")
        if not inner:
            return
        plain = name[: -len(".gz")] if name.lower().endswith(".gz") else name
        if depth == 0 and not inner.startswith((_GZIP, *_ZIP)):
            yield plain, inner
        else:
            yield from _unwrap(inner, plain, depth + 1, budget, broken)
    elif is_zip:
        yield from _unzip(data, name, depth, budget, broken)
    elif depth == 0 or data[_FIT_MAGIC] == b".FIT" or name.lower().endswith(_RECORDINGS):
        yield name, data


def _unzip(data: bytes, name: str, depth: int, budget: _Budget, broken: list[str]) -> Iterator[tuple[str, bytes]]:
    try:
        with reading(name, says_why=True):
            archive = zipfile.ZipFile(io.BytesIO(data))
    except UnreadableError as error:
        broken.append(f"{name} ({error.reason})")
        return
    with archive:
        for member in archive.infolist():
            _count_member(budget, name)
            inner_name = f"{name}/{member.filename}"
            if member.is_dir() or is_debris(member.filename):
                continue
            try:
                inner = _member(archive, member, inner_name, budget)
            except UnreadableError as error:
                broken.append(f"{inner_name} ({error.reason})")
                continue
            if inner is not None:
                yield from _unwrap(inner, inner_name, depth + 1, budget, broken)


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, budget: _Budget) -> bytes | None:
    """A member's bytes; None for one that is neither FIT nor an archive."""
    is_wanted = name.lower().endswith(_WRAPPED)
    most = budget.piece_bytes
    try:
        with reading(name, says_why=True), archive.open(member) as stream:
            start = stream.read(_FIT_MAGIC.stop)
            is_wanted |= start[_FIT_MAGIC] == b".FIT" or start.startswith((_GZIP, *_ZIP))
            rest = stream.read(max(0, most - len(start) + 1)) if is_wanted else b""
    except UnreadableError:
        if is_wanted:
            raise
    if not is_wanted:
        return None
    _spend(budget, len(start) + len(rest), most, name)
    return start + rest


def _gunzip(data: bytes, name: str, budget: _Budget) -> tuple[bytes, bool]:
    """All members of a gzip file, one after another, and whether its end is there."""
    parts: list[bytes] = []
    view, at, most = memoryview(data), 0, budget.piece_bytes
    is_whole = True
    while is_whole and view[at : at + len(_GZIP)] == _GZIP:
        _count_member(budget, name)
        stream = zlib.decompressobj(wbits=31)
        while not stream.eof and at < len(data):
            chunk = view[at : at + _CHUNK_BYTES]
            part = stream.decompress(chunk, most + 1)
            _spend(budget, len(part), most, name)
            most -= len(part)
            parts.append(part)
            at += len(chunk) - len(stream.unused_data)  # a copy of all that is left, so little is given at once
        is_whole = stream.eof
    return b"".join(parts), is_whole


def _count_member(budget: _Budget, name: str) -> None:
    budget.members_left -= 1
    if budget.members_left < 0:
        raise DecodeError(f"more than {MAX_MEMBERS} members", path=name, offset=0)


def _spend(budget: _Budget, count: int, most: int, name: str) -> None:
    budget.bytes_left -= count
    if count > most:
        raise DecodeError("unpacks to far more than any recordings would", path=name, offset=0)
