"""How sure a panel's κ can be: the width of its interval with 60 stories, by how many raters there are.

Simulated: each story has a place on the ladder of the six statuses, spread evenly; a rater puts it there with an error
of their own and ticks the nearest box. The error is chosen for the agreement that stands in the first column.
"""

import numpy as np

from niggle.panel.agreement import Positions, mean_kappa, weighted_kappa

STORIES, PANELS, TOP = 60, 60, 5
SPREADS = {0.6: 1.4, 0.8: 0.85, 0.9: 0.55}  # agreement of two raters: SD of a rater's error, in steps
RATERS = (3, 4, 5, 6)


def ticked(truth: Positions, spread: float, rng: np.random.Generator) -> Positions:
    return np.clip(np.round(truth + rng.normal(0.0, spread, truth.shape)), 0, TOP)


def half_widths(raters: int, spread: float) -> tuple[float, float, float]:
    """Mean κ of two raters, and half the interval of the raters' mean κ and of one more judge against the panel."""
    rng = np.random.default_rng(raters)
    found = []
    for _ in range(PANELS):
        truth = rng.uniform(-0.5, TOP + 0.5, STORIES)
        panel = np.stack([ticked(truth, spread, rng) for _ in range(raters)])
        middle = np.sort(panel, axis=0)[raters // 2]
        among, judge = mean_kappa(panel), weighted_kappa(ticked(truth, spread, rng), middle)
        found.append((among.value, (among.high - among.low) / 2, (judge.high - judge.low) / 2))
    value, own, against = np.mean(found, axis=0)
    return float(value), float(own), float(against)


if __name__ == "__main__":
    print(f"{STORIES} stories, {PANELS} simulated panels each; half the width of the 95 % interval\n")
    print("| κ of two raters | raters | mean κ of the raters | niggle against the panel |")
    print("|---|---|---|---|")
    for spread in SPREADS.values():
        for raters in RATERS:
            value, own, against = half_widths(raters, spread)
            print(f"| {value:.2f} | {raters} | ± {own:.2f} | ± {against:.2f} |")
