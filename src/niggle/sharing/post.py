"""Sending what an athlete shares to the `niggle serve` of a coach."""

import http.client
import urllib.error
import urllib.request
from typing import Any

from niggle.errors import NiggleError

_TIMEOUT_S = 30.0


class PostError(NiggleError):
    """What was sent has not been taken: why, and what to do."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any) -> None:
        """Follow nobody: the token is for the address in the configuration alone."""


def post(address: str, data: bytes, *, token: str) -> None:
    """Send a bundle to an athlete's address at a `niggle serve`, which secrets may be sent to.

    Raises:
        PostError: if it was not taken.
    """
    request = urllib.request.Request(
        address,
        data=data,
        method="POST",
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.build_opener(_NoRedirects).open(request, timeout=_TIMEOUT_S) as answer:
            status = answer.status
    except urllib.error.HTTPError as error:
        with error:
            raise PostError(f"{address}: {_in_words(error.code)}") from None
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or type(error).__name__
        raise PostError(f"{address}: does not answer ({reason}); it is tried again next night") from None
    if status != http.HTTPStatus.NO_CONTENT:
        raise PostError(f"{address}: no niggle answers there; mend `url` below [athletes.share]")


def _in_words(status: int) -> str:
    match status:
        case 401 | 403:
            return (
                "does not accept the token; ask the coach for a new one (`niggle access token`), and give it to "
                "`niggle login share`"
            )
        case 404 | 405:
            return (
                "takes nothing for that athlete; ask the coach for your id there (`known_as`) and for a source of kind "
                "shared without `path`"
            )
        case 409:
            return "has a newer one already, from another computer of yours; run `niggle share` there, or here alone"
        case 413:
            return "finds it too large"
        case 422:
            return "does not accept the signature or the form; give the coach the key again (`niggle share --key`)"
        case 429:
            return "has reached its rate limit; niggle tries again next night"
        case status if 300 <= status < 400:
            return "has moved; mend `url` below [athletes.share]"
        case _:
            return f"could not take it (HTTP {status}); it is tried again next night"
