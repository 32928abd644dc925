"""What a replay found, as the object of contract 5."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from niggle.study.power import Power, pooled
from niggle.study.replay import Tally, together

type Found = tuple[Tally, Sequence[Power]]
"""One runner: the counts, and what was found of changes written in."""


def summary(found: Mapping[str, Found]) -> dict[str, Any]:
    """The object of contract 5 over all runners, and under "runners" the same of each; None where nothing is known."""
    tallies, powers = [tally for tally, _ in found.values()], [powers for _, powers in found.values()]
    runners = {label: _of(tally, own) for label, (tally, own) in found.items()}
    return {**_of(together(tallies), pooled(powers)), "runners": runners}


def _of(tally: Tally, powers: Sequence[Power]) -> dict[str, Any]:
    return {
        "runs": tally.runs,
        "judged": tally.judged,
        "confirmed_episodes": tally.confirmed_episodes,
        "confirmed_per_100": _per_100(tally.confirmed_episodes, tally.judged),
        "questions_per_100": _per_100(tally.questions, tally.judged),
        "z_sd": {name: _sd(values) for name, values in tally.z.items()},
        "power": [
            {
                "kind": power.kind,
                "size_pp": power.size_pp,
                "within_runs": power.within_runs,
                "share": round(power.found / power.n, 4) if power.n else None,
                "n": power.n,
            }
            for power in powers
        ],
    }


def _per_100(count: int, n: int) -> float | None:
    return round(100.0 * count / n, 3) if n else None


def _sd(values: Sequence[float]) -> float | None:
    if len(values) < 2:
        return None
    mean = math.fsum(values) / len(values)
    return round(math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1)), 4)
