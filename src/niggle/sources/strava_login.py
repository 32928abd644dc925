"""Giving niggle access to an athlete's Strava account, and taking it back."""

import webbrowser
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import requests

from niggle.config import StravaConfig
from niggle.sources import credentials, retries
from niggle.sources.base import CredentialsError, SourceError
from niggle.sources.oauth_loopback import LoopbackAnswer
from niggle.sources.strava_client import OAUTH_URL, application, open_session
from niggle.sources.strava_faults import Client, checked_tokens, faults, token_fields
from niggle.sources.strava_limits import RequestLimits
from niggle.sources.strava_streams import KIND
from niggle.sources.terms import terms_of

APPS_URL = "https://www.strava.com/settings/apps"
_ENOUGH = {"activity:read", "activity:read_all"}
_WAIT_S = 300.0


def login(
    config: StravaConfig,
    *,
    athlete_id: str,
    store_folder: Path,
    say: Callable[[str], None],
    open_page: Callable[[str], object] = webbrowser.open,
    wait_s: float = _WAIT_S,
) -> None:
    """Send a person to Strava's page of consent, and keep the tokens that come back.

    Raises:
        CredentialsError: if consent or a permission is not given, or not in time.
        SourceError: if Strava cannot be reached, or the account is another than before.
    """
    client_id, secret = application()
    session, road = open_session(config)
    client = Client(requests_session=session, rate_limit_requests=False)
    again = credentials.login_line(KIND, athlete_id)
    with LoopbackAnswer() as loopback:
        # Runs that only the athlete may see are theirs to analyse too, hence all.
        url = client.authorization_url(
            client_id, loopback.redirect_uri, scope="activity:read_all", state=loopback.state
        )
        url = road.oauth_url + url.removeprefix(OAUTH_URL)
        say(f"Open this page on this computer, and allow niggle to read your activities:\n{url}")
        open_page(url)
        answer = loopback.wait(wait_s)
    if answer is None:
        raise CredentialsError(f"Strava: no answer within {wait_s:.0f} seconds", command=again)
    scopes = set(answer.get("scope", "").replace(",", " ").split())
    if "code" not in answer or not scopes & _ENOUGH:
        raise CredentialsError("Strava: the permission to read activities was not given", command=again)
    tokens = _exchange(client, client_id, secret, answer["code"], again)
    account, before = tokens["account"], (credentials.load(store_folder, athlete_id, KIND) or {}).get("account")
    if account is not None and before is not None and account != before:
        raise SourceError(
            "this is another Strava account than the one of before; if that is meant, run "
            f"`niggle logout {KIND} --athlete {athlete_id}` first, which deletes what came from the other"
        )
    credentials.save(store_folder, athlete_id, KIND, {**tokens, "scopes": sorted(scopes)})
    if "activity:read_all" not in scopes:
        say("Strava gives niggle only the activities that others may see too; log in again to change that.")


def logout(config: StravaConfig, *, athlete_id: str, store_folder: Path) -> str | None:
    """Take access back at Strava and delete the tokens, the latter whatever Strava says.

    A line for the person if Strava could not be told, else None. What came from Strava has to go too: that is the
    caller's, `steps.expire`.
    """
    tokens = credentials.load(store_folder, athlete_id, KIND)
    try:
        return None if tokens is None else _revoke(config, tokens)
    finally:
        credentials.delete(store_folder, athlete_id, KIND)


def state(config: StravaConfig, *, athlete_id: str, store_folder: Path) -> tuple[bool, str]:
    """Whether nothing stands in the way of the next sync as far as this computer can tell, and a line that says it.

    Raises:
        CredentialsError: if the application's keys are not set, or what was saved cannot be read.
    """
    application()
    tokens = credentials.load(store_folder, athlete_id, KIND)
    if tokens is None:
        return False, f"not logged in; run `{credentials.login_line(KIND, athlete_id)}`"
    terms = terms_of(config)
    use = "feeds baselines" if terms.may_feed_baselines else "feeds no baselines"
    return True, f"logged in; shown to the athlete alone, {use}, kept {terms.keep_days} days"


def _exchange(client: Client, client_id: int, secret: str, code: str, again: str) -> dict[str, Any]:
    """The tokens for a code, and a digit string for the account if Strava names it."""
    with faults(again, RequestLimits(), retries.now()), token_fields():
        answer, athlete = client.protocol.exchange_code_for_token(client_id, secret, code, return_athlete=True)
    account = athlete.get("id") if isinstance(athlete, dict) else None
    return {**checked_tokens(cast(Mapping[str, Any], answer)), "account": None if account is None else str(account)}


def _revoke(config: StravaConfig, tokens: Mapping[str, Any]) -> str | None:
    """Revoke both tokens by `oauth/revoke`; `oauth/deauthorize`, which stravalib has, ends on 1 June 2027."""
    by_hand = f"Strava could not be told; take niggle away yourself at {APPS_URL}"
    try:
        answer = open_session(config)[0].post(
            f"{OAUTH_URL}/oauth/revoke",
            data={"token": tokens.get("refresh_token"), "token_type_hint": "refresh_token"},
            auth=(str(application()[0]), application()[1]),
        )
    except (requests.RequestException, CredentialsError):
        return by_hand
    return None if answer.ok else by_hand
