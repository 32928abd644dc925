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
# How many of twenty: status, verdict, reason.
KINDS = (
    ("red_flag", "usual", "Pain on one spot of your right shin, at night too, is worth a clinician's look."),
    ("concern", "altered", "You limped, and a limp means that your body is already working around something."),
    (
        "concern",
        "altered",
        "The pain in your left Achilles changed how you run (left foot's share of ground contact 48.6 %, usually"
        " 50.2 %), and a changed stride loads everything else differently.",
    ),
    (
        "adapt",
        "usual",
        "The pain in your right knee was low but grew as you went (2/10 in the first 10 min, 4/10 at the end), so the"
        " next runs are worth changing a little.",
    ),
    (
        "adapt",
        "insufficient_data",
        "The pain in your left calf was still there the next morning (3/10), so give it a shorter run to settle.",
    ),
    (
        "check_in",
        "possibly_altered",
        "Your stride may have been different from usual after about 14 min (left foot's share of ground contact 49.2 %,"
        " usually 51.4 %), which can be shoes, a strap, the route or a niggle, and only you can tell which.",
    ),
    (
        "check_in",
        "altered",
        "Your stride was not your usual one (left foot's share of ground contact 49.6 %, usually 51.7 %), which can be"
        " shoes, a strap, the route or a niggle, and only you can tell which.",
    ),
    *(
        (
            "monitor",
            "usual",
            "The pain in your left Achilles stayed low (worst 1/10), eased as you got going, left your stride alone and"
            " settled quickly, so running on with an eye on it is reasonable.",
        ),
    )
    * 2,
    *(("clear", "usual", "No pain and your usual stride: nothing here asks for a change."),) * 4,
    *(
        (
            "clear",
            "insufficient_data",
            "Nobody said how it felt and the stride could not be judged (too few runs to know what is usual: 4 more"
            " runs until one can be compared), so there is nothing to go on yet.",
        ),
    )
    * 3,
    *(("clear", "usual", "Your stride was your usual one, and since nobody said how it felt this is half of it."),) * 3,
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
    status, verdict, reason = KINDS[index * 5 % len(KINDS)]
    days = tuple(_days(index, status))
    if index % 20 == 11:
        return SquadRow(
            athlete_id=athlete_id, name=name, status=status, since=AS_OF - timedelta(days=index), days=days,
            last_run=days[-1].day, shares="status",
        )  # fmt: skip
    has_pain = status in ("red_flag", "concern", "adapt", "monitor")
    is_out = verdict in ("altered", "possibly_altered")
    is_silent = "obody said" in reason
    return SquadRow(
        athlete_id=athlete_id,
        name=name,
        status=status,
        provisional=is_silent,
        reason=reason,
        since=AS_OF - timedelta(days=index % 23),
        last_run=days[-1].day,
        last_report=None if index % 11 == 3 else AS_OF - timedelta(days=index % 13),
        run_id=f"r{index}",
        verdict=verdict,
        change=Change("stance_time_balance_left_pct", (-1) ** index * (1.2 + index % 7 / 5), "pp") if is_out else None,
        pain_site=("achilles", "knee", "shin", "lower_back")[index % 4] if has_pain else None,
        pain_side=("left", "right", "both")[index % 3] if has_pain else None,
        pain_worst=index % 6 + 1 if has_pain else None if is_silent or status == "check_in" else 0,
        recent_runs=8,
        unreported=8 - index % 3 if is_silent else index % 3,
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
