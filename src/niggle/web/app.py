"""The application: each address of the table as a route, and what holds for every answer."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from niggle.config import Config
from niggle.errors import NotFoundError
from niggle.reports.render import message_page
from niggle.web.routes import ADDRESSES, Address
from niggle.web.viewer import LOCAL
from niggle.web.visit import Visit

type Clock = Callable[[], datetime]


def _now() -> datetime:
    return datetime.now(UTC)


def create_app(config: Config, *, clock: Clock = _now) -> Starlette:
    """The application over a configuration."""
    return Starlette(routes=[_route(config, address, clock) for address in ADDRESSES])


def _route(config: Config, address: Address, clock: Clock) -> Route:
    async def answer(request: Request) -> Response:
        form = {} if request.method == "GET" else dict(await request.form())
        visit = Visit(
            config=config,
            viewer=LOCAL,
            now=clock(),
            path=request.path_params,
            query=request.query_params,
            form={key: value for key, value in form.items() if isinstance(value, str)},
            headers=request.headers,
        )
        return await run_in_threadpool(_answered, address, visit)

    endpoint: Callable[[Request], Awaitable[Response]] = answer
    return Route(address.path, endpoint, methods=[address.method])


def _answered(address: Address, visit: Visit) -> Response:
    try:
        return address.handler(visit)
    except NotFoundError as error:
        depth = address.path.count("/") - 1
        return HTMLResponse(message_page("Not here", [str(error)], visit.setting(), depth=depth), status_code=404)
