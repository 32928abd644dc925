"""Ratings to score, made from the stories themselves."""

from collections.abc import Callable
from typing import Any

import pytest

from niggle.panel.stories import Story, stories
from niggle.panel.table import Rating


@pytest.fixture(scope="session")
def told() -> tuple[Story, ...]:
    """All stories."""
    return stories()


@pytest.fixture(scope="session")
def rated() -> Callable[..., Rating]:
    """A rating: rater, code, status, and what else would do."""

    def make(rater: str, code: str, status: Any, *also: Any, remark: str = "") -> Rating:
        return Rating(rater, code, status, frozenset(also), remark)

    return make
