"""The runner's page over HTTP: what is asked, who sees what, years."""

import re

import pytest

from niggle.config import Config
from niggle.web.viewer import LOCAL, Viewer

CLEO = Viewer("athlete:cleo", "athlete", athlete_id="cleo")
COACH = Viewer("account:carl", "coach", name="carl", squads=frozenset({"club"}))


def sharing(config: Config, level: str) -> Config:
    athletes = tuple(athlete.model_copy(update={"share_with_coach": level}) for athlete in config.athletes)
    return config.model_copy(update={"athletes": athletes})


def test_the_page_asks_before_it_tells(local_client):
    html = local_client.get("/athletes/emil.html").text
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", html, re.DOTALL)
    assert headings[0] == "How was it?"
    assert "Latest run" in headings[1]
    assert 'class="chart"' in html


def test_what_was_just_reported_shows_at_once(local_client, post_form, run_ids):
    newest = run_ids("emil")[-1]
    before = local_client.get("/athletes/emil.html").text
    assert "0 of the last 14 runs have a report" in before
    answers = {"no_pain": "yes", "entry_id": "00000000-0000-4000-8000-000000000001", "then": "athlete"}
    answer = post_form(local_client, f"/runs/{newest}/pain.html", **answers)
    assert answer.status_code == 303
    after = local_client.get("/athletes/emil.html").text
    assert "1 of the last 14 runs has a report" in after
    assert "No pain reported" in after


def test_years_are_pages_of_their_own(local_client):
    assert "athletes/cleo/2026.html" in local_client.get("/athletes/cleo.html").text
    year = local_client.get("/athletes/cleo/2026.html")
    assert year.status_code == 200
    assert "January 2026" in year.text
    assert local_client.get("/athletes/cleo/2025.html").status_code == 404
    assert local_client.get("/athletes/nobody/2026.html").status_code == 404
    assert local_client.get("/athletes/cleo/soon.html").status_code == 404


@pytest.mark.parametrize("path", ["/athletes/cleo.html", "/athletes/cleo/2026.html"])
def test_a_coach_sees_what_is_shared(client_of, web_config, path, run_ids):
    newest = run_ids("cleo")[-1]
    details = client_of(COACH, sharing(web_config, "details")).get(path)
    assert "You see what Cleo shares." in details.text
    assert newest in details.text
    assert "<form" not in re.sub(r'<form class="leave".*?</form>', "", details.text, flags=re.DOTALL)


@pytest.mark.parametrize("path", ["/athletes/cleo.html", "/athletes/cleo/2026.html"])
def test_a_coach_of_the_status_sees_no_reason_and_no_way_to_a_run(client_of, web_config, path, run_ids):
    html = client_of(COACH, sharing(web_config, "status")).get(path).text
    assert "the status of each run, and nothing else" in html
    assert "/runs/" not in html
    assert not [run_id for run_id in run_ids("cleo") if run_id in html]
    assert "left foot" not in html
    assert 'class="chart"' not in html


@pytest.mark.parametrize("path", ["/athletes/cleo.html", "/athletes/cleo/2026.html"])
def test_who_shares_nothing_is_not_there(client_of, web_config, path):
    assert client_of(COACH, sharing(web_config, "none")).get(path).status_code == 404


@pytest.mark.parametrize("path", ["/athletes/cleo.html", "/athletes/cleo/2026.html"])
def test_an_athlete_may_look_as_the_coach_does(client_of, web_config, path):
    config = sharing(web_config, "status")
    client = client_of(CLEO, config)
    own, seen = client.get(path).text, client.get(f"{path}?as=coach").text
    assert "This is how your coach sees this page." in seen
    assert "This is how your coach" not in own
    assert "/runs/" in own
    assert "/runs/" not in seen
    main = re.compile(r"<section.*</section>", re.DOTALL)
    coachs = client_of(COACH, config).get(path).text
    coachs = re.sub(r'<section class="card tending">.*?</section>\n', "", coachs, flags=re.DOTALL)  # the coaches' own
    found, shown = main.search(seen), main.search(coachs)
    assert found is not None
    assert shown is not None
    assert found[0].replace("?as=coach", "") == shown[0]


def test_a_coach_is_never_told_that_it_is_as_their_coach_sees_it(client_of, web_config):
    html = client_of(COACH, web_config).get("/athletes/cleo.html?as=coach").text
    assert "This is how your coach" not in html


@pytest.mark.parametrize(("viewer", "is_linked"), [(LOCAL, True), (COACH, True), (CLEO, False)])
def test_the_way_to_the_squad_is_there_for_whom_it_opens(client_of, viewer, is_linked):
    client = client_of(viewer)
    html = client.get("/athletes/cleo.html").text
    assert ('href="../squads/club.html"' in html) == is_linked
    assert (client.get("/squads/club.html").status_code == 200) == is_linked
