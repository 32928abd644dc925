"""The words of a message: that there is something to look at, and what it is only where that may be said."""

from collections.abc import Sequence
from dataclasses import dataclass

from niggle.notify.matters import Kind

TITLE = "niggle"
TEST = "This is a test: messages of niggle arrive here."
_OPEN = "Open niggle to see it."


@dataclass(frozen=True, slots=True)
class Item:
    """One matter in facts that may be told; None is "not to be said" or "there is none".

    `name` is the athlete's, None when it is the reader's own matter. `day` is the run's as one says it ("Tuesday").
    `status` and `summary` are for messages with details. `link` is a page's address, `command` a line to run.
    """

    kind: Kind
    name: str | None = None
    day: str | None = None
    status: str | None = None
    summary: str | None = None
    source: str | None = None
    command: str | None = None
    link: str | None = None


def message(items: Sequence[Item]) -> str:
    """The text for one person: a sentence an item, each with its link; the same sentence only once."""
    parts: dict[str, str | None] = {}
    for item in items:
        parts.setdefault(sentence(item), item.link)
    lines = [text if link is None else f"{text}\n{link}" for text, link in parts.items()]
    if any(item.link is None and item.kind != "source" for item in items):
        lines.append(_OPEN)
    return "\n\n".join(lines)


def sentence(item: Item) -> str:
    """What is said of one matter."""
    if item.kind == "source":
        return f"niggle cannot read {item.source} any more and needs you for it: run `{item.command}`."
    if item.status is not None:
        said = item.status if item.summary is None else f"{item.status}. {item.summary}"
        whose = "Your run" if item.name is None else f"{item.name}'s page says of the run"
        return f"{whose} of {item.day}: {said}"
    if item.name is not None:
        return f"There is something new on {item.name}'s page."
    if item.kind == "question":
        return f"niggle has a question about your run of {item.day}."
    return "There is something new on your page."
