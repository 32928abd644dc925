"""Logging in and out, and athletes' links."""

import re
from http.cookies import SimpleCookie

import pytest
from starlette.testclient import TestClient

from niggle.config import WebConfig
from niggle.web.accounts import Accounts
from niggle.web.app import create_app
from niggle.web.login import local_place
from niggle.web.session import Authenticator

PASSWORD = "a few words do well"


@pytest.fixture
def config(web_config):
    Accounts(web_config.store.path).add("olga", "owner", PASSWORD, squads=(), athlete=None)
    return web_config.model_copy(update={"web": WebConfig(public_url="https://niggle.example.org")})


@pytest.fixture
def client(config, web_clock):
    with client_over(config, web_clock) as client:
        yield client


def client_over(config, clock):
    app = create_app(config, clock=clock, lets_faults_through=True)
    return TestClient(app, base_url="https://niggle.example.org", follow_redirects=False)


def log_in(client, name="olga", password=PASSWORD, **more):
    page = client.get("/login.html")
    csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)[1]
    return client.post("/login.html", data={"csrf": csrf, "name": name, "password": password, **more})


def is_in(client):
    return client.get("/index.html").status_code == 200


def cookie_of(answer):
    (morsel,) = SimpleCookie(answer.headers["set-cookie"]).values()
    return morsel


def test_a_name_and_its_password_open(client):
    assert not is_in(client)
    answer = log_in(client)
    assert answer.status_code == 303
    assert answer.headers["location"] == "./"
    page = client.get("/index.html")
    assert page.status_code == 200
    assert "olga" in page.text
    assert client.get("/login.html").status_code == 303


def test_one_comes_back_to_the_page_that_was_asked_for(client):
    asked = client.get("/athletes/cleo.html")
    login = client.get("/" + asked.headers["location"].removeprefix("../"))
    place = re.search(r'name="next" value="([^"]+)"', login.text)[1]
    assert log_in(client, next=place).headers["location"] == "athletes/cleo.html"


@pytest.mark.parametrize(
    ("place", "kept"),
    [
        ("runs/a1.html?as=coach", "runs/a1.html?as=coach"),
        ("athletes/cleo/2026.html", "athletes/cleo/2026.html"),
        ("https://evil.example", ""),
        ("//evil.example", ""),
        ("/\\evil.example", ""),
        ("javascript:alert(1)", ""),
        ("runs/../../elsewhere", ""),
        ("runs/%2e%2e/x", ""),
        ("a\nset-cookie: x", ""),
        ("index.html\n", ""),
        ("login.html", ""),
        ("", ""),
    ],
)
def test_after_a_login_one_stays_here(place, kept):
    assert local_place(place) == kept


def test_every_failed_login_looks_the_same(client):
    answers = [
        log_in(client, name=name, password=password)
        for name, password in (("olga", "wrong password"), ("nobody", PASSWORD), ("olga", ""))
    ]
    assert {answer.status_code for answer in answers} == {403}
    texts = {re.sub(r'name="name" value="[^"]*"|name="csrf" value="[^"]*"', "", answer.text) for answer in answers}
    assert len(texts) == 1
    assert "do not belong together" in texts.pop()
    assert not is_in(client)


def test_what_was_typed_as_a_name_is_shown_as_text(client):
    answer = log_in(client, name='"><script>alert(1)</script>')
    assert "<script>" not in answer.text


def test_the_cookie_can_only_be_sent_here_over_tls_and_read_by_no_script(client):
    morsel = cookie_of(log_in(client))
    assert morsel.key.startswith("__Host-niggle_")
    assert morsel["httponly"]
    assert morsel["secure"]
    assert morsel["samesite"] == "lax"
    assert morsel["path"] == "/"
    assert morsel["max-age"] == str(7 * 24 * 3600)


@pytest.mark.parametrize(
    ("public_url", "path", "is_secure", "start"),
    [
        ("https://example.org/niggle", "/niggle/", True, "__Secure-niggle_"),
        ("http://192.168.1.5:8712", "/", False, "niggle_"),
    ],
)
def test_the_cookie_follows_the_public_address(config, web_clock, public_url, path, is_secure, start):
    config = config.model_copy(update={"web": WebConfig(public_url=public_url)})
    with TestClient(create_app(config, clock=web_clock), base_url=public_url.removesuffix("/niggle")) as client:
        morsel = cookie_of(client.get("/login.html"))
    assert morsel["path"] == path
    assert bool(morsel["secure"]) is is_secure
    assert morsel.key.startswith(start)


