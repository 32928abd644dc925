"""Whom a viewer wants to see, in which order: properties of every squad and every address."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from urllib.parse import parse_qs, parse_qsl, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niggle.reports.squad.view import Marks, News, SquadRow, Tended
from niggle.reports.squad.wanted import (
    KINDS,
    ORDERS,
    Wanted,
    findable,
    in_order,
    is_wanted,
    kind_of,
    wanted_of,
)
from niggle.vocabulary.places import SITES
from niggle.vocabulary.statuses import STATUSES

NO_MARKS = Marks()
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
    for sort in ("since", "-since", "report", "-report", "score", "-score"):
        assert [row.status for row in in_order(rows, sort)] == ["concern", "clear"]


def test_a_column_chosen_again_is_turned_round():
    assert (Wanted().turned("worst"), Wanted().turned("name")) == ("-worst", "name")
    assert Wanted(sort="-name").turned("name") == "name"


@given(squads())
def test_nobody_stands_before_a_worse_one(rows):
    ranks = [KINDS.index(kind_of(row)) for row in in_order(rows, "worst")]
    assert ranks == sorted(ranks)


@given(squads())
def test_of_one_status_with_nothing_else_to_tell_them_apart_the_newest_comes_first(rows):
    known = [row for row in in_order(rows, "worst") if row.since is not None and row.shares != "none"]
    for one, other in pairwise(known):
        assert one.status != other.status or one.since >= other.since


DAY = date(2026, 3, 2)


def concern(name: str, *grounds: str, worst: int | None = 2, days: int = 0) -> SquadRow:
    return SquadRow(
        athlete_id=name,
        name=name,
        status="concern",
        grounds=grounds,
        pain_worst=worst,
        since=DAY - timedelta(days=days),
    )


def test_within_a_status_what_decided_comes_before_when():
    rows = [
        concern("status only", worst=None),
        concern("grew 2", "worsens", days=1),
        concern("new 2"),
        concern("old 7", "high_pain", worst=7, days=90),
        concern("night 1", "night_pain", worst=1, days=50),
        concern("sharp 1", "sharp", worst=1, days=60),
        concern("limped 1", "limping", worst=1, days=70),
        concern("limped and sharp 1", "sharp", "limping", worst=1, days=80),
        replace(concern("flag"), status="red_flag"),
    ]
    assert [row.name for row in in_order(rows, "worst")] == [
        "flag", "limped and sharp 1", "limped 1", "sharp 1", "night 1", "old 7", "grew 2", "new 2", "status only",
    ]  # fmt: skip


def test_of_two_alike_the_changed_one_comes_first_and_whom_a_coach_has_seen_to_last():
    rows = [concern("a"), concern("b", days=1), concern("c"), replace(concern("z", worst=None), status="adapt")]
    seen = Tended(deed="seen", by="carl", at=datetime(2026, 3, 2, 7, tzinfo=UTC))
    marks = Marks({"b": News("worse", "clear")}, {"a": seen})
    assert [row.name for row in in_order(rows, "worst", marks)] == ["b", "c", "a", "z"]
    again = Marks({}, {"a": replace(seen, is_settled=False)})
    assert [row.name for row in in_order(rows, "worst", again)] == ["a", "c", "b", "z"]


def test_sorted_by_score_the_highest_is_first_and_who_has_none_last_either_way():
    rows = [concern("2"), concern("none", worst=None), concern("7", worst=7)]
    assert [row.name for row in in_order(rows, "score")] == ["7", "2", "none"]
    assert [row.name for row in in_order(rows, "-score")] == ["2", "7", "none"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"place": "knee"}, ["knee"]),
        ({"score": "5"}, ["knee"]),
        ({"silent": "3"}, ["calf"]),
        ({"judged": "no"}, ["calf"]),
        ({"place": "knee", "silent": "3"}, []),
        ({"score": "11", "silent": "-1", "place": "ear", "judged": "yes"}, ["knee", "calf"]),
    ],
)
def test_some_are_asked_for_by_place_score_silence_and_stride(query, names):
    knee = replace(concern("knee", worst=6), pain_site="knee", verdict="usual")
    calf = replace(concern("calf"), pain_site="calf", silent_runs=3, verdict="insufficient_data")
    assert [row.name for row in (knee, calf) if is_wanted(row, NO_MARKS, wanted_of(query))] == names


def test_the_address_keeps_the_filter():
    wanted = Wanted(kind="concern", place="knee", score=5, silent=3, unjudged=True)
    assert wanted.query() == "?status=concern&place=knee&score=5&silent=3&judged=no"
    assert wanted_of(dict(parse_qsl(wanted.query()[1:]))) == wanted
    assert Wanted().is_plain
    assert not wanted.is_plain


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
    shown = [row for row in rows if is_wanted(row, NO_MARKS, wanted)]
    assert all(row in rows for row in shown)
    assert all(kind in ("", kind_of(row)) for row in shown)
    assert all(findable(find) in findable(row.name) for row in shown)


@given(squads())
def test_everybody_is_of_one_kind(rows):
    for row in rows:
        kinds = [kind for kind in KINDS if is_wanted(row, NO_MARKS, Wanted(kind=kind))]
        assert kinds == [kind_of(row)]


def test_a_new_run_alone_is_no_change():
    row = SquadRow(athlete_id="a", name="A", status="clear")
    changed = Wanted(kind="changed")
    assert is_wanted(row, Marks({"a": News("worse", "clear")}), changed)
    assert is_wanted(row, Marks({"a": News("new")}), changed)
    assert not is_wanted(row, Marks({"a": News("new_run")}), changed)
    assert not NO_MARKS.is_changed("a")


@given(
    st.dictionaries(
        st.sampled_from(["status", "name", "sort", "place", "score", "silent", "judged", "x"]), st.text(max_size=200)
    )
)
def test_an_address_that_asks_for_nonsense_is_answered_as_if_it_did_not(query):
    wanted = wanted_of(query)
    assert wanted.kind in ("", *KINDS)
    assert wanted.sort in ORDERS
    assert len(wanted.find) <= 80
    assert 0 <= wanted.score <= 10
    assert 0 <= wanted.silent <= 99
    assert wanted.place in ("", *SITES)


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
