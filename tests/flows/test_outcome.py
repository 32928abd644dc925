from flows.outcome import NightOutcome
from niggle.steps.athlete_result import AthleteNight


def test_a_night_that_did_nothing_says_so() -> None:
    outcome = NightOutcome((), (AthleteNight("anna"), AthleteNight("ben")))
    assert outcome.did_nothing
    assert str(outcome) == "Nothing new: all runs are read and judged already."


def test_a_night_with_work_counts_it() -> None:
    anna = AthleteNight("anna", new_files=2, new_runs=1, new_reports=1, measured=1, judged=4, triaged=4)
    outcome = NightOutcome((), (anna, AthleteNight("ben")), pages=7, problems=("ben: x",))
    assert outcome.new_runs == 1
    assert not outcome.did_nothing
    assert str(outcome) == "Done: 1 new run, 4 statuses decided, 7 pages written, 1 problem."


def test_an_unfinished_night_is_not_nothing() -> None:
    anna = AthleteNight("anna", problems=("anna: the database is locked",), failure="StoreBusyError")
    assert not NightOutcome((), (anna,), problems=anna.problems).did_nothing
