"""A squad's page as a coach and a screen reader meet it."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from niggle.reports.context import AS_FILE, PageContext
from niggle.reports.squad.page import LastLook, squad_page
from niggle.reports.squad.view import Marks, News, SquadRow, SquadView, Tended
from niggle.reports.squad.wanted import Wanted

SERVED = PageContext(is_served=True, csrf="token", viewer="kim")
HOSTILE = "<script>alert('x')</script>\"&"
MOST_BYTES = 300_000


def names(page) -> list[str]:
    """The athletes of the lines that are shown, from the top."""
    hidden = [a for a, _ in page.all("tr") if a.get("role") == "row"][1:]
    hidden = [a for a in hidden if "data-kind" in a]
    headers = [text for a, text in page.all("th") if a.get("scope") == "row"]
    return [name for a, name in zip(hidden, headers, strict=True) if "hidden" not in a]


def test_worst_comes_first_then_the_newest(parse, squad_view):
    zed = replace(squad_view.rows[3], athlete_id="old", name="Zed", since=date(2026, 2, 28))
    page = parse(squad_page(replace(squad_view, rows=[*squad_view.rows, zed]), SERVED, wanted=Wanted(kind="concern")))
    assert names(page) == ["Zed", "Ada"]
    page = parse(squad_page(squad_view, SERVED, wanted=Wanted(sort="-worst")))
    assert names(page) == ["Cy", "Flo", "Di", "Gus", "Ada", "Eve", "Bo", "Noor"]


def test_it_opens_with_who_needs_somebody_today_and_says_how_many(parse, squad_view):
    zed = replace(squad_view.rows[3], athlete_id="old", name="Zed", since=date(2026, 2, 28))
    page = parse(squad_page(replace(squad_view, rows=[*squad_view.rows, zed]), SERVED))
    assert "2 need somebody today: 1 red flag, 1 new concern." in page.visible
    assert names(page) == ["Eve", "Zed", "Ada", "Gus", "Di", "Flo", "Cy", "Noor", "Bo"]
    labels = [text for a, text in page.all("label") if "for" not in a]
    assert labels == [
        "Show 4 others: 1 concern, 1 adapt, 1 check in, 1 monitor",
        "Show 1 clear, 1 without a run, 1 sharing nothing",
    ]
    quiet = squad_page(replace(squad_view, rows=[row for row in squad_view.rows if row.name == "Cy"]))
    assert "Nobody is new on the list today" in quiet


def test_a_line_says_status_reason_since_and_last_report(parse, squad_view):
    rows = parse(squad_page(squad_view)).texts("tr")
    assert any(row.startswith("Concern Ada limped, ran differently 27 Feb 2 Mar") for row in rows)
    assert any("Clear Cy nobody has said how it felt" in row and "never" in row for row in rows)
    assert any("No run yet Noor nothing imported so far" in row for row in rows)


def test_no_more_is_shown_than_is_shared(parse, squad_view):
    for context in (AS_FILE, SERVED):
        html = squad_page(squad_view, context)
        assert "not low and steady" not in html
        assert "athletes/bo" not in html
        assert "runs/f1" not in html
        rows = parse(html).texts("tr")
        assert "Monitor Flo shares the status only 25 Feb not shared" in rows
        assert "– Bo shares nothing" in rows
    assert "athletes/flo" not in squad_page(squad_view)


def test_the_counts_leave_out_who_shares_nothing(parse):
    rows = [
        SquadRow(athlete_id="a", name="A", status="concern", shares="none"),
        SquadRow(athlete_id="b", name="B", status="clear"),
    ]
    view = SquadView(name="s", as_of=date(2026, 3, 2), rows=rows)
    assert parse(squad_page(view)).texts("label")[:3] == ["All 2", "Clear 1", "Shares nothing 1"]
    chips = [text for a, text in parse(squad_page(view, SERVED)).all("a") if "data-kind" in a]
    assert chips == ["All 2", "Clear 1", "Shares nothing 1"]


def test_an_empty_squad_says_what_to_do(parse):
    for context in (AS_FILE, SERVED):
        page = parse(squad_page(SquadView(name="s", as_of=None, rows=()), context))
        assert "Nobody is in this squad yet" in page.visible
        assert not page.texts("table")


def test_asked_for_some_the_others_are_there_but_hidden(parse, squad_view):
    page = parse(squad_page(squad_view, SERVED, wanted=Wanted(kind="concern")))
    assert names(page) == ["Ada"]
    assert len(page.texts("tr")) == 1 + len(squad_view.rows)  # one part
    assert [text for a, text in page.all("p") if a.get("role") == "status"] == ["1 of 8"]
    assert [text for a, text in page.all("a") if a.get("aria-current") == "true"] == ["Concern 1"]
    assert [a["value"] for a, _ in page.all("input") if a.get("name") == "status"] == ["concern"]


def test_found_by_name_and_sorted(parse, squad_view):
    page = parse(squad_page(squad_view, SERVED, wanted=Wanted(find="A", sort="name")))
    assert names(page) == ["Ada"]
    page = parse(squad_page(squad_view, SERVED, wanted=Wanted(sort="name")))
    assert names(page) == sorted(names(page))
    assert [a["aria-sort"] for a, _ in page.all("th") if "aria-sort" in a] == ["ascending"]
    assert [a["value"] for a, _ in page.all("option") if "selected" in a] == ["name"]
    page = parse(squad_page(squad_view, SERVED, wanted=Wanted(sort="-name")))
    assert names(page) == sorted(names(page), reverse=True)
    assert [a["aria-sort"] for a, _ in page.all("th") if "aria-sort" in a] == ["descending"]
    assert [a["value"] for a, _ in page.all("option") if "selected" in a] == ["-name"]


def test_when_nobody_is_like_that_the_page_says_so_and_how_to_see_everybody(parse, squad_view):
    page = parse(squad_page(squad_view, SERVED, wanted=Wanted(find="zzz")))
    (note,) = (a for a, _ in page.all("p") if a.get("id") == "nobody")
    assert "hidden" not in note
    page = parse(squad_page(squad_view, SERVED))
    (note,) = (a for a, _ in page.all("p") if a.get("id") == "nobody")
    assert "hidden" in note


def test_what_is_new_since_the_last_look_stands_out(parse, squad_view):
    news = {"ada": News("worse", "clear"), "gus": News("new_run"), "bo": News("better", "concern")}
    look = LastLook(datetime(2026, 3, 3, 7, 10, tzinfo=UTC), datetime(2026, 3, 4, 7, 0, tzinfo=UTC))
    page = parse(squad_page(squad_view, SERVED, marks=Marks(news), last_look=look))
    assert "since yesterday 07:10" in page.visible
    assert "Ada Worse, was clear" in page.texts("th")
    assert "Gus New run" in page.texts("th")
    changed = names(
        parse(squad_page(squad_view, SERVED, wanted=Wanted(kind="changed"), marks=Marks(news), last_look=look))
    )
    assert changed == ["Ada Worse, was clear"]  # and nothing of Bo, who shares nothing


def test_may_be_chance_is_marked_and_explained(parse, squad_view):
    rows = [replace(row, may_be_chance=True, verdict="altered") for row in squad_view.rows if row.name == "Di"]
    page = parse(squad_page(replace(squad_view, rows=rows)))
    assert any("may be chance" in text for text in page.texts("td"))
    assert any("can turn up without anything being different" in text for text in page.texts("dd"))


def test_every_strip_has_words_for_who_cannot_see_it(squad_of):
    html = squad_page(squad_of(40))
    strips = re.findall(r'<svg class="strip" [^>]*>', html)
    assert len(strips) == 38  # two share nothing
    assert all(re.search(r'role="img" aria-label="8 weeks: [^"]+"', strip) for strip in strips)


def test_a_file_filters_without_a_script_and_a_served_page_without_inline_ones(parse, squad_of):
    page = parse(squad_page(squad_of(40)))
    assert not page.texts("script")
    assert not page.texts("form")
    assert "CSV" not in page.visible
    identifiers = {a["id"] for a, _ in page.all("input")}
    assert {"kind-all", "kind-concern", "kind-clear"} <= identifiers
    served = parse(squad_page(squad_of(40), SERVED))
    assert "../static/squad.js" in [a["src"] for a, _ in served.all("script")]
    assert not any(served.texts("script"))
    assert not [a for _, a, _ in served.elements if "style" in a]
    assert "CSV or Parquet" in served.visible


@pytest.mark.parametrize("context", [AS_FILE, SERVED], ids=["file", "served"])
def test_hundred_athletes_are_a_small_page(squad_of, context):
    assert len(squad_page(squad_of(100), context).encode()) < MOST_BYTES


@pytest.mark.parametrize("context", [AS_FILE, SERVED], ids=["file", "served"])
def test_names_and_words_cannot_become_markup(parse, squad_view, context):
    rows = [
        replace(row, name=HOSTILE, run_id=HOSTILE, athlete_id=f"{HOSTILE}{n}", pain_site=HOSTILE, pain_worst=1)
        for n, row in enumerate(squad_view.rows)
    ]
    html = squad_page(SquadView(name=HOSTILE, as_of=squad_view.as_of, rows=rows), context, wanted=Wanted(find=HOSTILE))
    page = parse(html)
    assert "alert('x')" in page.visible
    assert html.count("<script") == html.count('<script src="../static/')
    assert not [name for _, a, _ in page.elements for name in a if name.startswith("on")]


def test_headings_do_not_jump_and_inputs_have_labels(parse, squad_of):
    for context in (AS_FILE, SERVED):
        page = parse(squad_page(squad_of(40), context))
        assert page.headings() == [1, 2]
        labelled = {a["for"] for a, _ in page.all("label") if "for" in a} | {"fold-rest", "fold-quiet"}
        inputs = [a for tag in ("input", "select") for a, _ in page.all(tag) if a.get("type") != "hidden"]
        assert {a["id"] for a in inputs} <= labelled


def test_beside_each_is_what_a_coach_can_do_and_nowhere_else(parse, squad_view):
    rows = [replace(row, contact="tel:+441234") for row in squad_view.rows]
    view = replace(squad_view, rows=rows)
    marks = Marks(tended={"eve": Tended(deed="seen", by="carl", at=datetime(2026, 3, 2, tzinfo=UTC))})
    page = parse(squad_page(view, SERVED, marks=marks, tends=True))
    cells = [text for a, text in page.all("td") if a.get("class") == "tend"]
    assert cells.count("Seen call more…") == 5  # whoever has a status and was not seen
    assert "seen 2 Mar by carl call more…" in cells
    assert [a["href"] for a, _ in page.all("a") if a.get("href", "").startswith("tel:")] == ["tel:+441234"] * 6
    for plain in (squad_page(view, SERVED), squad_page(view)):
        assert "tel:" not in plain
        assert "Seen" not in plain
