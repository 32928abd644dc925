"""Keys and tokens of sources: in the system keyring where there is a usable one, else in files only the owner reads.

    <store>/credentials/<kind>-<athlete>.json     mode 0600 in a folder 0700

The file says where the secrets are: in itself, or in the keyring, so that a night without a desktop session can tell
"never logged in" from "out of reach". `NIGGLE_CREDENTIALS=file` keeps them in files even where there is a keyring.
Nothing of them is ever logged, nor part of a message.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from niggle.durable import write_atomically
from niggle.sources.base import CredentialsError

CHOICE_VARIABLE = "NIGGLE_CREDENTIALS"
KINDS = ("garmin", "garmin_personal", "intervals", "strava", "share")  # of all that has any

_SERVICE = "niggle"
_IN_KEYRING = "the system keyring"
_KEPT_IN, _KEYRING, _FILE = "kept_in", "keyring", "file"
_USABLE_PRIORITY = 1.0  # keyring's own mark for a backend that is fit for secrets


def login_line(kind: str, athlete_id: str) -> str:
    """The line that a person runs to give a source its credentials."""
    return f"niggle login {kind} --athlete {athlete_id}"


def load(store_folder: Path, athlete_id: str, kind: str) -> dict[str, Any] | None:
    """What was saved for an athlete's source; None if nothing was.

    Raises:
        CredentialsError: if it is there but cannot be read.
    """
    path = _path(store_folder, athlete_id, kind)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CredentialsError(
            f"{path} cannot be read: {error.strerror}", command=login_line(kind, athlete_id)
        ) from None
    kept = _parsed(text, athlete_id, kind)
    if kept.get(_KEPT_IN) != _KEYRING:
        secrets = kept.get("secrets")
        return dict(secrets) if isinstance(secrets, dict) else None
    secret = _from_keyring(store_folder, athlete_id, kind)
    return None if secret is None else _parsed(secret, athlete_id, kind)


def save(store_folder: Path, athlete_id: str, kind: str, secrets: Mapping[str, Any]) -> None:
    """Keep an athlete's credentials for a source in place of earlier ones, all or nothing."""
    path = _path(store_folder, athlete_id, kind)
    if (keyring := _usable_keyring()) is not None:
        from keyring.errors import KeyringError

        with contextlib.suppress(KeyringError):  # locked or full: the file is the other way
            keyring.set_password(_SERVICE, _name(store_folder, athlete_id, kind), json.dumps(dict(secrets)))
            _write(path, {_KEPT_IN: _KEYRING})
            return
    _write(path, {_KEPT_IN: _FILE, "secrets": dict(secrets)})


def delete(store_folder: Path, athlete_id: str, kind: str) -> bool:
    """Forget an athlete's credentials for a source; whether there were any."""
    path = _path(store_folder, athlete_id, kind)
    if (keyring := _usable_keyring()) is not None:
        from keyring.errors import KeyringError

        with contextlib.suppress(KeyringError):  # nothing there, or locked
            keyring.delete_password(_SERVICE, _name(store_folder, athlete_id, kind))
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    return True


def kept_in(store_folder: Path, athlete_id: str, kind: str) -> str | None:
    """Where an athlete's credentials for a source are, in words; None if there are none."""
    path = _path(store_folder, athlete_id, kind)
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return _IN_KEYRING if isinstance(kept, dict) and kept.get(_KEPT_IN) == _KEYRING else str(path)


def is_left_behind(store_folder: Path, athlete_id: str, kind: str) -> bool:
    """Whether an athlete's credentials were in a keyring, and are in none that this store reaches."""
    try:
        return (
            kept_in(store_folder, athlete_id, kind) == _IN_KEYRING
            and _from_keyring(store_folder, athlete_id, kind) is None
        )
    except CredentialsError:
        return True


def _path(store_folder: Path, athlete_id: str, kind: str) -> Path:
    return store_folder / "credentials" / f"{kind}-{athlete_id}.json"


def _name(store_folder: Path, athlete_id: str, kind: str) -> str:
    """The entry in the keyring: two stores on one machine do not share tokens, which rotate."""
    store = hashlib.sha256(str(store_folder.resolve()).encode()).hexdigest()[:8]
    return f"{kind}:{athlete_id}:{store}"


def _parsed(text: str, athlete_id: str, kind: str) -> dict[str, Any]:
    try:
        kept = json.loads(text)
    except ValueError:
        kept = None
    if not isinstance(kept, dict):
        raise CredentialsError("the credentials kept here are damaged", command=login_line(kind, athlete_id))
    return kept


def _from_keyring(store_folder: Path, athlete_id: str, kind: str) -> str | None:
    out_of_reach = CredentialsError(
        "the credentials are in the system keyring, which is out of reach (locked, or no desktop session); unlock it, "
        f"or set {CHOICE_VARIABLE}=file to keep them in a file",
        command=login_line(kind, athlete_id),
    )
    if (keyring := _usable_keyring()) is None:
        raise out_of_reach
    from keyring.errors import KeyringError

    try:
        secret: str | None = keyring.get_password(_SERVICE, _name(store_folder, athlete_id, kind))
    except KeyringError:
        raise out_of_reach from None
    return secret


def _usable_keyring() -> Any | None:
    """The system's keyring; None where there is none fit for secrets, or the person prefers files."""
    if os.environ.get(CHOICE_VARIABLE) == _FILE:
        return None
    import keyring  # looks for backends, which takes time that only commands with credentials need

    backend = keyring.get_keyring()
    return backend if float(backend.priority) >= _USABLE_PRIORITY else None


def _write(path: Path, kept: Mapping[str, Any]) -> None:
    path.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.parent.chmod(0o700)
    write_atomically(path, json.dumps(kept).encode())
