"""An athlete chooses on their own page what their coach sees."""

import json
import sqlite3
from contextlib import closing
from uuid import UUID

import pytest

from niggle.choices import INVITATION, choice_of, land_choice
from niggle.store.layout import athlete_landing
from niggle.web.viewer import Viewer

CLEO = Viewer("athlete:cleo", "athlete", name="Cleo", athlete_id="cleo")
COACH = Viewer("account:kim", "coach", name="kim", squads=frozenset({"club"}))
ADDRESS = "/athletes/cleo/coach.html"


def test_a_choice_is_kept_and_said_with_its_moment(client_of, web_config, post_form):
    client = client_of(CLEO)
    answer = post_form(client, ADDRESS, share="status", contact="+44 1234")
    assert (answer.status_code, answer.headers["location"]) == (303, "coach.html")
    page = client.get(ADDRESS).text
    assert "You chose this on Wednesday 25 February 2026 at 18:00." in page
    choice = choice_of(athlete_landing(web_config.store.path, "cleo"), "cleo")
    assert (choice.level, choice.mood, choice.contact) == ("status", False, "tel:+441234")
    assert "tel:+441234" in client_of(COACH).get("/squads/club/athletes/cleo.html").text


def test_a_coach_sees_it_at_the_next_request(client_of, post_form):
    client, coach = client_of(CLEO), client_of(COACH)
    assert coach.get("/athletes/cleo.html").status_code == 200
    post_form(client, ADDRESS, share="none")
    assert coach.get("/athletes/cleo.html").status_code == 404
    assert "shares nothing" in coach.get("/squads/club.html").text
    post_form(client, ADDRESS, share="details", mood="yes")
    assert coach.get("/athletes/cleo.html").status_code == 200


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({}, "Choose what your coach sees"),
        ({"share": "all"}, "Choose what your coach sees"),
        ({"share": "details", "contact": "javascript:alert(1)"}, "telephone number"),
    ],
)
def test_what_cannot_be_kept_is_told_and_changes_nothing(client_of, web_config, post_form, form, says):
    answer = post_form(client_of(CLEO), ADDRESS, **form)
    assert answer.status_code == 422
    assert says in answer.text
    assert choice_of(athlete_landing(web_config.store.path, "cleo"), "cleo") is None


def test_the_same_form_sent_twice_is_one_choice_and_a_bad_id_is_refused(client_of, web_config, post_form):
    client = client_of(CLEO)
    for _ in range(2):
        assert post_form(client, ADDRESS, share="none", entry_id=str(UUID(int=7))).status_code == 303
    landing = athlete_landing(web_config.store.path, "cleo")
    assert [one.kind for one in landing.of_kind("choice")] == ["choice"]
    assert post_form(client, ADDRESS, share="none", entry_id="7").status_code == 400


def test_a_form_that_was_gone_back_to_and_changed_holds(client_of, web_config, post_form):
    client, landing = client_of(CLEO), athlete_landing(web_config.store.path, "cleo")
    for share in ("none", "details", "none"):  # the third is what the first was, and holds all the same
        assert post_form(client, ADDRESS, share=share, entry_id=str(UUID(int=7))).status_code == 303
        assert choice_of(landing, "cleo").level == share


def test_who_was_invited_is_asked_on_every_page_of_theirs_until_they_choose(
    client_of, web_config, web_clock, post_form
):
    land_choice(
        athlete_landing(web_config.store.path, "cleo"), "cleo", "none", mood=False, contact="", entry_id=UUID(int=1),
        now=web_clock(), source=INVITATION,
    )  # fmt: skip
    client = client_of(CLEO)
    for address in ("/athletes/cleo.html", "/athletes/cleo/week.html"):
        assert "Choose what your coach sees" in client.get(address).text
    assert "Nobody has asked you yet" in client.get(ADDRESS).text
    post_form(client, ADDRESS, share="status")
    assert "Choose what your coach sees" not in client.get("/athletes/cleo.html").text


def test_who_shares_nothing_any_more_is_in_no_table_of_past_nights(client_of, web_config, post_form):
    folder = web_config.store.path / "prefect"
    folder.mkdir()
    table = json.dumps(json.dumps([{"athlete": "cleo", "status": "clear", "run": "a run"}]))
    with closing(sqlite3.connect(folder / "prefect.db")) as database, database:
        database.execute("CREATE TABLE artifact (key, type, data)")
        database.executemany("INSERT INTO artifact VALUES (?, 'table', ?)", [("squad-club", table), ("night", table)])

    def keys() -> set[str]:
        with closing(sqlite3.connect(folder / "prefect.db")) as database:
            return {key for (key,) in database.execute("SELECT key FROM artifact")}

    for share, left in (("status", {"squad-club", "night"}), ("none", {"night"})):
        assert post_form(client_of(CLEO), ADDRESS, share=share).status_code == 303
        assert keys() == left
