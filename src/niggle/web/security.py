"""Around every answer: who may be asked by which name, and what a browser may do with the answer."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from niggle.web.deployment import Deployment

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "x-robots-tag": "noindex",
}
_UNLESS_SAID = {"cache-control": "no-store", "referrer-policy": "same-origin"}
_HSTS = "max-age=31536000"
_OF_A_PROXY = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


class SecurityMiddleware:
    """Refuses requests by names that are not this machine's, and puts the headers on every answer."""

    def __init__(self, app: ASGIApp, deployment: Deployment) -> None:
        self._app = app
        self._site = deployment
        self._headers = {**_HEADERS, **({"strict-transport-security": _HSTS} if deployment.is_secure else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._headers)
                for name, value in _UNLESS_SAID.items():
                    headers.setdefault(name, value)
            await send(message)

        line = refusal(self._site, Headers(scope=scope), http_version=scope.get("http_version", "1.1"))
        app = self._app if line is None else PlainTextResponse(f"{line}\n", status_code=400)
        await app(scope, receive, send_with_headers)


def refusal(deployment: Deployment, headers: Headers, *, http_version: str = "1.1") -> str | None:
    """Why a request to a machine's own pages is not answered; None if it is.

    Where nobody logs in, being on this machine is all that protects the pages. A name of somebody else's that leads
    here would let their page read these, and a proxy would let everybody in. One that says nothing of itself, as nginx
    does unless told to, still asks in HTTP/1.0, which no browser does.
    """
    if not deployment.is_local:
        return None
    host = headers.get("host", "").lower()
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    if name not in deployment.hosts:
        return "These pages are for this machine alone: ask for them as localhost or 127.0.0.1."
    if http_version == "1.0" or any(name in headers for name in _OF_A_PROXY):
        return "These pages are for this machine alone: for a proxy, set public_url in [web] of the configuration."
    return None
