"""Consent in the browser, what is kept of it, and taking it back."""

import threading
from pathlib import Path

import pytest
import requests

from niggle.sources import credentials
from niggle.sources.base import CredentialsError, SourceChangedError, SourceError
from niggle.sources.oauth_loopback import LoopbackAnswer
from niggle.sources.strava import login, logout, state


class Browser:
    """Opens a page as a person would, from another thread, as a browser does; then `answers` are what it got."""

    def __init__(self, change=lambda link: link):
        self._change, self.answers, self._threads = change, [], []

    def __call__(self, url):
        thread = threading.Thread(target=self._open, args=(url,))
        thread.start()
        self._threads.append(thread)

    def _open(self, url):
        consent = requests.get(url, allow_redirects=False, timeout=10)
        self.answers.append(requests.get(self._change(consent.headers["Location"]), timeout=10))

    def close(self):
        for thread in self._threads:
            thread.join(10)


@pytest.fixture
def log_in(strava_config, tmp_path):
    """Log `me` in by a browser; what was said on the way."""

    def run(browser, **options):
        said = []
        try:
            login(
                strava_config, athlete_id="me", store_folder=tmp_path, say=said.append, open_page=browser, **options
            )  # fmt: skip
        finally:
            browser.close()
        return said

    return run


def test_consent_leads_to_kept_tokens(strava, log_in, tmp_path):
    browser = Browser()
    (said,) = log_in(browser)
    assert f"{strava.url}/oauth/authorize?" in said
    assert "scope=activity%3Aread_all" in said
    assert browser.answers[0].status_code == 200
    assert "close this page" in browser.answers[0].text
    kept = credentials.load(tmp_path, "me", "strava")
    assert kept["refresh_token"] == strava.refresh_token
    assert kept["access_token"] == strava.access_token
    assert kept["account"] == "7001"
    assert "fake-" not in said


@pytest.mark.parametrize(
    "forge",
    [
        lambda link: link.replace("state=", "state=x"),
        lambda link: link.split("state=")[0] + "code=forged-code&scope=activity:read_all",
        lambda link: link.replace("state=", "sate="),
    ],
    ids=["another state", "none", "misspelt"],
)
def test_a_wrong_state_is_refused(strava, log_in, tmp_path, forge):
    browser = Browser(forge)
    with pytest.raises(CredentialsError, match="no answer within"):
        log_in(browser, wait_s=0.4)
    assert browser.answers[0].status_code == 400
    assert strava.requests == []  # the code was not even tried
    assert credentials.load(tmp_path, "me", "strava") is None


def test_a_forged_answer_does_not_end_the_wait_for_the_right_one(strava, log_in, tmp_path):
    def forge_first(link):
        assert requests.get(link.replace("state=", "state=x"), timeout=10).status_code == 400
        return link

    log_in(Browser(forge_first))
    assert credentials.load(tmp_path, "me", "strava") is not None


def test_every_login_has_its_own_state():
    states = set()
    for _ in range(3):
        with LoopbackAnswer() as loopback:
            assert loopback.redirect_uri.startswith("http://127.0.0.1:")
            assert requests.get(loopback.redirect_uri.replace("/answer", "/favicon.ico"), timeout=10).status_code == 404
            states.add(loopback.state)
    assert len(states) == 3
    assert min(map(len, states)) >= 32


def test_consent_that_is_not_given(strava, log_in, tmp_path):
    strava.grants = False
    with pytest.raises(CredentialsError, match="was not given; run `niggle login strava --athlete me`"):
        log_in(Browser())
    assert credentials.load(tmp_path, "me", "strava") is None


def test_a_permission_that_is_not_given(strava, log_in):
    strava.scope = "read"
    with pytest.raises(CredentialsError, match="permission to read activities"):
        log_in(Browser())


def test_a_permission_that_is_given_in_part_is_said(strava, log_in):
    strava.scope = "read,activity:read"
    assert "only the activities that others may see" in log_in(Browser())[1]


@pytest.mark.parametrize(
    ("fault", "error_type", "words"),
    [
        ("revoked", CredentialsError, "no longer accepts this login"),
        ("unknown_application", SourceError, "does not know this application"),
        ("inactive", SourceError, "no subscription"),
        ("html", SourceError, "a page instead of data"),
        ("drop", SourceError, "connection to Strava failed"),
        (lambda answer: {**answer, "refresh_token": None}, SourceChangedError, "refresh_token"),
    ],
)
def test_an_exchange_that_fails(strava, log_in, tmp_path, fault, error_type, words):
    strava.fail("token", fault)
    with pytest.raises(error_type, match=words) as caught:
        log_in(Browser())
    assert "fake-" not in str(caught.value)
    assert credentials.load(tmp_path, "me", "strava") is None


def test_another_account_is_not_mixed_with_the_first(strava, log_in, tmp_path):
    log_in(Browser())
    kept = credentials.load(tmp_path, "me", "strava")
    strava.account = 7002
    with pytest.raises(SourceError, match="niggle logout strava --athlete me"):
        log_in(Browser())
    assert credentials.load(tmp_path, "me", "strava") == kept


def test_logging_in_again_replaces_the_tokens(strava, log_in, tmp_path):
    log_in(Browser())
    log_in(Browser())
    assert credentials.load(tmp_path, "me", "strava")["refresh_token"] == strava.refresh_token


def test_logout_revokes_and_deletes(strava, strava_source, strava_config, tmp_path):
    token = strava.refresh_token
    assert logout(strava_config, athlete_id="me", store_folder=tmp_path) is None
    assert strava.revoked == [token]
    assert credentials.load(tmp_path, "me", "strava") is None
    assert logout(strava_config, athlete_id="me", store_folder=tmp_path) is None
    assert strava.count("POST revoke") == 1


@pytest.mark.parametrize("fault", ["broken", "drop", "no_application"])
def test_logout_deletes_even_if_strava_cannot_be_told(
    strava, strava_source, strava_config, tmp_path, fault, monkeypatch
):
    if fault == "no_application":
        monkeypatch.delenv("STRAVA_CLIENT_ID")
    strava.fail("revoke", fault)
    line = logout(strava_config, athlete_id="me", store_folder=tmp_path)
    assert "https://www.strava.com/settings/apps" in line
    assert credentials.load(tmp_path, "me", "strava") is None


def test_the_state_for_the_doctor(strava, strava_source, strava_config, tmp_path, monkeypatch):
    def of(athlete_id: str, folder: Path = tmp_path) -> tuple[bool, str]:
        return state(strava_config, athlete_id=athlete_id, store_folder=folder)

    assert of("me") == (True, "logged in; shown to the athlete alone, feeds no baselines, kept 7 days")
    assert of("you") == (False, "not logged in; run `niggle login strava --athlete you`")
    monkeypatch.delenv("STRAVA_CLIENT_ID")
    with pytest.raises(CredentialsError, match="export STRAVA_CLIENT_ID"):
        of("me")
    assert strava.requests == []
