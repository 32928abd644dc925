"""Names as file names."""

import hashlib
import re


def slug(name: str) -> str:
    """`name` as a file name: kept when it is plain, else made plain and told apart by a digest.

    >>> slug("track-club"), slug("Läufer & Co")
    ('track-club', 'L-ufer-Co-bb829d99')
    """
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")
    if plain == name and plain:
        return plain
    return f"{plain or 'x'}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
