"""What runners have planned: a season of runs, with the nuisances that fool detectors."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from niggle.simulate.model import RunKind, RunPlan, Surface
from niggle.simulate.population import Stream, generator

_KINDS: tuple[RunKind, ...] = ("easy", "easy", "easy", "tempo", "intervals", "long")


@dataclass(frozen=True, slots=True, kw_only=True)
class Nuisances:
    """What fools detectors of healthy runners: shares of runs, or the run (from 0) that it starts with.

    `missing_balance_share` are runs on which the strap gives everything but the balance.
    """

    strap_shift_share: float = 0.02
    treadmill_share: float = 0.0
    track_share: float = 0.0
    heat_share: float = 0.0
    hilly_share: float = 0.2
    all_intervals_share: float = 0.0
    missing_balance_share: float = 0.0
    new_strap_at: int | None = None
    new_shoes_at: int | None = None
    new_watch_at: int | None = None


CALM = Nuisances(strap_shift_share=0.0)


def draw_plans(
    seed: int,
    runner: int,
    runs: int,
    *,
    first_at: datetime,
    nuisances: Nuisances = CALM,
    minutes: float = 45.0,
    weekdays: Sequence[int] = (0, 1, 3, 5, 6),
) -> list[RunPlan]:
    """Plans for so many runs: kinds, lengths around `minutes`, hills, stops and nuisances.

    `weekdays` are the days with a run, counted from the day of `first_at`; each starts within the hour after
    that time of day.
    """
    rng = generator(seed, runner, Stream.PLAN)
    plans = []
    for index in range(runs):
        chance = rng.random(8)
        kind = _KINDS[int(rng.integers(len(_KINDS)))]
        length = {"long": 1.3, "easy": 1.0}.get(kind, 0.97) * rng.uniform(0.92, 1.08)
        day = 7 * (index // len(weekdays)) + weekdays[index % len(weekdays)]
        is_hilly = chance[5] < nuisances.hilly_share
        plan = RunPlan(
            started_at=first_at + timedelta(days=day, seconds=int(rng.integers(3600))),
            kind="all_intervals" if chance[6] < nuisances.all_intervals_share else kind,
            duration_s=int(60.0 * minutes * length),
            surface=_surface(chance[1], nuisances),
            relief_m=float(rng.uniform(12.0, 25.0) if is_hilly else rng.uniform(1.0, 8.0)),
            pauses=int(rng.integers(0, 4)),
            strap=_has_begun(nuisances.new_strap_at, index),
            shoes=_has_begun(nuisances.new_shoes_at, index),
            watch=_has_begun(nuisances.new_watch_at, index),
            is_strap_shifted=bool(chance[2] < nuisances.strap_shift_share),
            is_hot=bool(chance[3] < nuisances.heat_share),
            has_balance=bool(chance[4] >= nuisances.missing_balance_share),
        )
        plans.append(plan if plan.surface == "road" else replace(plan, pauses=0))
    return plans


def _surface(chance: float, nuisances: Nuisances) -> Surface:
    if chance < nuisances.treadmill_share:
        return "treadmill"
    return "track" if chance < nuisances.treadmill_share + nuisances.track_share else "road"


def _has_begun(at: int | None, index: int) -> int:
    return int(at is not None and index >= at)
