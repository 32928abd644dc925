"""One file → a store where there was none, and the same results again.

Everything is unpacked beside the store's place and looked at first, and gets its name in one step; so whoever is
killed, or has a damaged backup, has no half of a store. Results are made from it as from any other raw files.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from niggle.config import Config, load_config
from niggle.durable import prepare_folder, writing
from niggle.errors import ConfigError, UsageError
from niggle.keeping.archive import BackupError, DamagedBackupError, read_archive
from niggle.keeping.backup import ABOUT, COMMON, FORMAT, prepare_parent
from niggle.keeping.sealing import Seal, opened_sealed
from niggle.sources import credentials
from niggle.steps.outgoing import KIND as SHARE
from niggle.steps.report import report, report_squads
from niggle.steps.take_in import take_in
from niggle.store.layout import common_store
from niggle.store.move import ATHLETES, OF_NOBODY

_CONFIG = "config.toml"
_MOST_IN_MEMORY = 1 << 22


@dataclass(frozen=True, slots=True)
class About:
    """What a backup says of itself, and how many raw files it has."""

    niggle: str
    made_at: str
    athletes: tuple[str, ...]
    raw_files: int


def verify(source: Path, *, seal: Seal) -> About:
    """Read a backup to its end and compare every digest; what it is.

    Raises:
        DamagedBackupError: if it is not whole.
        UsageError: if it is not there, or needs another passphrase or key.
    """
    unpacked = _Unpacked(source, lambda _: None)
    return unpacked.take_all(seal)


def restore(source: Path, config_path: Path, *, seal: Seal, tell: Callable[[str], None] = lambda _: None) -> About:
    """Make a store from a backup, and its results; the configuration too, where there is none.

    Raises:
        UsageError: if there is a store already.
        DamagedBackupError: if the backup is not whole; nothing is left of it then.
    """
    draft_config = config_path.with_name(f".{config_path.name}.restoring")
    target: list[Path] = []

    def place(config_text: bytes) -> Path:
        config = _config(config_text, config_path, draft_config)
        target.append(config.store.path)
        return _draft(config.store.path)

    unpacked = _Unpacked(source, place)
    try:
        about = unpacked.take_all(seal)
        (store,) = target
        draft = _draft_of(store)
        _fill_common(draft)
        with writing(store):
            if draft_config.exists():  # first: a store that nothing names would be in the way of the next call
                draft_config.rename(config_path)
            draft.rename(store)  # in the place of an empty folder, too
    finally:
        draft_config.unlink(missing_ok=True)
        for store in target:
            shutil.rmtree(_draft_of(store), ignore_errors=True)
    tell("making the results …")
    config = load_config(config_path)
    make_results(config)
    for line in _to_log_in_again(config):
        tell(line)
    return about


def make_results(config: Config) -> None:
    """Databases, snapshots and pages from what has landed; `niggle sync` would do the same."""
    take_in(config, config.athletes)
    for athlete in config.athletes:
        report(config, athlete)
    report_squads(config)


def _to_log_in_again(config: Config) -> Iterator[str]:
    """A line for each source whose secrets were in the keyring of another machine, user or folder."""
    for athlete in config.athletes:
        for kind in credentials.KINDS:
            if credentials.is_left_behind(config.store.path, athlete.id, kind):
                also = "; its signing key is a new one: give the coach what `niggle share --key` says"
                yield (
                    f"{athlete.id}: what opens {kind} was in the system keyring, which no backup has; run "
                    f"`{credentials.login_line(kind, athlete.id)}`{also if kind == SHARE else ''}"
                )


class _Unpacked:
    """Takes the members of a backup, and puts them below a folder that `place` gives for its configuration.

    Nothing is put anywhere where it gives none.
    """

    def __init__(self, source: Path, place: Callable[[bytes], Path | None]) -> None:
        self._source = source
        self._place = place
        self._folder: Path | None = None
        self._about: dict[str, object] = {}

    def take_all(self, seal: Seal) -> About:
        with opened_sealed(self._source, seal) as file:
            names = read_archive(file, self._source, self._take)
        raw_files = sum("raw" in name.split("/") for name in names)
        athletes = self._about.get("athletes")
        return About(
            niggle=str(self._about.get("niggle")), made_at=str(self._about.get("made_at")),
            athletes=tuple(athletes) if isinstance(athletes, list) else (), raw_files=raw_files,
        )  # fmt: skip

    def _take(self, name: str, chunks: Iterator[bytes]) -> None:
        if not self._about:
            self._about = self._read_about(name, chunks)
        elif name == _CONFIG:
            self._folder = self._place(self._small(chunks))
        elif self._folder is None:
            for _ in chunks:
                pass
        else:
            _put(self._folder / name, chunks)

    def _read_about(self, name: str, chunks: Iterator[bytes]) -> dict[str, object]:
        try:
            about = json.loads(self._small(chunks)) if name == ABOUT else None
        except ValueError:
            about = None
        if not isinstance(about, dict) or not isinstance(about.get("format"), int):
            raise DamagedBackupError(self._source, "it does not begin as one")
        if about["format"] > FORMAT:
            raise BackupError(f"{self._source}: was made by a newer niggle; update this one first")
        return about

    def _small(self, chunks: Iterator[bytes]) -> bytes:
        data = bytearray()
        for chunk in chunks:
            data += chunk
            if len(data) > _MOST_IN_MEMORY:
                raise DamagedBackupError(self._source, "its configuration is none")
        return bytes(data)


def _put(path: Path, chunks: Iterator[bytes]) -> None:
    with writing(path):
        prepare_folder(path.parent)
        _write_new(path, chunks)


def _config(text: bytes, path: Path, draft: Path) -> Config:
    """The configuration that is there, or that of the backup, put beside its place for now."""
    if path.exists():
        return load_config(path)
    with writing(path):
        prepare_parent(path)
        draft.unlink(missing_ok=True)
        _write_new(draft, (text,))
    try:
        return load_config(draft)
    except ConfigError as error:
        raise UsageError(
            f"{path}: the backup's configuration cannot be used here ({error}); write one, and restore again"
        ) from error


def _write_new(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file that is not there yet, for its owner alone whatever the umask, and have it on the disk."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def _draft(store: Path) -> Path:
    """An empty folder beside a store that is to be."""
    if store.exists() and (not store.is_dir() or any(store.iterdir())):
        raise UsageError(
            f"{store}: is not empty; a backup is restored where there is no store: name another [store] path, "
            "or move that folder away"
        )
    draft = _draft_of(store)
    if draft.exists():
        shutil.rmtree(draft)
    prepare_folder(draft / ATHLETES)
    return draft


def _draft_of(store: Path) -> Path:
    return store.with_name(f".{store.name}.restoring")


def _fill_common(draft: Path) -> None:
    """Put the rows that are in no raw file into a database again."""
    path = draft / COMMON
    if not path.exists():
        return
    told = json.loads(path.read_bytes())
    with common_store(draft).write(publishes=False) as writer:
        for table in OF_NOBODY:
            writer.insert(table, told.get(table, []))
    path.unlink()
