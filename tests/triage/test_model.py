from datetime import timedelta

from tests.triage.conftest import START


def test_a_week_holds_its_first_instant_and_not_its_last(week):
    checked = week(0)
    assert checked.covers(checked.since)
    assert checked.covers(START)
    assert not checked.covers(checked.until)
    assert checked.until - checked.since == timedelta(days=7)


def test_a_run_has_the_check_ins_of_its_own_weeks(facts, week):
    this, last = week(2), week(-7)
    assert facts(weeks=(last, this)).own_weeks == (this.check_in,)
