"""Logging in and out, athletes' links, and the token that a script asks for."""

import re

from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from niggle.reports.login.page import login_page
from niggle.reports.paths import LOGIN, athlete_path
from niggle.vocabulary.slugs import slug
from niggle.web.faults import RefusedError
from niggle.web.page_request import PageRequest
from niggle.web.session import Authenticator, new_session
from niggle.web.viewer import NOBODY

# The same whatever was wrong, so that nobody learns which names there are.
_NOT_THIS = "This name and password do not belong together. Look at both once more."
_ENDED = (
    "You are logged out by now, so what you sent is not saved yet. Log in, or open your personal link again in this "
    "browser: then the form is as you left it, and you can send it."
)
_NOT_TAKEN = "You are logged out by now, so nothing was taken. Log in and send it once more."
_START = "./"


def page(request: PageRequest) -> Response:
    """The page to log in; who is logged in already goes on."""
    place = local_place(request.query.get("next", ""))
    if request.viewer is not NOBODY:
        return RedirectResponse(place or _START, status_code=303)
    return HTMLResponse(login_page(request.context(), place=place))


def log_in(request: PageRequest) -> Response:
    """A new session for a name and its password."""
    place = local_place(request.form.get("next", ""))
    authenticator = Authenticator(request.config)
    if authenticator.deployment.is_local:
        return RedirectResponse(_START, status_code=303)
    name = request.form.get("name", "")
    try:
        authenticator.check_token(request.session, request.form)
    except RefusedError:
        fault = "The page was open for too long, or this browser keeps no cookies. Try once more."
        return HTMLResponse(login_page(request.context(), place=place, name=name, fault=fault), status_code=403)
    found = authenticator.accounts.verified(name, request.form.get("password", ""))
    if found is None:
        return HTMLResponse(login_page(request.context(), place=place, name=name, fault=_NOT_THIS), status_code=403)
    key, account = found
    response = RedirectResponse(place or _START, status_code=303)
    # A new one: whoever knew the id of the session before knows nothing of this.
    session = new_session(request.now, kind="account", name=key, epoch=account.epoch)
    request.unsent.move(request.session.id, session.id)
    authenticator.keep(response, session)
    return response


def once_more(path: str, request: PageRequest, *, fills_in: bool) -> Response:
    """The page to log in, for a form that came after the session had ended; it leads back to `path`.

    `fills_in`: the form there is filled in again.
    """
    is_kept = fills_in and bool(request.form) and "undo" not in request.form
    if is_kept:
        request.unsent.keep(request.session.id, request.place, request.form, request.now)
    page = login_page(
        request.context(),
        place=local_place(path.lstrip("/")),
        fault=_ENDED if is_kept else _NOT_TAKEN,
        depth=max(path.count("/") - 1, 0),
    )
    return HTMLResponse(page, status_code=401)


def log_out(request: PageRequest) -> Response:
    """The end of the session, also for a copy of its cookie."""
    response = RedirectResponse(LOGIN, status_code=303)
    Authenticator(request.config).end(response, request.session, request.now)
    return response


def enter(request: PageRequest) -> Response:
    """A new session for the athlete whose link it is; the same page for every link that is none."""
    authenticator = Authenticator(request.config)
    session = authenticator.session_of_link(request.path["token"], request.now)
    if session is None:
        raise RefusedError(
            404,
            "This link does not open anything",
            "It was replaced or taken back, or a part is missing. Ask whoever gave it to you for a new one.",
        )
    place = request.unsent.move(request.session.id, session.id) or ""
    own = slug(session.name)
    if not place.startswith((f"runs/{own}-", f"athletes/{own}/")):
        place = athlete_path(session.name)
    response = RedirectResponse(f"../{place}", status_code=303)
    if not authenticator.deployment.is_local:
        authenticator.keep(response, session)
    return response


def token(request: PageRequest) -> Response:
    """The token of the session, for a script that sends a form again which was kept, and for whom it would."""
    return JSONResponse({"csrf": request.csrf, "person": request.person})


def local_place(place: str) -> str:
    """A page of these and nothing else: a path below where they begin, "" for what is not one."""
    is_one = re.fullmatch(r"[\w-][\w.-]*(/[\w-][\w.-]*)*(\?[\w.=&%+-]*)?", place, re.ASCII)
    return place if is_one and place != LOGIN else ""
