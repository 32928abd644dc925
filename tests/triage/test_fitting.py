"""The one change that fits what was said."""

from dataclasses import replace

import pytest

from niggle.load import Load
from niggle.triage.complaint import complaints
from niggle.triage.evaluate import evaluate
from niggle.triage.fitting import fitting_change, is_spike, spike_choice
from niggle.triage.wording import wording

SPIKE = Load(10_000.0, 60.0, 200.0, None)
CHOICES = {row["id"]: row["choice"] for row in wording()["changes"] if "words" not in row}


def change(facts) -> str:
    return fitting_change(complaints(facts), evaluate(facts).criteria)


def fits(told: str, name: str) -> bool:
    """Whether a choice is that of an entry, but for its placeholders."""
    return told.startswith(CHOICES[name].partition("{")[0])


@pytest.mark.parametrize("row", [row for row in wording()["changes"] if "words" in row], ids=lambda row: row["id"])
def test_a_word_of_the_runner_comes_first(facts, quiet, row):
    for word in row["words"]:
        assert change(facts(quiet(note=f"it was the {word} again"), load=SPIKE)) == row["choice"]


def test_a_word_within_another_is_none(facts, quiet):
    row = next(row for row in wording()["changes"] if "words" in row)
    assert change(facts(quiet(note=f"x{row['words'][0]}x"))) != row["choice"]


def test_a_numb_foot_wants_looser_laces(facts, quiet):
    assert fits(change(facts(quiet(kind="numb", site="foot", quality=None))), "laces")


def test_a_run_much_longer_than_lately_says_by_how_much(facts, quiet):
    told = change(facts(quiet(), load=SPIKE))
    assert told == spike_choice(60.0)
    assert "60" in told


def test_a_limp_goes_before_a_long_run(facts, quiet):
    assert fits(change(facts(quiet(limped=True), load=SPIKE)), "limped")


def test_many_days_in_a_row_want_a_day_between(facts, quiet, logged):
    daily = tuple(logged(days=-day) for day in (3, 2, 1))
    assert fits(change(facts(quiet(), earlier=daily)), "days_in_a_row")
    assert not fits(change(facts(quiet(), earlier=daily[:1])), "days_in_a_row")


def test_there_is_always_one(facts, quiet):
    assert change(facts(quiet()))


def test_a_spike_is_known_only_with_earlier_runs(facts):
    assert is_spike(facts(load=SPIKE))
    assert not is_spike(facts(load=replace(SPIKE, distance_over_longest_pct=1.0)))
    assert not is_spike(facts())