def test_a_login_without_the_token_of_its_page_is_asked_again(client):
    client.get("/login.html")
    answer = client.post("/login.html", data={"name": "olga", "password": PASSWORD, "csrf": "made up"})
    assert answer.status_code == 403
    assert "Try once more" in answer.text
    assert not is_in(client)
    csrf = re.search(r'name="csrf" value="([^"]+)"', answer.text)[1]
    assert client.post("/login.html", data={"name": "olga", "password": PASSWORD, "csrf": csrf}).status_code == 303


def test_a_login_begins_a_session_that_nobody_knew_before(client, config):
    before = cookie_of(client.get("/login.html"))
    after = cookie_of(log_in(client))
    authenticator = Authenticator(config)
    assert after.value != before.value
    client.cookies.clear()
    client.cookies.set(authenticator.deployment.cookie, before.value)
    assert not is_in(client)


def test_a_session_is_over_after_seven_days_without_a_visit(client, web_clock):
    log_in(client)
    web_clock.move_on(days=6)
    assert is_in(client)  # which makes it longer
    web_clock.move_on(days=6)
    assert is_in(client)
    web_clock.move_on(days=7, seconds=1)
    assert not is_in(client)


def test_a_forged_session_is_nobodys(client, config, web_clock):
    value = cookie_of(log_in(client)).value
    client.cookies.clear()
    client.cookies.set(
        Authenticator(config).deployment.cookie, value[:-4] + ("aaaa" if value[-4:] != "aaaa" else "bbbb")
    )
    assert not is_in(client)


def test_a_changed_password_and_a_revoked_account_end_the_sessions(client, config):
    accounts = Accounts(config.store.path)
    log_in(client)
    assert is_in(client)
    accounts.add("olga", "owner", "and now another one", squads=(), athlete=None)
    assert not is_in(client)
    log_in(client, password="and now another one")
    assert is_in(client)
    accounts.revoke("olga")
    assert not is_in(client)
    accounts.add("olga", "owner", "and now another one", squads=(), athlete=None)
    assert not is_in(client)


def test_who_logs_out_is_out_with_every_copy_of_the_cookie(client, config, post_form):
    copy = cookie_of(log_in(client)).value
    answer = post_form(client, "/logout")
    assert answer.status_code == 303
    assert answer.headers["location"] == "login.html"
    assert cookie_of(answer)["max-age"] == "0"
    assert not is_in(client)
    client.cookies.set(Authenticator(config).deployment.cookie, copy)
    assert not is_in(client)


def enter(client, config, athlete_id="cleo", **options):
    return client.get(f"/enter/{Authenticator(config).link_of(athlete_id, **options)}")


def test_a_link_leads_to_the_athletes_own_page(client, config):
    answer = enter(client, config)
    assert answer.status_code == 303
    assert answer.headers["location"] == "../athletes/cleo.html"
    assert cookie_of(answer)["max-age"] == str(30 * 24 * 3600)
    page = client.get("/athletes/cleo.html")
    assert page.status_code == 200
    assert client.get("/athletes/emil.html").status_code == 404


def test_a_link_that_was_replaced_or_taken_back_opens_nothing_any_more(client, config, web_clock):
    link = Authenticator(config).link_of("cleo")
    assert client.get(f"/enter/{link}").status_code == 303
    newer = Authenticator(config).link_of("cleo", renew=True)
    assert client.get("/athletes/cleo.html").status_code == 303  # the session of the old one
    assert client.get(f"/enter/{link}").status_code == 404
    assert client.get(f"/enter/{newer}").status_code == 303
    Accounts(config.store.path).revoke("cleo")
    assert client.get("/athletes/cleo.html").status_code == 303
    assert client.get(f"/enter/{newer}").status_code == 404


def test_a_session_cookie_is_not_a_link_nor_the_other_way_round(client, config):
    session = cookie_of(enter(client, config)).value
    assert client.get(f"/enter/{session}").status_code == 404
    client.cookies.clear()
    client.cookies.set(Authenticator(config).deployment.cookie, Authenticator(config).link_of("cleo"))
    assert client.get("/athletes/cleo.html").status_code == 303


@pytest.mark.parametrize("link", ["x", "WyJjbGVvIiwiYSJd.AAAA", "%00", "a" * 5000])
def test_what_is_no_link_opens_nothing(client, link):
    answer = client.get(f"/enter/{link}")
    assert answer.status_code == 404
    assert "This link does not open anything" in answer.text


