"""The words of a message: that there is something to look at, and what it is only where that may be said."""

from collections.abc import Sequence
from dataclasses import dataclass

from niggle.notify.matters import MatterKind

TITLE = "niggle"
TEST = "This is a test: messages of niggle arrive here."
_OPEN = "Open niggle to see it."
_MANY = 3  # athletes: from here on a line and a link each are more than one reads on a telephone


@dataclass(frozen=True, slots=True)
class Item:
    """One matter in facts that may be told; None is "not to be said" or "there is none".

    `name` is the athlete's, None when it is the reader's own matter. `day` is the run's as one says it ("Tuesday").
    `status` and `summary` are for messages with details. `link` is a page's address, `command` a line to run.
    """

    kind: MatterKind
    name: str | None = None
    day: str | None = None
    status: str | None = None
    summary: str | None = None
    source: str | None = None
    command: str | None = None
    link: str | None = None


def message(items: Sequence[Item], *, table: str | None = None) -> str:
    """The text for one person: a sentence an item, each with its link; the same sentence only once.

    Of many athletes of whom there is no more to say than that, one sentence tells, with the address of their `table`.
    """
    plain = list(dict.fromkeys(item.name for item in items if item.name is not None and item.status is None))
    parts: dict[str, str | None] = {}
    for item in items:
        if len(plain) >= _MANY and item.name in plain and item.status is None:
            parts.setdefault(_of_many(plain), table)
        else:
            parts.setdefault(sentence(item), item.link)
    lines = [text if link is None else f"{text}\n{link}" for text, link in parts.items()]
    if any(item.link is None and item.kind != "source" for item in items):
        lines.append(_OPEN)
    return "\n\n".join(lines)


def _of_many(names: Sequence[str]) -> str:
    return f"There is something new on the pages of {', '.join(names[:-1])} and {names[-1]}."


def sentence(item: Item) -> str:
    """What is said of one matter."""
    if item.kind == "source":
        return f"niggle cannot read {item.source} any more and needs you for it: run `{item.command}`."
    if item.status is not None:
        said = item.status if item.summary is None else f"{item.status}. {item.summary}"
        whose = "Your run" if item.name is None else f"{item.name}'s run"
        return f"{whose} of {item.day}: {said}"
    if item.name is not None:
        return f"There is something new on {item.name}'s page."
    if item.kind == "question":
        return f"niggle has a question about your run of {item.day}."
    return "There is something new on your page."
