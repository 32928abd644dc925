"""What a person who watches a night sees, on stderr: one line an athlete, and on a terminal the step under way."""

import sys
from typing import TextIO


class Progress:
    """Writes to `stream`; the line of the step under way is shown only if that is a terminal."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stderr if stream is None else stream

    def begin(self, what: str) -> None:
        """Show what is being done, until the next line."""
        if self._stream.isatty():
            self._stream.write(f"\r\x1b[K{what} …")
            self._stream.flush()

    def say(self, line: str) -> None:
        """Write a line that stays."""
        wipe = "\r\x1b[K" if self._stream.isatty() else ""
        self._stream.write(f"{wipe}{line}\n")
        self._stream.flush()
