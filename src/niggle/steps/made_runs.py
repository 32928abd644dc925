"""Runs made of recordings → their tables, with what they measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from niggle.gait.measure import surface_of
from niggle.gait.model import RunGait
from niggle.matching.merge import Merged
from niggle.matching.regroup import RunPlan
from niggle.records.gait import insert_gaits
from niggle.steps.raw_files import terms_row
from niggle.steps.recordings import Recording, gait_of
from niggle.store import Writer
from niggle.store.database import Row, utc_naive


@dataclass(frozen=True, slots=True)
class MadeRun:
    """A run as it is to be stored; `base` is the richest of its recordings."""

    plan: RunPlan
    base: Recording
    merged: Merged

    @property
    def started_at(self) -> datetime:
        """The start as the store has it."""
        return utc_naive(self.base.started_at + timedelta(seconds=self.merged.offset_s))


def insert_runs(writer: Writer, runs: Sequence[MadeRun]) -> None:
    """Store runs with their samples and sensors, and measure them on the way.

    To have the samples back from the store in order to measure them takes longer than to read the raw file again.
    """
    if not runs:
        return
    writer.insert("runs", [_run_row(run) for run in runs])
    known = writer.rows("run_numbers", run_ids=[run.plan.run_id for run in runs])
    writer.insert_columns("samples", _samples(runs, {row["run_id"]: row["run_no"] for row in known}))
    writer.insert(
        "run_sensors",
        [
            {"run_id": run.plan.run_id, "metric": metric, "sensor": sensor}
            for run in runs
            for metric, sensor in run.merged.sensors.items()
        ],
    )
    raw_sha256_of = {run.plan.run_id: run.base.arrival.sha256 for run in runs}
    insert_gaits(writer, {run.plan.run_id: _gait(run) for run in runs}, raw_sha256_of)


def _gait(run: MadeRun) -> RunGait:
    """What a run measured."""
    is_alone = tuple(run.plan.part_offsets_s) == (0.0,)
    return run.base.gait if is_alone else gait_of(run.merged, run.base.session.sub_sport)


def _samples(runs: Sequence[MadeRun], numbers: Mapping[str, int]) -> dict[str, NDArray[Any]]:
    ordered = sorted(runs, key=lambda run: numbers[run.plan.run_id])  # in the order of their key a look-up is quick
    sizes = [run.merged.samples["elapsed_s"].size for run in ordered]
    return {
        "run_no": np.repeat(np.array([numbers[run.plan.run_id] for run in ordered], dtype=np.int64), sizes),
        **{name: np.concatenate([run.merged.samples[name] for run in ordered]) for name in ordered[0].merged.samples},
    }


def _run_row(run: MadeRun) -> Row:
    session = run.base.session
    return {
        "run_id": run.plan.run_id,
        "athlete_id": run.base.arrival.athlete_id,
        "started_at": run.started_at,
        "duration_s": run.merged.duration_s,
        "moving_time_s": run.merged.moving_time_s,
        "distance_m": run.merged.distance_m,
        "sub_sport": session.sub_sport,
        "utc_offset_s": session.utc_offset_s,
        "surface": surface_of(session.sub_sport),
        "source": run.base.arrival.source,
        "raw_sha256": run.base.arrival.sha256,
        "session_index": run.base.index,
        "pauses_s": run.merged.pauses_s.ravel().tolist(),
        **terms_row(run.plan.terms),
    }
