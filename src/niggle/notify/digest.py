"""The words of a coach's digest: what is new since yesterday and who is silent, counted; names only with details."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

type DigestKind = Literal["red_flag", "concern", "silent"]

_ONE: Mapping[DigestKind, str] = {
    "red_flag": "1 new red flag",
    "concern": "1 new concern",
    "silent": "1 silent",
}
_MANY: Mapping[DigestKind, str] = {
    "red_flag": "{count} new red flags",
    "concern": "{count} new concerns",
    "silent": "{count} silent",
}
_HEADS: Mapping[DigestKind, str] = {"red_flag": "Red flag", "concern": "Concern", "silent": "Silent"}


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One athlete in a digest, and in a few words what is so, as far as the coach may know it."""

    kind: DigestKind
    name: str
    said: str = ""


def digest(squad: str, items: Sequence[DigestItem], *, has_details: bool, table: str | None) -> str | None:
    """The text of a digest, None if there is nothing to tell; `table` is the address of the squad's page.

    >>> digest("club", [DigestItem("concern", "Ada", "limped")], has_details=False, table=None)
    'club: 1 new concern.'
    """
    if not items:
        return None
    names = {kind: [item for item in items if item.kind == kind] for kind in _ONE}
    counts = [
        _ONE[kind] if len(found) == 1 else _MANY[kind].format(count=len(found))
        for kind, found in names.items()
        if found
    ]
    lines = [f"{squad}: {', '.join(counts)}."]
    if has_details:
        lines += [f"{_HEADS[kind]}: {'; '.join(map(_named, found))}." for kind, found in names.items() if found]
    return "\n".join([*lines, *([] if table is None else [table])])


def _named(item: DigestItem) -> str:
    return f"{item.name} ({item.said})" if item.said else item.name
