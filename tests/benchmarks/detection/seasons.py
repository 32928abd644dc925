"""Seasons of healthy virtual runners with everything that fools detectors, and the injuries put on top."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from niggle.simulate.injury import Injury, balance_only, whole_pattern
from niggle.simulate.model import RunPlan, SensorKind, World
from niggle.simulate.plans import Nuisances, draw_plans
from niggle.simulate.population import generator
from niggle.stride.model import PainTold
from niggle.vocabulary.metrics import MEASURED
from niggle.vocabulary.places import Side

RUNS = 75
FIRST_AT = datetime(2025, 1, 6, 6, 30, tzinfo=UTC)
TUNING_SEED = 20_250_101
"""Squads that detectors may be tuned on begin here; any seed but the test's will do."""
TEST_SEED = 77_003
"""The squad of docs/detection.md: never look at it while tuning."""

WORLDS: tuple[World, ...] = ("measured", "steady")
SHIFTED_STRAPS: dict[World, float] = {"measured": 0.01, "steady": 0.02}
"""Share of runs with a strap that sits askew; in the measured world the tails of its days hold the rest."""
_NEW_STRAPS, _NAMED = 0.6, 0.75
UNNAMED_STRAPS = _NEW_STRAPS * (1.0 - _NAMED)
"""Share of runners who get a new strap that their files do not name."""
REPORTED = 0.6
"""Share of runs of which a runner says how they felt: 30 to 50 % go unreported (a proposal of the science notes)."""
SPARING = 0.8
"""Share of injuries that spare the side that hurts."""
PEAK = 3.0
"""The worst pain, 0-10, of a run that hurts: the median of those who start a race in pain."""
COMPLAINT_RUNS = 8
"""How long a complaint lasts that has nothing to do with the stride."""

_SEASON_STREAM, _INJURY_STREAM, _TOLD_STREAM = 1001, 1002, 1003
_NEW_FOR_RUNS = 10
"""As long as this many runs after it came, a new thing counts as a nuisance."""

type Kind = Literal["balance", "whole"]
type Telling = Literal["silent", "side", "no side", "squad"]
TELLINGS: tuple[Telling, ...] = ("silent", "side", "no side", "squad")
"""What runners say of an injury: nothing of pain; that it hurts, and on which side, or not which; or, as a squad
does, that it hurts and on which side on six runs of ten, and nothing on the others."""


