"""Which recordings are one run, decided whole: from the recordings of some days and the runs that they make so far."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from niggle.matching.compare import Recording, may_be_one, offset_between
from niggle.matching.groups import Group, Timeline, groups
from niggle.matching.merge import Merged
from niggle.matching.model import Key, UsageTerms
from niggle.matching.profile import Profile

type _Pairs = dict[tuple[Key, Key], float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidate:
    """A recording that may be one run with others; `run_id`, `offset_s` and `gave` are None while it is of no run.

    `richness` orders recordings, the last is the best; `own_run_id` is what the run would be called if this were all
    of it. A run of which one `is_forgotten` is none: its owner took it away.
    """

    key: Key
    outline: Recording
    profile: Profile
    richness: tuple[float | str, ...]
    own_run_id: str
    terms: UsageTerms
    run_id: str | None = None
    offset_s: float | None = None
    gave: str | None = None
    is_forgotten: bool = False

    @property
    def names(self) -> set[str]:
        """What its run is called, and what it would be."""
        return {self.own_run_id} if self.run_id is None else {self.own_run_id, self.run_id}


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run that there is: `base` is the recording that gave its gait."""

    base: Key
    terms: UsageTerms


@dataclass(frozen=True, slots=True)
class Membership:
    """Of which run a recording is, how much later it truly started by the run's clock, and what it gave to it.

    `run_id` is None of a recording whose run was forgotten.
    """

    run_id: str | None
    offset_s: float
    gave: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPlan:
    """A run to be made of its `leaders` (richest first); `members` are all recordings of it.

    `is_stored`: it is there already, on these terms and made of its richest recording alone.
    """

    run_id: str
    members: tuple[Key, ...]
    offsets_s: tuple[float, ...]
    leaders: tuple[Key, ...]
    part_offsets_s: tuple[float, ...]
    terms: UsageTerms
    is_stored: bool

    def memberships(self, merged: Merged) -> dict[Key, Membership]:
        """What each member is to the run, once its leaders are merged."""
        gave = dict(zip(self.leaders, merged.gave, strict=True))
        base = self.leaders[0]
        return {
            key: Membership(self.run_id, offset_s, ",".join((("base",) if key == base else ()) + gave.get(key, ())))
            for key, offset_s in zip(self.members, self.offsets_s, strict=True)
        }

    def changes_nothing(self, merged: Merged) -> bool:
        """Whether the run stays as it is stored, and only gains recordings."""
        return self.is_stored and merged.is_first_alone


@dataclass(frozen=True, slots=True)
class Regrouping:
    """The runs to be made, richest first, and the ids of those that there are until now in their place.

    `forgotten` are the recordings that make none.
    """

    plans: tuple[RunPlan, ...]
    replaced: frozenset[str]
    forgotten: frozenset[Key] = frozenset()


def regroup(
    candidates: Iterable[Candidate],
    stored: Mapping[str, StoredRun],
    *,
    changed: Collection[Key],
    bereft: Collection[str],
) -> Regrouping:
    """Which runs are to be made after recordings changed, or were lost to the runs `bereft`.

    `candidates` are all recordings of the days around, `stored` the runs that they make so far, by id. The answer is
    the same for the same recordings, whatever came first.
    """
    known = {one.key: one for one in candidates}
    concerned, pairs = _concerned(known, changed, bereft)
    richest_first = sorted(concerned, key=lambda key: known[key].richness, reverse=True)
    followers = [key for key in concerned if known[key].terms.binds]
    replaced = {name for key in concerned if (name := known[key].run_id) is not None} | set(bereft)
    plans, forgotten = list[RunPlan](), set[Key]()
    for run_id, group in _named(groups(richest_first, pairs, followers=followers), known):
        if any(known[key].is_forgotten for key in group.members):
            forgotten.update(group.members)
            continue
        plan = _plan(run_id, group, known, stored, is_bereft=run_id in bereft)
        if run_id not in bereft and _is_as_it_was(plan, known, stored):
            replaced.discard(run_id)
        else:
            plans.append(plan)
    return Regrouping(tuple(plans), frozenset(replaced), frozenset(forgotten))


