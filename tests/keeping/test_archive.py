"""The file that a backup is: ordinary tools read it, and it takes nothing but what a store can have."""

import hashlib
import io
import subprocess
import tarfile
from pathlib import Path

import pytest

from niggle.keeping.archive import (
    BackupError,
    DamagedBackupError,
    Member,
    archived,
    member_from,
    member_of,
    read_archive,
)

DIGEST = hashlib.sha256(b"run").hexdigest()
RAW = f"athletes/ada/raw/{DIGEST[:2]}/{DIGEST}.fit"
WHERE = Path("club.backup")


def packed(*members: Member) -> bytes:
    return b"".join(archived(members))


def unpacked(data: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}

    def take(name, chunks):
        found[name] = b"".join(chunks)

    assert read_archive(io.BytesIO(data), WHERE, take) == {
        name: hashlib.sha256(content).hexdigest() for name, content in found.items()
    }
    return found


def test_what_was_written_is_read():
    large = bytes(range(256)) * 20_000
    members = {"backup.json": b"{}", RAW: b"run", "manifest.jsonl": b"", "credentials/garmin-ada.json": large}
    assert unpacked(packed(*(member_of(name, data) for name, data in members.items()))) == members


def test_ordinary_tools_read_it(tmp_path):
    (tmp_path / "x.tar.gz").write_bytes(packed(member_of("backup.json", b"{}"), member_of(RAW, b"run")))
    for command in (["tar", "xzf", "x.tar.gz"], ["sha256sum", "--quiet", "--strict", "-c", "SHA256SUMS"]):
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / RAW).read_bytes() == b"run"


def test_the_same_store_gives_the_same_bytes():
    assert packed(member_of(RAW, b"run")) == packed(member_of(RAW, b"run"))


def test_a_file_that_becomes_shorter_ends_the_backup():
    with pytest.raises(BackupError, match="became shorter"):
        packed(member_from(RAW, io.BytesIO(b"ru"), 3))


def test_each_cut_and_each_altered_byte_is_noticed():
    data = packed(member_of("backup.json", b"{}"), member_of(RAW, b"run" * 500))
    whole = unpacked(data)
    for size in range(0, len(data) - 40, 7):
        with pytest.raises(DamagedBackupError):
            unpacked(data[:size])
    noticed = 0
    for at in range(len(data)):
        altered = bytearray(data)
        altered[at] ^= 0xFF
        try:
            assert unpacked(bytes(altered)) == whole  # the name of the packer, its time: nothing of the content
        except DamagedBackupError:
            noticed += 1
    assert noticed > len(data) * 0.9


def crafted(*infos: tuple[tarfile.TarInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for info, data in infos:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def entry(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


@pytest.mark.parametrize(
    "name",
    [
        "../beside.txt", "/tmp/beside.txt", "raw/../../beside.txt", "credentials/../beside.txt", "credentials/.hidden",
        "athletes/../manifest.jsonl", f"athletes/ada/raw/{DIGEST[:2]}/..", f"raw/{DIGEST[:2]}/{DIGEST}.fit/../x",
        "manifest.jsonl/", "notes.txt", "athletes/Ada/manifest.jsonl", "credentials/a/b", "",
    ],
)  # fmt: skip
def test_a_name_that_no_store_has_is_refused(name):
    with pytest.raises(DamagedBackupError):
        unpacked(crafted((entry(name), b"harmless")))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_only_plain_files_are_taken(kind):
    with pytest.raises(DamagedBackupError, match="does not belong there"):
        unpacked(crafted((entry("manifest.jsonl", kind, "config.toml"), b"")))


def test_no_name_comes_twice_and_nothing_after_the_digests():
    twice = [(entry("manifest.jsonl"), b"a"), (entry("manifest.jsonl"), b"b")]
    after = [(entry("SHA256SUMS"), b""), (entry("manifest.jsonl"), b"b")]
    for infos in (twice, after):
        with pytest.raises(DamagedBackupError, match="does not belong there"):
            unpacked(crafted(*infos))
