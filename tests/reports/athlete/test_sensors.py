"""Sensor keys in words."""

import pytest

from niggle.reports.athlete.sensors import sensor_word


@pytest.mark.parametrize(
    ("sensor", "word"),
    [
        ("garmin:dynamics:3f2a91", "strap or pod"),
        ("garmin:dynamics", "strap or pod"),
        ("garmin:hrm_pro", "strap"),
        ("garmin:running_dynamics_pod", "pod"),
        ("garmin:wrist:0ead91", "watch"),
        ("derived:garmin:dynamics:3f2a91", "watch"),
        ("garmin:strap_or_pod", "strap or pod"),
        ("stryd:0c77d2", "foot pod"),
        ("stryd:duo:0c77d2", "foot pods"),
        ("runscribe", "foot pods"),
        ("developer:12ab", "sensor"),
        ("", "sensor"),
    ],
)
def test_a_sensor_has_a_word(sensor, word):
    assert sensor_word(sensor) == word
