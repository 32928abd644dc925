"""Weekly check-ins come back out of the store as they went in, and of one day the last counts."""

from datetime import date

from niggle.pain.weekly import WeeklyCheckIn
from niggle.records.weekly import check_in_row, check_ins_that_count
from niggle.store import Store

FIRST = WeeklyCheckIn(check_in_id="c1", athlete_id="ada", date=date(2026, 3, 8), participation=0, mood=4)
AGAIN = WeeklyCheckIn(check_in_id="c2", athlete_id="ada", date=date(2026, 3, 8), pain=2, mood_because_of_pain=True)
EARLIER = WeeklyCheckIn(check_in_id="c3", athlete_id="ada", date=date(2026, 3, 1), participation=1)


def test_check_ins_that_count_come_back_by_day(store: Store) -> None:
    with store.write() as writer:
        rows = [
            check_in_row(one, raw_sha256="d", position=number) for number, one in enumerate([FIRST, AGAIN, EARLIER])
        ]
        writer.insert("weekly_check_ins", rows)
    with store.read_main() as reader:
        assert check_ins_that_count(reader, "ada") == (EARLIER, AGAIN)
        assert check_ins_that_count(reader, "ben") == ()
