"""Names as file names, and ids, which are some as they are."""

import hashlib
import re

ID = "[a-z0-9_-]+"  # of an athlete: a folder of the store, a part of addresses
ID_IN_WORDS = "a-z, 0-9, - and _"


def is_id(text: str) -> bool:
    """Whether a text can be the id of an athlete.

    >>> is_id("cleo-2"), is_id("Cleo"), is_id("../cleo"), is_id("")
    (True, False, False, False)
    """
    return re.fullmatch(ID, text) is not None


def slug(name: str) -> str:
    """`name` as a file name: kept when it is plain, else made plain and told apart by a digest.

    >>> slug("track-club"), slug("Läufer & Co")
    ('track-club', 'L-ufer-Co-bb829d99')
    """
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")
    if plain == name and plain:
        return plain
    return f"{plain or 'x'}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
