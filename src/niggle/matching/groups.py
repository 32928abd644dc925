"""Which recordings make one run."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from niggle.matching.compare import LEAST_SHARE, SHIFTS_S, Recording

_MOST_SHIFT_S = max(SHIFTS_S)

type Offset = Callable[[int, int], float | None]


@dataclass(frozen=True)
class Timeline:
    """When the recordings of one athlete were, for finding those that may be one run."""

    starts: NDArray[np.float64]
    durations_s: NDArray[np.float64]

    def near(self, index: int) -> list[int]:
        """The recordings worth comparing with one: they overlap it, or would if a clock were in another zone."""
        start, duration_s = self.starts[index], self.durations_s[index]
        ends = self._ends
        least = LEAST_SHARE * np.minimum(self.durations_s, duration_s)
        # A common stretch of the least length, at most a difference of zones away.
        reach = (self.starts - _MOST_SHIFT_S <= start + duration_s - least) & (ends + _MOST_SHIFT_S >= start + least)
        reach[index] = False
        return [int(i) for i in np.flatnonzero(reach)]

    @cached_property
    def _ends(self) -> NDArray[np.float64]:
        return self.starts + self.durations_s

    @staticmethod
    def of(recordings: Sequence[Recording]) -> "Timeline":
        """The timeline of some recordings."""
        return Timeline(np.array([r.start for r in recordings]), np.array([r.duration_s for r in recordings]))


@dataclass(frozen=True, slots=True)
class Group[Key: Hashable]:
    """The recordings of one run, richest first, and how much later each truly started by the clock of the first."""

    members: tuple[Key, ...]
    offsets_s: tuple[float, ...]


def groups[Key: Hashable](
    richest_first: Sequence[Key],
    pairs: Mapping[tuple[Key, Key], float],
    *,
    followers: Iterable[Key] = (),
) -> list[Group[Key]]:
    """The runs that recordings make, from which of them are one run (`offset_between` a pair, either way round).

    `followers` join a run but never bring two together, nor count before others: those that will not stay (terms that
    let them be kept for days only) must leave nothing changed when they go.
    """
    following = set(followers)
    rank = {key: position for position, key in enumerate(richest_first)}
    edges: dict[Key, dict[Key, float]] = {key: {} for key in richest_first}
    for (a, b), offset in pairs.items():
        edges[a][b], edges[b][a] = offset, -offset
    found = _components([key for key in richest_first if key not in following], edges)
    owner = {member: group for group in found for member in group}
    left = []
    for key in richest_first:
        if key not in following:
            continue
        leaders = sorted((other for other in edges[key] if other in owner), key=rank.__getitem__)
        if leaders:
            group = owner[leaders[0]]
            group[key] = group[leaders[0]] + edges[leaders[0]][key]
        else:
            left.append(key)
    found += _components(left, edges)
    result = []
    for group in found:
        members = sorted(group, key=rank.__getitem__)
        members = [*(m for m in members if m not in following), *(m for m in members if m in following)]
        first = group[members[0]]
        result.append(Group(tuple(members), tuple(group[key] - first for key in members)))
    return result


def _components[Key: Hashable](keys: Sequence[Key], edges: Mapping[Key, Mapping[Key, float]]) -> list[dict[Key, float]]:
    """Sets that hang together, with each one's offset by the clock of its first."""
    allowed, seen = set(keys), set[Key]()
    found = []
    for key in keys:
        if key in seen:
            continue
        offsets = {key: 0.0}
        waiting = [key]
        while waiting:
            at = waiting.pop(0)
            for other in sorted((o for o in edges[at] if o in allowed and o not in offsets), key=keys.index):
                offsets[other] = offsets[at] + edges[at][other]
                waiting.append(other)
        seen |= set(offsets)
        found.append(offsets)
    return found
