"""The page of a run as it is served: to its runner, to a coach, and to whom it is no business of."""

import pytest

from niggle.web.viewer import LOCAL, Viewer

COACH = Viewer("account:kim", "coach", name="kim", squads=frozenset({"club"}))
CLEO = Viewer("athlete:cleo", "athlete", athlete_id="cleo")
EMIL = Viewer("athlete:emil", "athlete", athlete_id="emil")


@pytest.fixture
def address(run_ids):
    """The page of Cleo's newest run, which asks."""
    return f"/runs/{run_ids('cleo')[-1]}.html"


@pytest.fixture
def consenting(web_config):
    """The configuration with another consent of Cleo's."""

    def make(level):
        cleo, *others = web_config.athletes
        return web_config.model_copy(
            update={"athletes": (cleo.model_copy(update={"share_with_coach": level}), *others)}
        )

    return make


def test_the_runner_sees_the_run_and_can_report_on_it(client_of, address):
    page = client_of(CLEO).get(address)
    assert page.status_code == 200
    assert 'class="choices"' in page.text
    assert f"{address.removesuffix('.html')}/pain.html".removeprefix("/") in page.text
    assert "niggle pain add" not in page.text
    assert "You see what" not in page.text


def test_a_coach_sees_the_run_but_no_forms(client_of, address):
    page = client_of(COACH).get(address)
    assert page.status_code == 200
    assert "You see what Cleo shares: details, but nothing on mood, sleep and confidence." in page.text
    assert 'class="choices"' not in page.text
    assert "pain.html" not in page.text
    assert "affects_mood_sleep_confidence" not in page.text
    assert "<textarea" not in page.text


@pytest.mark.parametrize("level", ["status", "none"])
def test_a_coach_sees_no_page_of_a_run_whose_details_are_not_shared(client_of, consenting, address, level):
    assert client_of(COACH, consenting(level)).get(address).status_code == 404


def test_an_athlete_sees_nobody_elses_run(client_of, address):
    assert client_of(EMIL).get(address).status_code == 404


@pytest.mark.parametrize("viewer", [CLEO, LOCAL])
def test_the_runner_can_look_at_what_the_coach_sees(client_of, address, viewer):
    page = client_of(viewer).get(f"{address}?as=coach")
    assert "This is what your coach sees of this run." in page.text
    assert f'href="../{address.removeprefix("/")}"' in page.text
    assert "pain.html" not in page.text
    assert "affects_mood_sleep_confidence" not in page.text


def test_a_coach_who_asks_for_the_coachs_view_is_shown_no_preview(client_of, address):
    page = client_of(COACH).get(f"{address}?as=coach")
    assert page.status_code == 200
    assert "This is what your coach sees" not in page.text


def test_a_run_that_is_not_there_is_not_found(client_of):
    assert client_of(LOCAL).get("/runs/cleo-19990101T000000Z.html").status_code == 404
