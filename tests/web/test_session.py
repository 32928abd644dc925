"""Whose session a cookie is."""

import pytest

from niggle.config import WebConfig
from niggle.web.session import Authenticator, new_session
from niggle.web.viewer import LOCAL, NOBODY


@pytest.fixture
def authenticator(web_config):
    return Authenticator(web_config.model_copy(update={"web": WebConfig(public_url="http://192.168.1.5:8712")}))


def test_who_comes_without_a_cookie_is_nobody_with_a_session_of_their_own(authenticator, web_clock):
    one, other = (authenticator.session_of(None, web_clock()) for _ in range(2))
    assert one.id != other.id
    assert not one.is_kept
    assert authenticator.viewer_of(one) is NOBODY


def test_each_kind_of_viewer_has_a_key_of_its_own(authenticator, web_clock):
    authenticator.accounts.add("cleo", "coach", "a few words do well", squads=("club",), athlete="cleo")
    link = authenticator.session_of_link(authenticator.link_of("cleo"), web_clock())
    assert link is None  # this door has read what was given before
    authenticator = Authenticator(authenticator._config)
    athlete = authenticator.viewer_of(authenticator.session_of_link(authenticator.link_of("cleo"), web_clock()))
    epoch = authenticator.accounts.read().accounts["cleo"].epoch
    coach = authenticator.viewer_of(new_session(web_clock(), kind="account", name="cleo", epoch=epoch))
    assert athlete.key != coach.key
    assert (athlete.role, athlete.athlete_id, athlete.squads) == ("athlete", "cleo", frozenset())
    assert (coach.role, coach.athlete_id, coach.squads) == ("coach", "cleo", frozenset({"club"}))


def test_on_this_machine_alone_everybody_is_the_owner(web_config, web_clock):
    authenticator = Authenticator(web_config)
    assert authenticator.viewer_of(new_session(web_clock())) is LOCAL


def test_two_stores_on_one_machine_do_not_share_a_cookie(web_config, tmp_path):
    other = web_config.model_copy(update={"store": web_config.store.model_copy(update={"path": tmp_path / "other"})})
    assert Authenticator(web_config).deployment.cookie != Authenticator(other).deployment.cookie
