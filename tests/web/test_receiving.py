"""A form with a file, read as it streams in."""

import asyncio
import errno
from tempfile import SpooledTemporaryFile

import pytest
from starlette.requests import Request

from niggle.errors import DiskError
from niggle.web import receiving
from niggle.web.faults import RefusedError
from niggle.web.receiving import received_file

BOUNDARY = b"x"
KIND = "multipart/form-data; boundary=x"


def part(name, data, *, file=None):
    filename = b"" if file is None else b'; filename="' + file + b'"'
    return b'--x\r\nContent-Disposition: form-data; name="' + name + b'"' + filename + b"\r\n\r\n" + data + b"\r\n"


def receive(*chunks, kind=KIND, **headers):
    messages = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    messages.append({"type": "http.request", "body": b"", "more_body": False})
    given = {"content-type": kind, **headers}
    scope = {
        "type": "http", "method": "POST", "headers": [(name.encode(), text.encode()) for name, text in given.items()],
    }  # fmt: skip

    async def feed():
        return messages.pop(0)

    async def go():
        received = await received_file(Request(scope, feed))
        data = None if received.file is None else await received.file.read()
        if received.file is not None:
            await received.file.close()
        return received, data, len(messages)

    return asyncio.run(go())


def test_fields_and_a_file_in_any_pieces():
    whole = part(b"csrf", b"token") + part(b"file", b"12345" * 1000, file=b"a.fit") + b"--x--\r\n"
    received, data, _ = receive(*(whole[at : at + 7] for at in range(0, len(whole), 7)))
    assert received.form == {"csrf": "token"}
    assert received.file.filename == "a.fit"
    assert data == b"12345" * 1000


def test_no_more_than_a_megabyte_of_a_file_is_in_memory():
    begun = part(b"file", b"", file=b"a.fit")[:-2]
    received, data, _ = receive(begun, *([b"." * 65536] * 20), b"\r\n--x--\r\n")
    assert len(data) == 20 * 65536
    assert received.file.file._rolled  # the library's own word for: on disk


@pytest.mark.parametrize(
    ("chunks", "options", "status"),
    [
        ([b"no parts"], {}, 400),
        ([b"--x"], {"kind": "multipart/form-data"}, 400),
        ([part(b"file", b"1", file=b"a"), part(b"file", b"2", file=b"b"), b"--x--"], {}, 400),
        ([part(b"n%d" % number, b"") for number in range(11)], {}, 400),
        ([part(b"csrf", b"." * 70_000)], {}, 400),
        ([part(b"csrf", b"1"), b"--x--"], {"kind": f"{KIND}; charset=undefined"}, 400),
        ([], {"content-length": str(2**40)}, 413),
    ],
)
def test_what_is_no_such_form_is_refused(chunks, options, status):
    with pytest.raises(RefusedError) as caught:
        receive(*chunks, **options)
    assert caught.value.status == status


def test_a_file_that_is_too_large_is_read_no_further(monkeypatch):
    monkeypatch.setattr(receiving, "MOST_BYTES_OF_FILE", 100_000)
    with pytest.raises(RefusedError) as caught:
        receive(part(b"file", b"", file=b"a.fit")[:-2], *([b"." * 65536] * 100))
    assert caught.value.status == 413


def test_a_disk_without_room_for_what_comes_in_is_told_of(monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(SpooledTemporaryFile, "rollover", full)
    with pytest.raises(DiskError):
        receive(part(b"file", b"", file=b"a.fit")[:-2], *([b"." * 65536] * 20), b"\r\n--x--\r\n")
