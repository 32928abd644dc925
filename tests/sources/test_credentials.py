"""Where secrets are kept: the system keyring, else files for the owner alone."""

import json
import os
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError, PasswordDeleteError

from niggle.sources import CredentialsError, credentials

SECRETS = {"key": "k-77aa", "expires_on": None}


class InMemory(KeyringBackend):
    """A keyring that can be locked."""

    priority = 5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.is_locked = False

    def get_password(self, service: str, username: str) -> str | None:
        self._check()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._check()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._check()
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("not there")

    def _check(self) -> None:
        if self.is_locked:
            raise KeyringError("locked")


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> InMemory:
    backend = InMemory()
    monkeypatch.delenv("NIGGLE_CREDENTIALS")
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    return backend


def files(folder: Path) -> list[Path]:
    return sorted((folder / "credentials").iterdir())


def test_what_is_saved_is_loaded_for_that_athlete_and_kind_alone(tmp_path):
    credentials.save(tmp_path, "me", "garmin", SECRETS)
    assert credentials.load(tmp_path, "me", "garmin") == SECRETS
    assert credentials.load(tmp_path, "you", "garmin") is None
    assert credentials.load(tmp_path, "me", "strava") is None


def test_files_are_for_the_owner_alone_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        credentials.save(tmp_path / "new" / "store", "me", "garmin", SECRETS)
    finally:
        os.umask(before)
    (path,) = files(tmp_path / "new" / "store")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_was_open_is_closed(tmp_path):
    (tmp_path / "credentials").mkdir(mode=0o755)
    credentials.save(tmp_path, "me", "garmin", SECRETS)
    assert (tmp_path / "credentials").stat().st_mode & 0o777 == 0o700


def test_saving_replaces_the_whole(tmp_path):
    credentials.save(tmp_path, "me", "garmin", {"a": 1, "b": 2})
    credentials.save(tmp_path, "me", "garmin", {"a": 3})
    assert credentials.load(tmp_path, "me", "garmin") == {"a": 3}
    assert len(files(tmp_path)) == 1


def test_a_save_that_fails_leaves_what_was_there(tmp_path, monkeypatch):
    credentials.save(tmp_path, "me", "garmin", SECRETS)

    def full(_: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="disk full"):
        credentials.save(tmp_path, "me", "garmin", {"key": "new"})
    assert credentials.load(tmp_path, "me", "garmin") == SECRETS
    assert len(files(tmp_path)) == 1


def test_delete_says_whether_there_was_anything(tmp_path):
    credentials.save(tmp_path, "me", "garmin", SECRETS)
    assert credentials.delete(tmp_path, "me", "garmin") is True
    assert credentials.delete(tmp_path, "me", "garmin") is False
    assert credentials.load(tmp_path, "me", "garmin") is None


@pytest.mark.parametrize("text", ["", "{", "[1]", "null"])
def test_damaged_files_need_a_person(tmp_path, text):
    credentials.save(tmp_path, "me", "garmin", SECRETS)
    files(tmp_path)[0].write_text(text)
    with pytest.raises(CredentialsError, match="niggle login garmin --athlete me"):
        credentials.load(tmp_path, "me", "garmin")


def test_a_keyring_keeps_them_out_of_files(ring, tmp_path):
    credentials.save(tmp_path, "me", "garmin", SECRETS)
    assert "k-77aa" not in files(tmp_path)[0].read_text()
    assert credentials.load(tmp_path, "me", "garmin") == SECRETS
    assert credentials.kept_in(tmp_path, "me", "garmin") == "the system keyring"
    assert credentials.delete(tmp_path, "me", "garmin") is True
    assert ring.kept == {}


def test_two_stores_share_nothing_in_a_keyring(ring, tmp_path):
    credentials.save(tmp_path / "a", "me", "garmin", {"key": "a"})
    credentials.save(tmp_path / "b", "me", "garmin", {"key": "b"})
    assert credentials.load(tmp_path / "a", "me", "garmin") == {"key": "a"}


def test_a_keyring_that_is_locked_when_saving_is_passed_by(ring, tmp_path):
    ring.is_locked = True
    credentials.save(tmp_path, "me", "garmin", SECRETS)
    assert credentials.load(tmp_path, "me", "garmin") == SECRETS
    assert credentials.kept_in(tmp_path, "me", "garmin") == str(files(tmp_path)[0])


def test_a_keyring_out_of_reach_at_night_is_not_taken_for_never_logged_in(ring, tmp_path, monkeypatch):
    credentials.save(tmp_path, "me", "garmin", SECRETS)
    ring.is_locked = True
    with pytest.raises(CredentialsError, match=r"out of reach.*NIGGLE_CREDENTIALS=file.*niggle login garmin"):
        credentials.load(tmp_path, "me", "garmin")
    monkeypatch.setenv("NIGGLE_CREDENTIALS", "file")
    with pytest.raises(CredentialsError, match="out of reach"):
        credentials.load(tmp_path, "me", "garmin")


def test_a_keyring_that_is_not_fit_for_secrets_is_not_used(ring, tmp_path):
    ring.priority = 0.5  # type: ignore[assignment]
    credentials.save(tmp_path, "me", "garmin", SECRETS)
    assert ring.kept == {}
    assert json.loads(files(tmp_path)[0].read_text())["secrets"] == SECRETS


def test_a_person_can_choose_files(ring: Any, tmp_path, monkeypatch):
    monkeypatch.setenv("NIGGLE_CREDENTIALS", "file")
    credentials.save(tmp_path, "me", "garmin", SECRETS)
    assert ring.kept == {}
