"""Who has been given access: accounts, athletes' own links, links that show one episode, tokens of other niggles.

    <store>/credentials/access.json     mode 0600 in a folder 0700

Passwords and tokens are there as digests only. Each account and link has an epoch that no other ever had, so that a
changed password, a new link or a revoked one ends what rested on the old. Read anew for every request: what
`niggle access` changes holds at once.
"""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from filelock import FileLock
from pydantic import BaseModel, ConfigDict, ValidationError

from niggle.durable import prepare_folder, write_atomically, writing
from niggle.errors import StoreError, UsageError

SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 1000  # characters; the longest only keeps a request from costing much
MOST_SHOWN = 20  # links to episodes of one athlete: each request reads all that has been given

_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")
_HASHER = PasswordHasher()
_AT_ONCE = BoundedSemaphore(2)  # a verification takes 64 MiB


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Account(_Kept):
    """Somebody who logs in with a password; `athlete_id` is whose own pages theirs are, if they run."""

    role: Literal["owner", "coach"]
    squads: tuple[str, ...] = ()
    athlete_id: str | None = None
    password: str
    epoch: str


class ShownEpisode(_Kept):
    """What a link shows until it is over: an episode of an athlete by its key, and which parts; seconds of the epoch.

    `id` is what it is taken back by, and opens nothing.
    """

    id: str
    athlete_id: str
    episode: str
    parts: tuple[str, ...]
    given_at: int
    over_at: int


class Access(_Kept):
    """All that has been given: accounts by name; by athlete the epoch of the link, and the digest of the token.

    `shown` are the episodes that a link shows, by the digest of its token. `ended` has the sessions that were logged
    out, with the second from which they would be over anyway.
    """

    secret: str
    accounts: dict[str, Account] = {}
    links: dict[str, str] = {}
    tokens: dict[str, str] = {}
    shown: dict[str, ShownEpisode] = {}
    ended: dict[str, int] = {}


