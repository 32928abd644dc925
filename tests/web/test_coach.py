"""What the coach sees, as the athlete is shown it: over HTTP, beside the coach's own page."""

import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from niggle.config import Config
from niggle.web.viewer import LOCAL, Viewer

COACH = Viewer("account:kim", "coach", name="kim", squads=frozenset({"club"}))
OWNER = Viewer("account:olga", "owner", name="olga")
CLEO = Viewer("athlete:cleo", "athlete", name="Cleo", athlete_id="cleo")
EMIL = Viewer("athlete:emil", "athlete", name="Emil", athlete_id="emil")
ADDRESS = "/athletes/cleo/coach.html"

type ClientOf = Callable[..., TestClient]


def line_of(html: str, name: str) -> str:
    """The markup of an athlete's line, without what tells where the page is and what only a sorted table has."""
    (line,) = (row for row in re.findall(r"<tr .*?</tr>", html, re.DOTALL) if f">{name}<" in row)
    own = re.sub(
        r'<td role="cell" class="tend">.*?</td>\n', "", line, flags=re.DOTALL
    )  # what coaches do, for them alone
    return re.sub(r"\.\./|\?as=coach| data-(fold|name|place|site|score|silent)=\"[^\"]*\"| data-unjudged", "", own)


@pytest.fixture
def consenting(web_config: Config) -> Callable[..., Config]:
    """The configuration with another consent of Cleo's."""

    def make(level: str, *, mood: bool = False) -> Config:
        cleo, *others = web_config.athletes
        changed = cleo.model_copy(update={"share_with_coach": level, "share_mood_with_coach": mood})
        return web_config.model_copy(update={"athletes": (changed, *others)})

    return make


@pytest.mark.parametrize("level", ["none", "status", "details"])
def test_the_athlete_sees_exactly_the_line_that_the_coach_sees(
    client_of: ClientOf, consenting: Callable[..., Config], level: str
) -> None:
    config = consenting(level)
    of_coach = line_of(client_of(COACH, config).get("/squads/club.html").text, "Cleo")
    of_athlete = line_of(client_of(CLEO, config).get(ADDRESS).text, "Cleo")
    assert of_athlete == of_coach
    assert ("nobody has said how it felt" in of_coach) == (level == "details")


def test_only_the_athlete_opens_it(client_of: ClientOf) -> None:
    assert client_of(CLEO).get(ADDRESS).status_code == 200
    assert client_of(LOCAL).get(ADDRESS).status_code == 200
    for viewer in (EMIL, COACH, OWNER):
        assert client_of(viewer).get(ADDRESS).status_code == 404
    assert client_of(LOCAL).get("/athletes/nobody/coach.html").status_code == 404


@pytest.mark.parametrize("level", ["status", "details"])
def test_the_pages_it_names_open_and_none_of_the_coach_is_left_out(
    client_of: ClientOf, consenting: Callable[..., Config], level: str
) -> None:
    client = client_of(CLEO, consenting(level))
    links = re.findall(r'href="\.\./\.\./((?:athletes|runs)/[^"]*as=coach)"', client.get(ADDRESS).text)
    assert links
    assert any("runs/" in link for link in links) == (level == "details")
    for link in set(links):
        assert client.get(f"/{link}").status_code == 200


def test_with_no_consent_it_says_so_and_links_to_nothing(
    client_of: ClientOf, consenting: Callable[..., Config]
) -> None:
    page = client_of(CLEO, consenting("none")).get(ADDRESS).text
    assert "Nothing of yours." in page
    assert "as=coach" not in page
    assert "shares nothing" in page


def test_until_the_athlete_chooses_the_default_holds_and_it_is_said_whose_that_is(
    client_of: ClientOf, consenting: Callable[..., Config]
) -> None:
    page = client_of(LOCAL, consenting("details", mood=True)).get(ADDRESS).text
    assert "what <code>config.toml</code> says for you" in page
    page = client_of(CLEO, consenting("status")).get(ADDRESS).text
    assert "what whoever keeps this niggle set for you" in page
    assert "config.toml" not in page
