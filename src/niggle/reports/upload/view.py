"""What the page of an upload is drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass

from niggle.reports.entry.view import RunLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """What became of one upload.

    `name` is the file's, `files` how many files it is or packs, `waiting` how many of them are not decided yet, `known`
    how many had been here before. `recordings` is how many of whatever sport they hold, `runs` what these belong to,
    oldest first; `problems` has a line for each file that cannot be read.
    """

    name: str
    files: int
    waiting: int = 0
    known: int = 0
    recordings: int = 0
    runs: Sequence[RunLine] = ()
    problems: Sequence[str] = ()
