"""What is evaluated: for each world a squad of runners, and smaller ones of other sorts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from niggle.simulate.model import World
from tests.benchmarks.detection.bound import Bound
from tests.benchmarks.detection.pool import evaluate_squad, evaluate_variants
from tests.benchmarks.detection.seasons import Kind, Scenario, Squad, Variant
from tests.benchmarks.detection.series import RunnerResult

SIZES_PP = (1.0, 1.5, 2.0, 3.0)
KINDS: tuple[Kind, ...] = ("balance", "whole")
STEPS = tuple(Scenario(kind, size) for kind in KINDS for size in SIZES_PP)
WITHIN = tuple(Scenario(kind, size, is_within=True, runs=1) for kind in KINDS for size in (1.5, 3.0))
SCENARIOS = (*STEPS, *WITHIN)
SHORT = (Variant("20-minute runs", minutes=20.0), Variant("30-minute runs", minutes=30.0))
CADENCE_ONLY = Variant("cadence and step length only", sensor="wrist")
NO_BALANCE = Variant("stance time without a balance", sensor="pod")
MOVED = Variant("a level that moves by 2 pp for good", moved_pp=2.0)
VARIANTS = (*SHORT, CADENCE_ONLY, NO_BALANCE, MOVED)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One world: its squad and what became of it, the learnt bound there, and the variants (none in some worlds)."""

    squad: Squad
    results: Sequence[RunnerResult]
    bound: Bound
    variants: Mapping[str, Sequence[RunnerResult]]

    @property
    def world(self) -> World:
        """Which world."""
        return self.squad.world


def evaluate_world(
    squad: Squad, variants: Sequence[Variant], variant_runners: int, *, processes: int,
    told: Callable[[int], None] | None = None,
) -> Evaluated:  # fmt: skip
    """Everything of one world; so many runners of each variant."""
    results = evaluate_squad(squad, processes=processes, told=told)
    smaller = Squad(squad.seed, variant_runners, squad.world, ())
    return Evaluated(
        squad,
        results,
        Bound(squad.world, results),
        {each.name: evaluate_variants(smaller, each, processes=processes) for each in variants},
    )
