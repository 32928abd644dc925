"""How much, and how hard, lately."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Load:
    """Load around one run. Unknown is None, never 0.

    `longest_30d_m` is the longest run in the 30 days before this one, `distance_over_longest_pct` how much longer
    this one was (negative: shorter), `minutes_7d` minutes of running in the 7 days that end with it,
    `is_reduced` whether training was cut against the weeks before (rule C3), None when there are too few to tell.
    """

    longest_30d_m: float | None
    distance_over_longest_pct: float | None
    minutes_7d: float | None
    is_reduced: bool | None
