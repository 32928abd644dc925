"""Whether several metrics together are unusual although each alone is not."""

import numpy as np
from numpy.typing import NDArray

from niggle.gait.model import Floats
from tests.benchmarks.detection.rule_c2.rules import Rules

_CLIP = 2.5  # SDs; one odd run must not set the correlations
_RIDGE = 1e-3  # SD²; keeps metrics that never varied, or always together, from being divided by nothing


def shrunk_covariance(rows: Floats) -> Floats:
    """Ledoit and Wolf's covariance (p, p) of rows (n, p) whose mean is zero, in the square of their unit.

    The sample covariance pulled towards a multiple of the identity, by as much as it is unsure.
    Source: Ledoit and Wolf, J Multivariate Anal, 2004.
    """
    n, p = rows.shape
    sample = rows.T @ rows / n
    target = np.trace(sample) / p * np.eye(p)
    distance = float(((sample - target) ** 2).sum())
    if distance == 0.0:
        return np.asarray(target, dtype=np.float64)
    squares = (rows**2).sum(axis=1)
    noise = (float((squares**2).sum()) / n - float((sample**2).sum())) / n
    weight = min(1.0, max(0.0, noise / distance))
    return np.asarray(weight * target + (1.0 - weight) * sample, dtype=np.float64)


def are_unusual_together(
    residuals: Floats, z: Floats, degrees_of_freedom: float, rules: Rules
) -> tuple[NDArray[np.bool_], Floats]:
    """Which runs lie outside the 99.5th percentile of all metrics together, and their whitened z (k, p).

    `residuals` (n, p) are the baseline's, in SDs; `z` (k, p) those of the runs to tell. Residuals are clipped
    first, which makes the distance robust. NaN rows are not unusual.
    """
    covariance = shrunk_covariance(np.clip(residuals, -_CLIP, _CLIP)) + _RIDGE * np.eye(residuals.shape[1])
    # Scales are in z already (shrunk, with their uncertainty): only the correlation is wanted here.
    scale = np.sqrt(np.diag(covariance))
    factor = np.linalg.cholesky(covariance / np.outer(scale, scale))
    white: Floats = np.linalg.solve(factor, z.T).T
    limits = rules.composite_limits[z.shape[1]]
    inverse = 1.0 / rules.composite_degrees_of_freedom
    limit = np.interp(1.0 / degrees_of_freedom, inverse[::-1], limits[::-1])
    with np.errstate(invalid="ignore"):
        return (white**2).sum(axis=1) > limit, white
