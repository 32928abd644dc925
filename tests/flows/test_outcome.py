from flows.outcome import AthleteNight, NightOutcome


def test_a_night_that_did_nothing_says_so() -> None:
    quiet = AthleteNight("anna")
    assert quiet.did_nothing
    assert str(quiet) == "anna: nothing new"
    outcome = NightOutcome((), (quiet, AthleteNight("ben")))
    assert outcome.did_nothing
    assert str(outcome) == "Nothing new: all runs are read and judged already."


def test_a_night_with_work_counts_it() -> None:
    anna = AthleteNight("anna", new_files=2, new_runs=1, new_reports=1, measured=1, judged=4, triaged=4)
    assert str(anna) == "anna: 2 new files, 1 new run, 1 new pain report, 4 statuses decided"
    outcome = NightOutcome((), (anna, AthleteNight("ben")), pages=7, problems=("ben: x",))
    assert outcome.new_runs == 1
    assert not outcome.did_nothing
    assert str(outcome) == "Done: 1 new run, 4 statuses decided, 7 pages written, 1 problem."


def test_recomputing_alone_is_not_nothing() -> None:
    anna = AthleteNight("anna", judged=3)
    assert not anna.did_nothing
    assert str(anna) == "anna: brought up to date"


def test_an_unfinished_night_is_not_nothing() -> None:
    anna = AthleteNight("anna", problems=("anna: the database is locked",), is_complete=False)
    assert not anna.did_nothing
    assert str(anna) == "anna: not finished"
    assert not NightOutcome((), (anna,), problems=anna.problems).did_nothing
