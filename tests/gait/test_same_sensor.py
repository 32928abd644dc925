"""A sensor without a name is the only one near it in time."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from niggle.gait.same_sensor import name_sensors

STANCE = "stance_time_ms"
FIRST = datetime(2026, 3, 2, 6, 31, 5, tzinfo=UTC)
A, B = "garmin:dynamics:aaaaaa", "garmin:dynamics:bbbbbb"


def run(day: float, key: str, metric: str = STANCE) -> tuple[datetime, dict[str, str]]:
    return FIRST + timedelta(days=day), {metric: key}


def named(*runs: tuple[datetime, dict[str, str]]) -> list[str]:
    return [key for sensors in name_sensors(runs) for key in sensors.values()]


@pytest.mark.parametrize(
    ("nameless", "name"),
    [
        ("garmin:dynamics", A),
        ("garmin:strap_or_pod", A),
        ("garmin:dynamics", "garmin:hrm4_run"),
        ("coros:pod", "coros:pod:aaaaaa"),
        ("stryd", "stryd:aaaaaa"),
        ("stryd:duo", "stryd:duo:aaaaaa"),
    ],
)
def test_it_is_the_only_one_before_or_after(nameless, name):
    assert named(run(0, name), run(2, nameless)) == [name, name]
    assert named(run(0, nameless), run(2, name)) == [name, name]
    assert named(run(0, name), run(2, nameless), run(4, name)) == [name] * 3
    assert named(run(0, name, "cadence_spm"), run(2, f"derived:{nameless}", "step_length_mm")) == [
        name, f"derived:{name}"
    ]  # fmt: skip


def test_between_two_sensors_it_stays_without_a_name():
    assert named(run(0, A), run(2, "garmin:dynamics"), run(4, B)) == [A, "garmin:dynamics", B]


def test_what_is_long_ago_does_not_name_it():
    assert named(run(0, A), run(28, "garmin:dynamics")) == [A, A]
    assert named(run(0, A), run(28.5, "garmin:dynamics")) == [A, "garmin:dynamics"]
    assert named(run(0, A), run(40, "garmin:dynamics"), run(50, B)) == [A, B, B]


@pytest.mark.parametrize(
    ("key", "other"),
    [
        ("garmin:wrist", "garmin:wrist:aaaaaa"),
        ("garmin:dynamics", "garmin:wrist:aaaaaa"),
        ("garmin:dynamics", "stryd:aaaaaa"),
        ("garmin:dynamics", "coros:pod:aaaaaa"),
        ("coros:pod", A),
        ("stryd", "stryd:duo:aaaaaa"),
        ("stryd:duo", "stryd:aaaaaa"),
        ("garmin:hrm_pro", A),
        ("runscribe", A),
        ("developer:aaaaaa", A),
        ("unknown", A),
    ],
)
def test_another_kind_of_sensor_does_not_name_it(key, other):
    assert named(run(0, other), run(2, key)) == [other, key]


def test_a_name_that_was_inferred_names_no_other():
    assert named(run(0, A), run(20, "garmin:dynamics"), run(40, "garmin:dynamics")) == [A, A, "garmin:dynamics"]


def test_the_order_of_the_runs_does_not_matter():
    runs = [run(0, A), run(2, "garmin:dynamics"), run(30, B), run(31, "garmin:strap_or_pod")]
    expected = dict(zip((at for at, _ in runs), name_sensors(runs), strict=True))
    for order in permutations(runs):
        assert dict(zip((at for at, _ in order), name_sensors(order), strict=True)) == expected
    assert [sensors[STANCE] for sensors in expected.values()] == [A, "garmin:dynamics", B, B]


def test_runs_that_name_their_sensors_are_handed_on_as_they_are():
    runs = [run(0, A), run(2, B)]
    assert all(found is given for found, (_, given) in zip(name_sensors(runs), runs, strict=True))
