"""The figures of a squad: false alarms, sensitivity, onset, what can be judged, calibration, cost."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from niggle.gait.model import Floats
from niggle.simulate.injury import whole_pattern
from tests.benchmarks.detection import others
from tests.benchmarks.detection.estimate import Estimate, pooled, ratio
from tests.benchmarks.detection.oracle import log_likelihood_ratio, statistic
from tests.benchmarks.detection.seasons import Scenario
from tests.benchmarks.detection.series import ALTERED, INSUFFICIENT, POSSIBLY, RunnerResult, Series

type Alarms = Callable[[RunnerResult, Series], NDArray[np.bool_]]

SIMPLE = {"zone": "Garmin's red zone", "zscore": "z-score, last 30 runs", "ewma": "EWMA of the balance"}


def judge_alarms(_: RunnerResult, series: Series) -> NDArray[np.bool_]:
    """Confirmed by the detector as shipped."""
    return np.array(series.word) == ALTERED


def c2_alarms(_: RunnerResult, series: Series) -> NDArray[np.bool_]:
    """Confirmed by rule C2 as first written."""
    return np.array(series.word_c2) == ALTERED


def simple_alarms(name: str, limit: float | None = None) -> Alarms:
    """Alarms of a detector in `others`, at its customary limit or another."""
    at = others.LIMITS[name] if limit is None else limit
    return lambda _, series: np.asarray(getattr(series, name)) >= at


def is_judged(series: Series) -> NDArray[np.bool_]:
    """Which runs the detector as shipped could judge."""
    return np.array(series.word) != INSUFFICIENT


def episode_starts(alarm: NDArray[np.bool_], judged: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which runs begin an episode: an alarm whose judged run before was none. Runs not judged do not end one."""
    rows = np.flatnonzero(judged | alarm)
    starts = np.zeros(alarm.size, dtype=np.bool_)
    known = alarm[rows]
    starts[rows] = known & ~np.concatenate([[False], known[:-1]])
    return starts


def false_episodes(results: Sequence[RunnerResult], alarms: Alarms) -> Estimate:
    """False episodes per 100 healthy runs that could be judged."""
    starts = [episode_starts(alarms(r, r.healthy), is_judged(r.healthy)).sum() for r in results]
    return ratio(starts, [is_judged(r.healthy).sum() for r in results])


def false_episodes_by_nuisance(results: Sequence[RunnerResult], alarms: Alarms) -> dict[str, Estimate]:
    """False episodes per 100 judged healthy runs that have this nuisance, by nuisance of the run they begin on."""
    names = sorted({name for r in results for run in r.season.nuisances for name in run})
    out = {}
    for name in ["none", *names]:
        has = [np.array([name in run if name != "none" else not run for run in r.season.nuisances]) for r in results]
        starts = [
            (episode_starts(alarms(r, r.healthy), is_judged(r.healthy)) & h).sum()
            for r, h in zip(results, has, strict=True)
        ]
        out[name] = ratio(starts, [(is_judged(r.healthy) & h).sum() for r, h in zip(results, has, strict=True)])
    return out


def sensitivity(results: Sequence[RunnerResult], key: str, alarms: Alarms, runs: int) -> Estimate:
    """Share of injuries alarmed within so many runs, percent; an alarm that already stood is no detection."""
    return ratio(detected(results, key, alarms, runs), np.ones(len(results)))


def detected(results: Sequence[RunnerResult], key: str, alarms: Alarms, runs: int) -> Floats:
    """1 for each runner whose injury was alarmed within so many runs, else 0."""
    return (first_alarm(results, key, alarms) <= runs).astype(np.float64)


def first_alarm(results: Sequence[RunnerResult], key: str, alarms: Alarms) -> Floats:
    """On which run of the injury (from 1) each runner's was first alarmed; infinite when never."""
    out = np.full(len(results), np.inf)
    for row, result in enumerate(results):
        alarm = alarms(result, result.injured[key])
        hits = np.flatnonzero(alarm)
        before = alarms(result, result.healthy)[: result.season.injured_from]
        if hits.size and not before[-1]:
            out[row] = hits[0] + 1
    return out


