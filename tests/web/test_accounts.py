"""What is kept of accounts, links and tokens."""

import json
import stat
from datetime import UTC, datetime, timedelta

import pytest

from niggle.errors import StoreError, UsageError
from niggle.web import accounts as module
from niggle.web.accounts import Accounts

PASSWORD = "a few words do well"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def accounts(folder):
    return Accounts(folder)


def add(accounts, name="Olga", password=PASSWORD):
    return accounts.add(name, "owner", password, squads=(), athlete=None)


def test_the_file_is_for_its_owner_alone_and_has_no_password_in_it(accounts, folder):
    add(accounts)
    token = accounts.new_token("cleo")
    path = folder / "credentials" / "access.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert PASSWORD not in path.read_text()
    assert token not in path.read_text()
    assert json.loads(path.read_text())["accounts"]["olga"]["password"].startswith("$argon2id$")


def test_the_secret_is_made_once(accounts, folder):
    first = accounts.read().secret
    assert len(first) >= 32
    add(accounts)
    assert Accounts(folder).read().secret == first


def test_only_the_right_password_of_the_right_name_opens(accounts):
    add(accounts)
    assert accounts.verified(" OLGA ", PASSWORD) is not None
    assert accounts.verified("olga", PASSWORD + "x") is None
    assert accounts.verified("olga", "") is None
    assert accounts.verified("sven", PASSWORD) is None


def test_a_name_that_is_not_there_costs_a_verification_too(accounts, monkeypatch):
    seen = []

    class Hasher:
        def verify(self, known, password):
            seen.append((known, password))
            raise module.VerificationError

        def hash(self, password):
            return "$argon2id$nobody"

    monkeypatch.setattr(module, "_HASHER", Hasher())
    module._nobodys_password.cache_clear()
    assert accounts.verified("nobody", PASSWORD) is None
    module._nobodys_password.cache_clear()
    assert seen == [("$argon2id$nobody", PASSWORD)]


@pytest.mark.parametrize("password", ["", "too short", "x" * 1001])
def test_a_password_that_is_too_short_or_endless_is_refused(accounts, password):
    with pytest.raises(UsageError, match="at least 10"):
        add(accounts, password=password)
    assert accounts.read().accounts == {}


@pytest.mark.parametrize("name", ["", "a b", "a/b", "<script>", "x" * 65, ".hidden"])
def test_a_name_that_cannot_be_one_is_refused(accounts, name):
    with pytest.raises(UsageError, match="no name to log in with"):
        add(accounts, name=name)


def test_another_password_has_another_epoch(accounts):
    assert add(accounts) is True
    before = accounts.read().accounts["olga"]
    assert add(accounts, password="and now another one") is False
    after = accounts.read().accounts["olga"]
    assert after.epoch != before.epoch
    assert accounts.verified("olga", PASSWORD) is None


def test_a_link_stays_the_same_until_it_is_renewed_or_revoked(accounts):
    first = accounts.link_epoch("cleo")
    assert accounts.link_epoch("cleo") == first
    second = accounts.link_epoch("cleo", renew=True)
    assert second != first
    accounts.revoke("cleo")
    assert accounts.link_epoch("cleo") not in (first, second)


def test_a_token_opens_for_its_athlete_only_and_until_the_next(accounts):
    token = accounts.new_token("cleo")
    assert accounts.token_matches("cleo", token)
    assert not accounts.token_matches("emil", token)
    assert not accounts.token_matches("cleo", "")
    assert not accounts.token_matches("emil", "")
    newer = accounts.new_token("cleo")
    assert not accounts.token_matches("cleo", token)
    assert accounts.token_matches("cleo", newer)


def test_what_is_revoked_is_gone_and_named(accounts):
    add(accounts, name="cleo")
    accounts.link_epoch("cleo")
    accounts.link_epoch("emil")
    token = accounts.new_token("cleo")
    assert accounts.revoke("cleo") == ("the account", "the link", "the token")
    assert accounts.revoke("cleo") == ()
    assert not accounts.token_matches("cleo", token)
    assert accounts.verified("cleo", PASSWORD) is None
    assert set(accounts.read().links) == {"emil"}


def test_sessions_that_were_ended_are_forgotten_once_they_would_be_over(accounts):
    accounts.end("one", over_at=100, now=50)
    accounts.end("two", over_at=200, now=150)
    assert accounts.read().ended == {"two": 200}


def test_a_damaged_file_lets_nobody_in(accounts, folder):
    add(accounts)
    (folder / "credentials" / "access.json").write_text("{")
    with pytest.raises(StoreError, match="damaged"):
        accounts.read()
    with pytest.raises(StoreError, match="damaged"):
        add(accounts)


NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)


def show(accounts, days=7, athlete_id="cleo"):
    return accounts.show_episode(athlete_id, "0123456789ab", ["runs"], over_at=NOW + timedelta(days=days), now=NOW)


def test_a_token_shows_one_episode_until_it_is_over_and_is_kept_as_a_digest(accounts, folder):
    token = show(accounts)
    assert token not in (folder / "credentials" / "access.json").read_text()
    shown = accounts.shown_by(token, now=NOW + timedelta(days=6.99))
    assert (shown.athlete_id, shown.episode, shown.parts) == ("cleo", "0123456789ab", ("runs",))
    assert accounts.shown_by(token, now=NOW + timedelta(days=7)) is None
    assert accounts.shown_by("", now=NOW) is accounts.shown_by(shown.id, now=NOW) is None


def test_a_link_to_an_episode_is_taken_back_by_whose_it_is(accounts):
    first, second = show(accounts), show(accounts, days=30)
    ids = [one.id for one in accounts.shown_of("cleo", now=NOW)]
    assert not accounts.hide_episode("emil", ids[0])
    assert accounts.hide_episode("cleo", ids[0])
    assert [accounts.shown_by(token, now=NOW) is None for token in (first, second)] == [True, False]
    assert accounts.revoke("cleo") == ("links to episodes",)
    assert accounts.shown_of("cleo", now=NOW) == ()


def test_who_is_forgotten_shows_nothing_any_more(accounts):
    token, others = show(accounts), show(accounts, athlete_id="emil")
    accounts.forget_athlete("cleo")
    assert accounts.shown_by(token, now=NOW) is None
    assert accounts.shown_by(others, now=NOW) is not None


def test_links_of_one_athlete_are_bounded_until_one_is_taken_back(accounts, monkeypatch):
    monkeypatch.setattr(module, "MOST_SHOWN", 2)
    for athlete_id in ("cleo", "cleo", "emil"):
        show(accounts, athlete_id=athlete_id)
    with pytest.raises(UsageError, match="Take one back"):
        show(accounts)
    accounts.hide_episode("cleo", accounts.shown_of("cleo", now=NOW)[0].id)
    assert show(accounts)
