"""Which device measured which metric, and the values of the best one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from niggle.fit.model import Device, FileId, Session
from niggle.gait.model import Floats
from niggle.gait.sensor_keys import (
    DUO,
    STRAP_OR_POD,
    digest,
    is_duo,
    maker_of,
    pod_key,
    stryd_key,
    table,
    trunk_key,
    trunk_sensor,
    watch_of,
    word,
    wrist_key,
)
from niggle.vocabulary.metrics import BALANCE, MEASURED, STANCE


@dataclass(frozen=True, slots=True)
class _Reading:
    """The values of one metric by one sensor; a higher `rank` is preferred."""

    metric: str
    sensor: str
    values: Floats
    rank: int


def choose_sensors(
    session: Session, devices: Sequence[Device], file_id: FileId | None = None
) -> tuple[dict[str, Floats], dict[str, str]]:
    """The session's samples with each gait metric from its best sensor, and metric → sensor key (`sensor_keys`).

    `file_id` says what wrote the file where no device does. Straps and pods on the trunk come before foot pods, foot
    pods before the wrist (stance time off by 19 % there, Sensors 25/17/5553); a sensor that covers less than half as
    many samples as another is passed over. A metric without values has no key. Zeros that makers write for "no value"
    become NaN.
    """
    watch = watch_of(devices, file_id)
    readings = [*_native(session, devices, watch), *_developer(session, devices)]
    samples = dict(session.samples)
    sensors: dict[str, str] = {}
    for metric in MEASURED:
        candidates = [(np.isfinite(r.values).sum(), r) for r in readings if r.metric == metric]
        most = max((count for count, _ in candidates), default=0)
        if most == 0:
            continue
        covering = [r for count, r in candidates if 2 * count >= most]
        best = max(covering, key=lambda r: r.rank)
        samples[metric], sensors[metric] = best.values, best.sensor
    return samples, sensors


def _native(session: Session, devices: Sequence[Device], watch: Device) -> Iterator[_Reading]:
    """Readings in FIT's own fields, by the device that fed them."""
    has_balance, has_stance = (_has_values(session.samples[name]) for name in (BALANCE, STANCE))
    sensor, rank = _native_sensor(session, devices, watch, has_balance=has_balance)
    for metric in MEASURED:
        # A strap without stance times did not feed the cadence either.
        is_by_sensor = metric != "cadence_spm" or has_stance or has_balance
        key, order = (sensor, rank) if is_by_sensor else (wrist_key(watch), 1)
        values = session.samples[metric]
        if metric != "cadence_spm":
            values = np.where(values > 0, values, np.nan)
        yield _Reading(metric, key, values, order)


def _native_sensor(session: Session, devices: Sequence[Device], watch: Device, *, has_balance: bool) -> tuple[str, int]:
    """Key and rank of what fed the native running dynamics."""
    maker, fields = maker_of(watch), _field_names(session)
    if maker in {"stryd", "development", "unknown", "apple"} and fields & set(table()["stryd"]["marks"]):
        return stryd_key(devices), 2
    if is_duo(devices, fields):
        return stryd_key(devices, DUO), 2
    strap = trunk_sensor(devices)
    if strap is not None:
        return trunk_key(strap, watch), 4
    if not has_balance and (maker != "garmin" or _has_wrist_sensor(devices)):
        return wrist_key(watch), 1
    # Left and right cannot be told apart at the wrist, and older watches measured no stance there at all:
    # some strap or pod that the file does not name.
    pods = [d for d in devices if word(d.device_type) == "stride_speed_distance"]
    if maker == "coros" or (has_balance and len(pods) == 1):
        return pod_key(maker, pods), 4
    return f"{maker}:{STRAP_OR_POD}", 4


def _has_values(values: Floats) -> bool:
    return bool((values > 0).any())


def _has_wrist_sensor(devices: Sequence[Device]) -> bool:
    """Whether the watch lists a sensor on its back, as those that measure stance at the wrist do."""
    return any(word(d.device_type) in table()["wrist"]["device_types"] for d in devices)


def _developer(session: Session, devices: Sequence[Device]) -> Iterator[_Reading]:
    """Readings in developer fields, one sensor an application."""
    known = table()
    for application in dict.fromkeys(application for application, _ in session.developer):
        fields = {
            name.strip().lower(): np.where(values > 0, values, np.nan)
            for (owner, name), values in session.developer.items()
            if owner == application
        }
        sensor, rank = application.lower(), 2
        if sensor in known["stryd"]["applications"] or set(known["stryd"]["marks"]) & set(fields):
            sensor = stryd_key(devices)
        elif sensor in known["runscribe"]["applications"] or set(known["runscribe"]["marks"]) & set(fields):
            sensor, rank = "runscribe", 3
        elif sensor not in {"coros"}:
            sensor = f"developer:{digest(sensor)}"
        for name, values in fields.items():
            metric = _metric_of_fields().get(_letters(name))
            if metric is not None:
                yield _Reading(metric, sensor, _in_our_unit(metric, values), rank)
        left = next((fields[name] for name in known["feet"]["left"] if name in fields), None)
        right = next((fields[name] for name in known["feet"]["right"] if name in fields), None)
        if left is not None and right is not None:
            yield _Reading(STANCE, sensor, (left + right) / 2.0, rank)
            yield _Reading(BALANCE, sensor, 100.0 * left / (left + right), rank)


@cache
def _metric_of_fields() -> dict[str, str]:
    """Our metric by the name of a developer field; blanks, dots and underscores do not matter."""
    return {_letters(name): metric for name, metric in table()["fields"].items()}


def _letters(name: str) -> str:
    return "".join(letter for letter in name if letter.isalnum())


def _in_our_unit(metric: str, values: Floats) -> Floats:
    """Values in the unit of `metric`; centimetres, metres, seconds, strides a minute are told by size."""
    if not np.isfinite(values).any():
        return values
    typical = float(np.nanmedian(values))
    factor = 1.0
    if metric == "vertical_oscillation_mm" and typical < 20.0:
        factor = 10.0
    elif metric == "cadence_spm" and typical < 120.0:
        factor = 2.0
    elif (metric == "stance_time_ms" and typical < 2.0) or (metric == "step_length_mm" and typical < 5.0):
        factor = 1000.0
    elif metric == "step_length_mm" and typical < 300.0:
        factor = 10.0
    return values * factor


def _field_names(session: Session) -> set[str]:
    """The names of the developer fields, lower case."""
    return {name.strip().lower() for _, name in session.developer}
