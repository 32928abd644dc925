"""Sensor keys (see `niggle.gait.sensors`) in words."""

_WORDS = (
    ("derived:", "watch"),
    ("wrist", "watch"),
    ("strap_or_pod", "strap or pod"),
    ("stryd", "foot pod"),
    ("runscribe", "foot pods"),
    ("pod", "pod"),
    ("hrm", "strap"),
)


def sensor_word(sensor: str) -> str:
    """What a person calls the sensor: strap, pod, watch; "sensor" where its key does not tell.

    >>> sensor_word("garmin:hrm_pro:3f2a91"), sensor_word("garmin:wrist")
    ('strap', 'watch')
    """
    return next((word for part, word in _WORDS if part in sensor), "sensor")
