"""What was sent with a request: a form, bytes, or a form with a file, which goes to disk as it streams in."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import gettempdir

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from niggle.durable import writing
from niggle.web.faults import RefusedError

MOST_BYTES_OF_FILE = 512 * 1024 * 1024  # as of a file in a folder
_MOST_BYTES_BESIDE = 64 * 1024  # of the other fields and of what parts them
_MOST_FIELDS = 10


@dataclass(frozen=True, slots=True)
class Received:
    """What was sent; each of it is empty where the address does not take it."""

    form: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    file: UploadFile | None = None


def may_have_file(request: Request) -> bool:
    """Whether it is a form of the kind that a file can be in."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == "multipart/form-data"


async def received_file(request: Request) -> Received:
    """A form with one file at most, of which no more than a megabyte is in memory.

    Raises:
        RefusedError: if it is none, or too large.
        DiskError: if there is no room for it while it comes in.
    """
    most_bytes = MOST_BYTES_OF_FILE + _MOST_BYTES_BESIDE
    announced = request.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced) > most_bytes:
        raise _too_large()
    parser = MultiPartParser(
        request.headers, _bounded(request, most_bytes),
        max_files=1, max_fields=_MOST_FIELDS, max_part_size=_MOST_BYTES_BESIDE,
    )  # fmt: skip
    try:
        with writing(Path(gettempdir())):
            parts = await parser.parse()
    except (MultiPartException, UnicodeError):  # the latter for names in a character set that cannot be one
        raise RefusedError(400, "Invalid request", "What was sent cannot be read as a form.") from None
    files = [part for part in parts.values() if isinstance(part, UploadFile)]
    form = {name: part for name, part in parts.items() if isinstance(part, str)}
    return Received(form=form, file=files[0] if files else None)


async def _bounded(request: Request, most_bytes: int) -> AsyncGenerator[bytes]:
    count = 0
    async for chunk in request.stream():
        count += len(chunk)
        if count > most_bytes:
            raise _too_large()
        yield chunk


def _too_large() -> RefusedError:
    return RefusedError(413, "Too large", f"More than {MOST_BYTES_OF_FILE // 2**20} MB cannot be sent here at once.")
