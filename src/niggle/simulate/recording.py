"""A virtual run as the FIT file that a watch would have written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from niggle.fit.write import Block, write_fit
from niggle.simulate.model import Floats, VirtualRun

_SUB_SPORTS = {"road": "generic", "track": "track", "treadmill": "treadmill"}
_HEART_RATE_DEVICE, _RUNNING_DYNAMICS_DEVICE = 120, 30
_FENIX7, _FR55, _HRM_PRO, _RUNNING_DYNAMICS_POD = 3906, 3869, 3300, 2593

_FIELDS = {
    "distance_m": "distance",
    "speed_mps": "speed",
    "altitude_m": "altitude",
    "heart_rate_bpm": "heart_rate",
    "stance_time_ms": "stance_time",
    "stance_time_balance_left_pct": "stance_time_balance",
    "step_length_mm": "step_length",
    "vertical_oscillation_mm": "vertical_oscillation",
    "vertical_ratio_pct": "vertical_ratio",
}
_AVERAGES = {
    "stance_time_ms": "avg_stance_time",
    "stance_time_balance_left_pct": "avg_stance_time_balance",
    "step_length_mm": "avg_step_length",
    "vertical_oscillation_mm": "avg_vertical_oscillation",
    "vertical_ratio_pct": "avg_vertical_ratio",
}


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What a lap or the session sums up: samples from `first` to before `end`."""

    first: int
    end: int


def record(run: VirtualRun, *, owner: int) -> bytes:
    """The FIT file of this run; `owner` numbers the runner and sets the serial numbers of the devices."""
    timestamps = run.plan.started_at.timestamp() + run.samples["elapsed_s"]
    blocks = [
        _file_id(run, owner),
        _timer(timestamps[0], "start"),
        *_devices(run, owner),
        Block("sport", {"sport": "running", "sub_sport": _SUB_SPORTS[run.plan.surface], "name": "Run"}),
        *_body(run, timestamps),
        _timer(timestamps[-1], "stop_all"),
        _session(run, timestamps),
        _activity(run, timestamps),
    ]
    return write_fit(blocks)


def _file_id(run: VirtualRun, owner: int) -> Block:
    return Block(
        "file_id",
        {
            "type": "activity",
            "manufacturer": "garmin",
            "product": _watch(run),
            "serial_number": _watch_serial(run, owner),
            "time_created": run.plan.started_at,
        },
    )


def _devices(run: VirtualRun, owner: int) -> list[Block]:
    """The watch and, where there is one, the strap (as heart rate and running dynamics sensor) or pod."""
    watch: dict[str | int, Any] = {
        "timestamp": run.plan.started_at,
        "device_index": 0,
        "manufacturer": "garmin",
        "product": _watch(run),
        "serial_number": _watch_serial(run, owner),
        "software_version": 14.36,
        "source_type": "local",
    }
    if run.plan.sensor == "wrist":
        return [Block("device_info", watch)]
    is_strap = run.plan.sensor == "strap"
    sensor = watch | {
        "device_index": 1,
        "product": _HRM_PRO if is_strap else _RUNNING_DYNAMICS_POD,
        "serial_number": 700_000 + 100 * owner + run.plan.strap,
        "software_version": 9.2,
        "source_type": "antplus",
    }
    types = (_HEART_RATE_DEVICE, _RUNNING_DYNAMICS_DEVICE) if is_strap else (_RUNNING_DYNAMICS_DEVICE,)
    return [
        Block("device_info", watch),
        *(
            Block("device_info", sensor | {"device_index": index, "device_type": device_type})
            for index, device_type in enumerate(types, start=1)
        ),
    ]


def _watch(run: VirtualRun) -> int:
    return _FR55 if run.plan.sensor == "wrist" else _FENIX7


def _watch_serial(run: VirtualRun, owner: int) -> int:
    return 300_000 + 100 * owner + run.plan.watch


def _timer(at_unix_s: float, event_type: str) -> Block:
    return Block("event", {"timestamp": at_unix_s, "event": "timer", "event_type": event_type, "event_group": 0})


