"""The squad's page and the first page, asked for over HTTP."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from niggle.config import Athlete, Config, StoreConfig
from niggle.steps.entries import enter_report
from niggle.steps.take_in import take_in
from niggle.web.viewer import LOCAL, Viewer

COACH = Viewer("account:kim", "coach", name="kim", squads=frozenset({"club"}))
OTHER_COACH = Viewer("account:lee", "coach", name="lee", squads=frozenset({"another"}))
OWNER = Viewer("account:olga", "owner", name="olga")
SQUAD = "/squads/club.html"

type ClientOf = Callable[..., TestClient]


def shown(html: str) -> list[str]:
    """The names of the lines that are not hidden, from the top."""
    rows = re.findall(r"<tr role=\"row\" class(.*?)</tr>", html, re.DOTALL)
    return [
        re.findall(r"<th .*?>(?:<a [^>]*>|<span>)(\w+)<", row, re.DOTALL)[0]
        for row in rows
        if not re.match(r"[^>]* hidden>", row)
    ]


def with_consents(config: Config, **levels: str) -> Config:
    """The configuration with other consents."""
    athletes = tuple(a.model_copy(update={"share_with_coach": levels.get(a.id, "details")}) for a in config.athletes)
    return config.model_copy(update={"athletes": athletes})


def test_a_coach_sees_the_worst_first(client_of: ClientOf) -> None:
    answer = client_of(COACH).get(SQUAD)
    assert answer.status_code == 200
    assert shown(answer.text) == ["Cleo", "Emil"]
    assert "left −2.3 points" in answer.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "8 weeks: 4 check in, 18 clear but provisional" in answer.text
    assert "6 of 6 runs" in answer.text


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Cleo", "Emil"]),
        ("?status=check_in", ["Cleo"]),
        ("?status=concern", []),
        ("?name=EM", ["Emil"]),
        ("?sort=name", ["Cleo", "Emil"]),
        ("?status=clear&name=cleo", []),
        ("?status=nonsense&sort=up&name=&x=%00", ["Cleo", "Emil"]),
        ("?status=check_in&status=clear", ["Emil"]),
        ("?name=" + "x" * 5000, []),
        ("?name=%3Cscript%3E", []),
    ],
)
def test_filter_search_and_sort_are_served(local_client: TestClient, query: str, names: list[str]) -> None:
    answer = local_client.get(SQUAD + query)
    assert answer.status_code == 200
    assert shown(answer.text) == names
    assert "<script>" not in answer.text
    assert f">{len(names)} of 2<" in answer.text


def test_what_has_changed_is_marked_at_the_next_look(
    client_of: ClientOf, web_clock: Any, emil_limps: Callable[[], None]
) -> None:
    client = client_of(COACH)
    assert "From your next visit on" in client.get(SQUAD).text
    emil_limps()
    web_clock.move_on(days=1)
    for _ in range(2):  # to reload the page leaves the marks
        page = client.get(SQUAD).text
        assert "1 change since yesterday 18:00." in page
        assert "Worse, was clear" in page
        assert shown(client.get(f"{SQUAD}?status=changed").text) == ["Emil"]
        web_clock.move_on(minutes=20)
    web_clock.move_on(days=1)
    assert "No change since yesterday 18:20." in client.get(SQUAD).text
    assert "From your next visit on" in client_of(OWNER).get(SQUAD).text


@pytest.fixture
def emil_limps(web_config: Config, run_ids: Callable[[str], list[str]]) -> Callable[[], None]:
    """Have Emil say of his latest run that he limped."""

    def say() -> None:
        emil = web_config.athlete("emil")
        answers = {"run_id": run_ids("emil")[-1], "site": "knee", "side": "left", "peak": "3", "limped": "yes"}
        entered = enter_report(web_config, emil, answers, entry_id=str(UUID(int=1)), now=datetime.now(UTC))
        assert not entered.problems
        take_in(web_config, [emil])

    return say


@pytest.mark.parametrize("viewer", [COACH, OWNER, LOCAL], ids=["coach", "owner", "local"])
def test_a_table_has_no_more_than_is_shared_whoever_looks(
    client_of: ClientOf, web_config: Config, viewer: Viewer
) -> None:
    page = client_of(viewer, with_consents(web_config, cleo="none", emil="status")).get(SQUAD).text
    table = page[page.index("<table") : page.index("</table>")]
    assert "shares nothing" in table
    assert "shares the status only" in table
    assert "runs/" not in table
    assert "cleo.html" not in table
    assert not [word for word in ("stride was", "Nobody said", "of 6 runs", "not judged") if word in table]
    assert "22 clear but provisional" in table


def test_another_squads_coach_and_athletes_do_not_see_it(client_of: ClientOf) -> None:
    athlete = Viewer("athlete:cleo", "athlete", name="Cleo", athlete_id="cleo")
    assert client_of(OTHER_COACH).get(SQUAD).status_code == 404
    assert client_of(athlete).get(SQUAD).status_code == 404


def test_everybody_begins_at_their_own_page(client_of: ClientOf, web_config: Config) -> None:
    def begins(viewer: Viewer, config: Config = web_config) -> str:
        answer = client_of(viewer, config).get("/")
        assert answer.status_code == 303
        return str(answer.headers["location"]).removeprefix("/")

    two = web_config.model_copy(
        update={"athletes": (*web_config.athletes, Athlete(id="nora", name="Nora", squad="another"))}
    )
    one = web_config.model_copy(update={"athletes": (web_config.athletes[0].model_copy(update={"squad": None}),)})
    both = Viewer("account:mia", "coach", name="mia", squads=frozenset({"club", "another"}))
    assert begins(Viewer("athlete:cleo", "athlete", name="Cleo", athlete_id="cleo")) == "athletes/cleo.html"
    assert begins(COACH) == "squads/club.html"
    assert begins(COACH, two) == "squads/club.html"
    assert begins(both, two) == "index.html"
    assert begins(LOCAL) == "index.html"
    assert begins(LOCAL, one) == "athletes/cleo.html"
    assert begins(OWNER, one) == "athletes/cleo.html"


def test_the_first_page_names_no_more_than_a_viewer_may_know(client_of: ClientOf, web_config: Config) -> None:
    config = with_consents(web_config, cleo="none", emil="status")
    page = client_of(COACH, config).get("/index.html").text
    assert "Cleo" not in page
    assert "Emil" in page
    assert 'href="squads/club.html"' in page
    athlete = Viewer("athlete:cleo", "athlete", name="Cleo", athlete_id="cleo")
    page = client_of(athlete, config).get("/index.html").text
    assert "Emil" not in page
    assert "Cleo" in page
    assert "squads/club.html" not in page
    assert "Emil" not in client_of(OTHER_COACH, config).get("/index.html").text


def test_without_a_run_the_pages_say_what_to_do(client_of: ClientOf, web_config: Config, tmp_path: Any) -> None:
    empty = web_config.model_copy(update={"store": StoreConfig(path=tmp_path / "empty")})
    client = client_of(LOCAL, empty)
    for address in ("/index.html", SQUAD, "/athletes/cleo/coach.html"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "niggle sync" in answer.text


def test_the_script_is_served(local_client: TestClient) -> None:
    answer = local_client.get("/static/squad.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert '"use strict"' in answer.text


def test_looks_are_kept_for_the_owner_of_the_store_alone(local_client: TestClient, web_config: Config) -> None:
    local_client.get(SQUAD)
    path = web_config.store.path / "looks.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert "2026-02-25T18:00:00Z" in path.read_text()
