"""All figures as plain data: what `docs/detection.json` holds and the page is written from."""

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from tests.benchmarks.detection import calibration, figures
from tests.benchmarks.detection.calibration import ONSETS_PER_RUN, PAIN_FACTOR, Bin
from tests.benchmarks.detection.estimate import Estimate, ratio
from tests.benchmarks.detection.figures import SIMPLE, Found, find, judge_alarms, simple_alarms
from tests.benchmarks.detection.goals import (
    BOUND_PER_100,
    BOUND_PER_100_IN_PAIN,
    CALIBRATED,
    STRAP_OR_SENSOR,
    goals_of,
)
from tests.benchmarks.detection.limit import matched_limit
from tests.benchmarks.detection.seasons import REPORTED, TELLINGS, Scenario, Telling
from tests.benchmarks.detection.series import RunnerResult
from tests.benchmarks.detection.worlds import MOVED, STEPS, WITHIN, Evaluated

type Plain = dict[str, Any]

WITHIN_RUNS = (3, 5)
HURTS = 0.6
"""Share of injuries that hurt, against one in ten of other runs (`PAIN_FACTOR` times as many)."""


def estimate(value: Estimate) -> Plain:
    """An estimate as data; what there is no value of is null."""
    return {name: _plain(number) for name, number in asdict(value).items()}


def _plain(number: float) -> float | None:
    return round(float(number), 4) if math.isfinite(number) else None


def world_figures(one: Evaluated) -> Plain:
    """Everything that one world tells."""
    results = one.results
    told = figures.false_by_telling(results)
    found = {step.key: _found_of(one, step) for step in STEPS}
    return {
        "squad": _squad(one),
        "goals": [asdict(goal) | {"reached": estimate(goal.reached)} for goal in goals_of(one)],
        "false_episodes": {"judge": estimate(figures.false_episodes(results, judge_alarms))}
        | {name: estimate(figures.false_episodes(results, simple_alarms(name))) for name in SIMPLE},
        "false_by_telling": {name: estimate(value) for name, value in told.items()},
        "by_nuisance": _by_name(figures.false_episodes_by_nuisance(results, judge_alarms)),
        "strap_or_sensor": {
            name: estimate(figures.wrongly_confirmed(results, [name], judge_alarms)) for name in STRAP_OR_SENSOR
        },
        "asked": _asked(results),
        "found": found,
        "squad_gets": _squad_gets(results, found),
        "ppv": {step.key: _ppv(results, step) for step in STEPS},
        "onset": _onset(results),
        "judgeable": _judgeable(results),
        "variants": {name: _variant(each) for name, each in one.variants.items() if name != MOVED.name},
        "moved": _moved(one.variants[MOVED.name], results) if MOVED.name in one.variants else None,
        "calibration": _calibration(results),
        "patterns": {truth: _by_name(said) for truth, said in figures.patterns(results).items()},
        "cost_ms": estimate(figures.cost_ms(results)),
    }


def _by_name(values: dict[str, Estimate]) -> Plain:
    return {name: estimate(value) for name, value in values.items()}


def _squad(one: Evaluated) -> Plain:
    every = [series for r in one.results for by in r.injured.values() for series in by.values()]
    return {
        "world": one.world,
        "seed": one.squad.seed,
        "runners": one.squad.runners,
        "variant_runners": max((len(each) for each in one.variants.values()), default=0),
        "healthy_runs": sum(len(r.healthy.word) for r in one.results),
        "painful_runs": sum(len(each.series.word) for r in one.results for each in r.complaints),
        "injured_verdicts": sum(len(series.word) for series in every),
    }


def _found_of(one: Evaluated, scenario: Scenario) -> Plain:
    """What each detector finds of an injury, within three and five runs."""
    results = one.results
    rate = figures.false_episodes(results, judge_alarms).value
    out: Plain = {how: _found(find(results, scenario.key, judge_alarms, how)) for how in TELLINGS}
    for name in SIMPLE:
        out[name] = _found(find(results, scenario.key, simple_alarms(name)))
    for name in ("zscore", "ewma"):
        at = simple_alarms(name, matched_limit(results, name, rate))
        out[f"{name}_matched"] = _found(find(results, scenario.key, at))
    for name, per_100 in (("bound", BOUND_PER_100), ("bound_in_pain", BOUND_PER_100_IN_PAIN)):
        within = {n: one.bound.finds(scenario, per_100=per_100, within=n).within(n) for n in WITHIN_RUNS}
        out[name] = {"within": {str(n): estimate(each) for n, each in within.items()}}
    return out


def _found(found: Found) -> Plain:
    return {
        "within": {str(n): estimate(found.within(n)) for n in WITHIN_RUNS},
        "median_delay_runs": _plain(found.median_delay),
        "alarm_already_stood": int(np.isnan(found.first).sum()),
    }


