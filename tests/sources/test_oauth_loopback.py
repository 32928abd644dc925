"""The end of a login in the browser: only the answer to this login counts."""

import urllib.error
import urllib.parse
import urllib.request

import pytest

from niggle.sources.oauth_loopback import LoopbackAnswer


def status_of(address: str, **query: str) -> int:
    try:
        with urllib.request.urlopen(f"{address}?{urllib.parse.urlencode(query)}", timeout=10) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.fixture
def login():
    with LoopbackAnswer() as waiting:
        yield waiting


def test_the_answer_of_this_login_comes_back(login):
    assert status_of(login.redirect_uri, state=login.state, code="c") == 200
    assert login.wait(10) == {"state": login.state, "code": "c"}


def test_a_forged_answer_is_refused_and_the_wait_goes_on(login):
    assert status_of(login.redirect_uri, state="other", code="evil") == 400
    assert status_of(login.redirect_uri, code="evil") == 400
    assert login.wait(0) is None
    assert status_of(login.redirect_uri, state=login.state, code="c") == 200
    assert login.wait(10) is not None


def test_there_is_nothing_else_there(login):
    assert status_of(login.redirect_uri.replace("/answer", "/admin"), state=login.state) == 404
    assert login.wait(0) is None


def test_it_listens_on_this_machine_alone_and_each_login_has_its_own_state(login):
    assert login.redirect_uri.startswith("http://127.0.0.1:")
    with LoopbackAnswer() as other:
        assert other.state != login.state


def test_nothing_of_an_answer_is_logged(login, capfd):
    status_of(login.redirect_uri, state=login.state, code="s3cret")
    assert capfd.readouterr() == ("", "")
