"""Pages are sent small, but for those in which a stranger can have a browser put words."""

import pytest

from niggle.web.compression import may_be_compressed


def scope(path, query="", method="GET"):
    return {"type": "http", "method": method, "path": path, "query_string": query.encode()}


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/", ""),
        ("/squads/club.html", ""),
        ("/squads/club.html", "status=red_flag&sort=-since&place=knee&score=5&silent=3&judged=no"),
        ("/static/squad.js", ""),
        ("/sw.js", ""),
        ("/squads/club/athletes.csv", ""),
    ],
)
def test_what_repeats_nothing_of_the_request_is_compressed(path, query):
    assert may_be_compressed(scope(path, query))


@pytest.mark.parametrize(
    ("path", "query", "method"),
    [
        ("/squads/club.html", "name=ada", "GET"),
        ("/squads/club.html", "status=clear&name=ada", "GET"),
        ("/squads/club.html", "place=" + "a" * 13, "GET"),
        ("/login.html", "next=squads", "GET"),
        ("/athletes/ada.html", "kept=x", "GET"),
        ("/squads/club.html", "", "POST"),
        ("/squads/club.parquet", "", "GET"),
        ("/token", "", "GET"),
    ],
)
def test_all_else_is_sent_as_it_is(path, query, method):
    assert not may_be_compressed(scope(path, query, method))


def test_a_browser_gets_what_it_asks_for(local_client):
    small = local_client.get("/squads/club.html")
    assert small.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in small.headers["vary"].lower()
    assert int(small.headers["content-length"]) < len(small.content) / 2
    plain = local_client.get("/squads/club.html", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert "content-encoding" not in local_client.get("/squads/club.html?name=cleo").headers
