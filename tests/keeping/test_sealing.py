"""A sealed backup opens for its passphrase or its key alone, however large it is."""

import io
import random
import subprocess
from collections.abc import Callable
from pathlib import Path
from shutil import which

import pyrage
import pytest

from niggle.errors import UsageError
from niggle.keeping.archive import BackupError, DamagedBackupError, archived, member_of, read_archive
from niggle.keeping.sealing import Seal, opened_sealed, write_sealed

DATA = random.Random(5).randbytes(500_000)  # more than a pipe and a part of age's hold
WORDS = Seal(passphrase="four words do well")


@pytest.fixture
def key(tmp_path) -> tuple[str, Path]:
    """A public key, and the file with the secret one."""
    identity = pyrage.x25519.Identity.generate()
    path = tmp_path / "key.txt"
    path.write_text(f"# created: today\n{identity}\n")
    return str(identity.to_public()), path


@pytest.fixture
def sealed(tmp_path) -> Callable[[Seal], Path]:
    def make(seal: Seal) -> Path:
        path = tmp_path / "club.backup"
        with path.open("w+b") as out:
            write_sealed(archived([member_of("backup.json", DATA)]), out, seal)
        return path

    return make


def content(path: Path, seal: Seal) -> bytes:
    found = []
    with opened_sealed(path, seal) as file:
        read_archive(file, path, lambda _, chunks: found.append(b"".join(chunks)))
    return b"".join(found)


def test_without_a_seal_it_is_the_archive(sealed):
    assert content(sealed(Seal()), Seal()) == DATA


def test_a_passphrase_opens_what_it_sealed(sealed):
    path = sealed(WORDS)
    assert b"backup.json" not in path.read_bytes()
    assert content(path, WORDS) == DATA
    for wrong in (Seal(passphrase="three words won't"), Seal()):
        with pytest.raises(UsageError, match="passphrase"):
            content(path, wrong)


def test_a_key_opens_what_was_sealed_for_it(sealed, key, tmp_path):
    public, secret = key
    path = sealed(Seal(keys=(public,)))
    assert path.read_bytes().startswith(b"age-encryption.org/v1")
    assert content(path, Seal(keys=(str(secret),))) == DATA
    (tmp_path / "other.txt").write_text(str(pyrage.x25519.Identity.generate()))
    with pytest.raises(UsageError, match="sealed for another key"):
        content(path, Seal(keys=(str(tmp_path / "other.txt"),)))
    with pytest.raises(UsageError, match="--identity"):
        content(path, Seal())


def test_a_key_of_ssh_will_do(sealed, tmp_path):
    if which("ssh-keygen") is None:
        pytest.skip("no ssh-keygen here")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "id")], check=True)
    path = sealed(Seal(keys=((tmp_path / "id.pub").read_text().strip(),)))
    assert content(path, Seal(keys=(str(tmp_path / "id"),))) == DATA


def test_a_passphrases_parts_open_with_age_alone(sealed, tmp_path):
    """What the documentation says for the day on which there is no niggle any more."""
    subprocess.run(["tar", "xf", str(sealed(WORDS))], cwd=tmp_path, check=True)
    secret = pyrage.passphrase.decrypt((tmp_path / "key.age").read_bytes(), WORDS.passphrase).decode()
    identity = pyrage.x25519.Identity.from_str(secret)
    (tmp_path / "x.tar.gz").write_bytes(pyrage.decrypt((tmp_path / "backup.tar.gz.age").read_bytes(), [identity]))
    subprocess.run(["tar", "xzf", "x.tar.gz"], cwd=tmp_path, check=True)
    assert (tmp_path / "backup.json").read_bytes() == DATA


@pytest.mark.parametrize("is_by_key", [True, False])
def test_each_cut_and_each_altered_part_is_noticed(sealed, key, is_by_key):
    public, secret = key
    path = sealed(Seal(keys=(public,)) if is_by_key else WORDS)
    opening = Seal(keys=(str(secret),)) if is_by_key else WORDS
    data = path.read_bytes()
    for size in (len(data) * 3 // 4, len(data) // 2, 3000):
        path.write_bytes(data[:size])
        with pytest.raises(DamagedBackupError):
            content(path, opening)
    for at in (len(data) // 2, len(data) - 2000):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        with pytest.raises(DamagedBackupError):
            content(path, opening)


def test_what_is_no_backup_is_told_so(tmp_path):
    for data in (b"", b"PK\x03\x04", b"age", bytes(4096)):
        (tmp_path / "x").write_bytes(data)
        with pytest.raises(DamagedBackupError, match="does not begin as one"):
            content(tmp_path / "x", WORDS)
    with pytest.raises(UsageError, match="No such file"):
        content(tmp_path / "y", WORDS)


def test_keys_that_are_none_are_wrong_usage(sealed, tmp_path):
    for key in ("age1nonsense", "ssh-ed25519 nonsense", ""):
        with pytest.raises(UsageError, match="no public key"):
            sealed(Seal(keys=(key,)))
    (tmp_path / "empty.txt").write_text("# nothing\n")
    path = tmp_path / "club.backup"
    path.write_bytes(b"age-encryption.org/v1\n" + bytes(600))
    for name, reason in (("empty.txt", "has no secret key"), ("none.txt", "No such file")):
        with pytest.raises(UsageError, match=reason):
            content(path, Seal(keys=(str(tmp_path / name),)))


class FullDisk(io.BytesIO):
    def write(self, data) -> int:
        if self.tell() > 100_000:
            raise OSError(28, "No space left on device")
        return super().write(data)


def test_faults_of_the_disk_and_of_the_store_pass_as_what_they_are(key):
    seal = Seal(keys=(key[0],))
    with pytest.raises(OSError, match="No space left"):
        write_sealed(archived([member_of("backup.json", DATA)]), FullDisk(), seal)

    def fails():
        yield b"begun"
        raise BackupError("a raw file became shorter")

    with pytest.raises(BackupError, match="became shorter"):
        write_sealed(fails(), io.BytesIO(), seal)
