"""Between a request and its handler: what is refused, and what of the request and the answer is read and written."""

import hashlib
import logging
import math
from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qsl, quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from niggle.reports.paths import LOGIN
from niggle.web.accounts import account_name
from niggle.web.deployment import Deployment
from niggle.web.faults import RefusedError
from niggle.web.limiting import ALARMS, GUESSES, LINKS, LOGINS, LOGINS_OF_ADDRESS, POSTS, Limit, Limiter, network_of
from niggle.web.page_request import PageRequest
from niggle.web.routes import Address
from niggle.web.session import Authenticator
from niggle.web.viewer import NOBODY

MOST_BYTES_OF_FORM, MOST_BYTES_SENT = 256 * 1024, 20 * 1024 * 1024
_MOST_FIELDS = 1000
_MOST_FOLDERS = 100  # far beyond any page: an address of slashes alone does not get a page of ten times its length
_FORM = "application/x-www-form-urlencoded"


_log = logging.getLogger(__name__)


class Guard:
    """Keeps count, and refuses what ought not to reach a handler."""

    def __init__(self, deployment: Deployment, clock: Callable[[], datetime]) -> None:
        self._site = deployment
        self._limiter = Limiter(clock)

    def check(
        self, address: Address, request: Request, authenticator: Authenticator, page_request: PageRequest
    ) -> None:
        """Let a request pass.

        Raises:
            RefusedError: if it may not.
        """
        if address.method == "POST" and address.takes_form:
            self._check_sender(request)
        if address.audience == "viewers" and page_request.viewer is NOBODY:
            raise RefusedError(401, "Log in first", "Only people who are logged in can see this.")
        if address.method == "POST" and address.takes_form and address.audience == "viewers":
            authenticator.check_token(page_request.session, page_request.form)
        self._check_pace(address, request, page_request)

    def _check_sender(self, request: Request) -> None:
        """Refuse what another site has a browser send; the token would do, and this does where a token has leaked."""
        deployment = request.headers.get("sec-fetch-site")
        origin = request.headers.get("origin")
        if deployment is not None:
            is_own = deployment in ("same-origin", "none")
        elif origin is not None:  # a browser that is asked over plain http says no more than this
            scheme = "https" if self._site.is_secure else "http"
            is_own = origin.lower() in {
                f"{scheme}://{host}" for host in (request.headers.get("host"), self._site.netloc)
            }
        else:
            is_own = True
        if not is_own:
            raise RefusedError(
                403, "Invalid request", "This was sent from another site. Open the page here and try again."
            )

    def _check_pace(self, address: Address, request: Request, page_request: PageRequest) -> None:
        remote = remote_address(request, self._site)
        match address.pace:
            case "logins":
                name = account_name(page_request.form.get("name", ""))[:100]
                self._take([f"login from {remote}"], LOGINS_OF_ADDRESS)
                self._take([f"login from {remote} as {name}"], LOGINS)
                self._tell_of_guesses(name)
            case "links":
                self._take([f"link from {remote}"], LINKS)
            case "posts" if address.method == "POST":
                self._take([f"post by {remote if page_request.viewer is NOBODY else page_request.viewer.key}"], POSTS)

    def _tell_of_guesses(self, name: str) -> None:
        """Tell the owner's log when many try one name: a stranger must not be able to keep its owner out by that."""
        is_guessed = self._limiter.wait_s([f"login as {name}"], GUESSES) > 0
        if is_guessed and self._limiter.wait_s([f"alarm of {name}"], ALARMS) == 0:
            _log.warning(
                "somebody may be guessing a password: more than %d tries for one name in an hour", GUESSES[0].times
            )

    def _take(self, keys: list[str], limits: tuple[Limit, ...]) -> None:
        wait_s = self._limiter.wait_s(keys, limits)
        if wait_s > 0:
            minutes = math.ceil(wait_s / 60)
            when = "a minute" if minutes <= 1 else f"{minutes} minutes"
            line = f"Try again in {when}."
            raise RefusedError(429, "Too many attempts", line, retry_after_s=wait_s)


def to_login(request: Request) -> Response:
    """The way to the login page and back again; relative, since a proxy may have put the pages below a folder."""
    path = request.scope["path"]
    query = request.scope["query_string"].decode("latin-1")
    place = quote(path.lstrip("/")) + (f"?{query}" if query else "")
    back = f"?next={quote(place, safe='')}" if place else ""
    return RedirectResponse(f"{up(path)}{LOGIN}{back}", status_code=303)


def kept_by_browser(request: Request, response: Response) -> Response:
    """A file that tells of nobody: a browser may keep it for an hour and then ask whether it still holds."""
    tag = f'"{hashlib.sha256(bytes(response.body)).hexdigest()[:16]}"'
    headers = {"etag": tag, "cache-control": "private, max-age=3600"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return response


def up(path: str) -> str:
    """From a path of the address back to where the pages begin."""
    return "../" * min(max(path.count("/") - 1, 0), _MOST_FOLDERS)


def remote_address(request: Request, deployment: Deployment) -> str:
    """Who asks, as far as it can be told."""
    remote = "" if request.client is None else request.client.host
    if deployment.behind_proxy:  # only what the proxy itself added is to be trusted, and that is the last
        forwarded = ",".join(request.headers.getlist("x-forwarded-for")).rpartition(",")[2].strip()
        remote = forwarded or remote
    return network_of(remote)


async def body_of(request: Request, most_bytes: int) -> bytes:
    """What was sent.

    Raises:
        RefusedError: if it is more than that.
    """
    too_large = RefusedError(413, "Too large", f"More than {most_bytes // 1024} kB cannot be sent here at once.")
    announced = request.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced) > most_bytes:
        raise too_large
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most_bytes:
            raise too_large
    return bytes(body)


async def discard_body(request: Request, most_bytes: int) -> None:
    """Let who is refused finish sending and keep nothing of it: before that, a refusal looks like a lost connection."""
    count = 0
    async for chunk in request.stream():
        count += len(chunk)
        if count > most_bytes:
            return


def form_of(request: Request, body: bytes) -> dict[str, str]:
    """The fields of a form that was sent, each once.

    Raises:
        RefusedError: if it is none.
    """
    if not body:
        return {}
    try:
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
            raise RefusedError(415, "Invalid request", f"Only forms are accepted here, sent as {_FORM}.")
        fields = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:
        raise RefusedError(400, "Invalid request", "What was sent cannot be read as a form.") from None
    return dict(fields)
