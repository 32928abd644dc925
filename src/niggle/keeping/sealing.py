"""Backups that only a passphrase or a key opens, in the format of age (https://age-encryption.org).

For a key, the file is what `age -r KEY` would have made of the archive. For a passphrase it is a tar file of two: a key
of its own that the passphrase opens, `key.age`, and the archive that this key opens, `backup.tar.gz.age`; so that the
archive need never be in memory as a whole. Ordinary tools open either.
"""

import os
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any, BinaryIO

from niggle.errors import UsageError
from niggle.keeping.archive import DamagedBackupError, ShortError, header, padding, read_part

_BLOCK = tarfile.BLOCKSIZE
_GZIP, _AGE = b"\x1f\x8b", b"age-encryption.org/v1"
_KEY, _SEALED = "key.age", "backup.tar.gz.age"
_MOST_OF_KEY = 1 << 16


@dataclass(frozen=True, slots=True)
class Seal:
    """Who may open a backup: whoever has the passphrase, or one of the keys. With neither, everybody who has the file.

    `keys` are public ones to write (age1…, ssh-ed25519 …) and files with secret ones to read.
    """

    passphrase: str | None = None
    keys: tuple[str, ...] = ()


def write_sealed(parts: Iterator[bytes], out: BinaryIO, seal: Seal) -> None:
    """Write an archive's bytes to a file that can be written anywhere, sealed.

    Raises:
        UsageError: for a key that is none.
    """
    if seal.keys:
        _encrypt(parts, out, [_recipient(key) for key in seal.keys])
    elif seal.passphrase is not None:
        _write_with_passphrase(parts, out, seal.passphrase)
    else:
        for part in parts:
            out.write(part)


@contextmanager
def opened_sealed(path: Path, seal: Seal) -> Iterator[BinaryIO]:
    """A stream of the archive's bytes.

    Raises:
        UsageError: if the file is not there, or another passphrase or key is needed.
        DamagedBackupError: if it is none, or not whole.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    with file:
        start = file.read(_BLOCK)
        file.seek(0)
        if start.startswith(_GZIP):
            yield file
        elif start.startswith(_AGE):
            if not seal.keys:
                raise UsageError(f"{path}: is sealed for a key; give the file that has it: --identity FILE")
            with _decrypted(file, path, [one for name in seal.keys for one in _identities(Path(name))]) as stream:
                yield stream
        elif start.startswith(_KEY.encode() + b"\0"):
            if seal.passphrase is None:
                raise UsageError(f"{path}: is sealed with a passphrase; say --passphrase")
            identity = _identity_in(file, path, seal.passphrase)
            with _decrypted(_sealed_part(file, path), path, [identity]) as stream:
                yield stream
        else:
            raise DamagedBackupError(path, "it does not begin as one")


def _write_with_passphrase(parts: Iterator[bytes], out: BinaryIO, passphrase: str) -> None:
    from pyrage import passphrase as by_passphrase
    from pyrage import x25519

    identity = x25519.Identity.generate()
    key = by_passphrase.encrypt(str(identity).encode(), passphrase)
    out.write(header(_KEY, len(key)) + key + padding(len(key)))
    before = out.tell()
    out.write(header(_SEALED, 0))  # how long it is shows at the end
    _encrypt(parts, out, [identity.to_public()])
    end = out.tell()
    size = end - before - _BLOCK
    out.write(padding(size) + bytes(2 * _BLOCK))
    out.seek(before)
    out.write(header(_SEALED, size))
    out.seek(0, os.SEEK_END)


def _encrypt(parts: Iterator[bytes], out: BinaryIO, recipients: Sequence[Any]) -> None:
    import pyrage

    source, sink = _Source(parts), _Sink(out)
    try:
        pyrage.encrypt_io(source, sink, recipients)
    except pyrage.EncryptError as error:
        raise (source.error or sink.error or error) from None


class _Source:
    """Parts as a file to read; what went wrong there is kept, since the library would only tell its text."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self.error: BaseException | None = None
        self._parts = parts
        self._rest = b""

    def read(self, size: int) -> bytes:
        """As a file does."""
        try:
            while not self._rest:
                self._rest = next(self._parts)
        except StopIteration:
            return b""
        except BaseException as error:
            self.error = error
            raise
        data, self._rest = self._rest[:size], self._rest[size:]
        return data


