"""What is known of a run before an entry about it is kept."""

from datetime import UTC, date, datetime, timedelta

import pytest

from niggle.config import Athlete
from niggle.pain.join import RunKey
from niggle.steps.run_context import check_answer, check_run, latest_day

NOW = datetime(2026, 3, 1, 20, tzinfo=UTC)
ME = Athlete(id="me", name="Me", timezone="Europe/London")


def test_the_latest_day_is_that_of_a_run_where_it_is_tomorrow_already():
    run = RunKey("r", NOW - timedelta(hours=1), date(2026, 3, 2), 1800.0)
    assert latest_day(ME, {}, NOW) == date(2026, 3, 1)
    assert latest_day(ME, {"r": run}, NOW) == date(2026, 3, 2)
    assert latest_day(ME, {"r": run}, NOW - timedelta(hours=2)) == date(2026, 3, 1)  # it has not begun


@pytest.mark.parametrize(
    ("column", "text"), [("peak", "11"), ("site", "wrist"), ("limped", "perhaps"), ("note", "\udce9")]
)
def test_one_answer_is_checked_by_itself(column, text):
    assert len(check_answer(ME, column, text)) == 1
    assert check_answer(ME, column, "") == ()
    assert check_answer(ME, "peak", "3") == ()  # that it needs a place is for the whole report to say


def test_before_there_is_a_run_a_day_waits_and_an_id_is_refused(make_config):
    config = make_config(me=None)
    (me,) = config.athletes
    assert check_run(config, me, {"date": "2026-03-01"}, now=NOW) == (None, None)
    for about, column in (({"run_id": "r"}, "run_id"), ({"date": "2026-03-02"}, "date"), ({"date": "soon"}, "date")):
        run_id, problem = check_run(config, me, about, now=NOW)
        assert (run_id, problem.column) == (None, column)
