"""Store → one file: what cannot be made again, as it is while others go on writing.

    backup.json              which niggle made it when, and of whom
    config.toml              as it is beside the store
    manifest.jsonl, raw/     what names nobody; athletes/<id>/ the same of each; squads/ what coaches noted
    credentials/             accounts, links and tokens; keys that are kept in files
    outbox/, inbox/          where shared bundles have been put, and those that were posted here
    looks.json, common.json  what viewers saw last; what has been told to whom (rows of the common database)
    SHA256SUMS               the digest of each

Consent is in the configuration and in what landed. Databases, snapshots and pages are made from these, and Prefect's
history of nights is left out.

A manifest is read before the raw files that it names, and those are never changed: so whatever is written meanwhile,
the backup is the store as it was at one moment, and the rest is in the next one.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

from niggle.config import Config
from niggle.durable import prepare_folder, write_atomically, writing
from niggle.errors import NotFoundError, UsageError
from niggle.keeping.archive import Member, archived, member_from, member_of
from niggle.keeping.folders import landing_folders
from niggle.keeping.holdings import held_files
from niggle.keeping.sealing import Seal, write_sealed
from niggle.landing import MANIFEST, Landing
from niggle.store.layout import athletes_here, common_store, looks_path
from niggle.store.move import OF_NOBODY

FORMAT = 1
ABOUT, COMMON = "backup.json", "common.json"
_FOLDERS = ("credentials", "outbox", "inbox")
_KNOWN = "backups.json"


@dataclass(slots=True)
class BackedUp:
    """How much is in a backup, and a line for each raw file that is not, or not as it came."""

    raw_files: int = 0
    size_bytes: int = 0
    problems: list[str] = field(default_factory=list)


def back_up(config: Config, config_path: Path, target: Path, *, seal: Seal, now: datetime) -> BackedUp:
    """Write a backup in place of what is at `target`, once it is whole; only its owner can read it.

    Raises:
        NotFoundError: if there is no store.
        UsageError: if it would be within the store, or a key is none.
    """
    root = config.store.path
    if not root.is_dir():
        raise NotFoundError(f"{root}: nothing here yet; run `niggle sync` or `niggle import` first")
    if target.resolve().is_relative_to(root.resolve()):
        raise UsageError(f"{target}: is within the store; a backup belongs elsewhere, best on another disk")
    done = BackedUp()
    draft = target.with_name(f".{target.name}.part")
    with writing(target):
        prepare_parent(target)
        try:
            draft.unlink(missing_ok=True)
            with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
                write_sealed(archived(_members(config, config_path, now, done)), file, seal)
                file.flush()
                os.fsync(file.fileno())
                done.size_bytes = file.tell()
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    _note(root, target.resolve(), now)
    return done


def prepare_parent(target: Path) -> None:
    """Make the folder that a file is to be in, if it is not there; one that is stays as it is."""
    if not target.parent.exists():
        prepare_folder(target.parent)


def backups_made(root: Path) -> dict[str, str]:
    """Where backups of a store were put, and when last."""
    try:
        return dict(json.loads((root / _KNOWN).read_bytes()))
    except (OSError, ValueError, TypeError):
        return {}


def _note(root: Path, target: Path, now: datetime) -> None:
    with writing(root):
        write_atomically(root / _KNOWN, json.dumps({**backups_made(root), str(target): now.isoformat()}).encode())


def _members(config: Config, config_path: Path, now: datetime, done: BackedUp) -> Iterator[Member]:
    root = config.store.path
    athletes = athletes_here(root)
    about = {"format": FORMAT, "niggle": version("niggle"), "made_at": now.isoformat(), "athletes": athletes}
    yield member_of(ABOUT, json.dumps(about).encode())
    yield member_of("config.toml", config_path.read_bytes())
    for folder, athlete_id in landing_folders(root):
        yield from _landed(root, folder, athlete_id, now, done)
    for name in _FOLDERS:
        for path in sorted((root / name).glob("[!.]*")):
            if path.is_file():
                yield member_of(f"{name}/{path.name}", path.read_bytes())
    looks = looks_path(root)
    if looks.exists():
        yield member_of(looks.name, looks.read_bytes())
    yield member_of(COMMON, json.dumps(_common_rows(root)).encode())


def _landed(root: Path, folder: Path, athlete_id: str, now: datetime, done: BackedUp) -> Iterator[Member]:
    """A manifest up to its last whole line, and then the files that it names."""
    manifest, landing = folder / MANIFEST, Landing(folder)
    with ExitStack() as stack:
        if manifest.exists():
            file = stack.enter_context(manifest.open("rb"))
            yield member_from(_name(root, manifest), file, _whole_lines(file))
    for path, landed in held_files(landing, athlete_id, now=now):
        try:
            raw = path.open("rb")
        except FileNotFoundError:
            if any(path == still for still, _ in held_files(landing, athlete_id, now=now)):
                done.problems.append(f"{path}: is lost, so it is not in the backup (it came from {landed.origin})")
            continue
        with raw:
            done.raw_files += 1
            yield member_from(_name(root, path), raw, os.fstat(raw.fileno()).st_size)


def _whole_lines(file: BinaryIO) -> int:
    """How many bytes a manifest has up to the end of its last whole line: another process may be writing the next."""
    end = os.fstat(file.fileno()).st_size
    while end:
        start = max(end - 4096, 0)
        at = os.pread(file.fileno(), end - start, start).rfind(b"\n")
        if at >= 0:
            return start + at + 1
        end = start
    return 0


def _name(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()


def _common_rows(root: Path) -> Mapping[str, list[dict[str, object]]]:
    """What has been told to whom, and what else is in no raw file; times as text."""
    store = common_store(root)
    if not store.is_there:
        return {}
    with store.read_main() as reader:
        rows = {table: reader.rows(table) for table in OF_NOBODY}
    return {
        table: [{name: _as_text(value) for name, value in row.items()} for row in found]
        for table, found in rows.items()
    }


def _as_text(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value  # an instant is one too
