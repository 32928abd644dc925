"""What every detector made of one runner's runs."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

import numpy as np

from niggle.gait.measure import measure
from niggle.gait.model import Floats, RunGait
from niggle.simulate.model import Runner, VirtualRun
from niggle.simulate.squad import simulate_runner, virtual_runner
from niggle.stride.model import PainTold, PastRun, StrideVerdict
from niggle.stride.verdict import judge
from tests.benchmarks.detection import others
from tests.benchmarks.detection.residuals import residuals
from tests.benchmarks.detection.seasons import (
    COMPLAINT_RUNS,
    MOVED_FROM,
    TELLINGS,
    Season,
    Squad,
    Variant,
    draw_complaints,
    draw_injury,
    draw_season,
    injured_plans,
    injury_told,
)

BALANCE = "stance_time_balance_left_pct"
WORDS = ("insufficient_data", "usual", "possibly_altered", "altered")
INSUFFICIENT, USUAL, POSSIBLY, ALTERED = range(4)
HISTORY_RUNS = 60
"""How many earlier runs the product hands to a verdict."""
BASELINE_RUNS = 30
"""What a verdict costs is told for verdicts with at least so many."""


@dataclass(slots=True)
class Series:
    """Consecutive runs of one runner, one entry a run.

    `word` is a place in `WORDS`; `z`, `is_in_band` are those of the balance. `residual` (balance in pp, stance time
    and cadence in %, windows) is what the learnt bound sees, `session` what simpler detectors look at.
    """

    word: list[int] = field(default_factory=list)
    onset_s: list[float] = field(default_factory=list)
    true_onset_s: list[float] = field(default_factory=list)
    z: list[float] = field(default_factory=list)
    is_in_band: list[float] = field(default_factory=list)
    confidence: list[float] = field(default_factory=list)
    is_question: list[bool] = field(default_factory=list)
    pattern: list[str] = field(default_factory=list)
    reason: list[str] = field(default_factory=list)
    residual: list[Floats] = field(default_factory=list)
    session: list[Floats] = field(default_factory=list)
    cost_s: list[float] = field(default_factory=list)
    zscore: Floats = field(default_factory=lambda: np.empty(0))
    ewma: Floats = field(default_factory=lambda: np.empty(0))
    zone: Floats = field(default_factory=lambda: np.empty(0))


@dataclass(frozen=True, slots=True)
class Complaint:
    """Healthy runs that hurt, from run `first` of the season on; `is_side_told` whether the side was said."""

    first: int
    is_side_told: bool
    series: Series


@dataclass(frozen=True, slots=True)
class RunnerResult:
    """One runner: the healthy season, each injury on top of it from run `season.injured_from` on, and complaints.

    `injured` is by scenario, then by what was said of pain; where no side was said, or only some runs were reported,
    it ends with the first confirmed run.
    """

    season: Season
    healthy: Series
    injured: Mapping[str, Mapping[str, Series]]
    complaints: Sequence[Complaint]


@dataclass(frozen=True, slots=True)
class Measured:
    """One run as the detectors get it, and what an onlooker who knows the truth makes of it."""

    run_id: str
    started_at: datetime
    gait: RunGait
    residual: Floats
    session: Floats
    true_onset_s: float

    def moved(self, shift_pp: float) -> "Measured":
        """The same run with another balance throughout: to the digit what simulating it so would have given."""
        gait = self.gait
        windows = dict(gait.windows) | {BALANCE: gait.windows[BALANCE] + shift_pp}
        values = dict(gait.values) | {BALANCE: gait.values[BALANCE] + shift_pp}
        return replace(
            self,
            gait=replace(gait, windows=windows, values=values),
            residual=self.residual + np.array([shift_pp, 0.0, 0.0, 0.0]),
            session=self.session + shift_pp * others.IS_BALANCE,
        )


def evaluate_runner(squad: Squad, number: int) -> RunnerResult:
    """Simulate, measure and judge one runner's season, healthy, with every injury of the squad and with complaints."""
    runner = virtual_runner(squad.seed, number, world=squad.world)
    season = draw_season(squad.seed, number, squad.world)
    runs = list(_measured(simulate_runner(squad.seed, number, runner, season.plans), runner, season))
    healthy, past = _follow(runs, season.told, [])
    _look_simply(healthy, np.empty((0, others.COLUMNS)))
    complaints = []
    for first, told in draw_complaints(squad.seed, number):
        series, _ = _follow(runs[first : first + COMPLAINT_RUNS], [told] * COMPLAINT_RUNS, past[:first])
        complaints.append(Complaint(first, told.side is not None, series))
    injured = _injured(squad, number, runner, season, past, np.array(healthy.session))
    return RunnerResult(season, healthy, injured, complaints)


