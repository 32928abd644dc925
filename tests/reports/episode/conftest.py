"""An episode with everything there, and how to change it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from niggle.pain.episodes import Ending
from niggle.pain.model import PainReport
from niggle.reports.athlete.view import TrendPoint, Week
from niggle.reports.episode.view import EpisodeRun, EpisodeView

LONDON = ZoneInfo("Europe/London")
MONDAY = date(2026, 1, 5)


def at(day: int) -> datetime:
    return datetime.combine(MONDAY, datetime.min.time(), tzinfo=LONDON).replace(hour=7) + timedelta(days=day)


def report(**answers: Any) -> PainReport:
    return PainReport(report_id="r", athlete_id="ada", **{"site": "achilles", "side": "left"} | answers)


def run(day: int, status: str, said: PainReport | None = None, *, is_painful: bool = False) -> EpisodeRun:
    return EpisodeRun(
        at=at(day), run_id=f"ada-{day}", status=status, minutes=42.0, report=said, is_painful=is_painful
    )  # fmt: skip


RUNS = (
    run(1, "clear"),
    run(8, "adapt", report(before=1, first=3, peak=4, end=2, next_morning=1), is_painful=True),
    run(10, "concern", report(first=4, peak=6, limped=True, quality="sharp", reduced_training="moderately"),
        is_painful=True),
    EpisodeRun(at=at(11), report=report(peak=2), is_painful=True),
    run(13, "monitor", report(peak=1, reduced_training="a_little"), is_painful=True),
    *(run(day, "clear", report(site=None, side=None, peak=0)) for day in (15, 17, 19)),
)  # fmt: skip

WEEKS = [Week(monday=MONDAY + timedelta(weeks=n), minutes=200.0 - 60 * n, usual_min=200.0, is_cut=n > 1)
         for n in range(4)]  # fmt: skip


@pytest.fixture
def episode() -> Callable[..., EpisodeView]:
    """The left Achilles over four weeks, settled; `changes` are fields of the view."""

    def make(**changes: Any) -> EpisodeView:
        view = EpisodeView(
            athlete_id="ada",
            name="Ada",
            key="0123456789ab",
            site="achilles",
            side="left",
            ending=Ending("settled", 3, at(23)),
            runs=RUNS,
            weeks=WEEKS,
            balance=[TrendPoint(at=at(day), value=50.0 + day / 10, band=(49.5, 50.5), is_altered=day > 9, sensor="s")
                     for day in (1, 8, 10)],
            helped="Heel raises",
            cut="No hills",
        )  # fmt: skip
        return replace(view, **changes)

    return make
