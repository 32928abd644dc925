"""What a night says of itself."""

from niggle.steps.athlete_result import AthleteNight


def test_a_night_that_did_nothing_says_so() -> None:
    quiet = AthleteNight("anna")
    assert quiet.did_nothing
    assert str(quiet) == "anna: nothing new"


def test_a_night_with_work_counts_it() -> None:
    anna = AthleteNight("anna", new_files=2, new_runs=1, new_reports=1, measured=1, judged=4, triaged=4)
    assert str(anna) == "anna: 2 new files, 1 new run, 1 new pain report, 4 statuses decided"


def test_recomputing_alone_is_not_nothing() -> None:
    anna = AthleteNight("anna", judged=3)
    assert not anna.did_nothing
    assert str(anna) == "anna: brought up to date"


def test_an_unfinished_night_is_not_nothing() -> None:
    anna = AthleteNight("anna", problems=("anna: the database is locked",), failure="StoreBusyError")
    assert not anna.did_nothing
    assert str(anna) == "anna: not finished"


def test_a_second_try_tells_of_both_and_of_no_hitch_that_has_passed() -> None:
    first = AthleteNight(
        "anna", new_files=2, triaged=1, problems=("a file",), hitches=("busy",), failure="StoreBusyError"
    )
    second = AthleteNight("anna", new_files=1, problems=("a file", "a row"), notes=("a note",))
    assert second.after(first) == AthleteNight(
        "anna", new_files=3, triaged=1, problems=("a file", "a row"), notes=("a note",)
    )
    busy = AthleteNight("anna", hitches=("busy",), failure="StoreBusyError")
    assert busy.after(busy) == busy
