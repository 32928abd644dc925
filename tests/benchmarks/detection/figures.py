"""The figures of a squad: false alarms, sensitivity, onset, what can be judged, calibration, cost."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from niggle.gait.model import Floats
from tests.benchmarks.detection import others
from tests.benchmarks.detection.estimate import Estimate, pooled, ratio, share
from tests.benchmarks.detection.seasons import MOVED_FROM, RUNS, Telling
from tests.benchmarks.detection.series import ALTERED, INSUFFICIENT, POSSIBLY, Complaint, RunnerResult, Series

type Alarms = Callable[[RunnerResult, Series], NDArray[np.bool_]]

_BASELINE = 10

SIMPLE = {"zone": "Garmin's red zone", "zscore": "z-score, last 30 runs", "ewma": "EWMA of the balance"}


def judge_alarms(_: RunnerResult, series: Series) -> NDArray[np.bool_]:
    """Confirmed by the detector as shipped."""
    return np.array(series.word, dtype=np.int64) == ALTERED


def simple_alarms(name: str, limit: float | None = None) -> Alarms:
    """Alarms of a detector in `others`, at its customary limit or another."""
    at = others.LIMITS[name] if limit is None else limit
    return lambda _, series: np.asarray(getattr(series, name)) >= at


def is_judged(series: Series) -> NDArray[np.bool_]:
    """Which runs the detector as shipped could judge."""
    return np.array(series.word, dtype=np.int64) != INSUFFICIENT


def episode_starts(alarm: NDArray[np.bool_], judged: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which runs begin an episode: an alarm whose judged run before was none. Runs not judged do not end one."""
    rows = np.flatnonzero(judged | alarm)
    starts = np.zeros(alarm.size, dtype=np.bool_)
    known = alarm[rows]
    starts[rows] = known & ~np.concatenate([[False], known[:-1]])
    return starts


def false_episodes(results: Sequence[RunnerResult], alarms: Alarms, *, of_all: bool = False) -> Estimate:
    """False episodes per 100 healthy runs that could be judged, or of all runs: without a balance few are judged."""
    starts = [episode_starts(alarms(r, r.healthy), is_judged(r.healthy)).sum() for r in results]
    return ratio(starts, [len(r.healthy.word) if of_all else is_judged(r.healthy).sum() for r in results])


def possibly_per_100(results: Sequence[RunnerResult]) -> Estimate:
    """Healthy runs that were possibly altered, of 100."""
    words = [np.array(r.healthy.word) for r in results]
    return ratio([(each == POSSIBLY).sum() for each in words], [each.size for each in words])


def false_by_telling(results: Sequence[RunnerResult]) -> dict[str, Estimate]:
    """False episodes per 100 judged healthy runs by what was said of the run they begin on.

    "none" is that nothing hurt, "nothing" no word; "side" and "no side" are of complaints that leave the stride alone.
    """
    out = {}
    for name, wanted in (("none", True), ("nothing", False)):
        starts, runs = [], []
        for r in results:
            said = np.array([told is not None for told in r.season.told]) == wanted
            judged = is_judged(r.healthy)
            starts.append((episode_starts(judge_alarms(r, r.healthy), judged) & said).sum())
            runs.append((judged & said).sum())
        out[name] = ratio(starts, runs)
    for name, is_side_told in (("side", True), ("no side", False)):
        out[name] = _of_complaints(results, lambda each, told=is_side_told: each.is_side_told is told)
    out["pain"] = _of_complaints(results, lambda _: True)
    return out


def _of_complaints(results: Sequence[RunnerResult], wanted: Callable[[Complaint], bool]) -> Estimate:
    """Episodes that begin on runs of these complaints, per 100 of them that could be judged."""
    starts, runs = [], []
    for result in results:
        chosen = [each for each in result.complaints if wanted(each)]
        starts.append(sum(_new_alarms(result, each) for each in chosen))
        runs.append(sum(is_judged(each.series).sum() for each in chosen))
    return ratio(starts, runs)


