"""What somebody who waits is told while a step works: what is being done, and how much of it is done."""

from collections.abc import Iterator, Sequence
from typing import Protocol


class Tell(Protocol):
    """Takes what is being done, and of how many things how many are done (`total` 0: that is not known)."""

    def __call__(self, what: str, done: int = 0, total: int = 0) -> None:
        """Be told; called often, so it costs little."""


def to_nobody(what: str, done: int = 0, total: int = 0) -> None:
    """Where nobody waits."""


def counted[T](things: Sequence[T], tell: Tell, what: str, *, before: int = 0, total: int | None = None) -> Iterator[T]:
    """The same things, and a word to whoever waits as each is taken; `before` are done of `total` already.

    >>> list(counted("ab", lambda *step: print(step), "reading"))
    ('reading', 0, 2)
    ('reading', 1, 2)
    ['a', 'b']
    """
    for number, thing in enumerate(things, before):
        tell(what, number, len(things) if total is None else total)
        yield thing
