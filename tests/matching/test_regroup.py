"""Which runs are to be made when recordings come, change and go."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from niggle.matching.compare import Recording
from niggle.matching.merge import Merged
from niggle.matching.profile import Profile
from niggle.matching.regroup import Candidate, Membership, RunPlan, StoredRun, UsageTerms, regroup

FREE = UsageTerms("consented", may_feed_baselines=True, expires_at=None)
BOUND = UsageTerms("athlete", may_feed_baselines=False, expires_at=None)
HOUR = 3600.0
NOTHING = Profile(0, np.empty((3, 0)))


def recording(name: str, *, start: float = 0.0, rich: int = 1, terms: UsageTerms = FREE, **more) -> Candidate:
    """An hour of which nothing but the time can be compared."""
    return Candidate(
        key=(name, 0), outline=Recording(start=start, duration_s=HOUR, distance_m=None), profile=NOTHING,
        richness=(rich, name), own_run_id=f"run-{name}", terms=terms, **more,
    )  # fmt: skip


def merged(plan: RunPlan) -> Merged:
    """What a run is made of, if its first recording gives all."""
    return Merged(
        offset_s=0.0, duration_s=HOUR, moving_time_s=HOUR, distance_m=None, samples={}, pauses_s=np.empty((0, 2)),
        sensors={}, gave=(("gait",), *(() for _ in plan.leaders[1:])), is_first_alone=True,
    )  # fmt: skip


def settled(candidates: Sequence[Candidate], plans: Sequence[RunPlan]) -> tuple[list[Candidate], dict[str, StoredRun]]:
    """Recordings and runs as they are stored once the plans are carried out."""
    memberships: dict[tuple[str, int], Membership] = {}
    for plan in plans:
        memberships |= plan.memberships(merged(plan))
    known = [
        replace(one, run_id=to.run_id, offset_s=to.offset_s, gave=to.gave) if (to := memberships.get(one.key)) else one
        for one in candidates
    ]
    return known, {plan.run_id: StoredRun(plan.leaders[0], plan.terms) for plan in plans}


def test_copies_make_one_run_that_is_named_after_the_richest():
    found = regroup([recording("a"), recording("b", rich=2)], {}, changed=[("a", 0), ("b", 0)], bereft=[])
    (plan,) = found.plans
    assert (plan.run_id, plan.members) == ("run-b", (("b", 0), ("a", 0)))
    assert not plan.is_stored
    assert found.replaced == frozenset()
    assert plan.memberships(merged(plan)) == {
        ("b", 0): Membership("run-b", 0.0, "base,gait"),
        ("a", 0): Membership("run-b", 0.0, ""),
    }


def test_what_is_as_it_was_is_left_alone():
    first = [recording("a"), recording("b", start=30 * HOUR)]
    plans = regroup(first, {}, changed=[one.key for one in first], bereft=[]).plans
    known, stored = settled(first, plans)
    again = regroup(known, stored, changed=[one.key for one in known], bereft=[])
    assert again.plans == ()
    assert again.replaced == frozenset()


def test_a_poorer_copy_joins_and_changes_nothing():
    known, stored = settled([recording("a")], regroup([recording("a")], {}, changed=[("a", 0)], bereft=[]).plans)
    found = regroup([*known, recording("b", rich=0)], stored, changed=[("b", 0)], bereft=[])
    (plan,) = found.plans
    assert plan.changes_nothing(merged(plan))
    assert not plan.changes_nothing(replace(merged(plan), is_first_alone=False))


def test_a_richer_copy_takes_the_place_of_the_run():
    known, stored = settled([recording("a")], regroup([recording("a")], {}, changed=[("a", 0)], bereft=[]).plans)
    found = regroup([*known, recording("b", rich=2)], stored, changed=[("b", 0)], bereft=[])
    assert [plan.run_id for plan in found.plans] == ["run-b"]
    assert not found.plans[0].is_stored
    assert found.replaced == {"run-a"}


def test_a_run_that_lost_its_base_is_made_of_what_is_left():
    both = [recording("a"), recording("b", rich=2)]
    known, stored = settled(both, regroup(both, {}, changed=[one.key for one in both], bereft=[]).plans)
    left = [one for one in known if one.key[0] == "a"]
    found = regroup(left, stored, changed=[], bereft=["run-b"])
    assert [plan.run_id for plan in found.plans] == ["run-a"]
    assert found.replaced == {"run-b"}
    assert regroup([], stored, changed=[], bereft=["run-b"]).replaced == {"run-b"}


def test_a_source_that_binds_gives_nothing_to_a_run_that_others_have():
    pair = [recording("a", rich=2, terms=BOUND), recording("b")]
    (plan,) = regroup(pair, {}, changed=[one.key for one in pair], bereft=[]).plans
    assert plan.run_id == "run-b"
    assert (plan.leaders, plan.terms) == ((("b", 0),), FREE)
    (alone,) = regroup(pair[:1], {}, changed=[("a", 0)], bereft=[]).plans
    assert alone.terms == BOUND


def test_other_terms_make_another_run():
    known, stored = settled([recording("a")], regroup([recording("a")], {}, changed=[("a", 0)], bereft=[]).plans)
    (plan,) = regroup([replace(known[0], terms=BOUND)], stored, changed=[("a", 0)], bereft=[]).plans
    assert (plan.terms, plan.is_stored) == (BOUND, False)


def test_two_runs_of_one_second_are_told_by_their_files():
    far_apart = Profile(0, np.tile([[3.0], [170.0], [140.0]], 360))
    other = Profile(0, np.tile([[5.0], [190.0], [180.0]], 360))
    pair = [
        replace(recording("a", rich=2), own_run_id="run", profile=far_apart),
        replace(recording("b"), own_run_id="run", profile=other),
    ]
    plans = regroup(pair, {}, changed=[one.key for one in pair], bereft=[]).plans
    assert [plan.run_id for plan in plans] == ["run", "run-b"]


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_runs_are_the_same_whatever_came_first(order):
    recordings = [
        recording("a", rich=3), recording("b", rich=2, start=60.0), recording("c", start=0.4 * HOUR),
        recording("d", rich=4, start=20 * HOUR),
    ]  # fmt: skip
    known: list[Candidate] = []
    stored: dict[str, StoredRun] = {}
    for at in order:
        known.append(recordings[at])
        found = regroup(known, stored, changed=[recordings[at].key], bereft=[])
        stored = {name: run for name, run in stored.items() if name not in found.replaced}
        known, made = settled(known, found.plans)
        stored |= made
    at_once = regroup(recordings, {}, changed=[one.key for one in recordings], bereft=[])
    assert {one.key: one.run_id for one in known} == {
        key: plan.run_id for plan in at_once.plans for key in plan.members
    }
    assert set(stored) == {plan.run_id for plan in at_once.plans}
