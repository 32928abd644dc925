"""What holds for every answer."""

import pytest

from niggle.web.viewer import NOBODY, Viewer

OWNER = Viewer("account:olga", "owner", name="olga")
COACH = Viewer("account:carl", "coach", name="carl", squads=frozenset({"club"}))
STRANGER = Viewer("account:sven", "coach", name="sven", squads=frozenset({"another"}))
CLEO = Viewer("athlete:cleo", "athlete", name="Cleo", athlete_id="cleo")


def test_the_first_page_lists_who_is_here(local_client):
    page = local_client.get("/index.html")
    assert page.status_code == 200
    assert "Cleo" in page.text
    assert "Emil" in page.text


@pytest.mark.parametrize(("viewer", "place"), [(OWNER, "index.html"), (CLEO, "athletes/cleo.html")])
def test_everybody_begins_where_they_belong(client_of, viewer, place):
    answer = client_of(viewer).get("/")
    assert answer.status_code == 303
    assert answer.headers["location"] == place


def test_who_is_not_logged_in_is_asked_to(client_of):
    answer = client_of(NOBODY).get("/athletes/cleo.html?as=coach")
    assert answer.status_code == 303
    assert answer.headers["location"] == "../login.html?next=athletes%2Fcleo.html%3Fas%3Dcoach"


def test_a_run_has_its_page(local_client, run_ids):
    page = local_client.get(f"/runs/{run_ids('cleo')[-1]}.html")
    assert page.status_code == 200
