"""All figures as plain data: what `docs/detection.json` holds and the page is written from."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from tests.benchmarks.detection import calibration, figures
from tests.benchmarks.detection.estimate import Estimate, ratio
from tests.benchmarks.detection.figures import ALARMS, SIMPLE, Alarms, Found, find, judge_alarms, simple_alarms
from tests.benchmarks.detection.goals import BALANCE_1, STRAP_OR_SENSOR, WHOLE_1, goals
from tests.benchmarks.detection.limit import Oracle, matched_limit
from tests.benchmarks.detection.seasons import Scenario, Squad, population_of
from tests.benchmarks.detection.series import ALTERED, POSSIBLY, RunnerResult
from tests.benchmarks.detection.trade import trade

type Plain = dict[str, Any]

WITHIN_RUNS = (1, 3, 6)
_TRADED = (BALANCE_1, WHOLE_1)


def estimate(value: Estimate) -> Plain:
    """An estimate as data; what there is no value of is null."""
    return {name: _plain(number) for name, number in asdict(value).items()}


def _plain(number: float) -> float | None:
    return round(float(number), 4) if math.isfinite(number) else None


def squad_figures(squad: Squad, results: Sequence[RunnerResult]) -> Plain:
    """Everything that virtual runners tell."""
    rate = figures.false_episodes(results, judge_alarms).value
    detectors, oracle = _detectors(results, rate), Oracle(results, rate)
    return {
        "squad": _squad(squad, results),
        "goals": [asdict(goal) | {"reached": estimate(goal.reached)} for goal in goals(results)],
        "false_episodes": {
            name: estimate(figures.false_episodes(results, alarms)) for name, alarms in detectors.items()
        },
        "by_nuisance": {
            name: {
                nuisance: estimate(value)
                for nuisance, value in figures.false_episodes_by_nuisance(results, alarms).items()
            }
            for name, alarms in ALARMS.items()
        },
        "strap_or_sensor": {
            name: estimate(figures.wrongly_confirmed(results, [name], judge_alarms)) for name in STRAP_OR_SENSOR
        },
        "questions": _questions(results),
        "sensitivity": {
            scenario.key: _sensitivity(results, scenario, detectors, oracle)
            for scenario in squad.scenarios
            if not scenario.is_within
        },
        "trade": trade(results, _TRADED),
        "ppv": _ppv(results, squad.scenarios),
        "onset": _onset(results, squad.scenarios),
        "judgeable": _judgeable(results),
        "calibration": _calibration(results, squad.scenarios),
        "patterns": {
            truth: {name: estimate(value) for name, value in said.items()}
            for truth, said in figures.patterns(results).items()
        },
        "cost_ms": estimate(figures.cost_ms(results)),
    }


def other_squad_figures(squad: Squad, results: Sequence[RunnerResult]) -> Plain:
    """What is told of the squads that differ from the main one."""
    false = {name: figures.false_episodes(results, alarms) for name, alarms in ALARMS.items()}
    with population_of(squad):
        oracle = Oracle(results, false["judge"].value)
        sensitivity = {
            scenario.key: _sensitivity(results, scenario, ALARMS, oracle, runs=(3,)) for scenario in squad.scenarios
        }
    return {
        "squad": _squad(squad, results),
        "false_episodes": {name: estimate(each) for name, each in false.items()},
        "sensitivity": sensitivity,
    }


def _squad(squad: Squad, results: Sequence[RunnerResult]) -> Plain:
    healthy = sum(len(r.healthy.word) for r in results)
    injured = sum(len(series.word) for r in results for series in r.injured.values())
    return {
        "name": squad.name,
        "seed": squad.seed,
        "runners": squad.runners,
        "day_sd_pp": squad.day_sd_pp,
        "healthy_runs": healthy,
        "injured_runs": injured,
    }


def _detectors(results: Sequence[RunnerResult], rate: float) -> dict[str, Alarms]:
    """Those of `ALARMS`, the simple ones as customary, and those with a dial at the shipped one's false alarms."""
    out = dict(ALARMS) | {name: simple_alarms(name) for name in SIMPLE}
    for name in ("zscore", "ewma"):
        out[f"{name}_matched"] = simple_alarms(name, matched_limit(results, name, rate))
    return out


