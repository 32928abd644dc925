"""What the pages rest on in a browser, and what makes them an app on a phone: files that tell of nobody."""

from importlib import resources

from starlette.responses import HTMLResponse, JSONResponse, Response

from niggle.errors import NotFoundError
from niggle.reports.context import PageContext
from niggle.reports.render import SHEETS, offline_page, style_sheet
from niggle.web.page_request import PageRequest

_TYPES = {".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png"}
_WORKER = "sw.js"  # at an address of its own: a worker answers for what is beside and below it
_FILES = frozenset(
    {
        "entries.js", "waiting.js", "queue.js", "offline.js", "entry.js", "squad.js",
        "icon.svg", "icon-192.png", "icon-512.png", "icon-maskable-512.png", "icon-touch-180.png",
    }
)  # fmt: skip

# Addresses are relative: the pages may be below a folder. "./" leads each person to the page that is theirs.
_MANIFEST = {
    "id": "./",
    "name": "niggle",
    "short_name": "niggle",
    "description": "Is it okay to run through this?",
    "lang": "en",
    "start_url": "./",
    "scope": "./",
    "display": "standalone",
    "theme_color": "#f7f5f0",  # in the dark the pages name their own
    "background_color": "#f7f5f0",
    "icons": [
        {"src": "static/icon.svg", "type": "image/svg+xml", "sizes": "any"},
        {"src": "static/icon-192.png", "type": "image/png", "sizes": "192x192"},
        {"src": "static/icon-512.png", "type": "image/png", "sizes": "512x512"},
        {"src": "static/icon-maskable-512.png", "type": "image/png", "sizes": "512x512", "purpose": "maskable"},
    ],
}


def static(request: PageRequest) -> Response:
    """The style sheets, the scripts and the icons."""
    name = request.path["name"]
    if name.removesuffix(".css") in SHEETS:
        return Response(style_sheet(name.removesuffix(".css")), media_type="text/css")
    if name in _FILES:
        return _file(name)
    raise NotFoundError("there is no such file")


def manifest(request: PageRequest) -> Response:
    """What a phone has to know to keep the pages as an app; the same for everybody."""
    return JSONResponse(_MANIFEST, media_type="application/manifest+json", headers={"cache-control": "no-cache"})


def service_worker(request: PageRequest) -> Response:
    """The script that answers in a browser which has no network; looked for anew each time, so that a new one holds."""
    answer = _file(_WORKER)
    answer.headers["cache-control"] = "no-cache"
    return answer


def offline(request: PageRequest) -> Response:
    """What a phone shows without a network in place of a page that it has not kept; the same for everybody."""
    return HTMLResponse(offline_page(PageContext(is_served=True)))


def _file(name: str) -> Response:
    path = resources.files("niggle.web").joinpath("static", name)
    return Response(path.read_bytes(), media_type=_TYPES[name[name.rindex(".") :]])
