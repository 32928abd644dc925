"""What a sensor is called: keys that stay the same for one device, whatever a file calls it.

A key reads maker:kind:digest, e.g. "garmin:dynamics:3f2a91", "garmin:wrist:0c77d2", "stryd:0c77d2". The digest is
that of the serial number, never the number itself. A sensor on the trunk whose serial number a file does not say is
called by its product ("garmin:hrm_pro"), and without that "garmin:dynamics", or "garmin:strap_or_pod" where the file
lists no such sensor at all.
"""

import hashlib
import re
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from niggle.fit.model import NO_MAKER, Device, FileId

DYNAMICS = "dynamics"
_APPLE_WATCH = re.compile(r"\b(Watch\d+,\d+)\b")
STRAP_OR_POD = "strap_or_pod"
DUO = "duo"


def watch_of(devices: Sequence[Device], file_id: FileId | None) -> Device:
    """What wrote the file: FIT's device 0, "creator", completed by the file's own id.

    COROS and others list no device with an index: then it is what the file's id says, and has no index either.
    """
    watch = next((device for device in devices if str(device.index) in {"0", "creator"}), None)
    if watch is None:
        watch = Device(None, None, None, None, None, None, None)
    model = _apple_watch(file_id, watch)
    if model is not None:
        return Device(None, "apple", model, None, None, None, None)
    if file_id is None or (is_known(watch) and watch.manufacturer != file_id.manufacturer):
        return watch
    return replace(
        watch,
        manufacturer=watch.manufacturer if is_known(watch) else file_id.manufacturer,
        product=watch.product or file_id.product,
        serial_number=file_id.serial_number if watch.serial_number is None else watch.serial_number,
    )


def _apple_watch(file_id: FileId | None, watch: Device) -> str | None:
    """The model of an Apple Watch, whichever program made the recording: no file tells more of the watch."""
    told = (None if file_id is None else file_id.product, watch.product)
    return next((found[1] for text in told if (found := _APPLE_WATCH.search(text or ""))), None)


def wrist_key(watch: Device) -> str:
    """Key of the watch itself: by serial number; of one known by the file's id alone, else by its product."""
    if watch.serial_number is None and watch.index is None and is_known(watch):
        return _key(maker_of(watch), "wrist", watch.product)
    return _key(maker_of(watch), "wrist", watch.serial_number)


def stryd_key(devices: Sequence[Device], kind: str | None = None) -> str:
    """Key of a Stryd; two of them worn together (`kind` "duo") measure something else than one alone."""
    serials = [d.serial_number for d in devices if word(d.manufacturer) == "stryd" and d.serial_number is not None]
    return _key("stryd", kind, min(serials, default=None))


def pod_key(maker: str, pods: Sequence[Device]) -> str:
    """Key of a maker's own pod."""
    return _key(maker, "pod", pods[0].serial_number if pods else None)


def trunk_key(sensor: Device, watch: Device) -> str:
    """Key of a strap or pod for running dynamics: by serial number, else by product."""
    maker = maker_of(sensor if is_known(sensor) else watch)
    kind = DYNAMICS if sensor.serial_number is not None else garmin_product(sensor) or DYNAMICS
    return _key(maker, kind, sensor.serial_number)


def trunk_sensor(devices: Sequence[Device]) -> Device | None:
    """The strap or pod that fed FIT's own running dynamics, with all that the file says of it; None if none is listed.

    A device of the type for running dynamics counts even if its maker or product is new to us, before a strap that is
    listed for the heart alone. The channel of one that never said its name is that of the only one that did. The order
    of the devices does not matter.
    """
    channels = [device for device in devices if is_dynamics(device)]
    straps = [device for device in devices if garmin_product(device) is not None]
    named = [device for device in channels if is_known(device) or device.serial_number is not None]
    candidates = named or straps or channels
    if not candidates:
        return None
    sensor = min(candidates, key=_least_unknown)
    if sensor.serial_number is None:
        product = garmin_product(sensor)
        serials = {strap.serial_number for strap in straps if product in (None, garmin_product(strap))} - {None}
        if len(serials) == 1:
            return replace(sensor, serial_number=serials.pop())
    return sensor


def is_duo(devices: Sequence[Device], fields: Collection[str]) -> bool:
    """Whether two Stryd pods, worn together, fed FIT's own running dynamics.

    Their channel has maker 0 for good, or Stryd's own number. `fields` are the names of the developer fields, lower
    case: some of them only a Duo writes. A strap in the same file has the better claim to a channel without a name.
    """
    channels = [device for device in devices if is_dynamics(device)]
    makers = {word(device.manufacturer) for device in channels}
    if not channels or makers - {None, NO_MAKER, "stryd"}:
        return False
    if "stryd" in makers:
        return True
    has_fields = bool(set(fields) & set(table()["stryd"]["duo_marks"]))
    has_strap = any(garmin_product(device) is not None for device in devices)
    if NO_MAKER in makers:
        return has_fields or not has_strap
    return has_fields and not has_strap


def is_dynamics(device: Device) -> bool:
    """Whether it is listed as a sensor of running dynamics."""
    return word(device.device_type) in table()["running_dynamics"]["device_types"]


def garmin_product(device: Device) -> str | None:
    """Our name of a Garmin strap or pod that measures running dynamics, else None."""
    if maker_of(device) != "garmin":
        return None
    product = word(device.product)
    return next((name for name, known in table()["garmin"].items() if product in known), None)


def maker_of(device: Device) -> str:
    """The maker, one name each; "unknown" where none is told."""
    maker = word(device.manufacturer)
    if maker is None or not is_known(device):
        return "unknown"
    return "garmin" if maker in table()["running_dynamics"]["garmin_names"] else maker


def is_known(device: Device) -> bool:
    """Whether a device's maker was told."""
    return device.manufacturer not in (None, NO_MAKER)


def word(text: object) -> str | None:
    """Text as it is compared."""
    return None if text is None else str(text).strip().lower()


def digest(text: str) -> str:
    """Six letters that stand for a text without telling it."""
    return hashlib.sha256(text.encode()).hexdigest()[:6]


@cache
def table() -> dict[str, Any]:
    """sensors.toml."""
    found: dict[str, Any] = tomllib.loads(files(__package__).joinpath("sensors.toml").read_text("utf-8"))
    return found


def _least_unknown(device: Device) -> tuple[bool, bool, str]:
    name = garmin_product(device)
    return device.serial_number is None, name is None, f"{device.serial_number} {name} {device.manufacturer}"


def _key(maker: str, kind: str | None, identity: int | str | None) -> str:
    parts = [maker, kind, None if identity is None else digest(str(identity))]
    return ":".join(part for part in parts if part is not None)
