"""What each cell of a squad's table says."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from niggle.reports.squad.content import folds_of, lines_of, moment, places_of, since_last_look
from niggle.reports.squad.view import Change, DayMark, Marks, News, SquadRow, Tended
from niggle.reports.squad.wanted import Wanted

AS_OF = date(2026, 3, 2)
ROW = SquadRow(
    athlete_id="ada",
    name="Ada",
    status="concern",
    grounds=("limping",),
    since=date(2026, 2, 27),
    last_run=AS_OF,
    last_report=AS_OF,
    run_id="r1",
    verdict="altered",
    change=Change("stance_time_balance_left_pct", -1.7, "pp"),
    pain_site="achilles",
    pain_side="left",
    pain_worst=5,
    recent_runs=8,
    days=(DayMark(AS_OF, "concern"),),
)


def line(row: SquadRow, **more):
    (one,) = lines_of([row], AS_OF, **more)
    return one


@pytest.mark.parametrize(
    ("verdict", "change", "text"),
    [
        ("altered", Change("stance_time_balance_left_pct", -1.7, "pp"), "left −1.7 points"),
        ("altered", Change("stance_time_balance_left_pct", 2.04, "pp"), "right −2.0 points"),
        ("possibly_altered", Change("stance_time_balance_left_pct", -1.7, "pp"), "possibly left −1.7 points"),
        ("altered", Change("stance_time_ms", 5.58, "%"), "ground contact time +5.6 %"),
        ("possibly_altered", Change("cadence_spm", -3.88, "%"), "possibly cadence −3.9 %"),
        ("altered", None, "changed"),
        ("usual", None, "as usual"),
        ("insufficient_data", None, "not judged"),
        (None, None, ""),
    ],
)
def test_the_change_is_said_with_its_side_and_size(verdict, change, text):
    said = line(replace(ROW, verdict=verdict, change=change)).stride
    assert said.replace("\N{NO-BREAK SPACE}", " ") == text


def test_a_change_of_the_other_side_is_said_of_the_other_side():
    def side(difference: float) -> str:
        row = replace(ROW, change=Change("stance_time_balance_left_pct", difference, "pp"))
        return line(row).stride.split("\N{NO-BREAK SPACE}")[0]

    assert (side(-1.2), side(1.2)) == ("left", "right")


@pytest.mark.parametrize(
    ("site", "side", "worst", "text"),
    [
        ("achilles", "left", 5, "Left Achilles 5/10"),
        ("knee", "both", 1, "Both knees 1/10"),
        (None, None, 0, ""),
        ("achilles", "left", 0, ""),
        (None, None, None, ""),
        ("shin", "right", None, "Right shin no score"),
        (None, None, 3, "Place not given 3/10"),
    ],
)
def test_where_it_hurt_and_how_much(site, side, worst, text):
    assert line(replace(ROW, pain_site=site, pain_side=side, pain_worst=worst)).pain == text


@pytest.mark.parametrize(
    ("verdict", "worst", "text"),
    [
        ("usual", 0, "no pain reported"),
        ("insufficient_data", 0, "no pain reported"),
        ("usual", None, "nobody has said how it felt"),
        ("insufficient_data", None, "nobody has said how it felt"),
    ],
)
def test_a_clear_athlete_is_said_in_few_words_that_never_reassure_beyond_what_is_known(verdict, worst, text):
    row = replace(ROW, status="clear", verdict=verdict, change=None, pain_site=None, pain_worst=worst)
    assert line(row).reason == text
    assert line(ROW).reason == "limped"


@pytest.mark.parametrize(
    ("unreported", "weekly", "is_due", "text"),
    [
        (0, None, False, ""),
        (3, None, False, "3 of 8 runs"),
        (3, None, True, "3 of 8 runs, week"),
        (0, date(2026, 2, 1), True, "week"),
    ],
)
def test_missing_check_ins_are_counted(unreported, weekly, is_due, text):
    assert line(replace(ROW, unreported=unreported, weekly=weekly, is_weekly_due=is_due)).missing == text


def test_a_status_of_long_ago_says_so():
    assert line(ROW).stale == ""
    assert line(replace(ROW, last_run=AS_OF - timedelta(days=13))).stale == ""
    old = line(replace(ROW, last_run=AS_OF - timedelta(days=14))).stale
    assert old.replace("\N{NO-BREAK SPACE}", " ") == "No run since 16 Feb."


@pytest.mark.parametrize("shares", ["none", "status"])
def test_what_is_not_shared_is_in_no_cell(shares):
    one = line(replace(ROW, shares=shares))
    assert (one.reason, one.pain, one.stride, one.missing) == ("", "", "", "")
    assert one.row.grounds == ()
    assert one.row.run_id is None
    assert one.row.last_report is None
    if shares == "status":
        assert (one.row.status, one.row.since, one.row.days) == (ROW.status, ROW.since, ROW.days)
        assert "1 concern" in one.strip
    else:
        assert (one.row.status, one.row.since, one.row.days, one.strip) == (None, None, (), "")


def test_lines_know_their_place_in_every_order():
    rows = [
        ROW,
        replace(ROW, athlete_id="zoe", name="Zoe", status="red_flag", since=AS_OF, last_report=None),
        replace(ROW, athlete_id="bo", name="Bo", status="clear", since=date(2026, 1, 1), last_report=date(2026, 1, 1)),
    ]
    places = {one.row.name: one.place for one in lines_of(rows, AS_OF, has_places=True)}
    assert places == {
        "Zoe": "0 2 2 0 0 2 0 2 0 0",
        "Ada": "1 1 0 2 1 1 2 0 1 1",
        "Bo": "2 0 1 1 2 0 1 1 2 2",
    }


@pytest.mark.parametrize(
    ("news", "text", "is_changed"),
    [
        (News("worse", "clear"), "Worse, was clear", True),
        (News("better", "concern"), "Better, was concern", True),
        (News("new"), "New here", True),
        (News("new_run"), "New run", False),
        (None, "", False),
    ],
)
def test_what_is_new_is_said(news, text, is_changed):
    one = line(ROW, marks=Marks({} if news is None else {"ada": news}))
    assert (one.news, one.is_changed) == (text, is_changed)


NOW = datetime(2026, 3, 4, 18, 0, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize(
    ("then", "text"),
    [
        (datetime(2026, 3, 4, 7, 10, tzinfo=UTC), "today 07:10"),
        (datetime(2026, 3, 3, 23, 59, tzinfo=UTC), "yesterday 23:59"),
        (datetime(2026, 2, 27, 7, 10, tzinfo=UTC), "Friday 07:10"),
        (datetime(2026, 2, 26, 7, 10, tzinfo=UTC), "Thursday 07:10"),
        (datetime(2026, 2, 25, 7, 10, tzinfo=UTC), "25\N{NO-BREAK SPACE}Feb 07:10"),
    ],
)
def test_moments_are_said_as_people_say_them(then, text):
    assert moment(then, NOW) == text


def test_what_has_changed_is_counted_in_one_sentence():
    looked_at = NOW - timedelta(days=1)
    two = {"a": News("worse", "clear"), "b": News("new"), "c": News("new_run")}
    assert since_last_look(Marks(two), looked_at, NOW) == (
        "2 changes and 1 new run with the same status since yesterday 18:00."
    )
    assert since_last_look(Marks({"a": News("better", "adapt")}), looked_at, NOW) == "1 change since yesterday 18:00."
    assert since_last_look(Marks(), looked_at, NOW) == "No change since yesterday 18:00."
    assert "next visit" in since_last_look(Marks(), None, NOW)
    assert since_last_look(Marks(), None, None) == ""


def test_what_a_coach_did_last_is_said_with_who_and_when():
    tended = Tended(deed="called", by="carl", at=NOW, look_again=date(2026, 3, 9), is_settled=False)
    one = line(ROW, marks=Marks(tended={"ada": tended}))
    assert one.tended.replace("\N{NO-BREAK SPACE}", " ") == "called 4 Mar by carl, again 9 Mar"
    assert not one.is_settled
    assert line(ROW, marks=Marks(tended={"ada": replace(tended, is_settled=True)})).is_settled
    nothing = line(replace(ROW, shares="none"), marks=Marks(tended={"ada": tended}))
    assert (nothing.tended, nothing.is_settled) == ("", False)


def test_the_page_opens_with_who_needs_somebody_and_folds_the_rest_away():
    rows = [replace(ROW, athlete_id=f"c{n}", name=f"C{n}", status="clear") for n in range(20)]
    rows += [replace(ROW, athlete_id=f"o{n}", since=AS_OF - timedelta(days=30)) for n in range(3)]
    lines = lines_of([ROW, *rows], AS_OF, marks=Marks({"ada": News("worse", "adapt")}))
    folds = folds_of(lines, Wanted())
    assert [(fold.name, fold.label, len(fold.lines), fold.is_open) for fold in folds] == [
        ("today", "", 1, True),
        ("rest", "Show 3 others: 3 concern", 3, False),
        ("quiet", "Show 20 clear", 20, False),
    ]
    (whole,) = folds_of(lines, Wanted(sort="name"))
    assert len(whole.lines) == 24
    assert all(fold.is_open for fold in folds_of(lines[:15], Wanted()))


def test_the_places_to_choose_from_are_those_that_hurt():
    rows = [ROW, replace(ROW, athlete_id="b", pain_site="knee"), replace(ROW, athlete_id="c", shares="status")]
    assert places_of(lines_of(rows, AS_OF)) == {"achilles": "Achilles", "knee": "Knee"}


def test_who_takes_a_pause_is_among_the_quiet_whatever_the_status():
    one = line(
        replace(ROW, is_paused=True, paused_until=date(2026, 4, 15)), marks=Marks({"ada": News("worse", "clear")})
    )
    assert (one.fold, one.need, one.stale.replace("\N{NO-BREAK SPACE}", " ")) == ("quiet", "", "Paused until 15 Apr.")
    assert folds_of([one], Wanted())[1].label == "Show 1 paused"
