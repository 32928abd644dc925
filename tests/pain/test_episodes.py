import random
from datetime import UTC, datetime, timedelta
from typing import Any

from niggle.pain.episodes import Ending, PainLog, ending, episodes, find_episode, key_of
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


def on(day: float) -> datetime:
    return START + timedelta(days=day)


def test_three_runs_without_it_and_ten_days_settle_an_episode() -> None:
    (episode,) = episodes([log(0), log(4)])
    free = [log(5, site=None, side=None, peak=0), log(7, peak=0), log(9, side=None, peak=0)]
    assert ending(episode, free, until=on(14)) == Ending("open", 3)
    assert ending(episode, free, until=on(14.1)) == Ending("settled", 3, on(14))
    late = [*free[:2], log(20, peak=0)]
    assert ending(episode, late, until=on(30)) == Ending("settled", 3, on(20))
    assert ending(episode, late, until=on(19)) == Ending("quiet", 2)


def test_what_says_nothing_of_the_complaint_settles_nothing() -> None:
    (episode,) = episodes([log(0)])
    other = [log(2, peak=0), log(2, site=None, side=None, peak=0), log(3, side="right", peak=0)]
    other += [log(4, site="calf", peak=0), log(5, site=None, side=None, peak=None), log(-1, peak=0)]
    assert ending(episode, other, until=on(20)) == Ending("quiet", 1)


def test_an_episode_is_found_by_each_of_its_logs_and_known_by_its_first() -> None:
    found = episodes([log(0), log(3), log(20), log(1, side="right")])
    assert [find_episode(found, key_of(one)) for one in (log(0), log(3), log(20))] == [found[0], found[0], found[2]]
    assert found[0].key == key_of(log(0))
    assert len({one.key for one in found}) == 3
    assert find_episode(found, key_of(log(5))) is None
