"""The pair of a run, said on its page; the runner's page tells how far each pair has come."""

import re

import pytest

from niggle.web.viewer import Viewer

COACH = Viewer("account:kim", "coach", name="kim", squads=frozenset({"club"}))


@pytest.fixture
def page(run_ids):
    """The page of Cleo's newest run."""
    return f"/runs/{run_ids('cleo')[-1]}"


def test_a_new_pair_is_worn_on_its_run_and_told_of_on_both_pages(local_client, post_form, page):
    assert "Say in which pair" in local_client.get(f"{page}.html").text
    sent = post_form(local_client, f"{page}/shoes", new_pair="<Blue> Ghost")
    assert sent.status_code == 303
    assert sent.headers["location"].endswith("#shoes")
    for address in (f"{page}.html", "/athletes/cleo.html"):
        text = local_client.get(address).text
        assert re.search(r"<strong>&lt;Blue&gt; Ghost</strong>: [\d.]+.km, 1 run; new since", text)


def test_another_pair_stands_instead(local_client, post_form, page):
    post_form(local_client, f"{page}/shoes", new_pair="Blue")
    post_form(local_client, f"{page}/shoes", new_pair="Red")
    post_form(local_client, f"{page}/shoes", pair="Blue", new_pair="")
    assert "<strong>Blue</strong>" in local_client.get(f"{page}.html").text


def test_a_pair_without_a_name_is_refused(local_client, post_form, page):
    sent = post_form(local_client, f"{page}/shoes")
    assert sent.status_code >= 400
    assert "Give the pair a name" in sent.text


def test_a_coach_sees_no_shoes(client_of, local_client, post_form, page):
    post_form(local_client, f"{page}/shoes", new_pair="Blue Ghost")
    for address in (f"{page}.html", "/athletes/cleo.html"):
        assert "Blue Ghost" not in client_of(COACH).get(address).text
