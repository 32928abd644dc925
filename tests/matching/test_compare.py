"""No wrong merge and no missed pair, on a thousand of each."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations

import numpy as np
import pytest

from niggle.fit.activity import read_activity
from niggle.fit.decode import decode_fit
from niggle.fit.model import Session
from niggle.matching.compare import Recording, may_be_one, offset_between
from niggle.matching.profile import Profile, profile_of
from niggle.vocabulary.columns import SAMPLE_COLUMNS

T0 = datetime(2026, 3, 2, 7, 13, 20, tzinfo=UTC)
ZONES_H = (1, 2, 3, 5.5, 8, 10, -4, -5, -8)


def outline(session: Session) -> Recording:
    return Recording(start=session.started_at.timestamp(), duration_s=session.elapsed_s, distance_m=session.distance_m)


def offset(a: Session, b: Session) -> float | None:
    if not may_be_one(outline(a), outline(b)):
        return None
    return offset_between(
        outline(a), outline(b), profile_of(a.samples, a.started_at), profile_of(b.samples, b.started_at)
    )


def at(session: Session, moment: datetime) -> Session:
    return replace(session, started_at=moment)


def another_device(session: Session, rng: np.random.Generator) -> Session:
    samples = dict(session.samples)
    size = samples["elapsed_s"].size
    samples["speed_mps"] = samples["speed_mps"] * rng.uniform(0.97, 1.03) + rng.normal(0, 0.15, size)
    samples["heart_rate_bpm"] = samples["heart_rate_bpm"] + rng.normal(0, 2, size)
    samples["cadence_spm"] = samples["cadence_spm"] + rng.normal(0, 1.5, size)
    return replace(session, samples=samples, distance_m=session.distance_m and session.distance_m * 1.01)


def thinned(session: Session, every: int) -> Session:
    samples = {name: values[::every] for name, values in session.samples.items()}
    samples["speed_mps"] = np.full(samples["elapsed_s"].size, np.nan)
    for name in ("stance_time_ms", "stance_time_balance_left_pct"):
        samples[name] = np.full(samples["elapsed_s"].size, np.nan)
    return replace(session, samples=samples)


def copies(session: Session, cut, rng: np.random.Generator) -> Iterator[tuple[str, Session, float]]:
    """What arrives of one run by other ways, and how much later it then truly started by the watch's clock."""
    size = session.samples["elapsed_s"].size
    start, end = (int(n) for n in rng.integers(10, 300, 2))
    yield "some seconds off", at(session, session.started_at + timedelta(seconds=int(rng.integers(-20, 20)))), 0.0
    yield "trimmed at both ends", cut(session, start, size - end), 0.0
    yield "thinned out", thinned(session, 5), 0.0
    yield "another device", another_device(session, rng), 0.0
    yield "another device, later", another_device(cut(session, 60, size), rng), 0.0
    yield "first half", cut(session, 0, size // 2), 0.0
    yield "second half", cut(session, size // 2, size), 0.0
    hours = float(rng.choice(ZONES_H))
    shift = timedelta(hours=hours)
    yield f"local time as UTC, {hours} h", at(thinned(session, 3), session.started_at + shift), -3600 * hours
    trimmed = cut(session, 0, size - end)
    yield f"trimmed, {hours} h off", at(trimmed, session.started_at + shift), -3600 * hours
    other = another_device(session, rng)
    yield f"another device, {hours} h off", at(other, session.started_at + shift), -3600 * hours


def test_no_pair_is_missed(runs, cut):
    rng = np.random.default_rng(1)
    count, missed = 0, []
    for _ in range(2):
        for session in (session for runner in runs for session in runner):
            for what, copy, truth in copies(session, cut, rng):
                count += 1
                if offset(session, copy) != truth:
                    missed.append((what, offset(session, copy), truth))
    assert count >= 1000
    assert missed == []


def test_two_runs_of_a_day_stay_two_even_at_the_same_minute_of_another_hour(runs):
    rng = np.random.default_rng(2)
    count, wrong = 0, []
    for runner in runs:
        for a, b in combinations(runner, 2):
            for _ in range(3):
                later = timedelta(hours=float(rng.choice([1, 2, 5, 8, 10])), seconds=int(rng.integers(-60, 60)))
                count += 1
                if later > timedelta(seconds=a.elapsed_s) and offset(at(a, T0), at(b, T0 + later)) is not None:
                    wrong.append((a.started_at, b.started_at, later))
    assert count >= 1000
    assert wrong == []


def test_runs_one_after_the_other_stay_two(runs):
    for runner in runs:
        for a, b in combinations(runner[:5], 2):
            second = at(b, T0 + timedelta(seconds=a.elapsed_s - 20))  # clocks of two devices
            assert offset(at(a, T0), second) is None


def test_runners_on_different_ways_at_the_same_time_stay_apart(runs):
    """Files of two athletes in one folder; those side by side, of one speed and cadence, nothing could tell apart."""
    apart = [
        offset(at(a, T0), at(b, T0)) is None
        for one, other in combinations(runs, 2)
        for a, b in zip(one, other, strict=True)
    ]
    assert np.mean(apart) > 0.7


def test_what_is_said_of_a_pair_does_not_depend_on_who_comes_first(runs, cut):
    rng = np.random.default_rng(3)
    for session in runs[0]:
        for what, copy, _ in copies(session, cut, rng):
            there, back = offset(session, copy), offset(copy, session)
            assert there is not None, what
            assert back is not None, what
            assert there == -back, what


def test_real_recordings_match_their_copies_and_no_others(recordings, cut):
    rng = np.random.default_rng(4)
    real = []
    for path in sorted(recordings.rglob("*.fit")):
        try:
            sessions = read_activity(decode_fit(path.read_bytes(), path=path.name)).sessions
        except Exception:  # noqa: BLE001  # a damaged file is another test's matter
            continue
        real += [s for s in sessions if s.is_run and s.samples["elapsed_s"].size > 600 and s.distance_m]
    assert len(real) > 5
    for session in real:
        size = session.samples["elapsed_s"].size
        assert offset(session, cut(session, 30, size - 60)) == 0.0
        assert offset(session, at(session, session.started_at + timedelta(hours=2))) == -7200.0
    for a, b in combinations(real, 2):
        for hours in (0, 1, 3, 9):
            later = timedelta(hours=hours, seconds=int(rng.integers(-30, 30)))
            if timedelta(hours=hours) > timedelta(seconds=a.elapsed_s):
                assert offset(at(a, T0), at(b, T0 + later)) is None


def test_a_profile_survives_being_stored(runs):
    profile = profile_of(runs[0][0].samples, runs[0][0].started_at)
    again = Profile.from_bytes(profile.to_bytes())
    assert again.first == profile.first
    np.testing.assert_allclose(again.values, profile.values, atol=0.011)


@pytest.mark.parametrize("hours", [0, 2])
def test_recordings_without_samples_are_told_by_length_and_distance(hours):
    empty = Profile(0, np.empty((3, 0)))
    one = Recording(start=T0.timestamp(), duration_s=1800.0, distance_m=6000.0)
    same = replace(one, start=one.start + 3600 * hours)
    other = replace(same, duration_s=1830.0)
    assert offset_between(one, same, empty, empty) == (-3600.0 * hours if hours else 0.0)
    assert (offset_between(one, other, empty, empty) is None) == bool(hours)


def test_undated_recordings_are_one_run_by_content_only():
    a = Recording(start=0.0, duration_s=3000.0, distance_m=9000.0, is_dated=False)
    b = Recording(start=400.0, duration_s=3000.0, distance_m=8000.0, is_dated=False)
    nothing = profile_of({name: np.full(300, np.nan) for name in SAMPLE_COLUMNS}, datetime(2026, 3, 2, tzinfo=UTC))
    assert offset_between(a, b, nothing, nothing) is None
    dated = replace(a, is_dated=True), replace(b, is_dated=True)
    assert offset_between(*dated, nothing, nothing) == 0.0


def undated_offset(a: Session, b: Session) -> float | None:
    first, second = (replace(outline(one), is_dated=False) for one in (a, b))
    profiles = (profile_of(one.samples, one.started_at) for one in (a, b))
    return offset_between(first, second, *profiles) if may_be_one(first, second) else None


def test_undated_runs_of_one_runner_stay_two_and_their_copies_one(runs, cut):
    for runner in runs:
        for a, b in combinations(runner, 2):
            assert undated_offset(at(a, T0), at(b, T0 + timedelta(seconds=100))) is None
        for session in runner:
            assert undated_offset(session, cut(session, 30, session.samples["elapsed_s"].size - 60)) == 0.0


@pytest.mark.parametrize("later_s", [0.0, 300.0, 7200.0, 50_000.0])
def test_copies_that_a_program_made_of_one_workout_are_one_run_whatever_else_they_say(later_s):
    nothing = Profile(0, np.empty((3, 0)))
    first = Recording(start=0.0, duration_s=1800.0, distance_m=5000.0, workout_id="ab")
    copy = replace(first, start=later_s, distance_m=9000.0)
    other = replace(copy, workout_id="cd")
    assert may_be_one(first, copy)
    assert offset_between(first, copy, nothing, nothing) == (0.0 if later_s <= 300.0 else -later_s)
    if later_s == 50_000.0:
        assert offset_between(first, other, nothing, nothing) is None
