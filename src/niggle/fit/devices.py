"""Who wrote the file, and which sensors took part."""

import math
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from niggle.fit.clock import Clock
from niggle.fit.decode import FitFile
from niggle.fit.model import NO_MAKER, Device, FileId
from niggle.fit.profile import enum_names
from niggle.fit.table import Table

_CREATOR = 0  # the device index of the device that wrote the file


def file_id_of(file: FitFile, clock: Clock, devices: tuple[Device, ...]) -> FileId:
    """What the first file_id message says (of a chain: the first that is an activity)."""
    table = file["file_id"]
    types = table.text("type")
    if not types:
        return FileId(None, None, None, None, None, None)
    row = types.index("activity") if "activity" in types else 0
    created = float(clock.times(table, "time_created")[row])
    return FileId(
        types[row],
        table.text("manufacturer")[row],
        _products(table)[row],
        _integers(table, "serial_number")[row],
        None if math.isnan(created) else datetime.fromtimestamp(created, UTC),
        _firmware(file, devices),
    )


def devices_of(file: FitFile) -> tuple[Device, ...]:
    """Every device once, in order of time; another serial number is another device.

    A watch lists a radio channel before it knows who sends on it, without maker or serial number: what a later message
    of the same index and type says completes the device.
    """
    table = file["device_info"]
    rows = zip(
        _integers(table, "device_index"),
        table.text("manufacturer"),
        _products(table),
        _device_types(table),
        table.text("source_type"),
        _integers(table, "serial_number"),
        _versions(table),
        strict=True,
    )
    in_file = [Device(*row) for row in rows]
    found: list[Device] = []
    for row in np.argsort(table.numbers("timestamp"), kind="stable").tolist():
        device = in_file[row]
        same = [place for place, one in enumerate(found) if _may_be_one(one, device)]
        if same:
            place = max(same, key=lambda place: (found[place].serial_number == device.serial_number, place))
            found[place] = _completed(found[place], device)
        else:
            found.append(device)
    return tuple(found)


def _may_be_one(one: Device, other: Device) -> bool:
    """Whether two messages can be about one device: they differ in nothing that both say."""
    if one.index is None or other.index is None:  # only what they say can hold such messages together
        return one.index == other.index and _identity(one) == _identity(other)
    if one.index != other.index:
        return False
    if _differ(one.device_type, other.device_type) or _differ(one.source_type, other.source_type):
        return False
    if one.serial_number is not None and one.serial_number == other.serial_number:
        return True
    return not any(map(_differ, _identity(one), _identity(other)))


def _identity(device: Device) -> tuple[str | None, str | None, int | None]:
    """Maker, product, serial number; with maker 0 a product means nothing."""
    if device.manufacturer == NO_MAKER:
        return None, None, device.serial_number
    return device.manufacturer, device.product, device.serial_number


def _differ(one: object, other: object) -> bool:
    return one is not None and other is not None and one != other


def _completed(first: Device, later: Device) -> Device:
    """The same device, with what only one of its messages says."""
    (maker, product, serial_number), (later_maker, later_product, later_serial_number) = map(_identity, (first, later))
    return replace(
        first,
        manufacturer=maker or later_maker or first.manufacturer or later.manufacturer,
        product=product or later_product or first.product,
        device_type=first.device_type or later.device_type,
        source_type=first.source_type or later.source_type,
        serial_number=later_serial_number if serial_number is None else serial_number,
        firmware=first.firmware or later.firmware,
    )


def _firmware(file: FitFile, devices: tuple[Device, ...]) -> str | None:
    creator = next((device for device in devices if device.index == _CREATOR), None)
    if creator is not None and creator.firmware is not None:
        return creator.firmware
    versions = file["file_creator"].numbers("software_version")
    return None if not len(versions) or math.isnan(versions[0]) else f"{versions[0] / 100:.2f}"


def _products(table: Table) -> list[str | None]:
    by_number = _first_of(table, "garmin_product", "favero_product", "product", "product_name")
    # Programs without a maker's number have no products either: what they were made for is in the name.
    return [
        name if name is not None and maker == "development" else product
        for name, maker, product in zip(table.text("product_name"), table.text("manufacturer"), by_number, strict=True)
    ]


def _device_types(table: Table) -> list[str | None]:
    """The kind of sensor by the list of its radio; files from before source_type existed know ANT+ only."""
    by_radio = _first_of(table, "antplus_device_type", "ble_device_type", "local_device_type", "ant_device_type")
    names = enum_names("antplus_device_type")
    return [
        kind if kind is not None or number is None else str(number) if source else names.get(number, str(number))
        for kind, number, source in zip(
            by_radio, _integers(table, "device_type"), table.text("source_type"), strict=True
        )
    ]


def _first_of(table: Table, *names: str) -> list[str | None]:
    """For each message the first of these fields that has a value, as text."""
    columns = [table.text(name) for name in names]
    return [next((text for text in row if text is not None), None) for row in zip(*columns, strict=True)]


def _versions(table: Table) -> list[str | None]:
    versions = table.numbers("software_version").tolist()
    return [None if math.isnan(version) else f"{version:.2f}" for version in versions]


def _integers(table: Table, name: str) -> list[int | None]:
    return [None if math.isnan(value) else int(value) for value in table.numbers(name).tolist()]
