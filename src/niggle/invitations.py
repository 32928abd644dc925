"""A list of names → who is invited: athletes that there are, and new ones with ids of their own. Pure.

A CSV file with a header: `name`, and if wanted `id` and `timezone`.
"""

import csv
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from io import StringIO

from niggle.config import Athlete, known_zone
from niggle.errors import UsageError
from niggle.vocabulary.slugs import ID_IN_WORDS, is_id

_COLUMNS = ("name", "id", "timezone")
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody on the list; `is_new`: not in the configuration yet."""

    athlete_id: str
    name: str
    timezone: str
    is_new: bool


def read_names(text: str, athletes: Sequence[Athlete], *, squad: str) -> list[Invited]:
    """Who is on a list; a name that somebody of the squad has already is theirs.

    Raises:
        UsageError: for all that is wrong with the list, by line.
    """
    rows = csv.DictReader(StringIO(text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"), newline=""), strict=True)
    unknown = [column for column in rows.fieldnames or () if column not in _COLUMNS]
    if unknown or "name" not in (rows.fieldnames or ()):
        strange = f", and not {', '.join(map(repr, unknown))}" if unknown else ""
        raise UsageError(f"the list needs a header with name, and may have id and timezone{strange}")
    known = {athlete.id: athlete for athlete in athletes}
    by_name = {athlete.name.casefold(): athlete for athlete in athletes if squad in athlete.squads}
    taken, found, faults = set(known), list[Invited](), list[str]()
    try:
        for row in rows:
            invited = _read(row, known, by_name, taken)
            if isinstance(invited, Invited):
                taken.add(invited.athlete_id)
                found.append(invited)
            else:
                faults.append(f"line {rows.line_num}: {invited}")
    except csv.Error as error:
        faults.append(f"line {rows.line_num}: is not CSV: {error}")
    if faults or not found:
        raise UsageError("; ".join(faults) or "the list has no names in it")
    return found


def id_of(name: str, taken: Collection[str]) -> str:
    """An id for a name that nobody has yet.

    >>> id_of("Zoë  Ångström", ()), id_of("Ada", ("ada", "ada-2"))
    ('zoe-angstrom', 'ada-3')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "athlete"
    number = 2
    chosen = base
    while chosen in taken:
        chosen, number = f"{base}-{number}", number + 1
    return chosen


def tables_of(invited: Sequence[Invited], squad: str) -> str:
    """The new ones as tables of config.toml, who share nothing until they choose."""
    return "".join(
        f'\n[[athletes]]\nid = "{one.athlete_id}"\nname = {_toml(one.name)}\nsquad = {_toml(squad)}\n'
        f'timezone = "{one.timezone}"\nshare_with_coach = "none"   # until they choose on their own page\n'
        for one in invited
        if one.is_new
    )


def _read(
    row: dict[str, str], known: dict[str, Athlete], by_name: dict[str, Athlete], taken: Collection[str]
) -> Invited | str:
    """Who a row is, or what is wrong with it."""
    if None in row or None in row.values():
        return "has more or fewer cells than the header"
    name, given, zone = (" ".join((row.get(column) or "").split()) for column in _COLUMNS)
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        return f"needs a name of at most {_LONGEST_NAME} letters"
    athlete = known.get(given) if given else by_name.get(name.casefold())
    if athlete is not None:
        return Invited(athlete.id, athlete.name, athlete.timezone, is_new=False)
    if given and not is_id(given):
        return f"{given!r} is no id; use {ID_IN_WORDS}"
    if given in taken:
        return f"{given!r} is there twice"
    if zone:
        try:
            known_zone(zone)
        except ValueError as error:
            return str(error)
    return Invited(given or id_of(name, taken), name, zone or "UTC", is_new=True)


def _toml(text: str) -> str:
    """A text as TOML writes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
