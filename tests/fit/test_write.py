import time
from datetime import UTC, datetime

import numpy as np
import pytest

from niggle.fit.decode import decode_fit
from niggle.fit.write import Block, DeveloperField, write_fit

T0 = datetime(2026, 3, 2, 6, 31, 5, tzinfo=UTC)


def test_scalars_are_repeated_for_every_message_of_a_block() -> None:
    table = decode_fit(write_fit([Block("record", {"timestamp": T0, "heart_rate": [1, 2, 3]})]), path="a")["record"]
    assert table["timestamp"].tolist() == [T0.timestamp()] * 3


def test_names_stand_for_enumerated_values() -> None:
    blocks = [Block("session", {"sport": ["running", 2, None], "sub_sport": "trail"})]
    table = decode_fit(write_fit(blocks), path="a")["session"]
    assert table.text("sport") == ["running", "cycling", None]
    assert table.text("sub_sport") == ["trail"] * 3


def test_a_definition_is_written_once_while_it_holds() -> None:
    record = Block("record", {"timestamp": T0, "heart_rate": 150})
    lap = Block("lap", {"timestamp": T0})
    once, more = len(write_fit([record, lap])), len(write_fit([record, lap, record, lap]))
    assert more - once == (1 + 4 + 1) + (1 + 4)


def test_more_kinds_of_messages_than_local_types() -> None:
    blocks = [Block("record", {"timestamp": T0, number: 7}, base_types={number: "uint8"}) for number in range(200, 240)]
    table = decode_fit(write_fit(blocks * 2), path="a")["record"]
    assert table["timestamp"].tolist() == [T0.timestamp()] * 80


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (Block("record", {"speeed": 1.0}), "not in the profile"),
        (Block("record", {"heart_rate": 300}), "uint8 cannot hold 300"),
        (Block("record", {"distance": -1.0}), "uint32 cannot hold -100"),
        (Block("sport", {"name": "x" * 300}), "FIT allows 1 to 255"),
        (Block("record", {}, {DeveloperField(0, 0, "a", "sint8"): 128.0}), "sint8 cannot hold 128"),
    ],
)
def test_what_fit_cannot_hold_is_an_error(block: Block, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        write_fit([block])


def test_an_hour_of_records_takes_next_to_no_time() -> None:
    columns = {"timestamp": T0.timestamp() + np.arange(3600), "speed": 3.0, "heart_rate": np.full(3600, 150.0)}
    columns |= {name: np.full(3600, 50.0) for name in ("stance_time", "stance_time_balance", "step_length", "power")}
    before = time.process_time()
    write_fit([Block("record", columns)])
    assert time.process_time() - before < 0.05
