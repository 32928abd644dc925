"""Who wrote the file, and which sensors took part."""

import math
from dataclasses import replace
from datetime import UTC, datetime

from niggle.fit.clock import Clock
from niggle.fit.decode import FitFile
from niggle.fit.model import Device, FileId
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
    """Every device once, in the order of the file; a new serial number is a new device."""
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
    found: dict[tuple[int | None, str | None, str | None, int | None], Device] = {}
    for row in rows:
        device = Device(*row)
        key = (device.index, device.manufacturer, device.product, device.serial_number)
        found[key] = _completed(found[key], device) if key in found else device
    return tuple(found.values())


def _completed(first: Device, later: Device) -> Device:
    """The same device, with what only one of its messages says."""
    return replace(
        first,
        device_type=first.device_type or later.device_type,
        source_type=first.source_type or later.source_type,
        firmware=first.firmware or later.firmware,
    )


def _firmware(file: FitFile, devices: tuple[Device, ...]) -> str | None:
    creator = next((device for device in devices if device.index == _CREATOR), None)
    if creator is not None and creator.firmware is not None:
        return creator.firmware
    versions = file["file_creator"].numbers("software_version")
    return None if not len(versions) or math.isnan(versions[0]) else f"{versions[0] / 100:.2f}"


def _products(table: Table) -> list[str | None]:
    return _first_of(table, "garmin_product", "favero_product", "product", "product_name")


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