def test_an_athlete_who_is_not_in_the_configuration_any_more_is_out(client, config, web_clock):
    enter(client, config)
    without = config.model_copy(update={"athletes": config.athletes[1:]})
    with client_over(without, web_clock) as other:
        other.cookies.update(client.cookies)
        assert other.get("/athletes/cleo.html").status_code == 303


def test_where_nobody_logs_in_the_login_page_leads_on(local_client, web_config):
    assert local_client.get("/login.html").headers["location"] == "./"
    answer = enter(local_client, web_config)
    assert answer.headers["location"] == "../athletes/cleo.html"


def test_a_link_still_needs_to_be_one_where_nobody_logs_in(local_client):
    assert local_client.get("/enter/x").status_code == 404


def test_a_form_that_comes_after_the_session_has_ended_leads_to_the_login_and_back(client, run_ids):
    form = f"runs/{run_ids('cleo')[-1]}/pain.html"
    page = client.post(f"/{form}", data={"csrf": "of before", "no_pain": "yes"})
    assert page.status_code == 401
    assert "not saved yet" in page.text
    assert 'action="../../login.html"' in page.text
    assert f'name="next" value="{form}"' in page.text
    csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)[1]
    answer = client.post("/login.html", data={"csrf": csrf, "name": "olga", "password": PASSWORD, "next": form})
    assert answer.status_code == 303
    assert answer.headers["location"] == form


ANSWERS = {"csrf": "of before", "site": "shin", "side": "left", "peak": "4", "note": "Zwiebelfisch <b>", "then": "run"}


def sent_too_late(client, place, **answers):
    page = client.post(f"/{place}", data=ANSWERS | answers)
    assert page.status_code == 401
    assert "Zwiebelfisch" not in page.text
    assert "Zwiebelfisch" not in str(page.headers)


def test_what_was_typed_comes_back_after_opening_ones_own_link(client, config, run_ids):
    form = f"runs/{run_ids('cleo')[-1]}/pain.html"
    sent_too_late(client, form)
    answer = enter(client, config)
    assert answer.headers["location"] == f"../{form}"
    page = client.get(f"/{form}")
    assert page.status_code == 200
    assert "It is not saved yet: send it now" in page.text
    assert "Zwiebelfisch &lt;b&gt;" in page.text
    assert re.search(r'name="peak"[^>]*value="4"[^>]*checked|value="4"[^>]*name="peak"[^>]*checked', page.text)
    assert "Zwiebelfisch" not in client.get(f"/{form}").text  # it is shown once, and sent or left then


def test_what_was_typed_comes_back_after_logging_in(client, config, run_ids):
    form = f"runs/{run_ids('cleo')[-1]}/pain.html"
    Accounts(config.store.path).add("cleo", "coach", PASSWORD, squads=("club",), athlete="cleo")
    sent_too_late(client, form)
    log_in(client, "cleo")
    assert "Zwiebelfisch" in client.get(f"/{form}").text


def test_a_check_in_comes_back_too(client, config):
    sent_too_late(client, "athletes/cleo/week.html", participation="2")
    assert enter(client, config).headers["location"] == "../athletes/cleo/week.html"
    page = client.get("/athletes/cleo/week.html")
    assert "It is not saved yet" in page.text


def test_a_report_on_a_day_comes_back_too(client, config):
    sent_too_late(client, "athletes/cleo/pain.html", date="2026-02-20")
    enter(client, config)
    page = client.get("/athletes/cleo/pain.html").text
    assert "It is not saved yet" in page
    assert "Zwiebelfisch &lt;b&gt;" in page


def test_a_form_that_does_not_come_back_promises_nothing(client):
    page = client.post("/athletes/cleo/coach.html", data={"share": "none", "csrf": "of before"})
    assert page.status_code == 401
    assert "nothing was taken" in page.text
    assert "as you left it" not in page.text


def test_it_comes_back_to_nobody_else(client, config, run_ids):
    form = f"runs/{run_ids('cleo')[-1]}/pain.html"
    sent_too_late(client, form)
    answer = enter(client, config, "emil")
    assert answer.headers["location"] == "../athletes/emil.html"
    assert "Zwiebelfisch" not in client.get("/athletes/emil.html").text
    assert client.get(f"/{form}").status_code == 404


def test_it_is_kept_for_an_hour(client, config, run_ids, web_clock):
    form = f"runs/{run_ids('cleo')[-1]}/pain.html"
    sent_too_late(client, form)
    enter(client, config)
    web_clock.move_on(hours=1)
    assert "Zwiebelfisch" not in client.get(f"/{form}").text