@dataclass(frozen=True, slots=True)
class OracleSees:
    """What an oracle finds of one injury at a given number of false episodes: the share within so many runs."""

    first: Floats

    def within(self, runs: int) -> Estimate:
        """Share of injuries found within so many runs, percent."""
        return ratio((self.first <= runs).astype(np.float64), np.ones(self.first.size))


def oracle(
    results: Sequence[RunnerResult], scenario: Scenario, episodes_per_100: float, *, metrics: str, memory: int = 3
) -> OracleSees:
    """An oracle for this injury that alarms on healthy runs as often as given, on the runs that can be judged.

    `metrics` is "balance" (it looks at nothing else) or "whole".
    """
    sizes = _changes(scenario, metrics)
    healthy, judged = [], []
    for result in results:
        healthy.append(_evidence(result, result.healthy, sizes))
        judged.append(is_judged(result.healthy))
    stats = [
        statistic(left[None, keep], right[None, keep], memory)[0]
        for (left, right), keep in zip(healthy, judged, strict=True)
    ]
    limit = _limit(stats, episodes_per_100)
    first = np.full(len(results), np.inf)
    for row, (result, (left, right), keep) in enumerate(zip(results, healthy, judged, strict=True)):
        before = np.flatnonzero(keep[: result.season.injured_from])[-memory:]
        injured = _evidence(result, result.injured[scenario.key], sizes)
        both = [np.concatenate([was[before], is_now]) for was, is_now in zip((left, right), injured, strict=True)]
        seen = statistic(both[0][None], both[1][None], memory)[0][before.size :]
        hits = np.flatnonzero(seen >= limit)
        has_stood = stats[row][keep[: result.season.injured_from].sum() - 1] >= limit
        if hits.size and not has_stood:
            first[row] = hits[0] + 1
    return OracleSees(first)


def _changes(scenario: Scenario, metrics: str) -> tuple[list[float], list[float]]:
    full = whole_pattern(scenario.size_pp, from_run=0)
    rest = [full.stance_time_pct, full.cadence_pct] if metrics == "whole" else [0.0, 0.0]
    return [scenario.size_pp, *rest], [-scenario.size_pp, *rest]


def _evidence(result: RunnerResult, series: Series, sizes: tuple[list[float], list[float]]) -> tuple[Floats, Floats]:
    residual, day_sd = np.array(series.residual), np.full(len(series.residual), result.day_sd_pp)
    return log_likelihood_ratio(residual, day_sd, sizes[0]), log_likelihood_ratio(residual, day_sd, sizes[1])


def _limit(stats: Sequence[Floats], episodes_per_100: float) -> float:
    """The lowest limit at which healthy runs make no more episodes than that."""
    runs = max(len(each) for each in stats)
    table = np.full((len(stats), runs), -np.inf)
    for row, each in enumerate(stats):
        table[row, : each.size] = each
    allowed = episodes_per_100 / 100.0 * sum(each.size for each in stats)

    def episodes(limit: float) -> int:
        alarm = table >= limit
        return int(alarm[:, 0].sum() + (alarm[:, 1:] & ~alarm[:, :-1]).sum())

    low, high = 0.0, float(table.max()) + 1.0
    for _ in range(40):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if episodes(middle) <= allowed else (middle, high)
    return high


def matched_limit(results: Sequence[RunnerResult], name: str, episodes_per_100: float) -> float:
    """The limit at which a simple detector has as many false episodes as given."""
    stats = [np.asarray(getattr(r.healthy, name))[is_judged(r.healthy)] for r in results]
    return _limit(stats, episodes_per_100)


def same_run_question(results: Sequence[RunnerResult], key: str) -> Estimate:
    """Share of injuries that made their first run at least a question, percent."""
    asked = [float(r.injured[key].word[0] >= POSSIBLY) for r in results]
    return ratio(asked, np.ones(len(results)))


@dataclass(frozen=True, slots=True)
class OnsetFigures:
    """How well the minute is told at which a change began."""

    share_told_pct: Estimate
    median_error_min: Estimate
    p90_error_min: Estimate
    bias_min: Estimate


