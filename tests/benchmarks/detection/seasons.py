"""Seasons of healthy virtual runners with everything that fools detectors, and the injuries put on top."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from niggle.gait.measure import MEASURED
from niggle.simulate.injury import Injury, balance_only, whole_pattern
from niggle.simulate.model import RunPlan
from niggle.simulate.plans import Nuisances, draw_plans
from niggle.simulate.population import generator, population

RUNS = 75
FIRST_AT = datetime(2025, 1, 6, 6, 30, tzinfo=UTC)
TUNING_SEED = 20_250_101
"""Squads that detectors may be tuned on begin here; any seed but the test's will do."""
TEST_SEED = 77_003
"""The squad of docs/detection.md: never look at it while tuning."""

_SEASON_STREAM, _INJURY_STREAM = 1001, 1002
_NEW_FOR_RUNS = 10
"""As long as this many runs after it came, a new thing counts as a nuisance."""

type Kind = Literal["balance", "whole"]


@dataclass(frozen=True, slots=True)
class Squad:
    """Virtual runners to evaluate: the seed, how many, their day-to-day SD (median, pp), and what injures them.

    `with_c2`: rule C2 as first written judges every run too. `unlike` are parameters of the population that differ
    from `population.toml`, by name, in its units.
    """

    seed: int
    runners: int
    day_sd_pp: float
    scenarios: tuple["Scenario", ...]
    with_c2: bool = True
    name: str = ""
    unlike: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """One injury: the same for every runner but for side, first run and minute, which are drawn.

    `ramp_runs` of 1 is a step; with `is_within` it begins at a minute of its first run, else between two runs.
    `runs` is for how many runs it is followed. Those are ordinary outdoor runs, unless `is_as_it_comes`.
    """

    kind: Kind
    size_pp: float
    ramp_runs: int = 1
    is_within: bool = False
    runs: int = 6
    is_as_it_comes: bool = False

    @property
    def key(self) -> str:
        """A name for results."""
        how = "within" if self.is_within else "step" if self.ramp_runs == 1 else "ramp"
        return f"{self.kind}/{'any' if self.is_as_it_comes else how}/{self.size_pp:g}"


@dataclass(frozen=True, slots=True)
class Season:
    """The plans of one runner, and what of each run a detector may know or must not."""

    plans: list[RunPlan]
    sensors: list[dict[str, str]]
    nuisances: list[tuple[str, ...]]
    injured_from: int


UNRULY = (
    ("day_autocorrelation", 0.5),
    ("balance_day_sd_log_sd", 0.5),
    ("balance_drift_sd", 0.06),
    ("stance_time_drift_sd", 0.2),
    ("cadence_drift_sd", 0.2),
    ("vertical_oscillation_drift_sd", 0.2),
    ("stance_time_day_sd", 1.8),
    ("cadence_day_sd", 1.2),
    ("balance_own_trend_sd_per_h", 0.3),
    ("balance_trend_sd_per_h", 0.8),
    ("strap_shift_sd", 1.8),
    ("shoes_balance_sd", 0.3),
    ("heat_stance_time", 2.0),
)
"""A population that is unlike what the detector's priors rest on: it varies, drifts and slips more."""


@contextmanager
def population_of(squad: Squad) -> Iterator[None]:
    """The simulator's population as this squad has it, for as long as this lasts."""
    # The table is read once and shared: what differs is put in and taken out again.
    table = population()
    usual = {name: table[name] for name, _ in squad.unlike}
    table.update(squad.unlike)
    try:
        yield
    finally:
        table.update(usual)


def draw_season(seed: int, number: int) -> Season:
    """A season of 75 runs: every runner gets new shoes, most a new strap, some a new watch.

    One strap in four is not named in the file, so that a detector cannot know of a new one. Where an injury is
    put on top, it begins between run 53 and 70: by then the strap has been worn for 17 runs or more, unless its
    change went unnoticed.
    """
    rng = generator(seed, number, _SEASON_STREAM)
    chance = rng.random(4)
    is_named = bool(chance[0] < 0.75)
    latest_strap = 36 if is_named else RUNS - 3
    strap_at = int(rng.integers(12, latest_strap)) if chance[1] < 0.6 else None
    shoes_at, watch_at = int(rng.integers(10, 70)), int(rng.integers(10, 70))
    nuisances = Nuisances(
        strap_shift_share=0.02,
        treadmill_share=0.06,
        track_share=0.05,
        heat_share=0.05,
        hilly_share=0.2,
        all_intervals_share=0.03,
        missing_balance_share=0.02,
        new_strap_at=strap_at,
        new_shoes_at=shoes_at,
        new_watch_at=watch_at if chance[2] < 0.2 else None,
    )
    plans = draw_plans(seed, number, RUNS, first_at=FIRST_AT, nuisances=nuisances)
    return Season(
        plans=plans,
        sensors=[sensors_of(plan, is_named=is_named) for plan in plans],
        nuisances=[_nuisances(plans, index, is_named=is_named) for index in range(RUNS)],
        injured_from=int(rng.integers(52, RUNS - 5)),
    )


def sensors_of(plan: RunPlan, *, is_named: bool) -> dict[str, str]:
    """Metric → sensor as `niggle.gait.sensors` would name it for this plan's strap."""
    key = f"garmin:hrm_pro:{plan.strap:06x}" if is_named else "garmin:strap_or_pod"
    return dict.fromkeys(MEASURED, key)


def injured_plans(plans: Sequence[RunPlan], injured_from: int) -> list[RunPlan]:
    """The same season with ordinary outdoor runs from the injury on: hills, heat and shifted straps stay."""
    return [
        plan
        if index < injured_from
        else replace(
            plan, surface="road", has_balance=True, kind="intervals" if plan.kind == "all_intervals" else plan.kind
        )
        for index, plan in enumerate(plans)
    ]


def draw_injury(seed: int, number: int, scenario: Scenario, injured_from: int) -> Injury:
    """This scenario's injury for this runner; left or right by chance, within a run from minute 14 to 32."""
    size = round(100 * scenario.size_pp)
    rng = generator(seed, number, _INJURY_STREAM, size, scenario.ramp_runs, scenario.is_within, len(scenario.kind))
    shift_pp = scenario.size_pp * (1.0 if rng.random() < 0.5 else -1.0)
    minute = float(rng.uniform(14.0, 32.0)) if scenario.is_within else None
    make = balance_only if scenario.kind == "balance" else whole_pattern
    return make(shift_pp, from_run=injured_from, from_minute=minute, ramp_runs=scenario.ramp_runs)


def _nuisances(plans: Sequence[RunPlan], index: int, *, is_named: bool) -> tuple[str, ...]:
    plan, recent = plans[index], plans[max(0, index - _NEW_FOR_RUNS)]
    named = {
        "shifted strap": plan.is_strap_shifted,
        "new strap": is_named and plan.strap != recent.strap,
        "new strap, not named in the file": not is_named and plan.strap != recent.strap,
        "new shoes": plan.shoes != recent.shoes,
        "new watch": plan.watch != recent.watch,
        "treadmill": plan.surface == "treadmill",
        "track": plan.surface == "track",
        "heat": plan.is_hot,
        "hilly": plan.relief_m > 10.0 and plan.surface == "road",
        "all intervals": plan.kind == "all_intervals",
        "missing balance": not plan.has_balance,
    }
    return tuple(name for name, is_so in named.items() if is_so)
