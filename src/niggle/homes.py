"""Where athletes' homes are, if not in a folder of this machine: in an object store, from which each is borrowed.

    <place>/athletes/<id>/home.json     which files the home has, and the object that holds each
    <place>/athletes/<id>/files/<key>   one version of one file; a key is written once and never again

A home is taken into a folder, worked on there as on any machine, and given back by replacing `home.json` on the
condition that nobody else has: that is the one moment in which it changes, and whoever comes second takes it anew.
Raw files stay where they are until one is read (`fetched`). In the folder, `.home.json` tells what was taken.

The access keys and the endpoint are those of the environment (`AWS_ACCESS_KEY_ID`, `AWS_ENDPOINT_URL` and so on).
"""

import hashlib
import json
import os
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from niggle.durable import prepare_folder, write_atomically, writing
from niggle.errors import HomeChangedError, StoreError, UnreachableError

TAKEN = ".home.json"
_LEFT_UNTIL_READ = "raw/"
_STRAY_AFTER = timedelta(days=2)  # longer than any work on a home
_TRIES = 5
_RELATIVE = re.compile(r"(?!\.)[\w.-]+(/(?!\.)[\w.-]+)*")  # a name below the folder, and nothing that leads elsewhere


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of a home: the object that holds it, its digest and its size."""

    key: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Home:
    """What `home.json` said when it was read, and its ETag; None where there was none.

    `version` counts how often it was given back, `giving` tells one giving from any other. `dropped` are files that
    were left behind and may not be kept any longer.
    """

    place: str
    athlete_id: str
    etag: str | None = None
    version: int = 0
    giving: str = ""
    files: Mapping[str, Kept] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()

    @classmethod
    def in_folder(cls, folder: Path) -> "Home | None":
        """What was taken into a folder; None if it is no borrowed one."""
        try:
            told = json.loads((folder / TAKEN).read_bytes())
        except FileNotFoundError:
            return None
        files = {path: Kept(**kept) for path, kept in told.pop("files").items()}
        return cls(**{**told, "files": files, "dropped": tuple(told["dropped"])})

    def has(self, path: str) -> bool:
        """Whether a file is in the home and may be kept."""
        return path in self.files and path not in self.dropped

    def note(self, folder: Path) -> None:
        """Note beside the files what they were taken from."""
        write_atomically(folder / TAKEN, json.dumps(asdict(self)).encode())


class Homes:
    """The homes in one place of an object store.

    Every method raises `UnreachableError` if the object store does not answer.
    """

    def __init__(self, place: str) -> None:
        self._place = place
        self._bucket, _, prefix = place.removeprefix("s3://").partition("/")
        self._prefix = f"{prefix}/athletes" if prefix else "athletes"

    def take(self, athlete_id: str, folder: Path) -> Home:
        """Bring a home into an empty folder: all but the raw files."""
        return self._brought(athlete_id, folder, lambda path: not path.startswith(_LEFT_UNTIL_READ))

    def bring(self, athlete_id: str, folder: Path, name: str) -> None:
        """Have one file of a home, as it is now, in a folder where readers look; gone there if the home has none."""
        before = Home.in_folder(folder)
        if before is None or self._has_changed(before):
            home = self._brought(athlete_id, folder, lambda path: path == name)
            if name not in home.files:
                (folder / name).unlink(missing_ok=True)
            if home.etag is None:
                (folder / TAKEN).unlink()

    def give(self, folder: Path) -> int:
        """Give a home back from the folder that it was taken into; its version, the old one if nothing is new.

        Raises:
            HomeChangedError: if another has given it back meanwhile; what is in the folder counts for nothing then.
        """
        home = Home.in_folder(folder)
        if home is None:
            raise StoreError(f"{folder}: was not taken from an object store")
        new: list[str] = []
        files = dict(self._left_behind(home, folder))
        for path, data in _files_in(folder):
            kept = home.files.get(path)
            digest = hashlib.sha256(data).hexdigest()
            if kept is None or kept.sha256 != digest:
                kept = Kept(secrets.token_hex(16), digest, len(data))
                self._put(self._file_key(home.athlete_id, kept.key), data)
                new.append(kept.key)
            files[path] = kept
        if files == home.files:
            return home.version
        given = replace(home, version=home.version + 1, giving=secrets.token_hex(8), files=files, dropped=())
        self._replace(given, new)
        # Only now, and never used again: nobody who gives this home back later can still name them.
        self._delete(
            home.athlete_id, {kept.key for kept in home.files.values()} - {kept.key for kept in files.values()}
        )
        return given.version

    def remove(self, athlete_id: str) -> int:
        """Take away all of an athlete; how many objects. Stopped in between, it can be done again."""
        self._call("delete_object", Key=self._home_key(athlete_id))
        keys = [key for key, _ in self._listed(f"{self._prefix}/{athlete_id}/")]
        for key in keys:
            self._call("delete_object", Key=key)
        return len(keys)

    def sweep(self, athlete_id: str, *, now: datetime) -> int:
        """Take away what was put by work that was stopped before it gave the home back, days ago; how many objects."""
        before = now - _STRAY_AFTER
        old = {key for key, at in self._listed(f"{self._prefix}/{athlete_id}/files/") if at < before}
        if not old:
            return 0
        known = {self._file_key(athlete_id, kept.key) for kept in self.read(athlete_id).files.values()}
        for key in old - known:
            self._call("delete_object", Key=key)
        return len(old - known)

    def fetch(self, home: Home, path: str) -> bytes | None:
        """The bytes of a file that was left behind; None if the home has none of that name."""
        return self._get(self._file_key(home.athlete_id, home.files[path].key)) if home.has(path) else None

    def _brought(self, athlete_id: str, folder: Path, wanted: Callable[[str], bool]) -> Home:
        prepare_folder(folder)
        for _ in range(_TRIES):
            home = self.read(athlete_id)
            found = {
                path: self._get(self._file_key(athlete_id, kept.key))
                for path, kept in home.files.items()
                if wanted(path)
            }
            if None in found.values():  # replaced since it was read: what it names goes then
                continue
            for path, data in found.items():
                _keep(folder, path, data or b"", home.files[path])
            home.note(folder)
            return home
        raise UnreachableError(f"{self._place}: athlete {athlete_id}: changes while it is read; try again")

    def _left_behind(self, home: Home, folder: Path) -> Iterator[tuple[str, Kept]]:
        for path, kept in home.files.items():
            if path.startswith(_LEFT_UNTIL_READ) and home.has(path) and not (folder / path).exists():
                yield path, kept

    def _replace(self, home: Home, new: list[str]) -> None:
        """Give a home back, unless another has; what was put for it is taken away then."""
        condition = {"IfNoneMatch": "*"} if home.etag is None else {"IfMatch": home.etag}
        told = {"version": home.version, "giving": home.giving, "files": {p: asdict(k) for p, k in home.files.items()}}
        try:
            self._put(self._home_key(home.athlete_id), json.dumps(told).encode(), **condition)
        except HomeChangedError:
            # A request whose answer was lost is sent once more, and then it is our own that is in the way.
            if self.read(home.athlete_id).giving != home.giving:
                self._delete(home.athlete_id, set(new))
                raise

    def _has_changed(self, home: Home) -> bool:
        if home.etag is None:
            return True
        return self._get(self._home_key(home.athlete_id), IfNoneMatch=home.etag) is not _AS_IT_WAS

    def read(self, athlete_id: str) -> Home:
        """What `home.json` says; without an ETag if there is no home."""
        answer = self._call("get_object", Key=self._home_key(athlete_id))
        if answer is None:
            return Home(self._place, athlete_id)
        told = json.loads(answer["Body"].read())
        files = {path: Kept(**kept) for path, kept in told["files"].items() if _RELATIVE.fullmatch(path)}
        return Home(self._place, athlete_id, answer["ETag"], told["version"], told["giving"], files)

    def _get(self, key: str, **condition: str) -> bytes | None:
        answer = self._call("get_object", Key=key, **condition)
        if answer is None or answer is _AS_IT_WAS:
            return answer
        data: bytes = answer["Body"].read()
        return data

    def _put(self, key: str, data: bytes, **condition: str) -> None:
        self._call("put_object", Key=key, Body=data, **condition)

    def _delete(self, athlete_id: str, keys: set[str]) -> None:
        for key in keys:
            self._call("delete_object", Key=self._file_key(athlete_id, key))

    def _listed(self, prefix: str) -> Iterator[tuple[str, datetime]]:
        token: dict[str, str] = {}
        while True:
            answer = self._call("list_objects_v2", Prefix=prefix, **token)
            yield from ((one["Key"], one["LastModified"]) for one in answer.get("Contents", ()))
            if not answer["IsTruncated"]:
                return
            token = {"ContinuationToken": answer["NextContinuationToken"]}

    def _home_key(self, athlete_id: str) -> str:
        return f"{self._prefix}/{athlete_id}/home.json"

    def _file_key(self, athlete_id: str, key: str) -> str:
        return f"{self._prefix}/{athlete_id}/files/{key}"

    def _call(self, operation: str, **arguments: Any) -> Any:
        """An answer; None where there is no such object, and `_AS_IT_WAS` for one that is still what it was."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return getattr(_client(), operation)(Bucket=self._bucket, **arguments)
        except ClientError as error:
            code, status = error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]
            if status == 304:
                return _AS_IT_WAS
            if status == 412 or (code == "NoSuchKey" and "IfMatch" in arguments):
                raise HomeChangedError(f"{self._place}: was changed by another niggle meanwhile") from error
            if code in ("NoSuchKey", "404"):
                return None
            raise UnreachableError(f"{self._place}: the object store refuses ({code}); see docs/cluster.md") from error
        except BotoCoreError as error:
            raise UnreachableError(
                f"{self._place}: the object store does not answer ({type(error).__name__}); see docs/cluster.md"
            ) from error


