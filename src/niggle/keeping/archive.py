"""The file that a backup is: a tar.gz whose last member, SHA256SUMS, has the digest of every other.

So ordinary tools read it too: `tar xzf FILE`, then `sha256sum -c SHA256SUMS`. Nothing is unpacked by a library here: a
member is a plain file with a name that a store can have, or the whole is refused.
"""

import gzip
import hashlib
import re
import tarfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from niggle.errors import NiggleError
from niggle.vocabulary.slugs import ID

SUMS = "SHA256SUMS"
_CHUNK = 1 << 20
_BLOCK = tarfile.BLOCKSIZE
_MODE = 0o600
_GZIP_BITS = 31
_QUICKLY = 3  # FIT files are dense already: more effort takes thrice the time for 2 % less
_FOLDER = rf"(?:athletes/{ID}/|squads/[A-Za-z0-9_-]+/{ID}/)?"
_NAME = re.compile(
    rf"backup\.json|config\.toml|common\.json|looks\.json|{_FOLDER}manifest\.jsonl"
    rf"|{_FOLDER}raw/[0-9a-f]{{2}}/[0-9a-f]{{64}}(?:\.[a-z]+)+"
    r"|(?:credentials|outbox|inbox)/[A-Za-z0-9_][A-Za-z0-9_.@+-]*"
)


class BackupError(NiggleError):
    """A backup that cannot be made or read."""


class DamagedBackupError(BackupError):
    """A backup of which not everything is there as it was written."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: is no whole backup of niggle: {reason}; take another one")


@dataclass(frozen=True, slots=True)
class Member:
    """A file to be written: its name in the archive, its size in bytes, and just that many."""

    name: str
    size: int
    chunks: Iterable[bytes]


def member_of(name: str, data: bytes) -> Member:
    """A member that is in memory."""
    return Member(name, len(data), (data,))


def member_from(name: str, file: BinaryIO, size: int) -> Member:
    """The first `size` bytes of a file, read bit by bit."""
    return Member(name, size, read_part(file, size))


def archived(members: Iterable[Member]) -> Iterator[bytes]:
    """The bytes of an archive of these members, a part at a time.

    Raises:
        BackupError: for a member that has become shorter than it was said to be.
    """
    packer = zlib.compressobj(_QUICKLY, zlib.DEFLATED, _GZIP_BITS)
    for part in _tar(members):
        packed = packer.compress(part)
        if packed:
            yield packed
    yield packer.flush()


def read_archive(file: BinaryIO, path: Path, take: Callable[[str, Iterator[bytes]], None]) -> dict[str, str]:
    """Give each member to `take`, its name and its bytes; the digest of each by name.

    Only once this returns is it known that all of them are as they were written. `path` is for messages.

    Raises:
        DamagedBackupError: if something is missing, altered, or nothing that a backup has.
    """
    found: dict[str, str] = {}
    sums: bytes | None = None
    try:
        # Not tarfile's own gzip, which does not look at the digest at the end.
        with gzip.GzipFile(fileobj=file, mode="rb") as plain, tarfile.open(fileobj=plain, mode="r|") as archive:
            for info in archive:
                content = archive.extractfile(info) if info.isreg() else None
                if content is None or sums is not None or info.name in found:
                    raise DamagedBackupError(path, f"{info.name!r} does not belong there")
                if info.name == SUMS:
                    sums = content.read(info.size)
                elif _NAME.fullmatch(info.name) is None:
                    raise DamagedBackupError(path, f"{info.name!r} is no name that a backup has")
                else:
                    digest = hashlib.sha256()
                    take(info.name, _counted(read_part(content, info.size), digest))
                    found[info.name] = digest.hexdigest()
            while plain.read(_CHUNK):
                pass
    except (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error, ShortError) as error:
        raise DamagedBackupError(path, "it is cut or altered") from error
    if sums is None:
        raise DamagedBackupError(path, "it is cut")
    if sums != _sums(found):
        raise DamagedBackupError(path, "what is in it is not what was written")
    return found


class ShortError(BackupError):
    """A file that ends before it should."""


def _tar(members: Iterable[Member]) -> Iterator[bytes]:
    digests: dict[str, str] = {}
    for member in members:
        digest = hashlib.sha256()
        yield header(member.name, member.size)
        yield from _counted(member.chunks, digest)
        yield padding(member.size)
        digests[member.name] = digest.hexdigest()
    sums = _sums(digests)
    yield header(SUMS, len(sums))
    yield sums
    yield padding(len(sums)) + bytes(2 * _BLOCK)


def header(name: str, size: int) -> bytes:
    """What stands before a member in a tar file: nothing of who made it, or when."""
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, _MODE
    return info.tobuf(tarfile.GNU_FORMAT)


def padding(size: int) -> bytes:
    """What fills the last block of a member in a tar file."""
    return bytes(-size % _BLOCK)


def read_part(file: IO[bytes], size: int) -> Iterator[bytes]:
    """The next `size` bytes of a file, a part at a time.

    Raises:
        ShortError: if it ends before.
    """
    while size:
        data = file.read(min(size, _CHUNK))
        if not data:
            raise ShortError("a file became shorter while it was read; try again")
        size -= len(data)
        yield data


def _counted(chunks: Iterable[bytes], digest: "hashlib._Hash") -> Iterator[bytes]:
    for chunk in chunks:
        digest.update(chunk)
        yield chunk


def _sums(digests: dict[str, str]) -> bytes:
    return "".join(f"{digest}  {name}\n" for name, digest in digests.items()).encode()
