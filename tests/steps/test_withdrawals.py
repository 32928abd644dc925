"""What is taken back is taken back wherever it was entered twice."""

from datetime import UTC, datetime, timedelta

import pytest

from niggle.entered import COMMAND_LINE, WEB
from niggle.landing import Landing
from niggle.steps.entries import Entered, enter_report, enter_week
from niggle.steps.withdrawals import Withdrawn, withdraw
from niggle.store import Store

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
IDS = [f"00000000-0000-4000-8000-{number:012d}" for number in range(1, 5)]


@pytest.fixture
def squad(make_config):
    """A runner without runs: what is said waits for them."""
    return make_config(dana=None)


@pytest.fixture
def enter(squad):
    (athlete,) = squad.athletes

    def enter(number, *, door=WEB, **answers):
        said = {"date": "2026-02-27", "site": "knee", **answers}
        now = NOW + timedelta(minutes=number)
        assert enter_report(squad, athlete, said, entry_id=IDS[number], now=now, door=door) == Entered()

    return enter


def peaks(config):
    with Store(config.store.path).read_published() as reader:
        return [row["peak"] for row in reader.rows("pain_reports_of", athlete_id="dana")]


def test_two_tabs_and_a_terminal_that_said_the_same_are_one_entry(squad, enter):
    (athlete,) = squad.athletes
    enter(0, peak="3")
    enter(1, site="calf", peak="1")
    enter(2, peak="3", door=COMMAND_LINE)
    enter(3, peak="3")
    assert withdraw(squad, athlete, IDS[2], now=NOW).entry_ids == (IDS[2], IDS[3], IDS[0])
    assert peaks(squad) == [1]
    assert withdraw(squad, athlete, IDS[3], now=NOW) == Withdrawn()


def test_what_was_said_otherwise_in_between_parts_them(squad, enter):
    (athlete,) = squad.athletes
    enter(0, peak="3")
    enter(1, peak="7")
    enter(2, peak="3")
    assert withdraw(squad, athlete, IDS[2].upper(), now=NOW).entry_ids == (IDS[2],)
    assert sorted(peaks(squad)) == [3, 7]


def test_a_week_said_twice_is_taken_back_twice(squad):
    (athlete,) = squad.athletes
    for number, answers in enumerate(({"pain": "1"}, {"pain": "1"}, {"pain": "2"}, {"pain": "1"})):
        enter_week(squad, athlete, {"date": "2026-03-01", **answers}, entry_id=IDS[number], now=NOW)
    assert withdraw(squad, athlete, IDS[0], now=NOW).entry_ids == (IDS[0], IDS[1])
    assert withdraw(squad, athlete, IDS[3], now=NOW).entry_ids == (IDS[3],)
    with Store(squad.store.path).read_published() as reader:
        assert [row["pain"] for row in reader.rows("weekly_check_ins_of", athlete_id="dana")] == [2]


@pytest.mark.parametrize("entry_id", ["", "x", "../../manifest", IDS[3]])
def test_nothing_comes_of_an_id_that_is_none(squad, enter, entry_id):
    enter(0, peak="3")
    lines = len(list(Landing(squad.store.path).arrivals()))
    assert withdraw(squad, squad.athletes[0], entry_id, now=NOW) == Withdrawn()
    assert len(list(Landing(squad.store.path).arrivals())) == lines
