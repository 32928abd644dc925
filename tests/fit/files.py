"""Files with one run of ten minutes, as a watch writes them."""

from typing import Any

import numpy as np

from niggle.fit.activity import Activity, Session, read_activity
from niggle.fit.decode import decode_fit
from niggle.fit.write import Block, write_fit

T0 = 1_772_433_065.0  # 2026-03-02T06:31:05Z
N = 600
SECONDS = np.arange(N, dtype=np.float64)
RUN: dict[str, Any] = {"distance": 3.0 * SECONDS, "enhanced_speed": 3.0, "cadence": 85, "stance_time": 240.0}


def activity(*blocks: Block) -> Activity:
    return read_activity(decode_fit(write_fit(list(blocks)), path="a.fit"))


def only(*blocks: Block) -> Session:
    (session,) = activity(*blocks).sessions
    return session


def records(times: Any = T0 + SECONDS, **fields: Any) -> Block:
    return Block("record", {"timestamp": times, **(fields or RUN)})


def session(start: float | None = T0, elapsed: float = N - 1.0, **fields: Any) -> Block:
    told = {"timestamp": T0 + N - 1, "start_time": start, "sport": "running", "total_elapsed_time": elapsed}
    return Block("session", told | fields)