class Accounts:
    """The access given to the pages of one store."""

    def __init__(self, store_folder: Path) -> None:
        self._store_folder = store_folder
        self._folder = store_folder / "credentials"
        self._path = self._folder / "access.json"

    def read(self) -> Access:
        """What has been given until now; its signing secret is made when there is none.

        Raises:
            StoreError: if it is there but cannot be read.
        """
        access = self._read()
        return self._change(lambda access: access) if access is None else access

    def look(self) -> Access | None:
        """What has been given until now; None if nothing ever was, and nothing is made.

        Raises:
            StoreError: if it is there but cannot be read.
        """
        return self._read()

    def add(
        self, name: str, role: Literal["owner", "coach"], password: str, *, squads: tuple[str, ...], athlete: str | None
    ) -> bool:
        """Give somebody access, or change it, which ends their sessions; True if that name had none.

        Raises:
            UsageError: for a name or a password that cannot be one.
        """
        key = account_name(name)
        if not _NAME.fullmatch(key):
            raise UsageError(f"{name!r} is no name to log in with; use a-z, 0-9 and . _ @ + -, at most 64")
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise UsageError(f"the password needs at least {SHORTEST_PASSWORD} characters (a few words do well)")
        account = Account(
            role=role, squads=squads, athlete_id=athlete, password=_HASHER.hash(password), epoch=_new_epoch()
        )
        was_there = key in self.read().accounts
        self._change(lambda access: access.model_copy(update={"accounts": {**access.accounts, key: account}}))
        return not was_there

    def verified(self, name: str, password: str) -> tuple[str, Account] | None:
        """The account of that name and password, None if there is none; as slow for a name that is not there."""
        key = account_name(name)
        account = self.read().accounts.get(key)
        with _AT_ONCE:
            try:
                known = _nobodys_password() if account is None else account.password
                _HASHER.verify(known, password[: LONGEST_PASSWORD + 1])
            except (VerificationError, InvalidHashError):
                return None
        return None if account is None else (key, account)

    def link_epoch(self, athlete_id: str, *, renew: bool = False) -> str:
        """The epoch that an athlete's link carries; a new one ends the earlier links and their sessions."""
        known = self.read().links.get(athlete_id)
        if known is not None and not renew:
            return known
        epoch = _new_epoch()
        self._change(lambda access: access.model_copy(update={"links": {**access.links, athlete_id: epoch}}))
        return epoch

    def new_token(self, athlete_id: str) -> str:
        """A new token with which an athlete's own niggle may send what it shares; only its digest is kept."""
        token = secrets.token_urlsafe(32)
        digest = _digest(token)
        self._change(lambda access: access.model_copy(update={"tokens": {**access.tokens, athlete_id: digest}}))
        return token

    def token_matches(self, athlete_id: str, token: str) -> bool:
        """Whether that is the athlete's token; as slow where there is none."""
        known = self.read().tokens.get(athlete_id)
        is_same = hmac.compare_digest(_digest(token), _digest("") if known is None else known)
        return is_same and known is not None

    def show_episode(
        self, athlete_id: str, episode: str, parts: Iterable[str], *, over_at: datetime, now: datetime
    ) -> str:
        """A new token that shows one episode to whoever has it, until then; only its digest is kept.

        Raises:
            UsageError: if as many of the athlete's links are open as may be.
        """
        if len(self.shown_of(athlete_id, now=now)) >= MOST_SHOWN:
            raise UsageError(f"{MOST_SHOWN} links to episodes are open. Take one back that nobody needs any more.")
        token = secrets.token_urlsafe(32)
        given_at = int(now.timestamp())
        shown = ShownEpisode(
            id=_new_epoch(), athlete_id=athlete_id, episode=episode, parts=tuple(parts), given_at=given_at,
            over_at=int(over_at.timestamp()),
        )  # fmt: skip
        self._change(
            lambda access: access.model_copy(update={"shown": {**_still(access.shown, now), _digest(token): shown}})
        )
        return token

    def shown_by(self, token: str, *, now: datetime) -> ShownEpisode | None:
        """What a token shows; None for one that is none, over or taken back."""
        access = self.look()
        return None if access is None else _still(access.shown, now).get(_digest(token))

    def shown_of(self, athlete_id: str, *, now: datetime) -> tuple[ShownEpisode, ...]:
        """The episodes of an athlete that a link shows now, the one that is over first before the others."""
        access = self.look()
        known = () if access is None else _still(access.shown, now).values()
        return tuple(sorted((one for one in known if one.athlete_id == athlete_id), key=lambda one: one.over_at))

    def hide_episode(self, athlete_id: str, shown_id: str) -> bool:
        """Take a link back that shows an episode of that athlete; False if there is none of that id."""
        if not any(one.id == shown_id and one.athlete_id == athlete_id for one in self.read().shown.values()):
            return False
        self._change(
            lambda access: access.model_copy(
                update={"shown": {key: one for key, one in access.shown.items() if one.id != shown_id}}
            )
        )
        return True

    def revoke(self, name: str) -> tuple[str, ...]:
        """Take back all that was given to a name or an athlete; what that was, in words. Their sessions end."""
        access = self.read()
        key = account_name(name)
        taken = [
            word
            for word, given in (
                ("the account", key in access.accounts),
                ("the link", name in access.links),
                ("the token", name in access.tokens),
                ("links to episodes", any(one.athlete_id == name for one in access.shown.values())),
            )
            if given
        ]
        if taken:
            self._change(
                lambda access: access.model_copy(
                    update={
                        "accounts": {other: account for other, account in access.accounts.items() if other != key},
                        "links": {other: epoch for other, epoch in access.links.items() if other != name},
                        "tokens": {other: digest for other, digest in access.tokens.items() if other != name},
                        "shown": _without(access.shown, name),
                    }
                )
            )
        return tuple(taken)

    def forget_athlete(self, athlete_id: str) -> tuple[str, ...]:
        """Take away an athlete's links, token and accounts of their own; the names of those. Their sessions end."""
        access = self.look()
        if access is None:
            return ()
        names = tuple(name for name, account in access.accounts.items() if account.athlete_id == athlete_id)
        self._change(
            lambda access: access.model_copy(
                update={
                    "accounts": {name: one for name, one in access.accounts.items() if one.athlete_id != athlete_id},
                    "links": {other: epoch for other, epoch in access.links.items() if other != athlete_id},
                    "tokens": {other: digest for other, digest in access.tokens.items() if other != athlete_id},
                    "shown": _without(access.shown, athlete_id),
                }
            )
        )
        return names

    def end(self, session_id: str, *, over_at: int, now: int) -> None:
        """Let a session that was logged out never be taken up again; both times in seconds of the epoch."""
        self._change(
            lambda access: access.model_copy(
                update={
                    "ended": {
                        **{other: end for other, end in access.ended.items() if end > now},
                        session_id: over_at,
                    }
                }
            )
        )

    def _read(self) -> Access | None:
        try:
            return Access.model_validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(f"{self._path}: cannot be read: {error.strerror}") from error
        except ValidationError:
            raise StoreError(
                f"{self._path}: is damaged; take it away and give access anew with `niggle access`"
            ) from None

    def _change(self, change: Callable[[Access], Access]) -> Access:
        prepare_folder(self._store_folder)
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._folder.chmod(0o700)
        with FileLock(self._folder / ".access.lock", mode=0o600):
            access = change(self._read() or Access(secret=secrets.token_urlsafe(32)))
            with writing(self._path):
                write_atomically(self._path, json.dumps(access.model_dump(), indent=1).encode())
        return access


def account_name(name: str) -> str:
    """A name as it is kept: nobody minds capitals on a phone's keyboard."""
    return name.strip().casefold()


def _still(shown: Mapping[str, ShownEpisode], now: datetime) -> dict[str, ShownEpisode]:
    """Those that are not over."""
    return {key: one for key, one in shown.items() if now.timestamp() < one.over_at}


def _without(shown: Mapping[str, ShownEpisode], athlete_id: str) -> dict[str, ShownEpisode]:
    return {key: one for key, one in shown.items() if one.athlete_id != athlete_id}


@cache
def _nobodys_password() -> str:
    return _HASHER.hash(secrets.token_urlsafe())


def _new_epoch() -> str:
    return secrets.token_urlsafe(12)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
