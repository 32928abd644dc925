"""Sensor keys in words."""

import pytest

from niggle.reports.athlete.sensors import sensor_word


@pytest.mark.parametrize(
    ("sensor", "word"),
    [
        ("garmin:hrm_pro:3f2a91", "strap"),
        ("garmin:running_dynamics_pod:11", "pod"),
        ("garmin:wrist:0ead91", "watch"),
        ("derived:garmin:hrm_pro:3f2a91", "watch"),
        ("garmin:strap_or_pod", "strap or pod"),
        ("stryd:0c77d2", "foot pod"),
        ("runscribe", "foot pods"),
        ("developer:12ab", "sensor"),
        ("", "sensor"),
    ],
)
def test_a_sensor_has_a_word(sensor, word):
    assert sensor_word(sensor) == word
