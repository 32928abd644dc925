"""What athletes chose, as it lands: the newest holds, and what cannot be read shares nothing."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from niggle.choices import INVITATION, choice_of, contact_link, land_choice
from niggle.errors import UsageError
from niggle.landing import Landing

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)


def land(landing, level, number, **more):
    said = {"mood": False, "contact": ""} | more
    return land_choice(landing, "ada", level, entry_id=UUID(int=number), now=NOW + timedelta(minutes=number), **said)


def test_the_newest_choice_holds_and_is_quick_to_be_asked_again(tmp_path):
    landing = Landing(tmp_path)
    assert choice_of(landing, "ada") is None
    assert land(landing, "none", 1, source=INVITATION)
    assert choice_of(landing, "ada").is_asked
    assert land(landing, "details", 2, mood=True, contact="tel:+441")
    choice = choice_of(landing, "ada")
    assert (choice.level, choice.mood, choice.contact, choice.is_asked) == ("details", True, "tel:+441", False)
    assert choice.at == NOW + timedelta(minutes=2)
    assert land(landing, "status", 3, mood=True)
    assert (choice_of(landing, "ada").level, choice_of(landing, "ada").mood) == ("status", False)
    assert choice_of(landing, "ben") is None


def test_a_choice_is_kept_once(tmp_path):
    landing = Landing(tmp_path)
    assert land(landing, "none", 1)
    assert not land(landing, "details", 1)
    assert choice_of(landing, "ada").level == "none"


@pytest.mark.parametrize("damage", [b"", b"{}", b'{"level": "all"}'])
def test_a_choice_that_cannot_be_read_is_one_of_nothing(tmp_path, damage):
    landing = Landing(tmp_path)
    land(landing, "details", 1)
    (landed,) = landing.of_kind("choice")
    landing.path_of(landed.sha256, "choice").write_bytes(damage)
    assert choice_of(landing, "ada").level == "none"


@pytest.mark.parametrize(
    ("said", "link"),
    [
        ("", ""),
        (" +44 (0)20 7946-0000 ", "tel:+4402079460000"),
        ("ada@example.org", "mailto:ada@example.org"),
        ("https://ntfy.sh/ada-runs", "https://ntfy.sh/ada-runs"),
    ],
)
def test_how_to_reach_somebody_becomes_a_link(said, link):
    assert contact_link(said) == link


@pytest.mark.parametrize(
    "said",
    ["javascript:alert(1)", "ask my mother", "http://ntfy.sh/a", "a@b", "https://x/y?z=1", "a@b.org?bcc=c@d.org"],
)
def test_nothing_else_becomes_a_link(said):
    with pytest.raises(UsageError, match="telephone number"):
        contact_link(said)
