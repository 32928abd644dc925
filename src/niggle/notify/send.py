"""Handing a text to Apprise, which carries it to mail, ntfy, Telegram and a hundred others."""

import logging
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from niggle.notify.addresses import filled, missing_of
from niggle.notify.words import TITLE


def send(url: str, text: str, environment: Mapping[str, str]) -> str | None:
    """Send a text to one Apprise address, its variables taken from `environment`; None, or why it did not work.

    The reason has nothing of the address in it but the names of variables.
    """
    if missing := missing_of(url, environment):
        names = ", ".join(f"${name}" for name in missing)
        return f"{names} {'is' if len(missing) == 1 else 'are'} not set in the environment"
    with _quietly():
        from apprise import Apprise, AppriseAsset, NotifyFormat  # slow, and most calls have nothing to send

        asset = AppriseAsset(
            app_id=TITLE, app_desc=TITLE, app_url="", image_url_mask="", image_url_logo="", image_path_mask="",
            async_mode=False, secure_logging=True,
        )  # fmt: skip
        apprise = Apprise(asset=asset)
        if not apprise.add(filled(url, environment)):
            return "Apprise does not know such an address; see docs/notify.md for examples"
        if not apprise.notify(body=text, title=TITLE, body_format=NotifyFormat.TEXT):
            return "it was not taken; check the address, what its variables hold, and the network"
    return None


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep what Apprise logs to itself: there are addresses in it, and tokens in what services answer.

    And what its plugins warn of, which it imports only when it is given an address: that is for its authors.
    """
    logger = logging.getLogger("apprise")
    was_disabled, logger.disabled = logger.disabled, True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.disabled = was_disabled
