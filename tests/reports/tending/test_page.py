"""The page on which coaches say what they do about an athlete."""

from datetime import UTC, date, datetime

from niggle.reports.context import PageContext
from niggle.reports.squad.view import SquadRow
from niggle.reports.tending.page import tending_page
from niggle.reports.tending.view import DeedLine, TendingView

SERVED = PageContext(is_served=True, csrf="token")
HOSTILE = "<script>alert('x')</script>\"&"
AT = datetime(2026, 3, 2, 7, 10, tzinfo=UTC)


def view_of(*deeds, name="Ada", contact="tel:+441234"):
    return TendingView(
        squad="club",
        row=SquadRow(athlete_id="ada", name=name, status="concern", since=AT.date(), run_id="r", contact=contact),
        as_of=AT.date(), deeds=deeds, tended=None, today=AT.date(),
    )  # fmt: skip


def test_what_was_done_is_said_with_who_when_and_for_whom(parse):
    deeds = [
        DeedLine("1", "called", "carl", AT, look_again=date(2026, 3, 9)),
        DeedLine("2", "note", "rita", AT, note="rests until Sunday", is_shared=True),
    ]
    page = parse(tending_page(view_of(*deeds), SERVED))
    assert "Called Mon 2 Mar 2026, 07:10 by carl · look again Mon 9 Mar" in page.visible
    assert "by rita · the athlete may read it" in page.visible
    assert "rests until Sunday" in page.texts("p")
    assert "Nothing so far." in parse(tending_page(view_of(), SERVED)).visible


def test_the_athlete_can_be_reached_by_the_link_that_they_gave(parse):
    (link,) = [(a["href"], text) for a, text in parse(tending_page(view_of(), SERVED)).all("a") if a.get("rel")]
    assert link == ("tel:+441234", "Call +441234")
    assert "left no number" in parse(tending_page(view_of(contact=""), SERVED)).visible


def test_what_could_not_be_kept_stays_in_the_form(parse):
    said = {"deed": "note", "note": "so much", "look_again": "soon"}
    page = parse(tending_page(view_of(), SERVED, fault="The day is no date.", said=said))
    assert "The day is no date." in page.visible
    assert "so much" in page.texts("textarea")
    assert [a["value"] for a, _ in page.all("input") if a.get("name") == "deed" and "checked" in a] == ["note"]


def test_names_and_notes_cannot_become_markup(parse):
    html = tending_page(view_of(DeedLine("1", "note", HOSTILE, AT, note=HOSTILE), name=HOSTILE), SERVED)
    assert "alert('x')" in parse(html).visible
    assert html.count("<script") == html.count('<script src="../../../static/')


def test_inputs_have_labels_and_headings_do_not_jump(parse):
    page = parse(tending_page(view_of(), SERVED))
    assert page.headings() == [1, 2, 2]
    labelled = {a["for"] for a, _ in page.all("label") if "for" in a}
    assert {"note", "look_again"} <= labelled
