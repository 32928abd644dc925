"""Eight weeks of an athlete as a small strip: one mark a day, told apart by height and shape before colour.

The marks of one status are one path, so that a strip is a few hundred bytes. A day with several runs has the worst.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache, lru_cache

from markupsafe import Markup

from niggle.reports.squad.view import STRIP_DAYS, DayMark
from niggle.vocabulary.statuses import NOT_KNOWN, SHOWN, rank

_PITCH = 4
_WIDTH, _HEIGHT = STRIP_DAYS * _PITCH, 20
_OPEN = "open"  # clear by word alone: the stride could not be judged

# Each mark drawn around x = 0, as a path relative to where it starts; the foot of the strip is at y = 20.
_MARKS: dict[str, tuple[float, float, str]] = {
    "red_flag": (-1, 20, "v-19h3v6h-3"),
    "concern": (0, 20, "v-17"),
    "adapt": (0, 20, "v-12"),
    "check_in": (-1, 19.5, "v-10h2v10z"),
    "monitor": (0, 20, "v-7"),
    NOT_KNOWN: (-1.5, 18, "h3"),
    "clear": (0, 20, "v-3.5"),
    _OPEN: (-1, 19.5, "v-2.5h2v2.5z"),
}


def strip(days: Sequence[DayMark], as_of: date | None) -> Markup:
    """The strip of the days up to and including `as_of`, with its text alternative; empty without a day to end on."""
    return Markup() if as_of is None else _strip(tuple(days), as_of)


@lru_cache(maxsize=4096)
def _strip(days: tuple[DayMark, ...], as_of: date) -> Markup:
    # Numbers and words of this program's own alone: nothing in here has to be escaped, which would cost most of a page.
    paths = "".join(_paths(_worst_of_days(days, as_of)))
    return Markup(
        f'<svg class="strip" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{in_words(days)}">{paths}</svg>'
    )


def in_words(days: Sequence[DayMark]) -> str:
    """The strip's text alternative: how many runs had which status, worst first.

    >>> in_words([DayMark(date(2026, 3, 2), "clear"), DayMark(date(2026, 3, 4), "adapt")])
    '8 weeks: 1 adapt, 1 clear'
    """
    counts = Counter(_mark_of(day) for day in days)
    named = [f"{counts[name]} {_label(name)}" for name in _MARKS if counts[name]]
    return f"8 weeks: {', '.join(named) or 'no run'}"


@cache
def sample(name: str) -> Markup:
    """One mark, for the key: a status, or "open"."""
    return Markup('<svg class="strip one" viewBox="-3 0 6 {}" aria-hidden="true">{}</svg>').format(
        _HEIGHT, _path(name, (0,))
    )


def _worst_of_days(days: Sequence[DayMark], as_of: date) -> dict[int, str]:
    """The mark of each day by its place on the strip, the last being `as_of`."""
    worst: dict[int, DayMark] = {}
    for day in days:
        place = STRIP_DAYS - 1 - (as_of - day.day).days
        if 0 <= place < STRIP_DAYS and (place not in worst or _weight(day) < _weight(worst[place])):
            worst[place] = day
    return {place: _mark_of(day) for place, day in sorted(worst.items())}


def _weight(day: DayMark) -> tuple[int, bool]:
    return rank(day.status), not day.provisional


def _mark_of(day: DayMark) -> str:
    return _OPEN if day.status == "clear" and day.provisional else day.status


def _label(name: str) -> str:
    return "clear by word alone" if name == _OPEN else SHOWN[name].label.lower()


def _paths(marks: dict[int, str]) -> Iterator[Markup]:
    for name in _MARKS:
        places = [place * _PITCH + _PITCH / 2 for place, mark in marks.items() if mark == name]
        if places:
            yield _path(name, places)


def _path(name: str, places: Sequence[float]) -> Markup:
    dx, y, shape = _MARKS[name]
    return Markup(f'<path class="{name}" d="{"".join(f"M{x + dx:g} {y:g}{shape}" for x in places)}"/>')
