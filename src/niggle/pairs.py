"""Which pair of shoes each run was in, and how far each pair has come.

A run is in the pair that the runner said, else in what its source calls its gear, else in the one before: that of the
run before it, or a pair that began since.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

type ShoesDeed = Literal["begin", "retire", "wear"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShoesSaid:
    """One thing that was said of a pair: from `day` on it is worn, up to `day` it was, or it was worn on `run_id`."""

    deed: ShoesDeed
    name: str
    day: date | None = None
    run_id: str | None = None


@dataclass(frozen=True, slots=True)
class RunOn:
    """A run: its local day, its distance where that is known, and the gear that its source names."""

    run_id: str
    day: date
    distance_m: float | None
    gear: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A pair of shoes: from its first day to its last (None: still worn), with the runs in it and their metres."""

    name: str
    since: date
    until: date | None = None
    runs: int = 0
    distance_m: float = 0.0

    def after(self, run: RunOn) -> "Pair":
        """The same once it was worn on a run."""
        distance_m = self.distance_m + (run.distance_m or 0.0)
        return replace(self, since=min(self.since, run.day), runs=self.runs + 1, distance_m=distance_m)


@dataclass(frozen=True, slots=True)
class Worn:
    """Every pair, the one worn last first, and the name of the pair of each run that is known to be in one."""

    pairs: Sequence[Pair]
    by_run: Mapping[str, str]

    @property
    def in_use(self) -> list[Pair]:
        """The pairs that are not retired."""
        return [pair for pair in self.pairs if pair.until is None]

    def of_run(self, run_id: str) -> Pair | None:
        """The pair that a run was in."""
        return next((pair for pair in self.pairs if pair.name == self.by_run.get(run_id)), None)


def worn(said: Sequence[ShoesSaid], begun: Sequence[tuple[str, date]], runs: Sequence[RunOn]) -> Worn:
    """The pairs, out of what was said (in that order), the new shoes that explained a run, and the runs (oldest first).

    `begun` are names and first days. Names that differ in upper and lower case alone are one pair's.
    """
    pairs = _begun(said, begun)
    ends = _ended(said)
    told = {one.run_id: one.name for one in said if one.deed == "wear" and one.run_id is not None}
    waiting = sorted(pairs, key=lambda key: pairs[key].since)
    current, by_run, last = None, dict[str, str](), dict[str, int]()
    for number, run in enumerate(runs):
        while waiting and pairs[waiting[0]].since <= run.day:
            current = waiting.pop(0)
        if current in ends and run.day > ends[current]:
            current = None
        name = told.get(run.run_id) or run.gear
        if name is not None:
            current = _key(name)
            pairs.setdefault(current, Pair(name=name, since=run.day))
        if current is not None:
            pairs[current] = pairs[current].after(run)
            by_run[run.run_id], last[current] = pairs[current].name, number
    latest = sorted(pairs, key=lambda key: (last.get(key, len(runs)), pairs[key].since), reverse=True)
    return Worn([replace(pairs[key], until=ends.get(key)) for key in latest], by_run)


def _begun(said: Iterable[ShoesSaid], begun: Iterable[tuple[str, date]]) -> dict[str, Pair]:
    """The pairs that were said to begin, by key; the first day that was said is the one that counts."""
    pairs: dict[str, Pair] = {}
    for name, since in (*begun, *((one.name, one.day) for one in said if one.deed == "begin")):
        if since is not None:
            pairs.setdefault(_key(name), Pair(name=name, since=since))
    return pairs


def _ended(said: Iterable[ShoesSaid]) -> dict[str, date]:
    """The last day of each pair that is retired, by key."""
    ends: dict[str, date] = {}
    for one in said:
        if one.deed == "retire" and one.day is not None:
            ends[_key(one.name)] = one.day
        elif one.deed == "begin":
            ends.pop(_key(one.name), None)
    return ends


def _key(name: str) -> str:
    return name.casefold()
