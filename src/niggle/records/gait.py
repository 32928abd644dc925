"""What runs measured: rows of `run_gait` and `windows` as `RunGait`, and back."""

from collections.abc import Mapping, Sequence

import numpy as np

from niggle.gait import METRICS_VERSION
from niggle.gait.model import RunGait
from niggle.store import Reader, Writer
from niggle.store.database import Row
from niggle.vocabulary.columns import WINDOW_COLUMNS
from niggle.vocabulary.metrics import CONDITIONS, METRICS

RUN_VALUES = (*CONDITIONS, *METRICS)


def gaits(reader: Reader, run_ids: Sequence[str]) -> dict[str, RunGait]:
    """The gait of each of these runs that has been measured."""
    windows = reader.columns("windows_of", run_ids=list(run_ids))
    ids = windows["run_id"]
    bounds = np.flatnonzero(ids[1:] != ids[:-1]) + 1 if ids.size else np.empty(0, np.intp)
    starts = [0, *bounds.tolist()] if ids.size else []
    slices = {ids[start]: slice(start, end) for start, end in zip(starts, [*bounds.tolist(), ids.size], strict=False)}
    result = {}
    for row in reader.rows("gait_of", run_ids=list(run_ids)):
        part = slices.get(row["run_id"], slice(0, 0))
        result[row["run_id"]] = RunGait(
            surface=row["surface"],
            windows={name: windows[name][part] for name in WINDOW_COLUMNS},
            is_eligible=windows["is_eligible"][part].astype(np.bool_),
            values={name: np.nan if row[name] is None else row[name] for name in RUN_VALUES},
            eligible_s=row["eligible_s"],
            sensors=row["sensors"],
            excluded_s=row["excluded_s"],
            measured_share=1.0 if row["measured_share"] is None else row["measured_share"],
        )
    return result


def insert_gaits(writer: Writer, gait_of: Mapping[str, RunGait], raw_sha256_of: Mapping[str, str]) -> None:
    """Store what runs measured, by run id; `raw_sha256_of` names the recording of each."""
    writer.insert("run_gait", [_gait_row(run_id, gait, raw_sha256_of[run_id]) for run_id, gait in gait_of.items()])
    sizes = [gait.is_eligible.size for gait in gait_of.values()]
    if sum(sizes) == 0:
        return
    names = next(iter(gait_of.values())).windows
    writer.insert_columns(
        "windows",
        {
            "run": np.repeat(np.arange(len(gait_of)), sizes),
            "is_eligible": np.concatenate([gait.is_eligible for gait in gait_of.values()]),
            **{name: np.concatenate([gait.windows[name] for gait in gait_of.values()]) for name in names},
        },
        run_ids=list(gait_of),
    )


def _gait_row(run_id: str, gait: RunGait, raw_sha256: str) -> Row:
    return {
        "run_id": run_id,
        "surface": gait.surface,
        "eligible_s": float(gait.eligible_s),
        "excluded_s": dict(gait.excluded_s),
        "sensors": dict(gait.sensors),
        "measured_share": gait.measured_share,
        **{name: None if np.isnan(gait.values[name]) else float(gait.values[name]) for name in RUN_VALUES},
        "raw_sha256": raw_sha256,
        "metrics_version": METRICS_VERSION,
    }
