"""Sensor keys (see `niggle.gait.sensor_keys`) in words."""

_WORDS = (
    ("derived:", "watch"),
    ("wrist", "watch"),
    ("strap_or_pod", "strap or pod"),
    ("stryd:duo", "foot pods"),
    ("stryd", "foot pod"),
    ("runscribe", "foot pods"),
    (":dynamics", "strap or pod"),
    ("pod", "pod"),
    ("hrm", "strap"),
)


def sensor_word(sensor: str) -> str:
    """What a person calls the sensor: strap, pod, watch; "sensor" where its key does not tell.

    >>> sensor_word("garmin:dynamics:3f2a91"), sensor_word("garmin:wrist")
    ('strap or pod', 'watch')
    """
    return next((word for part, word in _WORDS if part in sensor), "sensor")
