"""Injection into real recordings: a change written into their samples from a minute on, or none.

Each recording is one run of an unknown runner, so its earlier runs have to be made up: *pseudo-runs* of 5-minute
blocks of the recording's own windows in random order, each run at a level of its own (Table E and Table B). What
happens within a run is real; what varies between runs is not.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import numpy as np

from niggle.errors import DecodeError
from niggle.fit.activity import read_activity
from niggle.fit.decode import decode_fit
from niggle.gait.measure import measure, surface_of
from niggle.gait.model import Floats, RunGait, Surface
from niggle.gait.sensors import choose_sensors
from niggle.simulate.injury import whole_pattern
from niggle.simulate.population import generator, population
from niggle.stride.model import PastRun, StrideVerdict
from niggle.stride.verdict import judge
from tests.benchmarks.detection.seasons import FIRST_AT, Kind

BALANCE, STANCE, CADENCE = "stance_time_balance_left_pct", "stance_time_ms", "cadence_spm"
ENOUGH_S = 600.0
HISTORIES = 12
HISTORY_RUNS = 30
SIZES_PP = (1.0, 1.5, 2.0, 3.0)
_BLOCK = 5
_MIN_WINDOWS = 30
_RUN_SPEED_SD = 0.02


@dataclass(frozen=True, slots=True)
class Recording:
    """One running session that is long enough: its samples as chosen from its sensors, and its gait."""

    name: str
    samples: Mapping[str, Floats]
    pauses_s: Floats
    surface: Surface
    sensors: Mapping[str, str]
    gait: RunGait

    @property
    def has_balance(self) -> bool:
        """Whether a balance was recorded."""
        return bool(np.isfinite(self.gait.values[BALANCE]))


@dataclass(frozen=True, slots=True)
class Injected:
    """One verdict on one recording: what was written in, and what came out."""

    recording: str
    has_balance: bool
    kind: Kind | None
    size_pp: float
    minute: float | None
    is_at_own_level: bool
    verdicts: tuple[StrideVerdict, ...]


def folder() -> Path | None:
    """Where the recordings are: `NIGGLE_RECORDINGS`; None when it is not set or not there."""
    path = Path(os.environ.get("NIGGLE_RECORDINGS", "../shared/recordings"))
    return path if path.is_dir() else None


def read_recordings(path: Path) -> tuple[list[Recording], dict[str, str]]:
    """Running sessions with 10 minutes of comparable running and a stance time; and why the others are not."""
    kept, left_out = [], {}
    for file in sorted(path.glob("*.fit")):
        try:
            activity = read_activity(decode_fit(file.read_bytes(), path=file.name))
        except DecodeError as error:
            left_out[file.name] = str(error)
            continue
        runs = [session for session in activity.sessions if session.is_run]
        if not runs:
            left_out[file.name] = "no run"
        for number, session in enumerate(runs):
            name = file.name if len(runs) == 1 else f"{file.name} ({number + 1})"
            samples, sensors = choose_sensors(session, activity.devices, activity.file_id)
            surface = surface_of(session.sub_sport)
            gait = measure(samples, pauses_s=session.pauses_s, surface=surface, sensors=sensors)
            if gait.eligible_s < ENOUGH_S:
                left_out[name] = f"{gait.eligible_s / 60:.0f} min of comparable running"
            elif not np.isfinite(gait.values[STANCE]):
                left_out[name] = "no stance time"
            else:
                kept.append(Recording(name, samples, session.pauses_s, surface, sensors, gait))
    return kept, left_out


def inject(recording: Recording, kind: Kind, shift_pp: float, from_s: float) -> RunGait:
    """The recording's gait with a change written into its samples from this elapsed second on.

    Speed and distance stay as recorded; where cadence falls, steps get longer, so that speed is cadence times
    step length as before.
    """
    samples = {name: values.copy() for name, values in recording.samples.items()}
    on = samples["elapsed_s"] >= from_s
    samples[BALANCE][on] += shift_pp
    if kind == "whole":
        change = whole_pattern(shift_pp, from_run=0)
        samples[STANCE][on] *= 1.0 + change.stance_time_pct / 100.0
        factor = 1.0 + change.cadence_pct / 100.0
        samples[CADENCE][on] *= factor
        samples["step_length_mm"][on] /= factor
        samples["vertical_ratio_pct"][on] *= factor
    return measure(samples, pauses_s=recording.pauses_s, surface=recording.surface, sensors=recording.sensors)


def evaluate_recording(recording: Recording, number: int, seed: int) -> list[Injected]:
    """Every verdict on one recording; its number sets what is drawn for it."""
    return list(_evaluate(recording, number, seed))


def _evaluate(recording: Recording, number: int, seed: int) -> Iterator[Injected]:
    for draw in range(HISTORIES):
        rng = generator(seed, 9_000 + number, draw)
        history = _judged([_pseudo_run(recording.gait, rng) for _ in range(HISTORY_RUNS)])
        # The null as it is, at the level that its baseline is made around; then on a day of its own.
        yield _row(recording, None, 0.0, None, _last([recording.gait], history), is_at_own_level=True)
        days = [_a_day(recording.gait, rng) for _ in range(3)]
        yield _row(recording, None, 0.0, None, _last([_moved(recording.gait, day) for day in days], history))
        sign = 1.0 if rng.random() < 0.5 else -1.0
        minute = _a_minute(recording.gait, rng)
        for kind, size in _injections(recording):
            within = _moved(inject(recording, kind, sign * size, 60.0 * minute), days[0])
            yield _row(recording, kind, size, minute, _last([within], history))
            whole = inject(recording, kind, sign * size, 0.0)
            yield _row(recording, kind, size, None, _last([_moved(whole, day) for day in days], history))


def _injections(recording: Recording) -> Iterator[tuple[Kind, float]]:
    kinds: tuple[Kind, ...] = ("balance", "whole") if recording.has_balance else ("whole",)
    for kind in kinds:
        for size in SIZES_PP:
            yield kind, size


def _row(
    recording: Recording, kind: Kind | None, size_pp: float, minute: float | None,
    verdicts: tuple[StrideVerdict, ...], *, is_at_own_level: bool = False,
) -> Injected:  # fmt: skip
    return Injected(recording.name, recording.has_balance, kind, size_pp, minute, is_at_own_level, verdicts)


@dataclass(frozen=True, slots=True)
class _Day:
    """How a run differs from the recording as a whole."""

    balance_pp: float
    stance_time_pct: float
    cadence_pct: float


def _a_day(_: RunGait, rng: np.random.Generator) -> _Day:
    p = population()
    z = rng.standard_normal(3)
    rho = p["stance_cadence_correlation_within"]
    stance = rho * z[2] + float(np.sqrt(1.0 - rho * rho)) * z[1]
    return _Day(p["balance_day_sd_median"] * z[0], p["stance_time_day_sd"] * stance, p["cadence_day_sd"] * z[2])


def _a_minute(gait: RunGait, rng: np.random.Generator) -> float:
    """A minute with at least three windows of comparable running before and after it."""
    start_s = gait.windows["start_s"][gait.is_eligible]
    return float(rng.uniform(start_s[3], start_s[-3])) / 60.0


def _moved(gait: RunGait, day: _Day) -> RunGait:
    """The same run on another day: every window moved alike, speed as it was."""
    windows = dict(gait.windows)
    windows[BALANCE] = windows[BALANCE] + day.balance_pp
    windows[STANCE] = windows[STANCE] * (1.0 + day.stance_time_pct / 100.0)
    windows[CADENCE] = windows[CADENCE] * (1.0 + day.cadence_pct / 100.0)
    windows["step_length_mm"] = windows["step_length_mm"] / (1.0 + day.cadence_pct / 100.0)
    return _with_values(gait, windows)


def _with_values(gait: RunGait, windows: dict[str, Floats]) -> RunGait:
    windows["duty_factor_pct"] = windows[STANCE] * windows[CADENCE] / 1200.0
    windows["flight_time_ms"] = 60_000.0 / windows[CADENCE] - windows[STANCE]
    keep = gait.is_eligible
    values = {}
    for name in gait.values:
        known = windows[name][keep & np.isfinite(windows[name])]
        values[name] = float(np.median(known)) if known.size else np.nan
    return replace(gait, windows=windows, values=values)


def _pseudo_run(gait: RunGait, rng: np.random.Generator) -> RunGait:
    """An earlier run out of blocks of the recording's own comparable windows, on a day of its own."""
    rows = np.flatnonzero(gait.is_eligible)
    length = max(rows.size, _MIN_WINDOWS)
    starts = rng.integers(0, max(rows.size - _BLOCK, 0) + 1, size=-(-length // _BLOCK))
    chosen = np.concatenate([rows[start : start + _BLOCK] for start in starts])[:length]
    windows = {name: values[chosen].copy() for name, values in gait.windows.items()}
    windows["start_s"] = ENOUGH_S + 60.0 * np.arange(chosen.size)
    windows["end_s"] = windows["start_s"] + 60.0
    faster_mps = gait.values["speed_mps"] * _RUN_SPEED_SD * rng.standard_normal()
    windows["speed_mps"] += faster_mps
    # Table B, what a run at another pace is like.
    windows[CADENCE] += 6.8 * faster_mps
    windows[STANCE] -= 26.0 * faster_mps
    windows["step_length_mm"] = 60_000.0 * windows["speed_mps"] / windows[CADENCE]
    run = replace(
        gait,
        windows=windows,
        is_eligible=np.ones(chosen.size, dtype=np.bool_),
        eligible_s=float(windows["usable_s"].sum()),
    )
    return _moved(run, _a_day(gait, rng))


def _judged(gaits: Sequence[RunGait]) -> list[PastRun]:
    past: list[PastRun] = []
    for number, gait in enumerate(gaits):
        at = FIRST_AT + timedelta(days=number)
        past.append(PastRun(f"{number:03d}", at, gait, judge(gait, past)))
    return past


def _last(gaits: Sequence[RunGait], history: list[PastRun]) -> tuple[StrideVerdict, ...]:
    """Verdicts on these runs, one after the other, behind that history."""
    past = list(history)
    for gait in gaits:
        number = len(past)
        at = FIRST_AT + timedelta(days=number)
        past.append(PastRun(f"{number:03d}", at, gait, judge(gait, past)))
    return tuple(each.verdict for each in past[len(history) :])