class _AsItWas(bytes):
    """The answer to a question for what has changed, where nothing has."""


_AS_IT_WAS = _AsItWas()


def fetched(folder: Path, path: Path) -> bytes | None:
    """A file of a borrowed home that was left where it was; None if there is none, or the folder is no borrowed one."""
    home = Home.in_folder(folder)
    return None if home is None else Homes(home.place).fetch(home, path.relative_to(folder).as_posix())


def has(folder: Path, path: Path) -> bool:
    """Whether a file was left where it was by whoever borrowed the home in a folder, and may be kept."""
    home = Home.in_folder(folder)
    return home is not None and home.has(path.relative_to(folder).as_posix())


def drop(folder: Path, path: Path) -> None:
    """Let a file that was left behind, if there is one, go when its home is given back."""
    home, name = Home.in_folder(folder), path.relative_to(folder).as_posix()
    if home is not None and home.has(name):
        replace(home, dropped=(*home.dropped, name)).note(folder)


def _client() -> Any:
    return _client_of(os.getpid())


@cache
def _client_of(_process: int) -> Any:
    """One client a process: a child may not go on with the connections of its parent."""
    import boto3
    from botocore.config import Config

    return boto3.client("s3", config=Config(retries={"mode": "standard", "max_attempts": 4}))


