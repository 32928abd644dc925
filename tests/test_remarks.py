"""What athletes note beside their reports: kept as it came, the newest holds, a step can be taken back."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from niggle.errors import UsageError
from niggle.landing import Landing
from niggle.remarks import (
    Remarks,
    Words,
    land_liked,
    land_step,
    land_words,
    read_liked,
    read_words,
    remarks_of,
    take_back_step,
)

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
ABOUT = "0123456789ab"


@pytest.fixture
def landing(tmp_path):
    return Landing(tmp_path / "ada")


def when(number):
    return {"entry_id": UUID(int=number), "now": NOW + timedelta(minutes=number)}


def test_nothing_was_noted_at_first(landing):
    assert remarks_of(landing, "ada") == Remarks()


def test_the_newest_words_on_an_episode_hold_and_each_is_kept(landing):
    for number, helped in enumerate(["ice", "heel raises"]):
        assert land_words(landing, "ada", ABOUT, Words(helped, "no hills"), **when(number))
    assert not land_words(landing, "ada", ABOUT, Words("sent twice"), **when(1))
    assert remarks_of(landing, "ada").words == {ABOUT: Words("heel raises", "no hills")}
    assert remarks_of(landing, "emil") == Remarks()
    assert [landing.read_arrival(one).count(b'"about"') for one in landing.of_kind("remark")] == [1, 1]


def test_words_that_are_said_again_after_others_hold_again(landing):
    for number, helped in ((0, "ice"), (1, "heel raises"), (0, "ice")):
        assert land_words(landing, "ada", ABOUT, Words(helped), **when(number))
    assert remarks_of(landing, "ada").words[ABOUT].helped == "ice"


def test_a_step_whose_form_came_twice_at_once_counts_once(landing, monkeypatch):
    monkeypatch.setattr(Landing, "of_place", lambda *_: [])  # neither had landed when the other looked
    for _ in range(2):
        land_step(landing, "ada", ABOUT, 0, "done", **when(0))
    assert len(remarks_of(landing, "ada").steps[ABOUT]) == 1


def test_steps_stand_in_order_until_they_are_taken_back(landing):
    for number, did in enumerate(["done", "repeat", "done"]):
        land_step(landing, "ada", ABOUT, 0, did, **when(number))
    assert take_back_step(landing, "ada", str(UUID(int=1)), now=NOW)
    assert not take_back_step(landing, "ada", str(UUID(int=1)), now=NOW)
    assert not take_back_step(landing, "emil", str(UUID(int=2)), now=NOW)
    taken = remarks_of(landing, "ada").steps[ABOUT]
    assert [(one.step, one.did, one.at) for one in taken] == [(0, "done", NOW), (0, "done", NOW + timedelta(minutes=2))]


def test_what_is_liked_besides_replaces_what_was(landing):
    land_liked(landing, "ada", ("choir", "my allotment"), **when(0))
    land_liked(landing, "ada", read_liked(" swimming \r\n\r\nchess  club\nswimming"), **when(1))
    assert remarks_of(landing, "ada").liked == ("swimming", "chess club")
    land_liked(landing, "ada", (), **when(2))
    assert remarks_of(landing, "ada").liked == ()


def test_a_damaged_remark_says_nothing(landing):
    land_liked(landing, "ada", ("choir",), **when(0))
    (landed,) = landing.of_kind("remark")
    landing.path_of(landed.sha256, "remark").write_text("{")
    assert remarks_of(landing, "ada") == Remarks()


def test_more_than_there_is_room_for_is_refused():
    assert read_words(" ice ", "") == Words("ice", "")
    for text in ("x" * 301, "\n".join(map(str, range(13))), "x" * 61):
        with pytest.raises(UsageError, match="There is room for"):
            read_words("", text) if len(text) > 300 else read_liked(text)
