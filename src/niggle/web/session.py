"""Sessions, links and the tokens of forms: what a browser carries, all of it signed with the store's secret.

One cookie holds the session: its id, whose it is, and the epoch of the account or link that it rests on. Somebody
who is not logged in has one too once there is a form to send, since the token of a form is bound to the session's id.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from itsdangerous import BadSignature, Signer, URLSafeSerializer
from starlette.responses import Response

from niggle.config import Config
from niggle.web.accounts import Accounts
from niggle.web.deployment import Deployment, deployment_of
from niggle.web.faults import RefusedError
from niggle.web.viewer import LOCAL, NOBODY, Viewer

type SessionKind = Literal["nobody", "account", "athlete"]

LIFETIMES = {"account": timedelta(days=7), "athlete": timedelta(days=30)}
_RENEWED_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What the cookie says. `name` is the account's or the athlete's id; `is_kept`: the browser has it already."""

    id: str
    kind: SessionKind = "nobody"
    name: str = ""
    epoch: str = ""
    issued_at: datetime
    is_kept: bool = False


def new_session(now: datetime, *, kind: SessionKind = "nobody", name: str = "", epoch: str = "") -> Session:
    """A session that nobody else has."""
    return Session(id=secrets.token_urlsafe(18), kind=kind, name=name, epoch=epoch, issued_at=now)


class Authenticator:
    """Who comes in: sessions and links checked against what access has been given at this moment."""

    def __init__(self, config: Config, deployment: Deployment | None = None) -> None:
        self._config = config
        self.deployment = deployment_of(config) if deployment is None else deployment
        self.accounts = Accounts(config.store.path)
        self._access = self.accounts.read()

    def session_of(self, cookie: str | None, now: datetime) -> Session:
        """The session that a cookie holds; a new one of nobody's for a cookie that is missing, forged or over."""
        try:
            kept = self._sealer("session").loads(cookie or "")
            session = Session(
                id=str(kept["id"]), kind=kept["kind"], name=str(kept["name"]), epoch=str(kept["epoch"]),
                issued_at=datetime.fromtimestamp(kept["at"], UTC), is_kept=True,
            )  # fmt: skip
        except (BadSignature, KeyError, TypeError, ValueError):
            return new_session(now)
        is_over = session.kind != "nobody" and now - session.issued_at > LIFETIMES[session.kind]
        return new_session(now) if is_over or session.id in self._access.ended else session

    def viewer_of(self, session: Session) -> Viewer:
        """Who that is, by what access holds now."""
        if self.deployment.is_local:
            return LOCAL
        if session.kind == "account":
            account = self._access.accounts.get(session.name)
            if account is not None and account.epoch == session.epoch:
                return Viewer(
                    f"account:{session.name}", account.role, name=session.name, athlete_id=account.athlete_id,
                    squads=self._config.squads_named(account.squads),
                )  # fmt: skip
        if session.kind == "athlete":
            athletes = {athlete.id: athlete for athlete in self._config.athletes}
            if session.name in athletes and self._access.links.get(session.name) == session.epoch:
                name = athletes[session.name].name
                return Viewer(f"athlete:{session.name}", "athlete", name=name, athlete_id=session.name)
        return NOBODY

    def person_of(self, viewer: Viewer) -> str:
        """What tells a viewer from everybody else at the same browser, and says nothing of who that is.

        An athlete is the same person with their link and with an account of their own.
        """
        key = viewer.key if viewer.athlete_id is None else f"athlete:{viewer.athlete_id}"
        return self._signer("person").get_signature(key).decode()[:16]

    def renewed(self, session: Session, now: datetime) -> Session | None:
        """The same session for longer, if it is time to say so to the browser; None otherwise."""
        if session.kind == "nobody" or now - session.issued_at < _RENEWED_AFTER:
            return None
        return Session(id=session.id, kind=session.kind, name=session.name, epoch=session.epoch, issued_at=now)

    def keep(self, response: Response, session: Session) -> None:
        """Have the browser keep a session; that of nobody until the browser is closed."""
        lifetime = LIFETIMES.get(session.kind)
        kept = {
            "id": session.id, "kind": session.kind, "name": session.name, "epoch": session.epoch,
            "at": int(session.issued_at.timestamp()),
        }  # fmt: skip
        sealed = self._sealer("session").dumps(kept)
        response.set_cookie(
            self.deployment.cookie, sealed if isinstance(sealed, str) else sealed.decode(),
            max_age=None if lifetime is None else int(lifetime.total_seconds()),
            path=self.deployment.path, secure=self.deployment.is_secure, httponly=True, samesite="lax",
        )  # fmt: skip

    def end(self, response: Response, session: Session, now: datetime) -> None:
        """Log a session out: here, for whoever may have a copy of it, and in the browser."""
        if session.kind != "nobody":
            over_at = now + LIFETIMES[session.kind]
            self.accounts.end(session.id, over_at=int(over_at.timestamp()), now=int(now.timestamp()))
        response.delete_cookie(
            self.deployment.cookie,
            path=self.deployment.path,
            secure=self.deployment.is_secure,
            httponly=True,
            samesite="lax",
        )

    def csrf_of(self, session: Session) -> str:
        """The token that a form of this session sends along."""
        return self._signer("form").get_signature(session.id).decode()

    def check_token(self, session: Session, form: Mapping[str, str]) -> None:
        """Let a form pass that was made for the session; takes as long whatever its token is.

        Raises:
            RefusedError: if it was not.
        """
        token = form.get("csrf", "")
        is_own = token.isascii() and self._signer("form").verify_signature(session.id, token)
        if not (is_own and session.is_kept):
            raise RefusedError(
                403,
                "Send it once more",
                "The page was open for too long, or this browser keeps no cookies. Nothing was changed: go back, "
                "reload the page and send it again.",
            )

    def link_of(self, athlete_id: str, *, renew: bool = False) -> str:
        """The signed part of an athlete's own link; always the same until it is revoked or renewed."""
        sealed = self._sealer("link").dumps([athlete_id, self.accounts.link_epoch(athlete_id, renew=renew)])
        return sealed if isinstance(sealed, str) else sealed.decode()

    def session_of_link(self, link: str, now: datetime) -> Session | None:
        """A new session of the athlete whose link that is; None if it is none, or no longer."""
        try:
            athlete_id, epoch = self._sealer("link").loads(link)
        except (BadSignature, TypeError, ValueError):
            return None
        session = new_session(now, kind="athlete", name=str(athlete_id), epoch=str(epoch))
        return None if self.viewer_of(session) is NOBODY else session

    def _sealer(self, purpose: str) -> URLSafeSerializer:
        options = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
        return URLSafeSerializer(self._access.secret, salt=f"niggle {purpose}", signer_kwargs=options)

    def _signer(self, purpose: str) -> Signer:
        return Signer(
            self._access.secret, salt=f"niggle {purpose}", digest_method=hashlib.sha256, key_derivation="hmac"
        )