def _body(run: VirtualRun, timestamps: Floats) -> Iterator[Block]:
    """Records, with the stops and laps between them where they happened."""
    elapsed_s = run.samples["elapsed_s"]
    stops = np.searchsorted(elapsed_s, run.pauses_s[:, 1], side="right").tolist()
    laps = [*np.searchsorted(elapsed_s, run.lap_starts_s).tolist(), elapsed_s.size]
    started_unix_s = run.plan.started_at.timestamp()
    at = 0
    for cut in sorted({*stops, *laps[1:]}):
        yield _records(run, timestamps, at, cut)
        if cut in laps:
            number = laps.index(cut) - 1
            yield _lap(run, timestamps, number, _Stretch(laps[number], cut))
        if cut in stops:
            stop_s, start_s = run.pauses_s[stops.index(cut)]
            yield _timer(started_unix_s + stop_s, "stop_all")
            yield _timer(started_unix_s + start_s, "start")
        at = cut


def _records(run: VirtualRun, timestamps: Floats, first: int, end: int) -> Block:
    fields: dict[str | int, Any] = {"timestamp": timestamps[first:end]}
    for name, field in _FIELDS.items():
        if np.isfinite(run.samples[name]).any():
            fields[field] = run.samples[name][first:end]
    # FIT counts strides (two steps) a minute, whole ones and the rest apart.
    strides = run.samples["cadence_spm"][first:end] / 2.0
    fields["cadence"] = np.floor(strides)
    fields["fractional_cadence"] = strides - np.floor(strides)
    return Block("record", fields)


def _lap(run: VirtualRun, timestamps: Floats, number: int, stretch: _Stretch) -> Block:
    is_last = stretch.end == timestamps.size
    return Block(
        "lap",
        {
            "message_index": number,
            "event": "lap",
            "event_type": "stop",
            "lap_trigger": "session_end" if is_last else "distance",
            "sport": "running",
            "sub_sport": _SUB_SPORTS[run.plan.surface],
            **_summary(run, timestamps, stretch),
        },
    )


def _session(run: VirtualRun, timestamps: Floats) -> Block:
    return Block(
        "session",
        {
            "message_index": 0,
            "event": "lap",
            "event_type": "stop",
            "trigger": "activity_end",
            "sport": "running",
            "sub_sport": _SUB_SPORTS[run.plan.surface],
            "first_lap_index": 0,
            "num_laps": run.lap_starts_s.size,
            **_summary(run, timestamps, _Stretch(0, timestamps.size)),
        },
    )


def _activity(run: VirtualRun, timestamps: Floats) -> Block:
    ended_at = run.plan.started_at + timedelta(seconds=float(run.samples["elapsed_s"][-1]))
    return Block(
        "activity",
        {
            "timestamp": ended_at,
            "local_timestamp": ended_at,
            "total_timer_time": float(timestamps.size - 1),
            "num_sessions": 1,
            "type": "manual",
            "event": "activity",
            "event_type": "stop",
        },
    )


def _summary(run: VirtualRun, timestamps: Floats, stretch: _Stretch) -> dict[str | int, Any]:
    """Times, distance and averages of a lap or the session."""
    last = min(stretch.end, timestamps.size - 1)
    distance_m = run.samples["distance_m"][last] - run.samples["distance_m"][stretch.first]
    timer_s = float(last - stretch.first)
    inside = slice(stretch.first, stretch.end)
    summary: dict[str | int, Any] = {
        "timestamp": timestamps[last],
        "start_time": timestamps[stretch.first],
        "total_elapsed_time": timestamps[last] - timestamps[stretch.first],
        "total_timer_time": timer_s,
        "total_distance": distance_m,
        "enhanced_avg_speed": distance_m / max(timer_s, 1.0),
        "enhanced_max_speed": run.samples["speed_mps"][inside].max(),
        "avg_heart_rate": run.samples["heart_rate_bpm"][inside].mean(),
        "max_heart_rate": run.samples["heart_rate_bpm"][inside].max(),
        "avg_cadence": np.floor(run.samples["cadence_spm"][inside].mean() / 2.0),
    }
    for name, field in _AVERAGES.items():
        values = run.samples[name][inside]
        if np.isfinite(values).any():
            summary[field] = np.nanmean(values)
    return summary