class _Sink:
    """A file to write, likewise."""

    def __init__(self, out: BinaryIO) -> None:
        self.error: BaseException | None = None
        self._out = out

    def write(self, data: bytes) -> int:
        """As a file does."""
        try:
            return self._out.write(data)
        except BaseException as error:
            self.error = error
            raise

    def flush(self) -> None:
        """As a file does."""


@contextmanager
def _decrypted(file: "BinaryIO | _Source", path: Path, identities: Sequence[Any]) -> Iterator[BinaryIO]:
    """What a file holds from where it stands, as a stream: another thread opens it, a pipe's length ahead."""
    import pyrage

    found: list[Exception] = []
    outlet, inlet = os.pipe()
    reading, writing = os.fdopen(outlet, "rb"), os.fdopen(inlet, "wb")
    sink = _Sink(writing)

    def decrypt() -> None:
        try:
            with writing:
                pyrage.decrypt_io(file, sink, identities)
        except (pyrage.DecryptError, ShortError, OSError, ValueError) as error:
            found.append(error)

    thread = Thread(target=decrypt, name="opening-backup", daemon=True)
    thread.start()
    try:
        with reading:
            yield reading
    except DamagedBackupError:
        thread.join()
        if found and isinstance(found[0], pyrage.DecryptError) and sink.error is None:  # not even begun
            raise UsageError(f"{path}: is sealed for another key, or its beginning is damaged") from None
        raise
    finally:
        thread.join()
    if found:
        raise DamagedBackupError(path, "it is cut or altered")


def _identity_in(file: BinaryIO, path: Path, passphrase: str) -> Any:
    """The key that is kept before the archive; the file stands at the archive afterwards."""
    import pyrage
    from pyrage import passphrase as by_passphrase

    try:
        key = tarfile.TarInfo.frombuf(file.read(_BLOCK), "utf-8", "strict")
        if key.size > _MOST_OF_KEY:
            raise DamagedBackupError(path, "its key is none")
        data = file.read(key.size)
        file.read(len(padding(key.size)))
    except tarfile.HeaderError as error:
        raise DamagedBackupError(path, "it is cut or altered") from error
    try:
        return pyrage.x25519.Identity.from_str(by_passphrase.decrypt(data, passphrase).decode())
    except (pyrage.DecryptError, pyrage.IdentityError, ValueError):
        raise UsageError(f"{path}: the passphrase does not open it; look at both once more") from None


def _sealed_part(file: BinaryIO, path: Path) -> "_Source":
    """The archive behind its key, and not what fills the tar file up behind that."""
    try:
        size = tarfile.TarInfo.frombuf(file.read(_BLOCK), "utf-8", "strict").size
    except tarfile.HeaderError as error:
        raise DamagedBackupError(path, "it is cut or altered") from error
    return _Source(read_part(file, size))


def _recipient(key: str) -> Any:
    import pyrage

    try:
        return (pyrage.ssh if key.startswith("ssh-") else pyrage.x25519).Recipient.from_str(key)
    except pyrage.RecipientError:
        raise UsageError(f"{key[:20]!r} is no public key of age (age1…) or SSH (ssh-ed25519 …)") from None


def _identities(path: Path) -> list[Any]:
    import pyrage

    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    try:
        if b"PRIVATE KEY-----" in data:
            return [pyrage.ssh.Identity.from_buffer(data)]
        lines = [line.strip() for line in data.decode().splitlines()]
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (pyrage.IdentityError, ValueError):
        found = []
    if not found:
        raise UsageError(f"{path}: has no secret key of age (AGE-SECRET-KEY-…) or SSH")
    return found
