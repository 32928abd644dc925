"""A coach works through the table: seen, called, a note, a day, over HTTP."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from niggle.config import SquadConfig
from niggle.store.layout import tending_landing
from niggle.tending import deeds, newest_deed
from niggle.web.viewer import LOCAL, Viewer

COACH = Viewer("account:kim", "coach", name="kim", squads=frozenset({"club"}))
SECOND = Viewer("account:lee", "coach", name="lee", squads=frozenset({"club"}))
CLEO = Viewer("athlete:cleo", "athlete", name="Cleo", athlete_id="cleo")
SQUAD = "/squads/club.html"
ADDRESS = "/squads/club/athletes/cleo.html"


@pytest.fixture
def landing(web_config):
    return tending_landing(web_config.store.path, "club", "cleo")


def test_seen_from_the_table_leads_back_to_the_same_table(client_of, landing, post_form):
    answer = post_form(client_of(COACH), ADDRESS, deed="seen", back="?status=check_in&sort=score")
    assert (answer.status_code, answer.headers["location"]) == (303, "../../club.html?status=check_in&sort=score")
    assert newest_deed(landing, "cleo").by == "kim"
    answer = post_form(client_of(COACH), ADDRESS, deed="seen", back="//evil.example.org/?x=y")
    assert answer.headers["location"] == "../../club.html"


def test_both_coaches_of_a_squad_see_who_did_what(client_of, post_form):
    post_form(client_of(COACH), ADDRESS, deed="note", note="rests until Sunday", look_again="2026-03-04")
    page = client_of(SECOND).get(SQUAD).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "note 25 Feb by kim, again 4 Mar" in page
    for address in (ADDRESS, "/athletes/cleo.html"):
        assert "rests until Sunday" in client_of(SECOND).get(address).text


def test_a_day_that_is_pending_stays_when_somebody_only_says_seen(client_of, landing, post_form, web_clock):
    client = client_of(COACH)
    post_form(client, ADDRESS, deed="called", look_again="2026-03-04")
    post_form(client, ADDRESS, deed="seen", back="?")
    assert newest_deed(landing, "cleo").deed.look_again.isoformat() == "2026-03-04"
    web_clock.now = datetime(2026, 3, 4, 8, tzinfo=UTC)
    assert "1 to look at again" in client.get(SQUAD).text
    post_form(client, ADDRESS, deed="seen", back="?")
    assert newest_deed(landing, "cleo").deed.look_again is None
    assert "to look at again" not in client.get(SQUAD).text


def test_what_cannot_be_kept_is_told_in_the_form(client_of, landing, post_form):
    answer = post_form(client_of(COACH), ADDRESS, deed="note", note="", look_again="")
    assert answer.status_code == 422
    assert "The note is empty" in answer.text
    answer = post_form(client_of(COACH), ADDRESS, deed="called", note="much", look_again="2026-02-25")
    assert answer.status_code == 422
    assert "much" in answer.text
    assert post_form(client_of(COACH), ADDRESS, deed="seen", entry_id="7").status_code == 400
    assert newest_deed(landing, "cleo") is None


def test_the_same_form_sent_twice_is_one_deed_and_it_can_be_taken_back(client_of, landing, post_form):
    client = client_of(COACH)
    for _ in range(2):
        post_form(client, ADDRESS, deed="note", note="only this once", entry_id=str(UUID(int=5)))
    [done] = deeds(landing, "cleo")
    answer = post_form(client, ADDRESS, undo=done.entry_id)
    assert (answer.status_code, answer.headers["location"]) == (303, "cleo.html")
    assert "only this once" not in client.get(ADDRESS).text
    assert "only this once" not in client.get("/athletes/cleo.html").text


def test_nobody_else_reads_or_writes_it(client_of, landing, post_form):
    post_form(client_of(COACH), ADDRESS, deed="note", note="between coaches")
    other = Viewer("account:sven", "coach", name="sven", squads=frozenset({"another"}))
    for viewer in (CLEO, other):
        client = client_of(viewer)
        assert client.get(ADDRESS).status_code == 404
        assert post_form(client, ADDRESS, deed="seen").status_code == 404
        assert "between coaches" not in client.get("/athletes/cleo.html").text
    assert "between coaches" in client_of(LOCAL).get(ADDRESS).text
    assert client_of(COACH).get("/squads/club/athletes/nobody.html").status_code == 404


def test_a_squad_that_is_renamed_keeps_its_notes_its_coaches_its_looks_and_its_address(
    client_of, web_config, post_form, web_clock
):
    kim = client_of(COACH)
    kim.get(SQUAD)
    post_form(kim, ADDRESS, deed="note", note="rests until Sunday", entry_id=str(UUID(int=1)))
    renamed = renaming(web_config, "harriers", was=("club",))
    web_clock.move_on(hours=1)
    kim = client_of(COACH, renamed)  # whose account says "club" still
    for address in ("/squads/harriers.html", SQUAD):
        page = kim.get(address).text
        assert "<h1>harriers</h1>" in page
        assert "note" in page
        assert "No change since" in page
    new_address = ADDRESS.replace("club", "harriers")
    post_form(kim, new_address, deed="called", entry_id=str(UUID(int=2)))
    page = kim.get(new_address).text
    assert page.index("Called") < page.index("rests until Sunday")
    note = next(deeds(tending_landing(web_config.store.path, "club", "cleo"), "cleo"))
    post_form(kim, new_address, undo=note.entry_id)
    assert "rests until Sunday" not in kim.get(new_address).text
    lee = Viewer("account:lee", "coach", name="lee", squads=frozenset({"elsewhere"}))
    assert client_of(lee, renamed).get("/squads/harriers.html").status_code == 404


def renaming(config, name, *, was):
    """The configuration with the squad of everybody renamed."""
    athletes = tuple(athlete.model_copy(update={"squad": name}) for athlete in config.athletes)
    return config.model_copy(update={"athletes": athletes, "renamed": (SquadConfig(name=name, was=was),)})


def test_an_athlete_who_is_called_otherwise_keeps_what_was_noted(client_of, web_config, post_form):
    post_form(client_of(COACH), ADDRESS, deed="note", note="rests until Sunday")
    cleo, emil = web_config.athletes
    renamed = web_config.model_copy(update={"athletes": (cleo.model_copy(update={"name": "Cleo Marchetti"}), emil)})
    for address in (SQUAD, ADDRESS, "/athletes/cleo.html"):
        page = client_of(COACH, renamed).get(address).text
        assert "Cleo Marchetti" in page
        assert ">Cleo<" not in page
    assert "rests until Sunday" in page
