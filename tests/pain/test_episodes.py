import random
from datetime import UTC, datetime, timedelta
from typing import Any

from niggle.pain.episodes import PainLog, episodes
from niggle.pain.model import PainReport

START = datetime(2026, 3, 2, 6, tzinfo=UTC)


def log(day: float, site: str | None = "knee", side: str | None = "left", peak: int | None = 3) -> PainLog:
    answers: dict[str, Any] = {"site": site, "side": side, "peak": peak}
    return PainLog(START + timedelta(days=day), PainReport(report_id=f"{day}", athlete_id="me", **answers))


def days(*logs: PainLog) -> list[list[float]]:
    return [[(one.at - START) / timedelta(days=1) for one in episode.logs] for episode in episodes(logs)]


def test_gaps_of_ten_days_hold_together_and_longer_ones_part() -> None:
    assert days(log(0), log(10), log(20), log(30.1)) == [[0, 10, 20], [30.1]]


def test_sites_and_sides_are_apart() -> None:
    found = episodes([log(0), log(1, side="right"), log(2, site="calf"), log(3)])
    assert [(one.site, one.side, len(one.logs)) for one in found] == [
        ("knee", "left", 2),
        ("knee", "right", 1),
        ("calf", "left", 1),
    ]


def test_a_side_left_out_belongs_and_the_one_named_counts() -> None:
    (found,) = episodes([log(0, side=None), log(2), log(4, side=None)])
    assert found.side == "left"
    assert found.onset == START


def test_painless_logs_count_between_painful_ones_only() -> None:
    assert days(log(0, peak=0), log(2), log(4, peak=0), log(6), log(8, peak=0)) == [[2, 4, 6]]
    assert days(log(0), log(6, peak=0), log(12)) == [[0], [12]]
    assert days(log(0, site=None, side=None, peak=0)) == []


def test_a_site_without_scores_is_pain() -> None:
    assert days(log(0, peak=None)) == [[0]]


def test_order_changes_nothing() -> None:
    logs = [log(day) for day in (0, 4, 9, 25, 30)] + [log(day, side="right") for day in (3, 20)]
    wanted = episodes(logs)
    for seed in range(5):
        random.Random(seed).shuffle(logs)
        assert episodes(logs) == wanted
