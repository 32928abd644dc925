"""Store → a signed file in a folder, or at the coach's `niggle serve`: what an athlete lets a coach see.

    <store>/outbox/<athlete>.niggle.json     what was made last; remade only when it would say something else
    <store>/outbox/<athlete>.json            where it has been put, by digest

A place that the configuration names no more is cleared: the file is taken away, and where it was posted an empty one
takes its place.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from niggle.config import Athlete, Config, ShareConfig
from niggle.consent import configured_visibility
from niggle.durable import prepare_folder, write_atomically
from niggle.records.choices import as_chosen
from niggle.records.outgoing import objects_to_share
from niggle.sharing.bundle import Bundle, issued_at_of, write_bundle
from niggle.sharing.keys import new_private_key, public_key
from niggle.sharing.post import PostError, post
from niggle.sources import credentials
from niggle.sources.base import SourceError
from niggle.sources.incoming import bundle_name
from niggle.sources.retries import safe_url
from niggle.store import Store
from niggle.store.layout import athlete_store

KIND = "share"  # of the credentials: the private key, and the coach's token
TOKEN = "token"
_PRIVATE_KEY = "private_key"


@dataclass(frozen=True, slots=True)
class Shared:
    """Where something new was put, where it is as it was, and what could not be reached; a line each."""

    written: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def share(
    config: Config,
    athlete: Athlete,
    *,
    store: Store | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Shared:
    """Put what an athlete consents to where the configuration says; nothing for one who shares nowhere.

    Raises:
        StoreBusyError: if another process goes on writing.
    """
    store = store or athlete_store(config.store.path, athlete.id)
    athlete = as_chosen(config, athlete)
    outbox = _Outbox(config.store.path, athlete)
    if athlete.share.folder is None and athlete.share.url is None and outbox.is_empty:
        return Shared()
    try:
        private_key = _private_key(config, athlete, store)
        token = _token(config, athlete)
    except SourceError as error:
        return Shared(problems=(f"{athlete.id}: {error}",))
    now = clock()
    with store.read_main() as reader:
        runs = objects_to_share(reader, athlete, now=now)
    visibility = configured_visibility(athlete)
    bundle = Bundle(
        athlete_id=athlete.share.known_as or athlete.id, level=visibility.level, mood=visibility.mood,
        issued_at=now, runs=runs,
    )  # fmt: skip
    delivery = _Delivery(athlete, outbox, private_key, token)
    delivery.clear_former(bundle)
    delivery.put(bundle)
    outbox.save()
    return Shared(tuple(delivery.written), tuple(delivery.unchanged), tuple(delivery.problems))


def places_shared_to(store_folder: Path, athlete: Athlete) -> list[str]:
    """Where a bundle of the athlete's has been put."""
    outbox = _Outbox(store_folder, athlete)
    return [*outbox.files, *outbox.addresses]


def take_all_back(config: Config, athlete: Athlete, *, now: datetime) -> tuple[str, ...]:
    """Take back what an athlete has shared from wherever it was put, and forget where that was.

    A line for each place that could not be reached: it still has it.
    """
    outbox = _Outbox(config.store.path, athlete)
    if not outbox.is_empty:
        nowhere = athlete.model_copy(update={"share": ShareConfig()})
        store = athlete_store(config.store.path, athlete.id)
        nothing = Bundle(athlete_id=athlete.id, level="none", mood=False, issued_at=now, runs=())
        try:
            delivery = _Delivery(nowhere, outbox, _private_key(config, athlete, store), _token(config, athlete))
            delivery.clear_former(nothing)
        except SourceError as error:
            return (f"{athlete.id}: {error}",)
        finally:
            outbox.remove()
        return tuple(delivery.problems)
    outbox.remove()
    return ()


def share_key(config: Config, athlete: Athlete) -> str:
    """The public key of an athlete, made on first use.

    Raises:
        CredentialsError: if the private one is out of reach.
    """
    return public_key(_private_key(config, athlete, athlete_store(config.store.path, athlete.id)))


def keep_token(config: Config, athlete: Athlete, token: str) -> None:
    """Keep the token with which a coach's `niggle serve` lets this athlete send.

    Raises:
        CredentialsError: if what is kept beside it is out of reach.
    """
    _private_key(config, athlete, athlete_store(config.store.path, athlete.id))
    kept = credentials.load(config.store.path, athlete.id, KIND) or {}
    credentials.save(config.store.path, athlete.id, KIND, {**kept, TOKEN: token})


def delete_token(config: Config, athlete: Athlete) -> bool:
    """Forget the token and where things were posted; the key stays, since coaches know it. Whether there was one."""
    outbox = _Outbox(config.store.path, athlete)
    outbox.addresses.clear()
    if not outbox.is_new:
        outbox.save()
    kept = credentials.load(config.store.path, athlete.id, KIND) or {}
    if TOKEN not in kept:
        return False
    credentials.save(
        config.store.path, athlete.id, KIND, {name: value for name, value in kept.items() if name != TOKEN}
    )
    return True


