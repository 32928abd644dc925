"""Store → study: the runs of athletes as rows of a table that tells nothing of the person."""

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from niggle.config import Athlete
from niggle.consent import HANDED_ON
from niggle.gait.model import RunGait
from niggle.pain.complaints import worst_complaint
from niggle.pain.model import PainReport
from niggle.records.explained import equipment_of
from niggle.records.gait import gaits
from niggle.records.pain import pain_told, reports_of_athlete
from niggle.records.visibility import viewer
from niggle.store import Reader, Readers
from niggle.store.database import Row
from niggle.stride.model import Equipment
from niggle.study.columns import METRICS, window_sd_of
from niggle.study.table import StudyRow, write_table
from niggle.vocabulary.metrics import BALANCE, CADENCE, STANCE

_KEY_METRICS = (BALANCE, STANCE, CADENCE)
_DURATION_STEP_S = 60.0  # coarser than what activity lists show
_USABLE_STEP_S = 10.0
_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class StudyRows:
    """Rows for a study table, and how many measured runs were left out because a source's terms forbid it."""

    rows: tuple[StudyRow, ...]
    runners: int
    left_out: int


def study_rows(readers: Readers, athletes: Iterable[Athlete], *, now: datetime) -> StudyRows:
    """The runs that others may learn from now, by athlete, numbered in an order that rests on what was measured alone.

    Athletes who share their runs from a niggle of their own are left out: nothing is measured of these runs here.
    """
    series, left_out = [], 0
    for athlete in athletes:
        reader = readers.of(athlete.id)
        runs = reader.rows("study_runs", **viewer([(athlete, HANDED_ON)], now))
        measured = [row for row in reader.rows("runs_in_order", athlete_id=athlete.id) if row["is_measured"]]
        left_out += len(measured) - len(runs)
        if runs:
            series.append(_series(reader, athlete, runs))
    series.sort(key=lambda rows: hashlib.sha256(write_table(rows).encode()).digest())
    rows = [replace(row, runner=str(number)) for number, own in enumerate(series, 1) for row in own]
    return StudyRows(tuple(rows), len(series), left_out)


def _series(reader: Reader, athlete: Athlete, runs: Sequence[Row]) -> list[StudyRow]:
    gait_of = gaits(reader, [run["run_id"] for run in runs])
    reports = reports_of_athlete(reader, athlete.id)
    changed = equipment_of(reader, athlete)
    sensors: dict[str, str] = {}
    rows = []
    for run in runs:
        gait = gait_of[run["run_id"]]
        since_first = run["started_at"] - runs[0]["started_at"]
        rows.append(
            StudyRow(
                runner="",
                day=round(since_first.total_seconds() / _DAY_S, 2),
                surface=gait.surface,
                sensor=_sensor_number(gait, sensors),
                numbers=_numbers(run, gait) | _pain_peak(reports.get(run["run_id"], ())),
                equipment=_equipment(changed.get(run["run_id"])),
                **_pain_place(reports.get(run["run_id"], ())),
            )
        )
    return rows


def _equipment(said: Equipment | None) -> Equipment | None:
    """What a study table says had changed before the run; it has no word for the rest."""
    return said if said in ("shoes", "sensor", "nothing") else None


def _sensor_number(gait: RunGait, known: dict[str, str]) -> str | None:
    """A number in order of appearance for what measured the most telling metric of the run."""
    sensor = next((gait.sensors[name] for name in _KEY_METRICS if name in gait.sensors), None)
    return None if sensor is None else known.setdefault(sensor, str(len(known) + 1))


def _numbers(run: Row, gait: RunGait) -> dict[str, float]:
    duration_s = math.nan if run["duration_s"] is None else run["duration_s"]
    numbers = {
        "duration_s": _DURATION_STEP_S * round(duration_s / _DURATION_STEP_S) if duration_s >= 0.0 else math.nan,
        # Down, so that no run becomes long enough by it.
        "usable_s": _USABLE_STEP_S * (gait.eligible_s // _USABLE_STEP_S),
        "speed_mps": gait.values["speed_mps"],
        "grade_pct": gait.values["grade_pct"],
    }
    for name in METRICS:
        numbers[name] = gait.values[name]
        numbers[window_sd_of(name)] = _window_sd(gait, name)
    return numbers


def _window_sd(gait: RunGait, name: str) -> float:
    """SD between eligible windows about a line of the metric over speed; NaN with under three windows."""
    y, x = gait.windows[name][gait.is_eligible], gait.windows["speed_mps"][gait.is_eligible]
    known = np.isfinite(y) & np.isfinite(x)
    y, x = y[known] - y[known].mean() if known.any() else y[known], x[known]
    if y.size < 3:
        return math.nan
    x = x - x.mean()
    along = float(x @ x)
    rest = y - x * float(x @ y) / along if along > 0.0 else y
    return math.sqrt(float(rest @ rest) / (y.size - 2))


def _pain_peak(reports: Sequence[PainReport]) -> dict[str, float]:
    told = pain_told(reports)
    return {} if told is None else {"pain_peak": float(told.peak)}


def _pain_place(reports: Sequence[PainReport]) -> Mapping[str, Any]:
    worst = worst_complaint(reports)
    return {} if worst is None else {"pain_site": worst.site, "pain_side": worst.side}