def access() -> dict[str, str]:
    """How DuckDB reaches the object store: its endpoint, and the keys of the environment."""
    import boto3

    session, client = boto3.Session(), _client()
    keys = session.get_credentials()
    found = keys.get_frozen_credentials() if keys else None
    return {
        "endpoint": client.meta.endpoint_url,
        "region": client.meta.region_name or "us-east-1",
        "key_id": found.access_key if found else "",
        "secret": found.secret_key if found else "",
        "session_token": (found.token or "") if found else "",
    }


def _files_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The files of a home and their names in it; locks, drafts and what was taken are none."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".wal":
            raise StoreError(f"{path}: the database is still open; it cannot be given back like this")
        if path.is_file() and _RELATIVE.fullmatch(name) and path.suffix != ".tmp":
            yield name, path.read_bytes()


def _keep(folder: Path, name: str, data: bytes, kept: Kept) -> None:
    if hashlib.sha256(data).hexdigest() != kept.sha256:
        raise StoreError(f"{kept.key}: is not what was put there; restore the object store from a backup")
    path = folder / name
    with writing(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomically(path, data)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where a store is whose configuration names a folder of this machine's own for it."""

    objects: str
    lake: str


_ELSEWHERE: dict[Path, Elsewhere] = {}


def declare(root: Path, objects: str, lake: str) -> None:
    """Note that a folder is this machine's own, of a store in an object store; nobody is asked for anything yet."""
    _ELSEWHERE[root] = Elsewhere(objects, lake)


def elsewhere(root: Path) -> Elsewhere | None:
    """Where the store of a folder is; None if it is in that folder."""
    return _ELSEWHERE.get(root)
