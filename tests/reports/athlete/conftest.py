"""An athlete's page with everything there, and how to change it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from niggle.reports.athlete.view import (
    AthleteView,
    Baseline,
    CheckIn,
    Known,
    PainEpisode,
    PainHistory,
    PainMark,
    RunLine,
    SensorSeen,
    SourceSeen,
    Trend,
    TrendPoint,
    Week,
)
from niggle.vocabulary.statuses import STATUSES

LONDON = ZoneInfo("Europe/London")
MONDAY = date(2025, 12, 29)
NEWEST = date(2026, 3, 3)  # a Tuesday


def at(day: date, hour: int = 7) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=LONDON)


def runs_on(days: list[date], statuses: tuple[str, ...] = tuple(STATUSES)) -> list[RunLine]:
    return [
        RunLine(
            run_id=f"r{number}",
            local_start=at(day),
            distance_m=8000.0 if number else None,
            moving_time_s=3900.0,
            status=statuses[number % len(statuses)],
            provisional=number % 2 == 1,
            summary=f"sentence {number}.",
        )
        for number, day in enumerate(days)
    ]


def trend(name: str, values: list[float], **changes: object) -> Trend:
    points = [
        TrendPoint(
            at=at(NEWEST - timedelta(days=3 * (len(values) - 1 - number))),
            value=value,
            band=None if number < 2 else (min(values) * 0.99, max(values) * 0.99),
            is_altered=number == len(values) - 1,
            sensor="garmin:hrm_pro:a" if number < 4 else "garmin:hrm_pro:b",
        )
        for number, value in enumerate(values)
    ]
    return Trend(name=name, points=points)


def history() -> PainHistory:
    """Ten weeks, the left Achilles from the sixth on while training is cut in the eighth and ninth."""
    onset = MONDAY + timedelta(weeks=5)
    weeks = [
        Week(
            monday=MONDAY + timedelta(weeks=number),
            minutes={7: 100.0, 8: 0.0, 9: 30.0}.get(number, 180.0),
            is_over=number < 9,
            usual_min=180.0 if number >= 5 else None,
            is_cut=number in (7, 8),
        )
        for number in range(10)
    ]
    achilles = [PainMark(at=at(onset + timedelta(days=4 * number)), worst=worst) for number, worst in
                enumerate([2, 3, None, 0, 3, 4, 4])]  # fmt: skip
    knee = [PainMark(at=at(MONDAY + timedelta(days=3)), worst=6)]
    return PainHistory(
        weeks=weeks,
        episodes=[
            PainEpisode(site="knee", side="right", marks=knee),
            PainEpisode(site="achilles", side="left", marks=achilles),
        ],
        free=[at(MONDAY + timedelta(days=1)), at(MONDAY + timedelta(days=15))],
        check_ins=[CheckIn(day=NEWEST - timedelta(days=2), score=42, mood=2, sleep=3, confidence=4)],
    )


def whole() -> AthleteView:
    days = [NEWEST - timedelta(days=3 * number) for number in range(40)][::-1]
    return AthleteView(
        athlete_id="ada",
        name="Ada",
        squad="track-club",
        runs=runs_on(days),
        count=140,
        years=(2026, 2025),
        first_run=date(2025, 2, 1),
        look_again="Look again tomorrow.",
        trends=[
            trend("stance_time_ms", [250.0, 252.0, 249.0, 251.0, 250.0, 262.0]),
            trend("stance_time_balance_left_pct", [50.1, 50.3, 50.2, 50.6, 50.4, 52.3]),
            trend("cadence_spm", [170.0, 171.0]),
        ],
        pain=history(),
        known=Known(
            sensors=[
                SensorSeen(
                    sensor="garmin:hrm_pro:b",
                    metrics=["stance_time_balance_left_pct", "stance_time_ms"],
                    first=date(2026, 1, 6),
                    last=NEWEST,
                )
            ],
            last_balance=NEWEST,
            baselines=[Baseline(surface="road", counts={"stance_time_balance_left_pct": 4, "cadence_spm": 12})],
            needed=10,
            least=6,
            reported=5,
            counted=14,
            unreported_run="r39",
            last_check_in=NEWEST - timedelta(days=2),
            sources=[SourceSeen(kind="folder", is_configured=True, last=NEWEST)],
        ),
    )


@pytest.fixture
def athlete_view() -> AthleteView:
    """An athlete of whom everything is known."""
    return whole()


@pytest.fixture
def pain_weeks() -> PainHistory:
    """Ten weeks of pain and training."""
    return history()


@pytest.fixture
def make_runs() -> Callable[..., list[RunLine]]:
    """Runs on these days, one a day, with the statuses in turn."""
    return runs_on


@pytest.fixture
def make_trend() -> Callable[..., Trend]:
    """A trend of these values, three days apart up to 3 March 2026; the strap changes after the fourth."""
    return trend
