"""What every detector made of one runner's runs."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from niggle.gait.measure import measure
from niggle.gait.model import Floats, RunGait
from niggle.simulate.model import Runner, VirtualRun
from niggle.simulate.squad import simulate_runner, virtual_runner
from niggle.stride.model import PastRun, StrideVerdict
from niggle.stride.verdict import judge
from tests.benchmarks.detection import others
from tests.benchmarks.detection.oracle import residuals
from tests.benchmarks.detection.rule_c2.model import PastRun as PastRunC2
from tests.benchmarks.detection.rule_c2.verdict import judge as judge_c2
from tests.benchmarks.detection.seasons import Season, Squad, draw_injury, draw_season, injured_plans, population_of

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

    `word` and `word_c2` are places in `WORDS`; `z`, `is_in_band` are those of the balance. `residual` (balance
    in pp, stance time and cadence in %) is what an oracle sees, `session` what simpler detectors look at.
    """

    word: list[int] = field(default_factory=list)
    word_c2: list[int] = field(default_factory=list)
    onset_s: list[float] = field(default_factory=list)
    onset_c2_s: list[float] = field(default_factory=list)
    true_onset_s: list[float] = field(default_factory=list)
    z: list[float] = field(default_factory=list)
    is_in_band: list[float] = field(default_factory=list)
    confidence: list[float] = field(default_factory=list)
    pattern: list[str] = field(default_factory=list)
    is_learning: list[bool] = field(default_factory=list)
    reason: list[str] = field(default_factory=list)
    residual: list[Floats] = field(default_factory=list)
    session: list[Floats] = field(default_factory=list)
    cost_s: list[float] = field(default_factory=list)
    zscore: Floats = field(default_factory=lambda: np.empty(0))
    ewma: Floats = field(default_factory=lambda: np.empty(0))
    zone: Floats = field(default_factory=lambda: np.empty(0))


@dataclass(frozen=True, slots=True)
class RunnerResult:
    """One runner: the healthy season, and each injury on top of it from run `season.injured_from` on."""

    day_sd_pp: float
    season: Season
    healthy: Series
    injured: Mapping[str, Series]


@dataclass(slots=True)
class _Memory:
    """What the detectors that need one remember of earlier runs, each with its own verdicts."""

    with_c2: bool
    past: list[PastRun] = field(default_factory=list)
    past_c2: list[PastRunC2] = field(default_factory=list)

    def until(self, run: int) -> "_Memory":
        """What was remembered before this run."""
        return _Memory(self.with_c2, self.past[:run], self.past_c2[:run])


def evaluate_runner(squad: Squad, number: int) -> RunnerResult:
    """Simulate, measure and judge one runner's season, healthy and with every injury of the squad."""
    with population_of(squad):
        return _evaluate_runner(squad, number)


def _evaluate_runner(squad: Squad, number: int) -> RunnerResult:
    runner = virtual_runner(squad.seed, number, day_sd_median_pp=squad.day_sd_pp)
    season = draw_season(squad.seed, number)
    start, memory = season.injured_from, _Memory(squad.with_c2)
    runs = simulate_runner(squad.seed, number, runner, season.plans)
    healthy = _follow(runs, runner, season, memory)
    _look_simply(healthy, np.empty((0, others.COLUMNS)))
    before = np.array(healthy.session[:start])
    ordinary = injured_plans(season.plans, start)
    injured = {}
    for scenario in squad.scenarios:
        injury = draw_injury(squad.seed, number, scenario, start)
        plans = season.plans if scenario.is_as_it_comes else ordinary
        runs = simulate_runner(squad.seed, number, runner, plans, injury=injury, from_run=start)
        series = _follow(islice(runs, scenario.runs), runner, season, memory.until(start))
        _look_simply(series, before)
        injured[scenario.key] = series
    return RunnerResult(runner.balance_day_sd_pp, season, healthy, injured)


def _follow(runs: Iterable[VirtualRun], runner: Runner, season: Season, memory: _Memory) -> Series:
    """Judge run after run, each against the ones before it."""
    series = Series()
    for run in runs:
        sensors = season.sensors[run.index]
        gait = measure(run.samples, pauses_s=run.pauses_s, surface=run.plan.surface, sensors=sensors)
        run_id, at = f"{run.index:03d}", run.plan.started_at
        history = memory.past[-HISTORY_RUNS:]
        began = time.process_time()
        verdict = judge(gait, history)
        if len(history) >= BASELINE_RUNS:
            series.cost_s.append(time.process_time() - began)
        memory.past.append(PastRun(run_id, at, gait, verdict))
        if memory.with_c2:
            verdict_c2 = judge_c2(gait, memory.past_c2[-HISTORY_RUNS:])
            memory.past_c2.append(PastRunC2(run_id, at, gait, verdict_c2, None))
            series.word_c2.append(WORDS.index(verdict_c2.word))
            series.onset_c2_s.append(_number(verdict_c2.onset_s))
        _note(series, verdict, gait)
        series.true_onset_s.append(_number(run.truth.onset_s))
        series.residual.append(residuals(gait, runner, run))
        series.session.append(others.session(gait))
    return series


def _note(series: Series, verdict: StrideVerdict, gait: RunGait) -> None:
    """What the verdict says of the run, and of itself."""
    balance = next((metric for metric in verdict.metrics if metric.name == BALANCE), None)
    series.word.append(WORDS.index(verdict.word))
    series.onset_s.append(_number(verdict.onset_s))
    series.is_learning.append(verdict.is_learning)
    series.reason.append(verdict.reason or "")
    series.z.append(np.nan if balance is None else balance.z)
    value = gait.values[BALANCE]
    is_in = balance is not None and balance.expected_low <= value <= balance.expected_high
    series.is_in_band.append(np.nan if balance is None or np.isnan(value) else float(is_in))
    series.confidence.append(_number(getattr(verdict, "confidence", None)))
    series.pattern.append(str(getattr(verdict, "pattern", None) or ""))


def _look_simply(series: Series, before: Floats) -> None:
    """The detectors that need no more than a table of session averages; `before` are those of earlier runs."""
    rows = np.vstack([before, np.array(series.session)])
    first = len(before)
    series.zscore = others.zscore(rows, first)
    series.ewma = others.ewma(rows)[first:]
    series.zone = others.red_zone(rows)[first:]


def _number(value: float | None) -> float:
    return np.nan if value is None else float(value)
