"""Devices out of what a file says of them, message after message."""

from typing import Any

import pytest

from niggle.fit.activity import read_activity
from niggle.fit.decode import decode_fit
from niggle.fit.model import Device
from niggle.fit.write import Block, write_fit

T0 = 1_772_433_065.0  # 2026-03-02T06:31:05Z
CHANNEL = {"device_index": 4, "source_type": "antplus", "device_type": 30}
STRAP = CHANNEL | {"manufacturer": "garmin", "product": 3300, "serial_number": 293116778}


def devices(*messages: dict[str, Any]) -> tuple[Device, ...]:
    blocks = [Block("device_info", {"timestamp": T0 + second} | one) for second, one in enumerate(messages)]
    return read_activity(decode_fit(write_fit([Block("file_id", {"type": "activity"}), *blocks]), path="a.fit")).devices


def said(found: tuple[Device, ...]) -> list[tuple[str | None, str | None, int | None]]:
    return [(device.manufacturer, device.product, device.serial_number) for device in found]


def test_what_comes_later_completes_what_came_before() -> None:
    assert said(devices(CHANNEL, CHANNEL | {"manufacturer": "garmin"}, STRAP, CHANNEL)) == [
        ("garmin", "hrm_pro", 293116778)
    ]


def test_a_maker_of_0_is_nobody_until_one_is_told() -> None:
    nobody = CHANNEL | {"manufacturer": 0, "product": 0}
    assert said(devices(nobody, STRAP)) == [("garmin", "hrm_pro", 293116778)]
    assert said(devices(STRAP, nobody)) == [("garmin", "hrm_pro", 293116778)]
    assert said(devices(nobody, nobody)) == [("0", "0", None)]


def test_one_serial_number_is_one_device_whatever_product_it_says() -> None:
    assert len(devices(STRAP, STRAP | {"product": 8})) == 1


@pytest.mark.parametrize(
    "change",
    [{"serial_number": 7}, {"device_type": 120}, {"device_index": 5}, {"source_type": "bluetooth_low_energy"}],
)
def test_another_serial_number_type_index_or_radio_is_another_device(change: dict[str, Any]) -> None:
    assert len(devices(STRAP, STRAP | change)) == 2


def test_of_two_that_shared_an_index_the_one_that_was_there_last_is_completed() -> None:
    first, second = STRAP | {"serial_number": 1}, CHANNEL | {"manufacturer": "stryd", "serial_number": 2}
    assert said(devices(first, second, CHANNEL | {"product": 26})) == [("garmin", "hrm_pro", 1), ("stryd", "26", 2)]


def test_messages_count_in_the_order_of_time() -> None:
    other = STRAP | {"serial_number": 7}
    assert said(devices(STRAP | {"timestamp": T0 + 9}, CHANNEL, other)) == [
        ("garmin", "hrm_pro", 7), ("garmin", "hrm_pro", 293116778)
    ]  # fmt: skip


def test_without_an_index_only_what_says_the_same_is_the_same() -> None:
    watch = {"manufacturer": "coros", "product": 7, "serial_number": 5}
    assert said(devices(watch, {"manufacturer": "coros"}, watch, {})) == [
        ("coros", "7", 5), ("coros", None, None), (None, None, None)
    ]  # fmt: skip