def _new_alarms(result: RunnerResult, complaint: Complaint) -> int:
    """Episodes that begin on the runs of a complaint: one that was under way is none of them."""
    before = judge_alarms(result, result.healthy)[: complaint.first]
    judged = is_judged(result.healthy)[: complaint.first]
    alarm = np.concatenate([before, judge_alarms(result, complaint.series)])
    starts = episode_starts(alarm, np.concatenate([judged, is_judged(complaint.series)]))
    return int(starts[complaint.first :].sum())


def questions_per_month(results: Sequence[RunnerResult]) -> Estimate:
    """Questions that gait alone asks of a healthy runner in a month."""
    return ratio([sum(r.healthy.is_question) for r in results], [_months(r) for r in results], per=1.0)


def _months(result: RunnerResult) -> float:
    plans = result.season.plans
    return ((plans[-1].started_at - plans[0].started_at).days + 1) / 30.44


def altered_stretches(results: Sequence[RunnerResult]) -> NDArray[np.int64]:
    """How many judged runs each confirmed episode of the healthy seasons lasted."""
    lengths = []
    for result in results:
        alarm = judge_alarms(result, result.healthy)[is_judged(result.healthy)]
        edges = np.flatnonzero(np.diff(np.concatenate([[0], alarm.astype(np.int64), [0]])))
        lengths += (edges[1::2] - edges[::2]).tolist()
    return np.array(lengths, dtype=np.int64)


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


@dataclass(frozen=True, slots=True)
class Nagging:
    """What one harmless move of the level brings: altered runs, by runner, and questions a runner, of so many runs."""

    altered_runs: NDArray[np.int64]
    questions: Estimate
    runs: int


def nagging(results: Sequence[RunnerResult]) -> Nagging:
    """What runners whose level moved get from then on."""
    altered = [int(judge_alarms(r, r.healthy)[MOVED_FROM:].sum()) for r in results]
    asked = ratio([sum(r.healthy.is_question[MOVED_FROM:]) for r in results], np.ones(len(results)), per=1.0)
    return Nagging(np.array(altered, dtype=np.int64), asked, RUNS - MOVED_FROM)


@dataclass(frozen=True, slots=True)
class Found:
    """On which run of its injury (from 1) each runner's was found: infinite when never.

    NaN where an alarm already stood on the run before, which says nothing of the injury; such runners do not count.
    """

    first: Floats

    def marks(self, runs: int) -> Floats:
        """1 where it was found within so many runs, else 0; NaN where it does not count."""
        return np.where(np.isnan(self.first), np.nan, self.first <= runs)

    def within(self, runs: int) -> Estimate:
        """Share of injuries found within so many runs, percent."""
        return share(self.marks(runs))

    @property
    def median_delay(self) -> float:
        """Median of the run on which it was found; infinite when most never were."""
        return float(np.nanmedian(self.first)) if np.isfinite(self.marks(1)).any() else np.nan


def find(results: Sequence[RunnerResult], key: str, alarms: Alarms, how: Telling = "silent") -> Found:
    """What a detector finds of each runner's injury, of which so much is said."""
    out = np.full(len(results), np.inf)
    for row, result in enumerate(results):
        hits = np.flatnonzero(alarms(result, result.injured[key][how]))
        if alarms(result, result.healthy)[result.season.injured_from - 1]:
            out[row] = np.nan
        elif hits.size:
            out[row] = hits[0] + 1
    return Found(out)


def same_run_question(results: Sequence[RunnerResult], key: str) -> Estimate:
    """Share of injuries that made their first run at least a question, percent."""
    asked = [float(r.injured[key]["silent"].word[0] >= POSSIBLY) for r in results]
    return share(asked)


@dataclass(frozen=True, slots=True)
class OnsetFigures:
    """How well the minute is told at which a change began."""

    share_told_pct: Estimate
    median_error_min: Estimate
    p90_error_min: Estimate
    bias_min: Estimate