def _sensitivity(
    results: Sequence[RunnerResult],
    scenario: Scenario,
    detectors: Mapping[str, Alarms],
    oracle: Oracle,
    runs: Sequence[int] = WITHIN_RUNS,
) -> Plain:
    followed = [n for n in runs if n <= scenario.runs]
    found = {name: find(results, scenario.key, alarms) for name, alarms in detectors.items()}
    out = {name: _found(each, followed) for name, each in found.items()}
    for sight in ("balance", "whole") if scenario.kind == "whole" else ("balance",):
        short = oracle.finds(scenario, sight)
        out[f"oracle_{sight}"] = _found(short, followed)
        if 6 in followed:
            longer = oracle.finds(scenario, sight, memory=6)
            out[f"oracle_{sight}"]["within"]["6"] = estimate(longer.within(6))
    return out


def _found(found: Found, runs: Sequence[int]) -> Plain:
    return {
        "within": {str(n): estimate(found.within(n)) for n in runs},
        "median_delay_runs": _plain(found.median_delay),
        "alarm_already_stood": int(np.isnan(found.first).sum()),
    }


def _ppv(results: Sequence[RunnerResult], scenarios: Sequence[Scenario]) -> Plain:
    """Share of confirmed episodes that follow an injury, if 0.31 of them begin per 100 runs and all look alike."""
    starts = [figures.episode_starts(judge_alarms(r, r.healthy), figures.is_judged(r.healthy)).sum() for r in results]
    runs = np.array([figures.is_judged(r.healthy).sum() for r in results], dtype=np.float64)
    out = {}
    for scenario in scenarios:
        if "/step/" not in scenario.key:
            continue
        marks = np.nan_to_num(find(results, scenario.key, judge_alarms).marks(6))
        hits = marks * runs * calibration.ONSETS_PER_RUN
        out[scenario.key] = estimate(ratio(hits, hits + np.array(starts)))
    return out


def _questions(results: Sequence[RunnerResult]) -> Plain:
    possibly, months = {}, {}
    for name, of_c2 in (("judge", False), ("c2", True)):
        words = [np.array(r.healthy.word_c2 if of_c2 else r.healthy.word) for r in results]
        possibly[name] = estimate(
            ratio([(w == POSSIBLY).sum() for w in words], [figures.is_judged(r.healthy).sum() for r in results])
        )
        months[name] = {
            "confirmed": estimate(figures.questions_per_month(results, from_word=ALTERED, of_c2=of_c2)),
            "any_question": estimate(figures.questions_per_month(results, from_word=POSSIBLY, of_c2=of_c2)),
        }
    return {"possibly_altered_per_100": possibly, "per_runner_and_month": months}


def _onset(results: Sequence[RunnerResult], scenarios: Sequence[Scenario]) -> Plain:
    within = [scenario for scenario in scenarios if scenario.is_within]
    out: Plain = {"false_per_100": {}, "by_injury": {}}
    for name, of_c2 in (("judge", False), ("c2", True)):
        out["false_per_100"][name] = estimate(figures.false_onsets(results, of_c2=of_c2))
        for scenario in within:
            told = figures.onset_figures(results, [scenario.key], of_c2=of_c2)
            row = {key: estimate(value) for key, value in _fields(told).items()}
            if not of_c2:
                row["question_same_run_pct"] = estimate(figures.same_run_question(results, scenario.key))
            out["by_injury"].setdefault(scenario.key, {})[name] = row
    return out


def _fields(told: figures.OnsetFigures) -> dict[str, Estimate]:
    return {
        "share_told_pct": told.share_told_pct,
        "median_error_min": told.median_error_min,
        "p90_error_min": told.p90_error_min,
        "bias_min": told.bias_min,
    }


def _judgeable(results: Sequence[RunnerResult]) -> Plain:
    everything, later, reasons = figures.judgeable(results)
    return {
        "all_runs_pct": estimate(everything),
        "from_run_11_pct": estimate(later),
        "why_not_pct": {name: estimate(value) for name, value in reasons.items()},
    }


def _calibration(results: Sequence[RunnerResult], scenarios: Sequence[Scenario]) -> Plain:
    tenths, error = calibration.z_deciles(results)
    keys = [s.key for s in scenarios if "/step/" in s.key and 0.75 <= s.size_pp <= 2.0]
    stated = calibration.stated_confidence(results, keys)
    out: Plain = {
        "z_tenths_pct": [estimate(each) for each in tenths],
        "z_tenths_error_points": _plain(error),
        "z_sd": estimate(calibration.z_spread(results)),
        "in_band_pct": estimate(calibration.in_band(results)),
        "stated": None,
    }
    if stated is not None:
        bins = [
            {"low": b.low, "high": b.high, "stated": _plain(b.stated), "altered_pct": estimate(b.so), "runs": b.runs}
            for b in stated.bins
        ]
        out["stated"] = {"brier": estimate(stated.brier), "error": _plain(stated.error), "bins": bins}
    return out
