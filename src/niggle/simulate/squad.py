"""Whole seasons of virtual runners at the level of samples: no files, the truth beside every run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from niggle.simulate.injury import Injury, change_on
from niggle.simulate.model import (
    Change,
    Floats,
    Offsets,
    Runner,
    RunPlan,
    RunTruth,
    VirtualRun,
    World,
)
from niggle.simulate.noise import autoregressive, correlated
from niggle.simulate.population import Stream, draw_runner, generator, population
from niggle.simulate.run import simulate_run


def virtual_runner(seed: int, runner: int, *, world: World = "steady", day_sd_median_pp: float | None = None) -> Runner:
    """Runner number `runner` of the population of this seed."""
    return draw_runner(generator(seed, runner, Stream.RUNNER), world=world, day_sd_median_pp=day_sd_median_pp)


def simulate_runner(
    seed: int,
    number: int,
    runner: Runner,
    plans: Sequence[RunPlan],
    *,
    injury: Injury | None = None,
    from_run: int = 0,
) -> Iterator[VirtualRun]:
    """The runs of one runner in order from `from_run` on, each with its samples and its truth.

    The same seed and number give the same day-to-day variation and noise with and without an injury, and
    wherever one begins. A run is made when it is asked for, so a season need not fit in memory.
    """
    days = _days(seed, number, runner, len(plans))
    for index in range(from_run, len(plans)):
        plan = plans[index]
        change = change_on(injury, index)
        things = _things(seed, number, plan)
        offsets = Offsets(
            balance_pp=days.balance_day_pp[index]
            + days.balance_drift_pp[index]
            + things.balance_pp
            + days.strap_shift_pp[index] * plan.is_strap_shifted,
            stance_time_pct=days.stance_time_pct[index] + things.stance_time_pct,
            cadence_pct=days.cadence_pct[index],
            vertical_oscillation_pct=days.vertical_oscillation_pct[index],
            gps_speed_pct=things.gps_speed_pct,
        )
        samples, course = simulate_run(runner, plan, offsets, change, generator(seed, number, Stream.RUN, index))
        yield VirtualRun(
            index=index,
            plan=plan,
            samples=samples,
            pauses_s=course.pauses_s,
            lap_starts_s=_lap_starts(plan, samples),
            truth=RunTruth(
                usual_balance_left_pct=float(
                    runner.balance_left_pct
                    + days.balance_drift_pp[index]
                    + things.balance_pp
                    + runner.balance_treadmill_pp * (plan.surface == "treadmill")
                ),
                day_balance_pp=float(days.balance_day_pp[index]),
                usual_stance_time_pct=float(days.stance_time_drift_pct[index] + things.stance_time_pct),
                usual_cadence_pct=float(days.cadence_drift_pct[index]),
                change=change,
                onset_s=_elapsed_onset(change, course.elapsed_s),
                nuisances=_nuisances(plan, plans[index - 1] if index else plan),
            ),
        )


@dataclass(frozen=True, slots=True)
class _Days:
    balance_day_pp: Floats
    balance_drift_pp: Floats
    stance_time_pct: Floats
    cadence_pct: Floats
    vertical_oscillation_pct: Floats
    strap_shift_pp: Floats
    stance_time_drift_pct: Floats
    cadence_drift_pct: Floats


def _days(seed: int, number: int, runner: Runner, runs: int) -> _Days:
    """What varies between runs: the day, a slow random walk and, with balance, lasting moves; one value a run."""
    p = population()
    z = generator(seed, number, Stream.DAYS).standard_normal((runs, 9)).T
    tails = _tails(seed, number, runner, runs)

    def day(values: Floats, sd: float) -> Floats:
        if runner.day_autocorrelation == 0.0:
            return sd * values
        return autoregressive(values.copy(), sd=sd, time_constant=-1.0 / float(np.log(runner.day_autocorrelation)))

    def drift(row: int, sd: float) -> Floats:
        wandered: Floats = np.cumsum(sd * z[row]) - sd * z[row][0]
        return wandered

    stance_z = correlated(z[1], z[2], correlation=p["stance_cadence_correlation_within"])
    stance_drift = drift(5, runner.stance_time_drift_sd_pct)
    cadence_drift = drift(6, runner.cadence_drift_sd_pct)
    return _Days(
        balance_day_pp=day(z[0], runner.balance_day_sd_pp) * tails[0],
        balance_drift_pp=drift(4, runner.balance_drift_sd_pp) + _moves(seed, number, runner, runs),
        stance_time_pct=day(stance_z, runner.stance_time_day_sd_pct) * tails[1] + stance_drift,
        cadence_pct=day(z[2], runner.cadence_day_sd_pct) * tails[1] + cadence_drift,
        vertical_oscillation_pct=day(z[3], runner.vertical_oscillation_day_sd_pct)
        + drift(7, runner.vertical_oscillation_drift_sd_pct),
        strap_shift_pp=p["strap_shift_sd"] * z[8],
        stance_time_drift_pct=stance_drift,
        cadence_drift_pct=cadence_drift,
    )


def _tails(seed: int, number: int, runner: Runner, runs: int) -> Floats:
    """How much wider than usual each day is, for balance and for the rest (2, runs): normal days times this are t.

    The SD stays what it was.
    """
    df = runner.day_tail_df
    if np.isinf(df):
        return np.ones((2, runs))
    drawn: Floats = generator(seed, number, Stream.MOVES, 1).chisquare(df, (runs, 2)).T
    return np.sqrt((df - 2.0) / drawn)


def _moves(seed: int, number: int, runner: Runner, runs: int) -> Floats:
    """Where the balance has moved to for good by each run, pp, without any injury."""
    rng = generator(seed, number, Stream.MOVES, 0)
    chance, size = rng.random(runs), rng.standard_normal(runs)
    moved: Floats = np.cumsum(np.where(chance < runner.balance_move_share, runner.balance_move_sd_pp * size, 0.0))
    return moved


def _things(seed: int, number: int, plan: RunPlan) -> Offsets:
    """The offsets of this strap, these shoes and this watch against the runner's first ones."""
    p = population()
    strap = _offset_of(seed, number, 0, plan.strap)
    shoes = _offset_of(seed, number, 1, plan.shoes)
    watch = _offset_of(seed, number, 2, plan.watch)
    return Offsets(
        balance_pp=p["strap_offset_sd"] * strap[0] + p["shoes_balance_sd"] * shoes[0],
        stance_time_pct=p["strap_stance_time_sd"] * strap[1] + p["shoes_stance_time_sd"] * shoes[1],
        gps_speed_pct=p["watch_speed_sd"] * watch[0],
    )