@dataclass(frozen=True, slots=True)
class Squad:
    """Virtual runners to evaluate: the seed, how many, of which world, and what injures them."""

    seed: int
    runners: int
    world: World
    scenarios: tuple["Scenario", ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One injury: the same for every runner but for side, first run and minute, which are drawn.

    With `is_within` it begins at a minute of its first run, else between two runs; there in full from then on.
    `runs` is for how many runs it is followed: ordinary outdoor ones.
    """

    kind: Kind
    size_pp: float
    is_within: bool = False
    runs: int = 5

    @property
    def key(self) -> str:
        """A name for results."""
        return f"{self.kind}/{'within' if self.is_within else 'step'}/{self.size_pp:g}"


@dataclass(frozen=True, slots=True)
class Variant:
    """Healthy runners of another sort: every run so many minutes long, with this sensor.

    From run `MOVED_FROM` on the level of the balance is another by `moved_pp`, to either side, for good.
    """

    name: str
    minutes: float | None = None
    sensor: SensorKind = "strap"
    moved_pp: float = 0.0


MOVED_FROM = 45
"""Since which run of a season: a new strap with a name has been worn for nine runs or more by then."""


@dataclass(frozen=True, slots=True)
class Season:
    """The plans of one healthy runner, and what of each run a detector may know or must not.

    `told` is what the runner says of each: no pain, or nothing.
    """

    plans: list[RunPlan]
    sensors: list[dict[str, str]]
    nuisances: list[tuple[str, ...]]
    told: list[PainTold | None]
    injured_from: int


def draw_season(seed: int, number: int, world: World, variant: Variant | None = None) -> Season:
    """A season of 75 runs: every runner gets new shoes, most a new strap, some a new watch.

    One strap in four is not named in the file, so that a detector cannot know of a new one. Where an injury is
    put on top, it begins between run 53 and 70: by then the strap has been worn for 17 runs or more, unless its
    change went unnoticed.
    """
    rng = generator(seed, number, _SEASON_STREAM)
    chance = rng.random(4)
    is_named = bool(chance[0] < _NAMED)
    latest_strap = 36 if is_named else RUNS - 3
    strap_at = int(rng.integers(12, latest_strap)) if chance[1] < _NEW_STRAPS else None
    shoes_at, watch_at = int(rng.integers(10, 70)), int(rng.integers(10, 70))
    nuisances = Nuisances(
        strap_shift_share=SHIFTED_STRAPS[world],
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
    if variant is not None:
        plans = [_varied(plan, variant) for plan in plans]
    says = generator(seed, number, _TOLD_STREAM).random(RUNS) < REPORTED
    return Season(
        plans=plans,
        sensors=[sensors_of(plan, is_named=is_named) for plan in plans],
        nuisances=[_nuisances(plans, index, is_named=is_named) for index in range(RUNS)],
        told=[PainTold(0.0) if each else None for each in says],
        injured_from=int(rng.integers(52, RUNS - 5)),
    )


def _varied(plan: RunPlan, variant: Variant) -> RunPlan:
    """The same run as that sort of runner has it; what is built in or at the wrist is no strap that is exchanged."""
    seconds = plan.duration_s if variant.minutes is None else round(60.0 * variant.minutes)
    strap = plan.strap if variant.sensor == "strap" else 0
    return replace(plan, duration_s=seconds, sensor=variant.sensor, strap=strap)


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
    rng = generator(seed, number, _INJURY_STREAM, size, scenario.is_within, len(scenario.kind))
    shift_pp = scenario.size_pp * (1.0 if rng.random() < 0.5 else -1.0)
    minute = float(rng.uniform(14.0, 32.0)) if scenario.is_within else None
    make = balance_only if scenario.kind == "balance" else whole_pattern
    return make(shift_pp, from_run=injured_from, from_minute=minute)


def injury_told(
    season: Season, seed: int, number: int, injury: Injury, runs: int, how: Telling
) -> list[PainTold | None]:
    """What is said of the first so many runs of an injury.

    Pain is on the side that is spared in 80 %.
    """
    first = injury.from_run
    if how == "silent":
        return season.told[first : first + runs]
    rng = generator(seed, number, _TOLD_STREAM, round(100.0 * abs(injury.balance_pp)), round(abs(injury.cadence_pct)))
    spared, other = sides_of(injury.balance_pp)
    side = spared if rng.random() < SPARING else other
    told = PainTold(PEAK, is_in_leg=True, side=None if how == "no side" else side)
    says = rng.random(runs) < (REPORTED if how == "squad" else 1.0)
    return [told if each else None for each in says]


def sides_of(balance_pp: float) -> tuple[Side, Side]:
    """The side that such a change of the balance spares, and the other."""
    return ("right", "left") if balance_pp > 0 else ("left", "right")


def draw_complaints(seed: int, number: int) -> list[tuple[int, PainTold]]:
    """Two complaints that leave the stride as it is: the first run of each, and what is said of all its runs.

    The first tells a side, by chance, the second none.
    """
    rng = generator(seed, number, _TOLD_STREAM, 1)
    side: Side = "left" if rng.random() < 0.5 else "right"
    first, second = int(rng.integers(30, 42)), int(rng.integers(52, RUNS - COMPLAINT_RUNS))
    return [(first, PainTold(PEAK, is_in_leg=True, side=side)), (second, PainTold(PEAK, is_in_leg=True))]


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
