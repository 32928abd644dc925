"""What is written is whole or not there, also on a disk that is full: here one that takes so many bytes a file."""

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from niggle.durable import append_whole, check_room, write_atomically, writing
from niggle.errors import DiskError

IN_LITTLE_ROOM = """
import resource, sys
from pathlib import Path
from niggle.durable import append_whole, write_atomically
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
file = Path(sys.argv[1])
try:
    {call}
except OSError as error:
    print(error.errno)
"""


def in_little_room(call: str, file: Path) -> int:
    """The error of a call in a process whose files may have 1,000 bytes."""
    code = IN_LITTLE_ROOM.format(call=call)
    answer = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=True)
    return int(answer.stdout or 0)


def test_a_line_that_does_not_fit_is_taken_back(tmp_path):
    file = tmp_path / "manifest.jsonl"
    file.write_bytes(b"a" * 899 + b"\n")
    assert in_little_room("append_whole(file, b'b' * 200)", file) == errno.EFBIG
    assert file.read_bytes() == b"a" * 899 + b"\n"
    assert in_little_room("append_whole(file, b'b' * 100)", file) == 0
    assert file.stat().st_size == 1000


def test_a_file_that_does_not_fit_leaves_the_one_before(tmp_path):
    file = tmp_path / "a.fit"
    file.write_bytes(b"before")
    assert in_little_room("write_atomically(file, b'b' * 2000)", file) == errno.EFBIG
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.fit", b"before")]


def test_a_disk_that_fails_on_the_way_down_takes_the_line_back(tmp_path, monkeypatch):
    file = tmp_path / "manifest.jsonl"
    append_whole(file, b"one\n")

    def fail(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        append_whole(file, b"two\n")
    assert file.read_bytes() == b"one\n"


def test_what_is_written_is_for_its_owner_alone(tmp_path):
    write_atomically(tmp_path / "a", b"x")
    append_whole(tmp_path / "b", b"x")
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full; make room"),
        (errno.EROFS, "the disk is read-only; mount it"),
        (errno.EACCES, "may not be written; give its owner the right"),
    ],
)
def test_what_a_disk_refuses_is_one_line_that_says_what_to_do(number, words):
    with pytest.raises(DiskError, match=words) as caught, writing(Path("/store/raw")):
        raise OSError(number, os.strerror(number))
    assert str(caught.value).startswith("/store/raw: ")


def test_any_other_fault_passes():
    with pytest.raises(FileNotFoundError), writing(Path("/store")):
        raise FileNotFoundError(errno.ENOENT, "No such file")


def test_a_folder_that_takes_nothing_is_told_before_anything_starts(tmp_path, monkeypatch):
    check_room(tmp_path)
    assert list(tmp_path.iterdir()) == []

    def fail(_descriptor: int) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fail)
        with pytest.raises(DiskError, match="the disk is read-only"):
            check_room(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1_000_000))
    with pytest.raises(DiskError, match="the disk is full"):
        check_room(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_what_fails_on_the_way_leaves_the_old_file_and_no_draft(tmp_path, monkeypatch, failing):
    (tmp_path / "a").write_bytes(b"old")

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(*((os, "fsync") if failing == "fsync" else (Path, "replace")), fail)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
