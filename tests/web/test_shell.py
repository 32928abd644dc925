"""What the pages rest on and what makes them an app: the same for everybody, and of the right kind."""

import json
import re
import struct

import pytest

from niggle.reports.render import style_sheet
from niggle.web.viewer import NOBODY, Viewer

CLEO = Viewer("athlete:cleo", "athlete", name="Cleo", athlete_id="cleo")
OTHER_CLEO = Viewer("account:rita", "coach", name="rita", athlete_id="cleo")
EMIL = Viewer("athlete:emil", "athlete", name="Emil", athlete_id="emil")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/sw.js", "text/javascript; charset=utf-8"),
        ("/offline.html", "text/html; charset=utf-8"),
        ("/static/entries.js", "text/javascript; charset=utf-8"),
        ("/static/icon.svg", "image/svg+xml"),
        ("/static/icon-192.png", "image/png"),
    ],
)
def test_everybody_gets_the_same_file_of_its_kind(client_of, path, kind):
    answers = [client_of(viewer).get(path) for viewer in (NOBODY, CLEO)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert {answer.headers["content-type"] for answer in answers} == {kind}
    assert answers[0].content == answers[1].content
    assert answers[0].headers["x-content-type-options"] == "nosniff"


def test_a_phone_finds_all_that_an_app_needs(client_of):
    client = client_of(NOBODY)
    manifest = client.get("/manifest.webmanifest")
    assert "set-cookie" not in manifest.headers
    app = manifest.json()
    assert (app["display"], app["start_url"], app["scope"]) == ("standalone", "./", "./")
    assert {"any", "maskable"} <= {icon.get("purpose", "any") for icon in app["icons"]}
    for icon in app["icons"]:
        picture = client.get(f"/{icon['src']}")
        assert picture.headers["content-type"] == icon["type"]
        if icon["type"] == "image/png":
            assert "{}x{}".format(*struct.unpack(">II", picture.content[16:24])) == icon["sizes"]


def test_the_colours_of_an_app_are_those_of_its_pages(client_of):
    client = client_of(NOBODY)
    of_sheet = re.findall(r"--page: (#\w{6})", style_sheet("niggle"))
    page = client.get("/login.html").text
    assert re.findall(r'name="theme-color" content="(#\w{6})"', page) == of_sheet
    assert client.get("/manifest.webmanifest").json()["theme_color"] == of_sheet[0]


def test_a_service_worker_is_looked_for_anew_each_time(client_of):
    answer = client_of(NOBODY).get("/sw.js")
    assert answer.headers["cache-control"] == "no-cache"
    assert "worker-src 'self'" in answer.headers["content-security-policy"]


def test_a_page_says_whose_it_is_and_only_an_own_one_that_it_may_be_kept(client_of, run_ids):
    def head(viewer, path):
        return re.search(r"<html[^>]*>", client_of(viewer).get(path).text)[0]

    own = head(CLEO, "/athletes/cleo.html")
    person = re.search(r'data-person="([\w-]+)"', own)[1]
    assert 'data-own="athletes/cleo.html"' in own
    assert f'data-person="{person}"' in head(OTHER_CLEO, "/athletes/cleo.html")
    assert f'data-person="{person}"' not in head(EMIL, "/athletes/emil.html")
    assert 'data-own="athletes/cleo.html"' in head(CLEO, f"/runs/{run_ids('cleo')[-1]}/pain.html")
    assert "data-own" not in head(CLEO, "/athletes/cleo.html?as=coach")
    assert "data-own" not in head(
        Viewer("account:carl", "coach", name="carl", squads=frozenset({"club"})), "/squads/club.html"
    )
    assert client_of(CLEO).get("/token").json()["person"] == person
    assert json.dumps(person) not in client_of(NOBODY).get("/login.html").text


def test_what_is_no_file_of_the_shell_is_not_there(client_of):
    for name in ("sw.js", "app.py", "..%2Fapp.py"):
        assert client_of(NOBODY).get(f"/static/{name}").status_code == 404
