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
