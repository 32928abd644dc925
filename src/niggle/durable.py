"""Files that are whole or not there, for their owner alone."""

import os
import tempfile
from pathlib import Path


def write_atomically(path: Path, data: bytes) -> None:
    """Put bytes in a file, mode 0600, that a crash leaves as it was or as it is to be; its folder must be there."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")  # mkstemp gives mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:  # whatever ended it, Ctrl-C too: the draft goes, and the reason goes on
        Path(temporary).unlink(missing_ok=True)
        raise
