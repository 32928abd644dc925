from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from niggle.notify.quiet import is_quiet

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [("21:29", False), ("21:30", True), ("23:59", True), ("00:00", True), ("06:59", True), ("07:00", False)],
)
def test_quiet_hours_go_across_midnight(clock: str, quiet: bool) -> None:
    now = datetime.fromisoformat(f"2026-01-15T{clock}:00+00:00")
    assert is_quiet(now, "21:30-07:00", LONDON) is quiet


@pytest.mark.parametrize(("clock", "quiet"), [("12:59", False), ("13:00", True), ("13:59", True), ("14:00", False)])
def test_quiet_hours_may_lie_within_a_day(clock: str, quiet: bool) -> None:
    now = datetime.fromisoformat(f"2026-01-15T{clock}:00+00:00")
    assert is_quiet(now, "13:00-14:00", LONDON) is quiet


def test_without_quiet_hours_or_with_none_between_them_it_is_never_quiet() -> None:
    now = datetime(2026, 1, 15, 7, 0, tzinfo=UTC)
    assert not is_quiet(now, None, LONDON)
    assert not is_quiet(now, "07:00-07:00", LONDON)


@pytest.mark.parametrize(
    ("utc", "quiet"),
    [
        ("2026-03-28T06:59", True),  # winter time: 06:59 in London
        ("2026-03-29T05:59", True),  # clocks have gone forward: 06:59
        ("2026-03-29T06:00", False),  # 07:00
        ("2026-10-24T06:00", False),  # summer time: 07:00
        ("2026-10-25T06:30", True),  # clocks have gone back: 06:30
        ("2026-10-25T07:00", False),
    ],
)
def test_the_clock_on_the_wall_decides_when_clocks_change(utc: str, quiet: bool) -> None:
    assert is_quiet(datetime.fromisoformat(f"{utc}:00+00:00"), "21:30-07:00", LONDON) is quiet


def test_it_is_the_clock_of_who_is_told() -> None:
    now = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
    assert not is_quiet(now, "21:30-07:00", LONDON)
    assert is_quiet(now, "21:30-07:00", ZoneInfo("Pacific/Auckland"))  # 01:00
