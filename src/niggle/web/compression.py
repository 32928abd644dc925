"""Answers are compressed only where nothing that a stranger chose is in them.

Who can have somebody's browser ask for pages with words of their own in them, and sees how long the compressed
answers are, learns what else is on the page (BREACH). So an answer is compressed only if it is to a GET whose address
has no query, or one of the fixed words and small numbers that a squad's page is filtered by: an answer repeats nothing
of these but words of its own. A name that is looked for, the way back after a login and everything posted is answered
uncompressed, and so is whatever is no page.
"""

import re

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_KINDS = re.compile(r"/|.*\.(html|css|js|csv)")
_FIXED = re.compile(rb"((status|sort|place|score|silent|judged)=[a-z0-9_-]{0,12}(&|$))*")
_LEAST_BYTES, _LEVEL = 1000, 5  # of nine levels: the higher ones cost more than they save on a page


class CompressionMiddleware:
    """Compresses what may be compressed, for browsers that ask for it."""

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._compressed = GZipMiddleware(app, minimum_size=_LEAST_BYTES, compresslevel=_LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        app = self._compressed if scope["type"] == "http" and may_be_compressed(scope) else self._plain
        await app(scope, receive, send)


def may_be_compressed(scope: Scope) -> bool:
    """Whether nothing of a request can be in its answer."""
    is_kind = scope["method"] == "GET" and _KINDS.fullmatch(scope["path"]) is not None
    return is_kind and _FIXED.fullmatch(scope["query_string"]) is not None
