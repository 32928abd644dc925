"""A virtual squad of any size, made of views alone."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from niggle.reports.squad.view import Change, DayMark, SquadRow, SquadView

AS_OF = date(2026, 3, 2)
FIRST_NAMES = (
    "Ada", "Ben", "Cleo", "Dana", "Emil", "Fatima", "Gus", "Hanna", "Ivo", "Jun", "Kofi", "Lena", "Marek", "Noor",
    "Ola", "Priya", "Quinn", "Rosa", "Sven", "Tomás",
)  # fmt: skip
LAST_NAMES = ("Abara", "van den Berg", "Castellanos-Müller", "Okonkwo", "Lindqvist")
# How many of twenty: status, verdict, what decided, and whether somebody said how it felt.
KINDS = (
    ("red_flag", "usual", ("night_pain", "bony_point"), True),
    ("concern", "altered", ("limping", "worsens"), True),
    ("concern", "altered", ("alters_stride",), True),
    ("adapt", "usual", ("low_and_stable",), True),
    ("adapt", "insufficient_data", ("resolves_quickly", "warms_up"), True),
    ("check_in", "possibly_altered", ("warms_up",), False),
    ("check_in", "altered", (), False),
    *(("monitor", "usual", (), True),) * 2,
    *(("clear", "usual", (), True),) * 4,
    *(("clear", "insufficient_data", (), False),) * 3,
    *(("clear", "usual", (), False),) * 3,
)


def virtual_squad(count: int = 40) -> SquadView:
    """A squad as a coach may have it: mostly clear, some who share less, one who has not run yet."""
    return SquadView(name="Track club", as_of=AS_OF, rows=[_row(index) for index in range(count)])


def _row(index: int) -> SquadRow:
    name = f"{FIRST_NAMES[index % 20]} {LAST_NAMES[(index * 7 + index // 20) % 5]}"
    athlete_id = f"a{index}"
    if index % 20 == 18:
        return SquadRow(athlete_id=athlete_id, name=name, shares="none")
    if index % 40 == 19:
        return SquadRow(athlete_id=athlete_id, name=name)
    status, verdict, grounds, is_told = KINDS[index * 5 % len(KINDS)]
    days = tuple(_days(index, status))
    if index % 20 == 11:
        return SquadRow(
            athlete_id=athlete_id, name=name, status=status, since=AS_OF - timedelta(days=index), days=days,
            last_run=days[-1].day, shares="status",
        )  # fmt: skip
    has_pain = status in ("red_flag", "concern", "adapt", "monitor")
    is_out = verdict in ("altered", "possibly_altered")
    return SquadRow(
        athlete_id=athlete_id,
        name=name,
        status=status,
        provisional=not is_told,
        grounds=grounds,
        since=AS_OF - timedelta(days=index % 23),
        last_run=days[-1].day,
        last_report=None if index % 11 == 3 else AS_OF - timedelta(days=index % 13),
        run_id=f"r{index}",
        verdict=verdict,
        change=Change("stance_time_balance_left_pct", (-1) ** index * (1.2 + index % 7 / 5), "pp") if is_out else None,
        pain_site=("achilles", "knee", "shin", "lower_back")[index % 4] if has_pain else None,
        pain_side=("left", "right", "both")[index % 3] if has_pain else None,
        pain_worst=index % 6 + 1 if has_pain else 0 if is_told else None,
        recent_runs=8,
        silent_runs=0 if is_told else 1 + index % 7,
        unreported=index % 3 if is_told else 8 - index % 3,
        weekly=None if index % 9 == 4 else AS_OF - timedelta(days=index % 12),
        is_weekly_due=index % 9 == 4 or index % 12 > 7,
        may_be_chance=verdict == "possibly_altered" and index % 2 == 0,
        days=days,
    )


def _days(index: int, status: str) -> list[DayMark]:
    step = 1 + index % 3
    days = []
    for ago in range(55, -1, -1):
        if (ago + index) % step or ago % 7 == 3:
            continue
        earlier = "monitor" if status in ("concern", "adapt", "red_flag") and ago < 20 else "clear"
        days.append(DayMark(AS_OF - timedelta(days=ago), status if ago < 8 else earlier, provisional=ago % 3 == 1))
    return days


@pytest.fixture
def squad_of() -> Callable[[int], SquadView]:
    """Make a virtual squad of so many."""
    return virtual_squad
