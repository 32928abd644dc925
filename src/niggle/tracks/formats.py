"""Which format bytes are in."""

from typing import Literal

_START = 512
_FIT = slice(8, 12)


def format_of(name: str, data: bytes) -> Literal["fit", "gpx", "tcx"]:
    """The format of a recording, by what it says of itself, else by its name; "fit" if neither tells."""
    if data[_FIT] == b".FIT":
        return "fit"
    start = data[:_START].lower()
    plain = name.lower().removesuffix(".gz")
    if b"<gpx" in start or plain.endswith(".gpx"):
        return "gpx"
    if b"<trainingcenterdatabase" in start or plain.endswith(".tcx"):
        return "tcx"
    return "fit"
