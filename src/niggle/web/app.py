"""The application: each address of the table as a route, and what holds for every answer."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from niggle.config import Config
from niggle.errors import NiggleError, NotFoundError, StoreBusyError
from niggle.records.choices import with_choices
from niggle.reports.context import PageContext
from niggle.vocabulary.units import units_named
from niggle.web.background import telling
from niggle.web.compression import CompressionMiddleware
from niggle.web.deciding import PATIENCE_S, Deciding
from niggle.web.deployment import deployment_of
from niggle.web.faults import NothingYetError, RefusedError, fault_page, internal_page
from niggle.web.guard import (
    MOST_BYTES_OF_FORM,
    MOST_BYTES_SENT,
    Guard,
    body_of,
    discard_body,
    form_of,
    kept_by_browser,
    to_login,
    up,
)
from niggle.web.login import once_more
from niggle.web.page_request import PageRequest
from niggle.web.receiving import Received, may_have_file, received_file
from niggle.web.routes import ADDRESSES, Address, Proof
from niggle.web.security import SecurityMiddleware
from niggle.web.session import Authenticator
from niggle.web.unsent import Unsent
from niggle.web.viewer import NOBODY

type Clock = Callable[[], datetime]

_log = logging.getLogger(__name__)
_AS_SERVED = PageContext(is_served=True)
_IS_FOR_LOOKING = (".html", "/")
_STATIC = "/static/"
_UNITS = "units"  # the parameter of an address that chooses them
_KEEPS_UNITS_S = 365 * 24 * 3600


def _now() -> datetime:
    return datetime.now(UTC)


def create_app(
    config: Config,
    *,
    clock: Clock = _now,
    current: Callable[[], Config] | None = None,
    lets_faults_through: bool = False,
    patience_s: float = PATIENCE_S,
) -> Starlette:
    """The application over a configuration; `current` gives it as it is at each request, if it can change.

    `patience_s` is how long a post waits for its status, which else follows later. `lets_faults_through`: a
    programming error is raised instead of answered with a page.
    """
    deciding = Deciding(patience_s=patience_s)
    desk = _Dispatcher(config, clock, current or (lambda: config), deciding, lets_faults_through=lets_faults_through)
    app = Starlette(
        routes=[desk.route(address) for address in ADDRESSES],
        middleware=[Middleware(SecurityMiddleware, deployment=desk.deployment), Middleware(CompressionMiddleware)],
        exception_handlers={HTTPException: _no_such_route},
        lifespan=desk.lifespan,
    )
    app.router.redirect_slashes = False  # it would send people to the name that the request claims
    return app


class _Dispatcher:
    """Takes requests one by one: who is it, may they, and what does the handler say."""

    def __init__(
        self,
        config: Config,
        clock: Clock,
        current: Callable[[], Config],
        deciding: Deciding,
        *,
        lets_faults_through: bool,
    ) -> None:
        self.deployment = deployment_of(config)
        self._config = config
        self._clock = clock
        self._current = current
        self._deciding = deciding
        self._unsent = Unsent()
        self._guard = Guard(self.deployment, clock)
        self._lets_faults_through = lets_faults_through
        self._units_cookie = f"{self.deployment.cookie}_units"

    @asynccontextmanager
    async def lifespan(self, app: Starlette) -> AsyncIterator[None]:
        """What is done beside answering, from the start of the application to its end."""
        async with telling(self._current, self._clock):
            yield
        self._deciding.end()

    def route(self, address: Address) -> Route:
        """An address as the framework wants it."""

        async def answer(request: Request) -> Response:
            try:
                if address.proof is not None:
                    await self._check_proof(address.proof, request)
                received = await self._received(address, request)
            except NiggleError as error:
                return fault_page(error, _AS_SERVED, depth=_depth(request))
            except ClientDisconnect:
                return Response(status_code=400)  # which nobody is there to read
            try:
                return await run_in_threadpool(self._answered, address, request, received)
            finally:
                if received.file is not None:
                    await received.file.close()

        endpoint: Callable[[Request], Awaitable[Response]] = answer
        return Route(address.path, endpoint, methods=[address.method])

    async def _check_proof(self, proof: Proof, request: Request) -> None:
        try:
            await run_in_threadpool(proof, self._config, request.path_params, request.headers)
        except NiggleError:
            await discard_body(request, MOST_BYTES_SENT)
            raise

    async def _received(self, address: Address, request: Request) -> Received:
        if not (address.takes_file and may_have_file(request)):
            body = await body_of(request, MOST_BYTES_OF_FORM if address.takes_form else MOST_BYTES_SENT)
            return Received(form=form_of(request, body)) if address.takes_form else Received(body=body)
        if await run_in_threadpool(self._is_stranger, request):  # of whom nothing is kept; the guard says so
            await discard_body(request, MOST_BYTES_SENT)
            return Received()
        return await received_file(request)

    def _is_stranger(self, request: Request) -> bool:
        authenticator = Authenticator(self._current(), self.deployment)
        session = authenticator.session_of(request.cookies.get(self.deployment.cookie), self._clock())
        return authenticator.viewer_of(session) is NOBODY

    def _answered(self, address: Address, request: Request, received: Received) -> Response:
        context = _AS_SERVED
        try:
            config, now = self._current(), self._clock()
            if address.audience != "anyone":  # what anyone may have shows nobody, and needs no file of each athlete
                config = with_choices(config)
            authenticator = Authenticator(config, self.deployment)
            page_request = self._page_request(config, authenticator, address, request, received, now)
            context = page_request.context()
            response = self._handled(authenticator, address, request, page_request)
            self._keep_session(authenticator, page_request, response, now)
            self._keep_units(request, response)
        except NiggleError as error:
            return fault_page(error, context, depth=_depth(request))
        except Exception as error:  # the boundary where a programming error becomes a page
            if self._lets_faults_through:
                raise
            _log.error("internal error (%s) at %s", type(error).__name__, address.path)  # its text may tell of people
            return internal_page(context, depth=_depth(request))
        return response

    def _page_request(
        self,
        config: Config,
        authenticator: Authenticator,
        address: Address,
        request: Request,
        received: Received,
        now: datetime,
    ) -> PageRequest:
        session = authenticator.session_of(request.cookies.get(self.deployment.cookie), now)
        viewer = authenticator.viewer_of(session)
        return PageRequest(
            config=config,
            viewer=viewer,
            now=now,
            path=request.path_params,
            query=request.query_params,
            form=received.form,
            headers=request.headers,
            body=received.body,
            file=received.file,
            csrf=authenticator.csrf_of(session),
            person=authenticator.person_of(viewer),
            session=session,
            decide=self._deciding,
            place=str(request.scope["path"]).lstrip("/"),
            unsent=self._unsent,
            units=units_named(request.query_params.get(_UNITS)) or units_named(request.cookies.get(self._units_cookie)),
        )

    def _handled(
        self, authenticator: Authenticator, address: Address, request: Request, page_request: PageRequest
    ) -> Response:
        try:
            self._guard.check(address, request, authenticator, page_request)
            response = address.handler(page_request)
            return kept_by_browser(request, response) if address.path.startswith(_STATIC) else response
        except NothingYetError as error:
            if address.method == "GET":
                return fault_page(error, page_request.context(), depth=_depth(request))
            # An answer of 200 would say that what was sent is kept, and the phone would drop it.
            nothing = StoreBusyError("nothing is published, so nothing can be entered")
            return fault_page(nothing, page_request.context(), depth=_depth(request))
        except NiggleError as error:
            is_stranger = isinstance(error, RefusedError) and error.status == 401
            if is_stranger and address.method == "GET" and address.path.endswith(_IS_FOR_LOOKING):
                return to_login(request)
            if is_stranger and address.path.endswith(_IS_FOR_LOOKING):
                return once_more(str(request.scope["path"]), page_request, fills_in=address.fills_in)
            return fault_page(error, page_request.context(), depth=_depth(request))

    @staticmethod
    def _keep_session(
        authenticator: Authenticator, page_request: PageRequest, response: Response, now: datetime
    ) -> None:
        """Give the browser the session that its forms need, and one that is used a longer life."""
        if "set-cookie" in response.headers:
            return
        is_page = response.headers.get("content-type", "").startswith(("text/html", "application/json"))
        if not page_request.session.is_kept and is_page:
            authenticator.keep(response, page_request.session)
        elif (renewed := authenticator.renewed(page_request.session, now)) is not None:
            authenticator.keep(response, renewed)

    def _keep_units(self, request: Request, response: Response) -> None:
        """Have the browser keep the units that were chosen just now."""
        chosen = units_named(request.query_params.get(_UNITS))
        if chosen is not None:
            response.set_cookie(
                self._units_cookie, chosen, max_age=_KEEPS_UNITS_S, path=self.deployment.path,
                secure=self.deployment.is_secure, httponly=True, samesite="lax",
            )  # fmt: skip


def _depth(request: Request) -> int:
    return up(request.scope["path"]).count("/")


async def _no_such_route(request: Request, error: Exception) -> Response:
    """The same page for what no route answers as for what a route does not show."""
    if isinstance(error, HTTPException) and error.status_code == 405:
        refused = RefusedError(405, "Invalid request", "This page is read-only.")
        return fault_page(refused, _AS_SERVED, depth=_depth(request))
    return fault_page(NotFoundError("no such route"), _AS_SERVED, depth=_depth(request))