def _concerned(
    known: Mapping[Key, Candidate], changed: Collection[Key], bereft: Collection[str]
) -> tuple[set[Key], _Pairs]:
    """All recordings that may change their run with these, and which pairs of them are of one run."""
    keys = list(known)
    number = {key: index for index, key in enumerate(keys)}
    timeline = Timeline.of([one.outline for one in known.values()])
    by_name: dict[str, list[Key]] = {}
    for key, one in known.items():
        for name in one.names:
            by_name.setdefault(name, []).append(key)
    waiting = [key for key in changed if key in known]
    waiting += [key for run_id in sorted(bereft) for key in by_name.get(run_id, ())]
    concerned, compared = set(waiting), set[tuple[Key, Key]]()
    pairs: _Pairs = {}
    while waiting:
        # Always the same way round, so that the answer is the same whichever came first.
        near = {(min(key, keys[at]), max(key, keys[at])) for key in waiting for at in timeline.near(number[key])}
        for a, b in near - compared:
            offset_s = _offset_between(known[a], known[b])
            if offset_s is not None:
                pairs[a, b] = offset_s
        compared |= near
        touched = {key for pair in pairs for key in pair} | concerned
        touched |= {key for name in {name for key in touched for name in known[key].names} for key in by_name[name]}
        waiting = sorted(touched - concerned)
        concerned |= touched
    return concerned, pairs


def _offset_between(a: Candidate, b: Candidate) -> float | None:
    if not may_be_one(a.outline, b.outline):
        return None
    return offset_between(a.outline, b.outline, a.profile, b.profile)


def _named(found: Sequence[Group[Key]], known: Mapping[Key, Candidate]) -> list[tuple[str, Group[Key]]]:
    """The runs with their ids, richest first; of two that started in one second the poorer is told by its file."""
    named: dict[str, Group[Key]] = {}
    for group in sorted(found, key=lambda group: known[group.members[0]].richness, reverse=True):
        richest = known[group.members[0]]
        run_id = richest.own_run_id
        named[f"{run_id}-{richest.key[0][:6]}" if run_id in named else run_id] = group
    return list(named.items())


def _plan(
    run_id: str, group: Group[Key], known: Mapping[Key, Candidate], stored: Mapping[str, StoredRun], *, is_bereft: bool
) -> RunPlan:
    leaders = _leaders(group, known)
    offsets_s = dict(zip(group.members, group.offsets_s, strict=True))
    start = known[leaders[0]].outline.start
    terms = _terms([known[key].terms for key in leaders])
    return RunPlan(
        run_id=run_id,
        members=group.members,
        offsets_s=group.offsets_s,
        leaders=leaders,
        part_offsets_s=tuple(known[key].outline.start + offsets_s[key] - start for key in leaders),
        terms=terms,
        is_stored=not is_bereft
        and stored.get(run_id) == StoredRun(leaders[0], terms)
        and not any(one.run_id == run_id and one.gave and key != leaders[0] for key, one in known.items()),
    )


def _leaders(group: Group[Key], known: Mapping[Key, Candidate]) -> tuple[Key, ...]:
    """What the run is made of: a source whose terms bind gives nothing to a run that others have too."""
    return tuple(key for key in group.members if not known[key].terms.binds) or group.members


def _terms(terms: Sequence[UsageTerms]) -> UsageTerms:
    """The terms of a run, the mildest of those of its leaders."""
    ends = [one.expires_at for one in terms if one.expires_at is not None]
    return UsageTerms(
        who_may_see=terms[0].who_may_see,
        may_feed_baselines=any(one.may_feed_baselines for one in terms),
        expires_at=max(ends) if len(ends) == len(terms) else None,
    )


def _is_as_it_was(plan: RunPlan, known: Mapping[Key, Candidate], stored: Mapping[str, StoredRun]) -> bool:
    """Whether a run has the recordings, the clocks and the terms that it had."""
    run = stored.get(plan.run_id)
    return (
        run is not None
        and run.terms == plan.terms
        and {key for key, one in known.items() if one.run_id == plan.run_id} == set(plan.members)
        and all(known[key].offset_s == at for key, at in zip(plan.members, plan.offsets_s, strict=True))
    )
