"""Apprise addresses as the configuration writes them: full of secrets, which come from the environment at best."""

import re
from collections.abc import Mapping

_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")


def scheme_of(url: str) -> str:
    """The part of an address that is no secret: its kind, such as "ntfy", or the variable that holds all of it."""
    if found := _SCHEME.match(url):
        return found[1].lower()
    return url if _VARIABLE.fullmatch(url) else "an address"


def variables_of(url: str) -> list[str]:
    """The environment variables that an address names, each once."""
    return list(dict.fromkeys(braced or plain for braced, plain in _VARIABLE.findall(url)))


def missing_of(url: str, environment: Mapping[str, str]) -> list[str]:
    """The variables that an address names and the environment lacks, or has empty."""
    return [name for name in variables_of(url) if not environment.get(name)]


def filled(url: str, environment: Mapping[str, str]) -> str:
    """An address with the values of its variables in place of their names.

    Raises:
        KeyError: for a variable that is not set.
    """
    return _VARIABLE.sub(lambda found: environment[found[1] or found[2]], url)


def holds_secret(url: str) -> bool:
    """Whether an address may hold a secret itself: it has a password, or nothing of it comes from the environment."""
    return not variables_of(url) or re.search(r"://[^/@:]*:[^/@$]+@", url) is not None
