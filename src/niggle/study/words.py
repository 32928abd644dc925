"""Priors as the entries of `rules.toml` that they would replace."""

import math
from typing import Any

from niggle.study.priors import LEAST_RUNNERS, Estimate, Priors
from niggle.study.series import BALANCE
from niggle.study.variation import LEAST_RUNS


def priors_toml(priors: Priors) -> str:
    """The priors as TOML text, each with its interval as a comment."""
    lines = [
        "# Entries of src/niggle/stride/rules.toml, as these tables have them. Behind each number: its 95 % interval,",
        f"# from drawing runners again and again ({LEAST_RUNNERS} of them at least).",
    ]
    if priors.skipped:
        lines.append(f"# Left out, with fewer than {LEAST_RUNS} comparable runs: {', '.join(priors.skipped)}.")
    for section, estimates in priors.sections.items():
        lines += ["", f"[{section}]"]
        if section.startswith("metrics."):
            lines.append(f'unit = "{priors.units[section]}"')
        lines += [_entry(section, name, estimate) for name, estimate in estimates.items()]
        lines += [
            'basis = "computed"',
            f'reference = "niggle study priors: {priors.runs[section]} runs of {_runners(priors.runners[section])}"',
        ]
    return "\n".join(lines) + "\n"


def _entry(section: str, name: str, estimate: Estimate) -> str:
    interval = f"{_number(estimate.low)} to {_number(estimate.high)}"
    told = "no interval: too few runners" if math.isnan(estimate.low) else interval
    if section == f"metrics.{BALANCE}" and name == "speed_slope":
        # The rules keep it there, since mirrored feet must give mirrored verdicts.
        return f"speed_slope = 0.0  # neither side is preferred; here {_number(estimate.value)}, {told}"
    return f"{name} = {_number(estimate.value)}  # {told}"


def _runners(n: int) -> str:
    return f"{n} runner" if n == 1 else f"{n} runners"


def _number(value: float) -> str:
    """Three significant digits, as TOML has a float."""
    text = f"{float(f'{value:.3g}')}"
    return "0.0" if text == "-0.0" else text


def priors_object(priors: Priors) -> dict[str, Any]:
    """The priors for other programs: by section and entry the value and its interval, None where there is none."""
    return {
        "sections": {
            section: {
                "unit": priors.units[section],
                "runners": priors.runners[section],
                "runs": priors.runs[section],
                "entries": {name: _plain(estimate) for name, estimate in estimates.items()},
            }
            for section, estimates in priors.sections.items()
        },
        "skipped": list(priors.skipped),
    }


def _plain(estimate: Estimate) -> dict[str, float | None]:
    numbers = {"value": estimate.value, "low": estimate.low, "high": estimate.high}
    return {name: None if math.isnan(number) else round(number, 5) for name, number in numbers.items()}
