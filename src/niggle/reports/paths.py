"""Where each page is, as a path below the reports folder; links between pages are built from the same functions."""

import hashlib
import re

INDEX = "index.html"


def _slug(name: str) -> str:
    """`name` as a file name: kept when it is plain, else made plain and told apart by a digest."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")
    if plain == name and plain:
        return plain
    return f"{plain or 'x'}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def run_path(run_id: str) -> str:
    """The run's page."""
    return f"runs/{_slug(run_id)}.html"


def athlete_path(athlete_id: str) -> str:
    """The list of the athlete's runs."""
    return f"athletes/{_slug(athlete_id)}.html"


def squad_path(squad: str) -> str:
    """The squad's table."""
    return f"squads/{_slug(squad)}.html"