def onset_figures(results: Sequence[RunnerResult], keys: Sequence[str], *, of_c2: bool = False) -> OnsetFigures:
    """The onset told on the first run of these injuries, which begin within it, against the truth."""
    signed, told, asked = [], [], []
    for result in results:
        errors = []
        for key in keys:
            series = result.injured[key]
            onset_s = (series.onset_c2_s if of_c2 else series.onset_s)[0]
            errors.append((onset_s - series.true_onset_s[0]) / 60.0)
        signed.append(np.array(errors))
        told.append(float(np.isfinite(errors).sum()))
        asked.append(float(len(keys)))
    return OnsetFigures(
        share_told_pct=ratio(told, asked),
        median_error_min=pooled([np.abs(each) for each in signed], lambda values: float(np.median(values))),
        p90_error_min=pooled([np.abs(each) for each in signed], lambda values: float(np.percentile(values, 90))),
        bias_min=pooled(signed, lambda values: float(np.median(values))),
    )


def false_onsets(results: Sequence[RunnerResult], *, of_c2: bool = False) -> Estimate:
    """Healthy runs said to have changed from a minute on, per 100 judged."""
    told = [np.isfinite(r.healthy.onset_c2_s if of_c2 else r.healthy.onset_s).sum() for r in results]
    return ratio(told, [is_judged(r.healthy).sum() for r in results])


def wrongly_confirmed(results: Sequence[RunnerResult], names: Iterable[str], alarms: Alarms, runs: int = 3) -> Estimate:
    """Share of healthy runs with one of these nuisances that were confirmed, percent (judged or not)."""
    wanted, hits, runs_with = set(names), [], []
    for result in results:
        has = np.array([bool(wanted & set(run)) for run in _fresh(result, runs)])
        hits.append(float((alarms(result, result.healthy) & has).sum()))
        runs_with.append(float(has.sum()))
    return ratio(hits, runs_with)


def _fresh(result: RunnerResult, runs: int) -> list[tuple[str, ...]]:
    """Nuisances by run, new things counting only for their first few runs."""
    out = []
    for index, nuisances in enumerate(result.season.nuisances):
        earlier = result.season.nuisances[max(0, index - runs)]
        out.append(tuple(n for n in nuisances if not n.startswith("new ") or index < runs or n not in earlier))
    return out


def judgeable(results: Sequence[RunnerResult]) -> tuple[Estimate, Estimate, dict[str, Estimate]]:
    """Share of healthy runs with a verdict; the same from the eleventh run on; why not, by reason, percent of all."""
    everything = ratio([is_judged(r.healthy).sum() for r in results], [len(r.healthy.word) for r in results])
    later = ratio([is_judged(r.healthy)[10:].sum() for r in results], [len(r.healthy.word) - 10 for r in results])
    words = [Counter(_plain(reason) for reason in r.healthy.reason if reason) for r in results]
    names = sum(words, Counter()).most_common()
    return (
        everything,
        later,
        {name: ratio([each[name] for each in words], [len(r.healthy.word) for r in results]) for name, _ in names},
    )


def _plain(reason: str) -> str:
    """A reason without what changes from run to run: what stands before the first colon, semicolon or bracket."""
    head = reason
    for mark in (":", ";", " ("):
        head = head.split(mark)[0]
    words = ["N" if any(c.isdigit() for c in word) else word for word in head.split()]
    return " ".join(words)


def questions_per_month(results: Sequence[RunnerResult], *, from_word: int, of_c2: bool = False) -> Estimate:
    """New alarms (episodes) of at least this word per healthy runner and month."""
    starts, months = [], []
    for r in results:
        words = np.array(r.healthy.word_c2 if of_c2 else r.healthy.word)
        starts.append(float(episode_starts(words >= from_word, words != INSUFFICIENT).sum()))
        days = (r.season.plans[-1].started_at - r.season.plans[0].started_at).days + 1
        months.append(days / 30.44)
    return ratio(starts, months, per=1.0)


def cost_ms(results: Sequence[RunnerResult]) -> Estimate:
    """CPU milliseconds of one verdict with 30 or more earlier runs."""
    total = [sum(r.healthy.cost_s) for r in results]
    return ratio(total, [len(r.healthy.cost_s) for r in results], per=1000.0)
