"""Whom a viewer wants to see, in which order: properties of every squad and every address."""

from datetime import date, timedelta
from itertools import pairwise
from urllib.parse import parse_qs, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niggle.reports.squad.view import News, SquadRow
from niggle.reports.squad.wanted import (
    KINDS,
    ORDERS,
    Wanted,
    findable,
    in_order,
    is_change,
    is_wanted,
    kind_of,
    wanted_of,
)
from niggle.vocabulary.statuses import STATUSES

DAYS = st.none() | st.integers(0, 400).map(lambda days: date(2025, 1, 1) + timedelta(days=days))


@st.composite
def squads(draw: st.DrawFn) -> list[SquadRow]:
    """Rows of any kind, each with an id of its own."""
    rows = []
    for number in range(draw(st.integers(0, 12))):
        status = draw(st.none() | st.sampled_from(list(STATUSES)))
        rows.append(
            SquadRow(
                athlete_id=f"a{number}",
                name=draw(st.text(max_size=12)),
                status=status,
                since=None if status is None else draw(DAYS),
                last_report=draw(DAYS),
                shares=draw(st.sampled_from(["none", "status", "details"])),
            )
        )
    return rows


@given(squads(), st.sampled_from(list(ORDERS)), st.randoms())
def test_every_sort_keeps_everybody_and_does_not_care_for_the_order_before(rows, sort, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    ordered = in_order(rows, sort)
    assert in_order(shuffled, sort) == ordered
    assert sorted(row.athlete_id for row in ordered) == sorted(row.athlete_id for row in rows)


@given(squads(), st.sampled_from(["worst", "since", "report"]))
def test_the_other_way_round_those_of_whom_it_is_not_known_still_come_last(rows, sort):
    def is_known(row):
        return row.status is not None and (row.shares == "details" or (row.shares == "status" and sort != "report"))

    there, back = (in_order([row for row in rows if is_known(row)], way) for way in (sort, f"-{sort}"))
    sorted_by = {"worst": "status", "since": "since", "report": "last_report"}[sort]
    assert [getattr(row, sorted_by) for row in back] == [getattr(row, sorted_by) for row in there][::-1]
    assert in_order(rows, f"-{sort}")[: len(back)] == back


def test_of_two_alike_the_worse_comes_first_either_way():
    day = date(2026, 3, 2)
    rows = [
        SquadRow(athlete_id=status, name=status, status=status, since=day, last_report=day)
        for status in ("clear", "concern")
    ]
    for sort in ("since", "-since", "report", "-report"):
        assert [row.status for row in in_order(rows, sort)] == ["concern", "clear"]


def test_a_column_chosen_again_is_turned_round():
    assert (Wanted().turned("worst"), Wanted().turned("name")) == ("-worst", "name")
    assert Wanted(sort="-name").turned("name") == "name"


@given(squads())
def test_nobody_stands_before_a_worse_one(rows):
    ranks = [KINDS.index(kind_of(row)) for row in in_order(rows, "worst")]
    assert ranks == sorted(ranks)


@given(squads())
def test_of_one_status_who_has_had_it_longest_comes_first(rows):
    known = [row for row in in_order(rows, "worst") if row.since is not None and row.shares != "none"]
    for one, other in pairwise(known):
        assert one.status != other.status or one.since <= other.since


@given(squads())
def test_sorted_by_report_who_never_reported_is_first_and_who_does_not_share_it_last(rows):
    ordered = in_order(rows, "report")
    is_known = [row.shares == "details" and row.status is not None for row in ordered]
    assert is_known == sorted(is_known, reverse=True)
    days = [row.last_report or date.min for row, known in zip(ordered, is_known, strict=True) if known]
    assert days == sorted(days)


@given(squads(), st.sampled_from(["", *KINDS]), st.text(max_size=3))
def test_a_filter_shows_those_of_its_kind_whose_name_has_the_text(rows, kind, find):
    wanted = Wanted(kind=kind, find=find)
    shown = [row for row in rows if is_wanted(row, None, wanted)]
    assert all(row in rows for row in shown)
    assert all(kind in ("", kind_of(row)) for row in shown)
    assert all(findable(find) in findable(row.name) for row in shown)


@given(squads())
def test_everybody_is_of_one_kind(rows):
    for row in rows:
        kinds = [kind for kind in KINDS if is_wanted(row, None, Wanted(kind=kind))]
        assert kinds == [kind_of(row)]


def test_a_new_run_alone_is_no_change():
    row = SquadRow(athlete_id="a", name="A", status="clear")
    changed = Wanted(kind="changed")
    assert is_wanted(row, News("worse", "clear"), changed)
    assert is_wanted(row, News("new"), changed)
    assert not is_wanted(row, News("new_run"), changed)
    assert not is_change(None)


@given(st.dictionaries(st.sampled_from(["status", "name", "sort", "as", "x"]), st.text(max_size=200)))
def test_an_address_that_asks_for_nonsense_is_answered_as_if_it_did_not(query):
    wanted = wanted_of(query)
    assert wanted.kind in ("", *KINDS)
    assert wanted.sort in ORDERS
    assert len(wanted.find) <= 80


@given(st.sampled_from(["", *KINDS]), st.text(max_size=80), st.sampled_from(list(ORDERS)))
def test_a_page_can_be_asked_for_again_by_its_own_address(kind, name, sort):
    wanted = wanted_of({"status": kind, "name": name, "sort": sort})
    query = {key: values[0] for key, values in parse_qs(wanted.query()[1:]).items()}
    assert wanted_of(query) == wanted


def test_an_address_says_only_what_does_not_go_without_saying():
    assert Wanted().query() == "?"
    assert Wanted(kind="adapt").query(sort="name") == "?status=adapt&sort=name"
    assert Wanted(kind="adapt", sort="name").query(status="", sort="worst") == "?"
    assert unquote(Wanted(find='"><script>').query()) == '?name="><script>'


@pytest.mark.parametrize(
    ("asked", "name"), [("zoe", "Zoë"), ("ANGSTROM", "Ångström"), ("müller", "Muller"), ("van  der", "Van der Berg")]
)
def test_names_are_found_without_accents_and_capitals(asked, name):
    assert findable(asked) in findable(name)