def onset_figures(results: Sequence[RunnerResult], keys: Sequence[str]) -> OnsetFigures:
    """The onset told on the first run of these injuries, which begin within it, against the truth."""
    signed, told, asked = [], [], []
    for result in results:
        errors = []
        for key in keys:
            series = result.injured[key]["silent"]
            errors.append((series.onset_s[0] - series.true_onset_s[0]) / 60.0)
        signed.append(np.array(errors))
        told.append(float(np.isfinite(errors).sum()))
        asked.append(float(len(keys)))
    return OnsetFigures(
        share_told_pct=ratio(told, asked),
        median_error_min=pooled([np.abs(each) for each in signed], lambda values: float(np.median(values))),
        p90_error_min=pooled([np.abs(each) for each in signed], lambda values: float(np.percentile(values, 90))),
        bias_min=pooled(signed, lambda values: float(np.median(values))),
    )


def false_onsets(results: Sequence[RunnerResult]) -> Estimate:
    """Healthy runs said to have changed from a minute on, per 100 judged."""
    told = [np.isfinite(r.healthy.onset_s).sum() for r in results]
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
    """Share of healthy runs with a verdict; of those with a baseline; why not, by reason, percent of all."""
    everything = ratio([is_judged(r.healthy).sum() for r in results], [len(r.healthy.word) for r in results])
    has = [has_baseline(r) for r in results]
    known = ratio([(is_judged(r.healthy) & h).sum() for r, h in zip(results, has, strict=True)], [h.sum() for h in has])
    words = [Counter(_plain(reason) for reason in r.healthy.reason if reason) for r in results]
    names = sum(words, Counter()).most_common()
    reasons = {name: ratio([each[name] for each in words], [len(r.healthy.word) for r in results]) for name, _ in names}
    return everything, known, reasons


def has_baseline(result: RunnerResult) -> NDArray[np.bool_]:
    """Which runs have a balance, and ten with one before them on the same surface by the same strap."""
    out, count = [], Counter[tuple[str, str]]()
    for plan, sensors in zip(result.season.plans, result.season.sensors, strict=True):
        key = plan.surface, sensors["stance_time_ms"]
        out.append(plan.has_balance and count[key] >= _BASELINE)
        count[key] += plan.has_balance
    return np.array(out)


def _plain(reason: str) -> str:
    """A reason without what changes from run to run: what stands before the first colon, semicolon or bracket."""
    head = reason
    for mark in (":", ";", " ("):
        head = head.split(mark)[0]
    words = ["N" if any(c.isdigit() for c in word) else word for word in head.split()]
    return " ".join(words)


def cost_ms(results: Sequence[RunnerResult]) -> Estimate:
    """CPU milliseconds of one verdict with 30 or more earlier runs: the median."""
    return pooled([1000.0 * np.array(r.healthy.cost_s) for r in results], lambda values: float(np.median(values)))


def patterns(results: Sequence[RunnerResult]) -> dict[str, dict[str, Estimate]]:
    """What flagged runs were said to look like, percent of those flagged, by what was true of them."""
    cases: dict[str, list[list[str]]] = {}
    for row, result in enumerate(results):
        for truth, said in _flagged_patterns(result):
            cases.setdefault(truth, [[] for _ in results])[row].append(said)
    names = sorted({said for runners in cases.values() for each in runners for said in each})
    return {
        truth: {name: ratio([each.count(name) for each in runners], [len(each) for each in runners]) for name in names}
        for truth, runners in cases.items()
    }


def _flagged_patterns(result: RunnerResult) -> Iterable[tuple[str, str]]:
    for key, by in result.injured.items():
        kind, how, _ = key.split("/")
        series = by["silent"]
        if how == "step":
            for word, pattern in zip(series.word, series.pattern, strict=True):
                if word >= POSSIBLY:
                    yield ("balance only" if kind == "balance" else "whole pattern"), pattern
    for word, pattern, nuisances in zip(
        result.healthy.word, result.healthy.pattern, result.season.nuisances, strict=True
    ):
        if word >= POSSIBLY:
            yield ("healthy, strap askew" if "shifted strap" in nuisances else "healthy, other"), pattern