class _Outbox:
    """What was made last for an athlete, and where it has been put."""

    def __init__(self, store_folder: Path, athlete: Athlete) -> None:
        self._folder = store_folder / "outbox"
        self._bundle = self._folder / bundle_name(athlete.id)
        self._state = self._folder / f"{athlete.id}.json"
        state = _read_json(self._state)
        self.is_new = state is None
        self.files: dict[str, str] = dict((state or {}).get("files", {}))
        self.addresses: dict[str, str] = dict((state or {}).get("addresses", {}))

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been put anywhere."""
        return not self.files and not self.addresses

    def made_from(self, bundle: Bundle, private_key: str) -> bytes:
        """The file: the one made last if it says the same, else a new one that is newer by its own account too."""
        try:
            before = self._bundle.read_bytes()
        except FileNotFoundError:
            before = b""
        made_at = issued_at_of(before)
        if made_at is not None:
            if write_bundle(replace(bundle, issued_at=made_at), private_key) == before:
                return before
            bundle = replace(bundle, issued_at=max(bundle.issued_at, made_at + timedelta(milliseconds=1)))
        data = write_bundle(bundle, private_key)
        self._write(self._bundle, data)
        return data

    def save(self) -> None:
        """Note where things have been put."""
        state = json.dumps({"files": self.files, "addresses": self.addresses}).encode()
        if not self._state.exists() or self._state.read_bytes() != state:
            self._write(self._state, state)

    def remove(self) -> None:
        """Leave nothing here."""
        self._bundle.unlink(missing_ok=True)
        self._state.unlink(missing_ok=True)

    def _write(self, path: Path, data: bytes) -> None:
        prepare_folder(self._folder.parent)
        self._folder.mkdir(mode=0o700, exist_ok=True)
        write_atomically(path, data)


@dataclass
class _Delivery:
    """One athlete's file on its way."""

    athlete: Athlete
    outbox: _Outbox
    private_key: str
    token: str | None
    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def clear_former(self, bundle: Bundle) -> None:
        """Take back what was put where the configuration does not say any longer."""
        for name in sorted(set(self.outbox.files) - {str(self._file(bundle))}):
            path = Path(name)
            if path.is_file() and _digest(path.read_bytes()) == self.outbox.files[name]:
                path.unlink()
                self.written.append(f"{self.athlete.id}: {path} taken away")
            del self.outbox.files[name]
        for address in sorted(set(self.outbox.addresses) - {self._address(bundle)}):
            _, _, athlete_id = address.rpartition("/")
            empty = replace(bundle, athlete_id=athlete_id, level="none", mood=False, runs=())
            data = self.outbox.made_from(empty, self.private_key)
            if self._post(address, data, "all taken back from"):
                del self.outbox.addresses[address]

    def put(self, bundle: Bundle) -> None:
        """Put the bundle where the configuration says, unless it is there."""
        path, address = self._file(bundle), self._address(bundle)
        if path is None and address is None:
            return
        data = self.outbox.made_from(bundle, self.private_key)
        said = _in_words(bundle)
        if path is not None:
            self._write(path, data, said)
        if address is not None and self.outbox.addresses.get(address) == _digest(data):
            self.unchanged.append(f"{self.athlete.id}: {address} has it already ({said})")
        elif address is not None and self._post(address, data, f"{said} posted to"):
            self.outbox.addresses[address] = _digest(data)

    def _file(self, bundle: Bundle) -> Path | None:
        folder = self.athlete.share.folder
        return None if folder is None else folder / bundle_name(bundle.athlete_id)

    def _address(self, bundle: Bundle) -> str | None:
        url = self.athlete.share.url
        return None if url is None else f"{url}/shared/{bundle.athlete_id}"

    def _write(self, path: Path, data: bytes, said: str) -> None:
        try:
            is_there = path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
            if not is_there:
                write_atomically(path, data)
        except OSError as error:
            self.problems.append(
                f"{self.athlete.id}: {path}: cannot be written: {error.strerror}; make the folder, or mend `folder` "
                "below [athletes.share]"
            )
            return
        self.outbox.files[str(path)] = _digest(data)
        if is_there:
            self.unchanged.append(f"{self.athlete.id}: {path} is up to date ({said})")
        else:
            self.written.append(f"{self.athlete.id}: {said} written to {path}")

    def _post(self, address: str, data: bytes, done: str) -> bool:
        try:
            if self.token is None:
                raise PostError(
                    f"{address}: there is no token yet; run `{credentials.login_line(KIND, self.athlete.id)}` with the "
                    "one that the coach gives you"
                )
            post(safe_url(address), data, token=self.token)
        except (PostError, SourceError) as error:
            self.problems.append(f"{self.athlete.id}: {error}")
            return False
        self.written.append(f"{self.athlete.id}: {done} {address}")
        return True


def _in_words(bundle: Bundle) -> str:
    if bundle.level == "none":
        return "that nothing is shared"
    runs = "1 run" if len(bundle.runs) == 1 else f"{len(bundle.runs)} runs"
    return f"{runs} ({bundle.level})"


def _private_key(config: Config, athlete: Athlete, store: Store) -> str:
    kept = credentials.load(config.store.path, athlete.id, KIND) or {}
    if isinstance(kept.get(_PRIVATE_KEY), str):
        return str(kept[_PRIVATE_KEY])
    # Two that begin at once are to have the same key, so whoever makes it holds the store's lock.
    with store.read_main():
        kept = credentials.load(config.store.path, athlete.id, KIND) or {}
        if _PRIVATE_KEY not in kept:
            kept = {**kept, _PRIVATE_KEY: new_private_key()}
            credentials.save(config.store.path, athlete.id, KIND, kept)
    return str(kept[_PRIVATE_KEY])


def _token(config: Config, athlete: Athlete) -> str | None:
    token = (credentials.load(config.store.path, athlete.id, KIND) or {}).get(TOKEN)
    return token if isinstance(token, str) and token else None


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _read_json(path: Path) -> dict[str, Any] | None:
    try:
        state = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return state if isinstance(state, dict) else None
