"""The boundary around every reader of a file: whatever it stumbles over is a fault of that one file.

A file can hold anything, and behind a reader stand libraries and lower layers (zlib, bz2, lzma, libxml2, codecs, csv,
json, fitparse) of which nobody can list what they raise on bytes that no test has tried. So this is the one place
beside the front doors that catches every exception: it turns it into an `UnreadableError` that names the file, which
is quarantined, while all other files are read. It knows nothing else, and only work on bytes that are already at hand
belongs inside: a disk that fails or a database that is locked is no fault of the file.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from niggle.errors import NiggleError, UnreadableError


@contextmanager
def reading(path: str, *, says_why: bool = False) -> Iterator[None]:
    """Let whatever the block raises name the file; what is expected already passes as it is.

    The reason holds the exception's kind and not its text, which may quote a title or a note; of archives, in which
    there are no words, `says_why` has it told.

    Raises:
        UnreadableError: in place of any exception that is no `NiggleError`.
    """
    try:
        yield
    except NiggleError:
        raise
    except Exception as error:  # see above
        reason = f"its reader cannot make sense of it ({type(error).__name__})"
        raise UnreadableError(str(error) or reason if says_why else reason, path=path) from error