def _offset_of(seed: int, number: int, sort: int, which: int) -> Floats:
    if which == 0:
        return np.zeros(2)
    return generator(seed, number, Stream.THING, sort, which).standard_normal(2)


def _lap_starts(plan: RunPlan, samples: Mapping[str, Floats]) -> Floats:
    """Elapsed times at which the watch begins a lap: every kilometre, on the track every 400 m."""
    distance_m = samples["distance_m"]
    every_m = 400.0 if plan.surface == "track" else 1000.0
    begins = np.searchsorted(distance_m, np.arange(0.0, distance_m[-1], every_m))
    return samples["elapsed_s"][begins]


def _elapsed_onset(change: Change | None, elapsed_s: Floats) -> float | None:
    if change is None or change.onset_s is None:
        return None
    return float(elapsed_s[min(int(change.onset_s), elapsed_s.size - 1)])


def _nuisances(plan: RunPlan, previous: RunPlan) -> tuple[str, ...]:
    named = {
        "strap_shift": plan.is_strap_shifted,
        "new_strap": plan.strap != previous.strap,
        "new_shoes": plan.shoes != previous.shoes,
        "new_watch": plan.watch != previous.watch,
        "treadmill": plan.surface == "treadmill",
        "track": plan.surface == "track",
        "heat": plan.is_hot,
        "all_intervals": plan.kind == "all_intervals",
        "missing_balance": plan.sensor != "wrist" and not plan.has_balance,
        "wrist": plan.sensor == "wrist",
    }
    return tuple(name for name, is_so in named.items() if is_so)
