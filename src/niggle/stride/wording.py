"""What the stride verdict says in words: what is missing, and what else could explain a change."""

import math
from collections.abc import Sequence, Set
from typing import assert_never

from niggle.gait.model import RunGait
from niggle.stride.rules import Rules
from niggle.vocabulary.metrics import BALANCE, CADENCE, METRICS, STANCE
from niggle.vocabulary.verdicts import Pattern

# What people can make something of when it lies out once.
_TOLD_ALONE = (BALANCE, STANCE, CADENCE, "step_length_mm")
_EXCLUDED_WORDS = {
    "warm_up": "warm-up",
    "slow_or_walking": "slow or walking",
    "steep": "hills",
    "paused": "around pauses",
    "implausible": "implausible values",
}


def short_run_reason(run: RunGait, rules: Rules) -> str:
    """Why a run has too little eligible running, and where the rest went."""
    lost = {name: run.excluded_s.get(name, 0.0) for name in _EXCLUDED_WORDS}
    where = ", ".join(
        f"{_EXCLUDED_WORDS[name]} {_minutes(seconds)}" for name, seconds in lost.items() if seconds >= 30.0
    )
    return (
        f"only {_minutes(run.eligible_s)} of steady, level running to compare; "
        f"{_minutes(rules.min_eligible_s)} are needed" + (f" (left out: {where})" if where else "")
    )


def few_values_reason(name: str, seconds: float, rules: Rules) -> str:
    """Why a metric that was measured cannot be compared: too little of it."""
    return (
        f"{METRICS[name].in_sentence} was measured for only {_minutes(seconds)} of steady, level running; "
        f"{_minutes(rules.min_eligible_s)} are needed"
    )


WATCH_ALONE = (
    "this watch cannot show left and right; what is reported decides, "
    "cadence and step length are watched for big changes"
)
"""What is true of runs that a wrist watch alone recorded, wherever it is said."""


NOTHING_MEASURED = "nothing of the stride was measured; what is reported decides"


def no_sensor_reason(*, has_cadence: bool) -> str:
    """Why a run without stance times or balance cannot be judged."""
    return WATCH_ALONE if has_cadence else NOTHING_MEASURED


def lost_balance_reason() -> str:
    """Why a run without a balance is not judged for a runner whose runs usually have one."""
    return (
        "no left-right balance in this run, unlike earlier runs (strap or pod not worn, or no contact?); "
        "without it a change on one side may not show"
    )


def few_runs_reason(name: str, n_runs: int, rules: Rules, *, is_new_sensor: bool, is_new_surface: bool) -> str:
    """How many more runs the baseline of a metric takes, this one being counted, and why it is short."""
    more = max(0, rules.provisional_runs - n_runs - 1)
    then = f"{more} more {'run' if more == 1 else 'runs'} until one can be compared"
    then = then if more else "the next run can be compared"
    if is_new_sensor:
        return f"new strap or pod: {then} ({METRICS[name].in_sentence} is never compared across sensors)"
    if is_new_surface:
        return f"too few runs on this surface: {then}"
    return f"too few runs to know what is usual: {then}"


def what_else(
    run: RunGait, pattern: Pattern | None, altered: Set[str], *, runs_since: int | None, onset_s: float | None,
    end_s: float | None, is_at_other_pace: bool,
) -> list[str]:  # fmt: skip
    """What a flagged run looks like and what else could explain it, one plain sentence each."""
    lines = _what_it_looks_like(pattern, altered, runs_since, is_whole=onset_s is None and end_s is None)
    if pattern is not None and not altered:
        lines.append("No single number is far out; it is their combination that is unusual.")
    if onset_s is None and end_s is not None:
        lines.append(f"It was so from the start and eased at about minute {round(end_s / 60)}.")
    if is_at_other_pace:
        lines.append("The pace was outside that of the runs it is compared with.")
    if run.surface == "track":
        lines.append("On a track the bends shift the balance: running the other way round tells.")
    if run.surface == "road" and math.isnan(run.values["grade_pct"]):
        lines.append("The recording has no altitude, so hills cannot be ruled out.")
    return lines


def _what_it_looks_like(
    pattern: Pattern | None, altered: Set[str], runs_since: int | None, *, is_whole: bool
) -> list[str]:
    """The pattern and the reason for seeing it in the numbers, or what the change within the run could be."""
    lasted = f" for {runs_since} runs" if runs_since is not None and runs_since > 1 else ""
    match pattern:
        case "protective stride":
            return [
                f"The pattern is that of sparing a leg{lasted}: longer ground contact, lower cadence, or both, not "
                "the balance alone as with a strap that moved. Other shoes, heat, tired legs or softer ground "
                "change the stride as well."
            ]
        case "one side only":
            return [
                f"Only the left-right balance moved{lasted}, not ground contact time or cadence: a strap or pod "
                "that sits differently looks just like this."
            ]
        case "other change":
            return [
                f"Ground contact time or cadence changed{lasted}, but not the way pain does it: other shoes, heat, "
                "tired legs or softer ground do that."
            ]
        case "single run" if altered == {BALANCE} and is_whole:
            return [
                "Only the left-right balance moved, in this one run and from the first minute: a strap or pod that "
                "sits differently looks just like this. The next run tells."
            ]
        case "single run":
            return ["It is far out in this one run alone; the next run tells."]
        case None:
            return ["Only the left-right balance moved: a strap or pod that slipped looks like this too."]
        case _:
            assert_never(pattern)


def slow_trend(trend_pp_per_30_runs: float | None, rules: Rules) -> list[str]:
    """A slow drift of the balance, which is for the page and never flags; nothing when it is small."""
    if trend_pp_per_30_runs is None or abs(trend_pp_per_30_runs) < rules.trend_pp:
        return []
    return [
        f"The balance has drifted by about {abs(trend_pp_per_30_runs):.1f} points over 30 runs: a trend to know, "
        "not an alarm."
    ]


def what_stands_alone(names: Sequence[str]) -> list[str]:
    """What lay outside its usual band in one run only, which is not enough to call the stride altered."""
    words = [METRICS[name].in_sentence for name in names if name in _TOLD_ALONE]
    if not words:
        return []
    return [f"Outside the usual band this once: {', '.join(words)}. It takes more than one such run to count."]


def what_was_not_seen(run: RunGait, *, is_settled_anew: bool) -> list[str]:
    """What the verdict does not cover, one plain sentence each."""
    lines = []
    if BALANCE not in run.sensors and STANCE in run.sensors:  # without both that is why there is no verdict
        lines.append("This sensor cannot tell left from right, so a change on one side only may not show.")
    if is_settled_anew:
        lines.append("Compared with the runs since the stride settled at a new level.")
    return lines


def _minutes(seconds: float) -> str:
    # Rounded down: "only 10 min, 10 are needed" would puzzle.
    return f"{int(seconds // 60)} min"
