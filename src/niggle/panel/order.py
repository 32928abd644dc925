"""Which rater reads the stories in which order."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from niggle.panel.stories import Story


@dataclass(frozen=True, slots=True)
class Bundle:
    """What one rater is handed: the stories in an order of their own."""

    rater: str
    stories: tuple[Story, ...]


def bundles(stories: Sequence[Story], *, seed: int, raters: int) -> tuple[Bundle, ...]:
    """A bundle for each of so many raters, who are called 1, 2, 3 and so on.

    Each has another order, so that tiredness and what was read just before fall on other stories. The same seed gives
    a rater the same order however many raters there are.
    """
    return tuple(Bundle(str(rater), _shuffled(stories, f"{seed}/{rater}")) for rater in range(1, raters + 1))


def _shuffled(stories: Sequence[Story], seed: str) -> tuple[Story, ...]:
    by_code = sorted(stories, key=lambda story: story.code)
    return tuple(random.Random(seed).sample(by_code, len(by_code)))
