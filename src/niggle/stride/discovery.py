"""Which of a squad's strides stand out, when many are looked at in one night.

Benjamini and Hochberg, Controlling the false discovery rate, J. R. Stat. Soc. B, 1995.
"""

import math
from collections.abc import Mapping

from niggle.stride.model import StrideVerdict

FALSE_DISCOVERY_RATE = 0.10  # convention: of the strides that stand out, one in ten may do so by chance


def chance_of(verdict: StrideVerdict) -> float | None:
    """How often a usual stride would look as far out as this one, two-sided; None if it was not judged.

    The furthest of the metrics counts, times their number (Bonferroni).
    """
    scores = [abs(metric.z) for metric in verdict.metrics if math.isfinite(metric.z)]
    if verdict.word == "insufficient_data" or not scores:
        return None
    return min(1.0, len(scores) * math.erfc(max(scores) / math.sqrt(2.0)))


def standing_out(chances: Mapping[str, float], *, rate: float = FALSE_DISCOVERY_RATE) -> set[str]:
    """The keys whose chances pass Benjamini-Hochberg at that rate.

    >>> sorted(standing_out({"a": 0.001, "b": 0.04, "c": 0.5, "d": 0.9}))
    ['a', 'b']
    """
    ordered = sorted(chances, key=lambda key: (chances[key], key))
    passing = [rank for rank, key in enumerate(ordered, 1) if chances[key] <= rate * rank / len(ordered)]
    return set(ordered[: max(passing, default=0)])