def evaluate_variant(squad: Squad, variant: Variant, number: int) -> RunnerResult:
    """The same of healthy runners of another sort."""
    runner = virtual_runner(squad.seed, number, world=squad.world)
    season = draw_season(squad.seed, number, squad.world, variant)
    runs = list(_measured(simulate_runner(squad.seed, number, runner, season.plans), runner, season))
    if variant.moved_pp:
        shift_pp = variant.moved_pp if number % 2 else -variant.moved_pp
        runs[MOVED_FROM:] = [run.moved(shift_pp) for run in runs[MOVED_FROM:]]
    healthy, _ = _follow(runs, season.told, [])
    return RunnerResult(season, healthy, {}, [])


def _injured(
    squad: Squad, number: int, runner: Runner, season: Season, past: Sequence[PastRun], session: Floats
) -> dict[str, dict[str, Series]]:
    start = season.injured_from
    plans = injured_plans(season.plans, start)
    longest = max((each.runs for each in squad.scenarios), default=0)
    runs = simulate_runner(squad.seed, number, runner, plans, from_run=start)
    unhurt = list(_measured(islice(runs, longest), runner, season))
    out: dict[str, dict[str, Series]] = {}
    for scenario in squad.scenarios:
        injury = draw_injury(squad.seed, number, scenario, start)
        if scenario.kind == "balance" and not scenario.is_within:
            runs_with = [run.moved(injury.balance_pp) for run in unhurt[: scenario.runs]]
        else:
            runs = simulate_runner(squad.seed, number, runner, plans, injury=injury, from_run=start)
            runs_with = list(_measured(islice(runs, scenario.runs), runner, season))
        by = out.setdefault(scenario.key, {})
        for how in TELLINGS[:1] if scenario.is_within else TELLINGS:
            told = injury_told(season, squad.seed, number, injury, scenario.runs, how)
            by[how], _ = _follow(runs_with, told, past[:start], until_found=how in ("no side", "squad"))
        _look_simply(by["silent"], session[:start])
    return out


def _measured(runs: Iterable[VirtualRun], runner: Runner, season: Season) -> Iterator[Measured]:
    for run in runs:
        gait = measure(run.samples, pauses_s=run.pauses_s, surface=run.plan.surface, sensors=season.sensors[run.index])
        yield Measured(
            run_id=f"{run.index:03d}",
            started_at=run.plan.started_at,
            gait=gait,
            residual=residuals(gait, runner, run),
            session=others.session(gait),
            true_onset_s=_number(run.truth.onset_s),
        )


def _follow(
    runs: Iterable[Measured], told: Sequence[PainTold | None], past: Sequence[PastRun], *, until_found: bool = False
) -> tuple[Series, list[PastRun]]:
    """Judge run after run, each against the ones before it, `past` among them; to the first confirmed if so asked."""
    series, before = Series(), list(past)
    for run, pain in zip(runs, told, strict=False):
        history = before[-HISTORY_RUNS:]
        began = time.process_time()
        verdict = judge(run.gait, history, pain=pain)
        if len(history) >= BASELINE_RUNS:
            series.cost_s.append(time.process_time() - began)
        before.append(PastRun(run.run_id, run.started_at, run.gait, verdict, pain))
        _note(series, verdict, run)
        if until_found and verdict.word == "altered":
            break
    return series, before


def _note(series: Series, verdict: StrideVerdict, run: Measured) -> None:
    """What the verdict says of the run, and of itself."""
    balance = next((metric for metric in verdict.metrics if metric.name == BALANCE), None)
    series.word.append(WORDS.index(verdict.word))
    series.onset_s.append(_number(verdict.onset_s))
    series.true_onset_s.append(run.true_onset_s)
    series.reason.append(verdict.reason or "")
    series.z.append(np.nan if balance is None else balance.z)
    value = run.gait.values[BALANCE]
    is_in = balance is not None and balance.expected_low <= value <= balance.expected_high
    series.is_in_band.append(np.nan if balance is None or np.isnan(value) else float(is_in))
    series.confidence.append(_number(verdict.confidence))
    series.is_question.append(verdict.is_question)
    series.pattern.append(verdict.pattern or "")
    series.residual.append(run.residual)
    series.session.append(run.session)


def _look_simply(series: Series, before: Floats) -> None:
    """The detectors that need no more than a table of session averages; `before` are those of earlier runs."""
    rows = np.vstack([before, np.array(series.session)])
    first = len(before)
    series.zscore = others.zscore(rows, first)
    series.ewma = others.ewma(rows)[first:]
    series.zone = others.red_zone(rows)[first:]


def _number(value: float | None) -> float:
    return np.nan if value is None else float(value)
