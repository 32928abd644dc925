"""What is a run, by its name, and by speed and cadence where the name is silent."""

import numpy as np
import pytest

from niggle.fit.sport import is_silent, looks_like_running, sport_named


@pytest.mark.parametrize("name", ["Running", "trail_running", "Laufen", "track-running", "Virtual Run"])
def test_every_kind_of_run_is_running(name):
    assert sport_named(name) == "running"


@pytest.mark.parametrize("name", [None, "", "Other", "Workout"])
def test_names_that_say_nothing(name):
    assert sport_named(name) is None
    assert is_silent(name, None)


def test_a_sub_sport_can_speak_where_the_sport_is_silent():
    assert is_silent("generic", "treadmill")
    assert not is_silent("generic", "lap_swimming")
    assert not is_silent("cycling", None)


@pytest.mark.parametrize(
    ("speed_mps", "cadence_spm", "is_run"),
    [(3.0, 168.0, True), (1.4, 112.0, False), (5.5, 90.0, False), (8.0, 180.0, False), (1.9, 150.0, True)],
)
def test_speed_and_cadence_together_tell(speed_mps, cadence_spm, is_run):
    assert looks_like_running(np.full(600, speed_mps), np.full(600, cadence_spm)) is is_run


def test_without_cadence_a_ride_is_told_by_its_fast_stretches():
    steady, descents = np.full(900, 4.5), np.where(np.arange(900) % 10 == 0, 12.0, 4.5)
    assert looks_like_running(steady, None)
    assert not looks_like_running(descents, None)


def test_too_little_movement_tells_nothing():
    speed = np.zeros(3600)
    speed[:50] = 3.0
    assert not looks_like_running(speed, np.where(speed > 0, 168.0, 0.0))
    assert looks_like_running(speed, np.where(speed > 0, 168.0, 0.0), step_s=2.0)


@pytest.mark.parametrize(("name", "sport"), [
    ("Trail-Run", "running"), ("virtual_run", "running"), ("obstacle_run", "running"), ("Laufen", "running"),
    ("VirtualRide", "cycling"), ("Radfahren", "cycling"), ("Open Water Swimming", "swimming"), ("Wandern", "hiking"),
    ("Other", None), ("Workout", None), ("", None), (None, None), ("ほげ", None),
])  # fmt: skip
def test_names_of_sports(name, sport):
    assert sport_named(name) == sport