def _squad_gets(results: Sequence[RunnerResult], found: Plain) -> Plain:
    """What a squad gets that reports six in ten of its runs: false alarms by kind of run put together, and power.

    One healthy run in ten hurts; so do six injuries in ten.
    """
    told = figures.false_by_telling(results)
    silent = figures.false_episodes(results, judge_alarms).value
    reported_pain = HURTS / PAIN_FACTOR * REPORTED
    false = (1.0 - reported_pain) * silent + reported_pain * told["pain"].value
    power = {
        key: {
            n: _plain(HURTS * by["squad"]["within"][n]["value"] + (1.0 - HURTS) * by["silent"]["within"][n]["value"])
            for n in by["squad"]["within"]
        }
        for key, by in found.items()
    }
    return {"false_per_100": _plain(false), "within": power}


def _ppv(results: Sequence[RunnerResult], scenario: Scenario) -> Plain:
    """Share of confirmed episodes that follow an injury, if 0.31 of them begin per 100 runs and all look alike."""
    false = {
        "silent": figures.false_episodes(results, judge_alarms).value,
        "side": figures.false_by_telling(results)["pain"].value,
    }
    hows: tuple[tuple[Telling, float], ...] = (("silent", 1.0), ("side", PAIN_FACTOR))
    out: Plain = {}
    for how, factor in hows:
        found = find(results, scenario.key, judge_alarms, how).marks(scenario.runs)
        known = np.isfinite(found)
        true = np.where(known, found, 0.0) * 100.0 * ONSETS_PER_RUN * factor
        out[how] = estimate(ratio(true, true + np.where(known, false[how], 0.0)))
    return out


def _asked(results: Sequence[RunnerResult]) -> Plain:
    stretches = figures.altered_stretches(results)
    return {
        "possibly_altered_per_100": estimate(figures.possibly_per_100(results)),
        "questions_per_month": estimate(figures.questions_per_month(results)),
        "episodes": int(stretches.size),
        "longest_altered_runs": int(stretches.max(initial=0)),
        "median_altered_runs": _plain(float(np.median(stretches))) if stretches.size else None,
    }


def _onset(results: Sequence[RunnerResult]) -> Plain:
    by_injury = {}
    for scenario in WITHIN:
        told = figures.onset_figures(results, [scenario.key])
        by_injury[scenario.key] = {
            "question_same_run_pct": estimate(figures.same_run_question(results, scenario.key)),
            "share_told_pct": estimate(told.share_told_pct),
            "median_error_min": estimate(told.median_error_min),
            "p90_error_min": estimate(told.p90_error_min),
            "bias_min": estimate(told.bias_min),
        }
    return {"false_per_100": estimate(figures.false_onsets(results)), "by_injury": by_injury}


def _judgeable(results: Sequence[RunnerResult]) -> Plain:
    everything, known, reasons = figures.judgeable(results)
    return {
        "all_runs_pct": estimate(everything),
        "with_baseline_pct": estimate(known),
        "why_not_pct": _by_name(reasons),
    }


def _variant(results: Sequence[RunnerResult]) -> Plain:
    """Healthy runners of another sort; false alarms out of all runs, as few are judged without a balance."""
    return {
        "runs": sum(len(r.healthy.word) for r in results),
        "judgeable": _judgeable(results),
        "false_per_100_judged": estimate(figures.false_episodes(results, judge_alarms)),
        "false_per_100_runs": estimate(figures.false_episodes(results, judge_alarms, of_all=True)),
    } | _asked(results)


def _moved(results: Sequence[RunnerResult], unmoved: Sequence[RunnerResult]) -> Plain:
    """What a move of the level brings, and what is asked of runners without one in as many runs."""
    nagging = figures.nagging(results)
    return {
        "runners": len(results),
        "runs": nagging.runs,
        "questions": estimate(nagging.questions),
        "questions_without": estimate(figures.nagging(unmoved).questions),
        "median_altered_runs": _plain(float(np.median(nagging.altered_runs))),
        "most_altered_runs": int(nagging.altered_runs.max(initial=0)),
    }


def _calibration(results: Sequence[RunnerResult]) -> Plain:
    tenths, error = calibration.z_deciles(results)
    out: Plain = {
        "z_tenths_pct": [estimate(each) for each in tenths],
        "z_tenths_error_points": _plain(error),
        "z_sd": estimate(calibration.z_spread(results)),
        "in_band_pct": estimate(calibration.in_band(results)),
    }
    for name, is_painful in (("without_pain", False), ("with_pain", True)):
        stated = calibration.stated_confidence(results, CALIBRATED, is_painful=is_painful)
        out[name] = {
            "tenths_error": _plain(stated.tenths_error),
            "bins_error": _plain(stated.bins_error),
            "bins": [_bin(each) for each in stated.bins],
            "tenths": [_bin(each) for each in stated.tenths],
        }
    return out


def _bin(one: Bin) -> Plain:
    return {
        "low": _plain(one.low),
        "high": _plain(one.high),
        "stated": _plain(one.stated),
        "altered_pct": estimate(one.so),
        "runs": one.runs,
    }
