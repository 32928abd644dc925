"""Which format bytes are in."""

import re
from typing import Literal

_START = 4096
_FIT = slice(8, 12)
_ROOTS: dict[Literal["gpx", "tcx"], re.Pattern[bytes]] = {
    "gpx": re.compile(rb"<(?:[a-z_][\w.-]*:)?gpx[\s>/]", re.IGNORECASE),
    "tcx": re.compile(rb"<(?:[a-z_][\w.-]*:)?trainingcenterdatabase[\s>/]", re.IGNORECASE),
}


def format_of(name: str, data: bytes) -> Literal["fit", "gpx", "tcx"]:
    """The format of a recording, by what it says of itself, else by its name; "fit" if neither tells."""
    if data[_FIT] == b".FIT":
        return "fit"
    start = data[:_START].replace(b"\0", b"")  # UTF-16 has every second byte empty
    for form, root in _ROOTS.items():
        if root.search(start):
            return form
    plain = name.lower().removesuffix(".gz")
    if plain.endswith(".gpx"):
        return "gpx"
    return "tcx" if plain.endswith(".tcx") else "fit"
