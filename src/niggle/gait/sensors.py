"""Which device measured which metric, and the values of the best one."""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from niggle.fit.model import Device, Session
from niggle.gait.measure import MEASURED
from niggle.gait.model import Floats

BALANCE = "stance_time_balance_left_pct"
STANCE = "stance_time_ms"


@dataclass(frozen=True, slots=True)
class _Reading:
    """The values of one metric by one sensor; a higher `rank` is preferred."""

    metric: str
    sensor: str
    values: Floats
    rank: int


def choose_sensors(session: Session, devices: Sequence[Device]) -> tuple[dict[str, Floats], dict[str, str]]:
    """The session's samples with each gait metric from its best sensor, and metric → sensor key.

    Keys read maker:product:digest, e.g. "garmin:hrm_pro:3f2a91", "garmin:wrist", "stryd:0c77d2"; the digest
    is that of the serial number where there is one (a new strap is a new key), never the number itself.
    Straps and pods on the trunk come before foot pods, foot pods before the wrist (stance time off by 19 %
    there, Sensors 25/17/5553); a sensor that covers less than half as many samples as another is passed over.
    A metric without values has no key. Zeros that makers write for "no value" become NaN.
    """
    readings = [*_native(session, devices), *_developer(session, devices)]
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


def _native(session: Session, devices: Sequence[Device]) -> Iterator[_Reading]:
    """Readings in FIT's own fields, by the device that fed them."""
    has_balance = bool(np.isfinite(session.samples[BALANCE]).any())
    has_stance = bool(np.isfinite(session.samples[STANCE]).any())
    sensor, rank = _native_sensor(session, devices, has_balance=has_balance)
    wrist = _wrist(devices)
    for metric in MEASURED:
        # A strap without stance times did not feed the cadence either.
        is_by_sensor = metric != "cadence_spm" or has_stance or has_balance
        key, order = (sensor, rank) if is_by_sensor else (wrist, 1)
        values = session.samples[metric]
        if metric != "cadence_spm":
            values = np.where(values > 0, values, np.nan)
        yield _Reading(metric, key, values, order)


def _native_sensor(session: Session, devices: Sequence[Device], *, has_balance: bool) -> tuple[str, int]:
    """Key and rank of what fed the native running dynamics."""
    table = _table()
    maker = _maker(devices)
    if maker in {"stryd", "development", "unknown"} and _has_fields(session, table["stryd"]):
        return _stryd_key(devices), 2
    # A device of the type for running dynamics counts even if its maker or product is new to us.
    dynamics = [d for d in devices if _is_dynamics(d)] or [d for d in devices if _garmin_product(d) is not None]
    if dynamics:
        product = _garmin_product(dynamics[0]) or "dynamics"
        return _key(_word(dynamics[0].manufacturer) or maker, product, dynamics[0].serial_number), 4
    if not has_balance and (maker != "garmin" or _has_wrist_sensor(devices)):
        return _wrist(devices), 1
    # Left and right cannot be told apart at the wrist, and older watches measured no stance there at all:
    # some strap or pod that the file does not name.
    pods = [d for d in devices if _word(d.device_type) == "stride_speed_distance"]
    if maker == "coros" or (has_balance and len(pods) == 1):
        return _key(maker, "pod", pods[0].serial_number if pods else None), 4
    return f"{maker}:strap_or_pod", 4


def _has_wrist_sensor(devices: Sequence[Device]) -> bool:
    """Whether the watch lists a sensor on its back, as those that measure stance at the wrist do."""
    return any(_word(d.device_type) in _table()["wrist"]["device_types"] for d in devices)


def _developer(session: Session, devices: Sequence[Device]) -> Iterator[_Reading]:
    """Readings in developer fields, one sensor an application."""
    table = _table()
    for application in dict.fromkeys(application for application, _ in session.developer):
        fields = {
            name.strip().lower(): np.where(values > 0, values, np.nan)
            for (owner, name), values in session.developer.items()
            if owner == application
        }
        sensor, rank = application.lower(), 2
        if sensor in table["stryd"]["applications"] or set(table["stryd"]["marks"]) & set(fields):
            sensor = _stryd_key(devices)
        elif sensor in table["runscribe"]["applications"] or set(table["runscribe"]["marks"]) & set(fields):
            sensor, rank = "runscribe", 3
        elif sensor not in {"coros"}:
            sensor = f"developer:{_digest(sensor)}"
        for name, values in fields.items():
            if name in table["fields"]:
                metric = table["fields"][name]
                yield _Reading(metric, sensor, _in_our_unit(metric, values), rank)
        left = next((fields[name] for name in table["feet"]["left"] if name in fields), None)
        right = next((fields[name] for name in table["feet"]["right"] if name in fields), None)
        if left is not None and right is not None:
            yield _Reading(STANCE, sensor, (left + right) / 2.0, rank)
            yield _Reading(BALANCE, sensor, 100.0 * left / (left + right), rank)


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


def _has_fields(session: Session, maker: Mapping[str, Any]) -> bool:
    return any(name.strip().lower() in maker["marks"] for _, name in session.developer)


def _is_dynamics(device: Device) -> bool:
    return _word(device.device_type) in _table()["running_dynamics"]["device_types"]


def _garmin_product(device: Device) -> str | None:
    """Our name of a Garmin strap or pod that measures running dynamics, else None."""
    if _word(device.manufacturer) not in {"garmin", "dynastream", "dynastream_oem"}:
        return None
    product = _word(device.product)
    return next((name for name, known in _table()["garmin"].items() if product in known), None)


def _stryd_key(devices: Sequence[Device]) -> str:
    serials = [d.serial_number for d in devices if _word(d.manufacturer) == "stryd"]
    return _key("stryd", None, next((serial for serial in serials if serial is not None), None))


def _wrist(devices: Sequence[Device]) -> str:
    """Key of the watch itself; another watch is another key."""
    watch = _watch(devices)
    return _key(_maker(devices), "wrist", None if watch is None else watch.serial_number)


def _watch(devices: Sequence[Device]) -> Device | None:
    """The device that wrote the file: FIT's index 0, "creator"."""
    return next((device for device in devices if str(device.index) in {"0", "creator"}), None)


def _maker(devices: Sequence[Device]) -> str:
    watch = _watch(devices)
    return (None if watch is None else _word(watch.manufacturer)) or "unknown"


def _word(text: object) -> str | None:
    return None if text is None else str(text).strip().lower()


def _key(maker: str, product: str | None, serial_number: int | None) -> str:
    parts = [maker, product, None if serial_number is None else _digest(str(serial_number))]
    return ":".join(part for part in parts if part is not None)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:6]


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads(files(__package__).joinpath("sensors.toml").read_text("utf-8"))
    return table
