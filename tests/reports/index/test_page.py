"""The first page: who is here, squad by squad."""

from datetime import date

import pytest

from niggle.reports.context import PageContext
from niggle.reports.index.page import index_page
from niggle.reports.index.view import IndexEntry, IndexView

HOSTILE = "<script>alert('x')</script>\"&"
ENTRIES = (
    IndexEntry(athlete_id="z", name="Zoe", squads=("b-team",), status="clear", last_run=date(2026, 3, 2)),
    IndexEntry(athlete_id="n", name="Noor"),
    IndexEntry(athlete_id="a", name="Ada", squads=("b-team",), status="adapt"),
    IndexEntry(athlete_id="c", name="Cy", squads=("a-team",)),
)


def test_athletes_are_under_their_squads_and_the_rest_last(parse):
    page = parse(index_page(IndexView(athletes=ENTRIES, squads=("a-team", "b-team"))))
    assert page.texts("h2") == ["a-team", "b-team", "Without a squad"]
    assert [text for a, text in page.all("a") if "athletes/" in (a["href"] or "")] == ["Cy", "Ada", "Zoe", "Noor"]


def test_of_a_large_squad_the_worst_are_seen_and_the_rest_is_a_fold_away(parse):
    entries = [
        IndexEntry(athlete_id=f"a{n}", name=f"Runner {n:02}", squads=("club",), status="clear" if n % 3 else "concern")
        for n in range(60)
    ]
    page = parse(index_page(IndexView(athletes=entries, squads=("club",)), PageContext(is_served=True)))
    names = [text for a, text in page.all("a") if "athletes/" in (a["href"] or "")]
    assert len(names) == 60
    assert names[:10] == [f"Runner {n:02}" for n in range(0, 30, 3)]
    assert page.texts("summary") == ["50 more"]
    assert [a["name"] for a, _ in page.all("input")] == ["name"]


def test_a_name_is_looked_for_in_all_squads_and_the_counts_stay(parse):
    entries = [IndexEntry(athlete_id=f"a{n}", name=f"Zoë {n}", squads=("club",), status="clear") for n in range(20)]
    view = IndexView(athletes=entries, squads=("club",))
    page = parse(index_page(view, PageContext(is_served=True), find="zoe 19"))
    assert [text for a, text in page.all("a") if "athletes/" in (a["href"] or "")] == ["Zoë 19"]
    assert "1 found" in page.visible
    assert "Clear 20" in page.visible
    assert "name like that" in parse(index_page(view, PageContext(is_served=True), find="nobody")).visible


def test_who_is_in_two_squads_is_under_both(parse):
    entry = IndexEntry(athlete_id="a", name="Ada", squads=("a-team", "b-team"), status="clear")
    page = parse(index_page(IndexView(athletes=[entry], squads=("a-team", "b-team"))))
    assert [text for a, text in page.all("a") if "athletes/" in (a["href"] or "")] == ["Ada", "Ada"]


def test_a_squad_shows_how_many_have_which_status_worst_first(parse):
    page = parse(index_page(IndexView(athletes=ENTRIES, squads=("b-team",))))
    (counts,) = (text for a, text in page.all("ul") if a.get("class") == "counts")
    assert counts == "Adapt 1 Clear 1"


def test_only_a_squad_whose_table_may_be_opened_is_a_link(parse):
    page = parse(index_page(IndexView(athletes=ENTRIES, squads=("a-team",))))
    assert [a["href"] for a, _ in page.all("a") if "squads/" in (a["href"] or "")] == ["squads/a-team.html"]
    assert not [a for a, _ in page.all("ul") if a.get("class") == "counts"]


def test_a_squad_that_shares_nothing_is_named_all_the_same(parse):
    page = parse(index_page(IndexView(athletes=(), squads=("c-team",))))
    assert page.texts("h2")[-1] == "c-team"
    assert "shares anything with you" in page.visible


@pytest.mark.parametrize("context", [PageContext(), PageContext(is_served=True)], ids=["file", "served"])
def test_without_a_run_the_page_says_what_to_do(parse, context):
    entries = [IndexEntry(athlete_id="noor", name="Noor")]
    page = parse(index_page(IndexView(athletes=entries), context))
    assert "niggle sync" in page.visible
    assert "niggle import FILES --athlete noor" in page.visible
    assert "niggle sync" not in parse(index_page(IndexView(athletes=ENTRIES), context)).visible
    assert "Nobody is here yet" in parse(index_page(IndexView(athletes=()), context)).visible


def test_names_cannot_become_markup(parse):
    entry = IndexEntry(athlete_id=HOSTILE, name=HOSTILE, squads=(HOSTILE,), status="clear")
    html = index_page(IndexView(athletes=[entry], squads=[HOSTILE]))
    assert HOSTILE in parse(html).visible
    assert "<script" not in html
