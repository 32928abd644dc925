"""What a coach sees, shown to the athlete: the same line, made from the same row."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from niggle.reports.coach.page import CHOICES, coach_page
from niggle.reports.coach.view import CoachView, SharedNote
from niggle.reports.context import AS_FILE, PageContext
from niggle.reports.squad.page import squad_page
from niggle.reports.squad.view import SquadRow, as_shared

SERVED = PageContext(is_served=True, csrf="token", is_own=True)
HOSTILE = "<script>alert('x')</script>\"&"


def view_of(row: SquadRow, **more) -> CoachView:
    shared = as_shared(row)
    return CoachView(
        athlete_id=row.athlete_id, name=row.name, squad="track-club", as_of=date(2026, 3, 2), row=shared, **more
    )


def line_of(html: str, athlete: str) -> str:
    """The markup of an athlete's line, without what tells where the page is and what only a table with more has."""
    (line,) = (row for row in re.findall(r"<tr .*?</tr>", html, re.DOTALL) if f">{athlete}<" in row)
    return re.sub(r"\.\./|\?as=coach| data-(fold|name|place|site|score|silent)=\"[^\"]*\"| data-unjudged", "", line)


@pytest.mark.parametrize("shares", ["none", "status", "details"])
@pytest.mark.parametrize("context", [AS_FILE, SERVED], ids=["file", "served"])
def test_the_line_is_the_very_line_of_the_coachs_table(squad_view, shares, context):
    row = replace(next(row for row in squad_view.rows if row.name == "Ada"), shares=shares)
    others = [other for other in squad_view.rows if other.name != "Ada"]
    table = squad_page(replace(squad_view, rows=[*others, row]), context)
    assert line_of(coach_page(view_of(row), context), "Ada") == line_of(table, "Ada")


def test_links_lead_to_the_pages_as_the_coach_sees_them(parse, squad_view):
    row = next(row for row in squad_view.rows if row.name == "Ada")
    page = parse(coach_page(view_of(row), SERVED))
    links = [a["href"] for a, _ in page.all("a")]
    assert "../../athletes/ada.html?as=coach" in links
    assert "../../runs/4f1c09aa77de.html?as=coach" in links
    as_file = [a["href"] for a, _ in parse(coach_page(view_of(row))).all("a")]
    assert not [link for link in as_file if "as=coach" in link]


@pytest.mark.parametrize(
    ("shares", "mood", "says", "is_silent_on"),
    [
        ("none", False, "Nothing of yours.", "Your page"),
        ("status", False, "Why a status is what it is", "every other"),
        ("details", False, "What you say of mood, sleep and confidence", "Nothing of yours"),
        ("details", True, "The words of your notes", "What you say of mood"),
    ],
)
def test_what_is_open_and_what_is_never_shown_follows_the_consent(parse, squad_view, shares, mood, says, is_silent_on):
    row = replace(next(row for row in squad_view.rows if row.name == "Ada"), shares=shares)
    page = parse(coach_page(view_of(row, mood=mood), SERVED))
    assert says in page.visible
    assert is_silent_on not in page.visible
    checked = {a["name"]: a["value"] for a, _ in page.all("input") if "checked" in a and a.get("type") != "hidden"}
    assert checked == {"share": shares} | ({"mood": "yes"} if mood else {})
    (now,) = (text for a, text in page.all("label") if a.get("class") == "now")
    assert now.startswith(f"{CHOICES[shares]} now")


def test_who_is_in_no_squad_is_told_so(parse, squad_view):
    row = next(row for row in squad_view.rows if row.name == "Ada")
    assert "You are in no squad" in parse(coach_page(replace(view_of(row), squad=None))).visible
    assert "You are in no squad" not in parse(coach_page(view_of(row))).visible


def test_who_has_no_run_yet_has_a_page_too(parse):
    view = CoachView(athlete_id="new", name="Noor", squad="s", as_of=None, row=SquadRow(athlete_id="new", name="Noor"))
    assert "Each run, once there is one" in parse(coach_page(view, SERVED)).visible


def test_names_cannot_become_markup(parse):
    row = SquadRow(athlete_id=HOSTILE, name=HOSTILE, status="adapt", run_id=HOSTILE)
    for context in (AS_FILE, SERVED):
        html = coach_page(replace(view_of(row), squad=HOSTILE), context)
        assert "alert('x')" in parse(html).visible
        assert html.count("<script") == html.count('<script src="../../static/')


def test_headings_do_not_jump(parse, squad_view):
    row = next(row for row in squad_view.rows if row.name == "Ada")
    assert parse(coach_page(view_of(row), SERVED)).headings() == [1, 2, 2, 2, 2, 2]


def test_it_is_said_who_decided_last_and_what_a_file_cannot_do(parse, squad_view):
    row = next(row for row in squad_view.rows if row.name == "Ada")
    at = datetime(2026, 3, 2, 18, 2, tzinfo=UTC)
    assert "You have not chosen yet" in parse(coach_page(view_of(row), SERVED)).visible
    chosen = parse(coach_page(view_of(row, chosen_at=at), SERVED)).visible
    assert "You chose this on Monday 2 March 2026 at 18:02." in chosen
    assert "Nobody has asked you yet" in parse(coach_page(view_of(row, is_asked=True), SERVED)).visible
    file = parse(coach_page(view_of(row)))
    assert not file.texts("form")
    assert "where niggle is served" in file.visible


def test_the_athlete_sees_that_there_are_notes_and_reads_what_is_shared(parse, squad_view):
    row = next(row for row in squad_view.rows if row.name == "Ada")
    note = SharedNote(datetime(2026, 3, 2, 18, 2, tzinfo=UTC), "carl", HOSTILE)
    page = parse(coach_page(view_of(row, note_count=2, notes=[note]), SERVED))
    assert "There are 2 notes about you. Those not shown here are for coaches alone." in page.visible
    assert HOSTILE in page.texts("p")
    assert "Notes of your coach" not in parse(coach_page(view_of(row), SERVED)).visible


def test_what_could_not_be_kept_is_told(parse, squad_view):
    row = next(row for row in squad_view.rows if row.name == "Ada")
    assert (
        "Write a telephone number."
        in parse(coach_page(view_of(row), SERVED, fault="Write a telephone number.")).visible
    )
