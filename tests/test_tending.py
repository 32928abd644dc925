"""What coaches did, as it lands: kept once, newest first, over when it is taken back."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from niggle.errors import UsageError
from niggle.landing import Landing
from niggle.tending import LONGEST_NOTE, Deed, deeds, land_deed, newest_deed, read_deed, take_back_deed

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
TODAY = NOW.date()


def read(deed="seen", note="", look_again="", *, is_shared=False):
    return read_deed(deed, note, look_again, is_shared=is_shared, about="x", today=TODAY)


def test_a_deed_is_read_as_a_form_says_it():
    assert read("called", " he rests\r\nuntil Sunday ", "2026-03-09", is_shared=True) == Deed(
        deed="called", note="he rests\nuntil Sunday", is_shared=True, look_again=date(2026, 3, 9), about="x"
    )
    assert not read("seen", "", is_shared=True).is_shared


@pytest.mark.parametrize(
    ("deed", "note", "again", "says"),
    [
        ("", "", "", "seen, called or a note"),
        ("cured", "", "", "seen, called or a note"),
        ("note", "  ", "", "empty"),
        ("note", "x" * (LONGEST_NOTE + 1), "", "2001"),
        ("seen", "", "tomorrow", "no date"),
        ("seen", "", "2026-02-30", "no date"),
        ("seen", "", "2026-03-02", "next twelve months"),
        ("seen", "", "2028-03-02", "next twelve months"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_reason(deed, note, again, says):
    with pytest.raises(UsageError, match=says):
        read(deed, note, again)


def test_deeds_are_kept_once_newest_first(tmp_path):
    landing = Landing(tmp_path)
    assert newest_deed(landing, "ada") is None
    for number, deed in enumerate([read("seen"), read("note", "knee"), read("called", "", "2026-03-09")]):
        at = NOW + timedelta(hours=number)
        assert land_deed(landing, "ada", deed, entry_id=UUID(int=number), by="carl", now=at)
        assert not land_deed(landing, "ada", deed, entry_id=UUID(int=number), by="carl", now=at)
    assert [(done.deed.deed, done.by) for done in deeds(landing, "ada")] == [
        ("called", "carl"), ("note", "carl"), ("seen", "carl"),
    ]  # fmt: skip
    assert newest_deed(landing, "ada").deed.look_again == date(2026, 3, 9)
    assert newest_deed(landing, "ben") is None


def test_a_deed_that_was_taken_back_is_over(tmp_path):
    landing = Landing(tmp_path)
    for number, name in enumerate(["seen", "called"]):
        land_deed(landing, "ada", read(name), entry_id=UUID(int=number), by="carl", now=NOW)
    assert take_back_deed(landing, "ada", str(UUID(int=1)), by="rita", now=NOW)
    assert not take_back_deed(landing, "ada", str(UUID(int=1)), by="rita", now=NOW)
    assert not take_back_deed(landing, "ada", "nonsense", by="rita", now=NOW)
    assert newest_deed(landing, "ada").deed.deed == "seen"


def test_what_was_altered_or_lost_is_left_out(tmp_path):
    landing = Landing(tmp_path)
    land_deed(landing, "ada", read("seen"), entry_id=UUID(int=1), by="carl", now=NOW)
    (landed,) = landing.of_kind("tending")
    landing.path_of(landed.sha256, "tending").write_bytes(b"{}")
    assert list(deeds(landing, "ada")) == []
