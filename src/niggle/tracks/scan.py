"""The quick way through a document of points that is plainly well formed: all its tags at once, as arrays.

Tags and texts alternate where nothing unusual stands (no comment, no CDATA, no ">" in an attribute); then the bounds of
all of them follow from where "<" and ">" are, and a column is cut out of the bytes at once. Whatever is not plain gives
None, and is read the slow way (`niggle.tracks.xml`), with the same result.
"""

import re
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from niggle.tracks.elements import LATITUDE, LONGITUDE, TIME, Elements, Event, Vocabulary
from niggle.tracks.texts import FIRST_YEAR, LAST_YEAR, moments, numbers

type Bytes = NDArray[np.uint8]
type Floats = NDArray[np.float64]
type Indices = NDArray[np.intp]
type Flags = NDArray[np.bool_]

_LT, _GT, _SLASH, _QUOTE, _SPACE, _DOT, _MINUS, _ZERO, _COLON, _BANG, _QUERY = b'<>/" .-0:!?'
_LOWER_WORD = np.uint64(0x2020202020202020)
_LOWER, _BOTH = np.uint8(0x20), np.uint8(0xFF ^ _LT ^ _GT)
_PLAIN = bytes({9, 10, 13, *range(32, 256)} - set(b"'"))
_WORD = 8  # bytes
_MOST_NAMES = 200
_MOST_DIGITS, _MOST_WIDTH = 15, 32  # digits that a float keeps exactly
_PLACES, _TO_PLACE = 1 << 16, np.uint64(48)
_TENS = 10.0 ** np.arange(23)  # as far as floats have them exactly
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(_WORD + 1)], np.uint64)
_FACTORS = np.array([1099511628211, 7809847782465536323, 1469598103934665603], np.uint64)
_ATTRIBUTE = re.compile(r'([\w:.-]+)\s*=\s*"([^"]*)"')


@dataclass(frozen=True, slots=True, eq=False)
class _Tags:
    """The opening tags of a document: where each begins and ends, where its text ends, and which name it has."""

    text: Bytes
    begins: Indices
    ends: Indices
    text_ends: Indices
    names: NDArray[np.int16]
    known: list[str]

    def named(self, name: str) -> Flags:
        """Which tags have that local name."""
        numbers = [number for number, known in enumerate(self.known) if known == name]
        return np.isin(self.names, numbers) if len(numbers) != 1 else self.names == numbers[0]


def scan(body: bytes, vocabulary: Vocabulary) -> Elements | None:
    """What a document holds; None if it is not plain enough to tell without a parser."""
    if body.translate(None, _PLAIN):
        return None
    text = np.frombuffer(bytes(_WORD) + body + bytes(_MOST_WIDTH), np.uint8)
    marks = np.flatnonzero((text & _BOTH) == _LT)  # "<" and ">", which take turns in a plain document
    if not marks.size or marks.size % 2:
        return None
    letters = text.take(marks)
    if (letters[::2] != _LT).any() or (letters[1::2] != _GT).any():
        return None
    begins, ends = np.ascontiguousarray(marks[::2]), np.ascontiguousarray(marks[1::2])
    kinds = text[1:].take(begins)
    if ((kinds == _BANG) | (kinds == _QUERY)).any():
        return None
    is_closing = kinds == _SLASH
    opening, closing = np.flatnonzero(~is_closing), np.flatnonzero(is_closing)
    opens, closes = begins.take(opening), ends.take(opening)
    is_empty = text.take(closes - 1) == _SLASH
    if opening.size - np.count_nonzero(is_empty) != closing.size or opening[0] != 0:
        return None
    named = _names(text, opens + 1, closes - is_empty)
    if named is None:
        return None
    text_ends = np.append(begins[1:], text.size).take(opening)  # the next tag, if only the end of this one
    text_ends[is_empty] = closes[is_empty] + 1
    tags = _Tags(text, opens, closes, text_ends, *named)
    is_point = tags.named(vocabulary.point)
    points = opening[is_point & ~is_empty]
    point_ends = closing[_closes(text, begins.take(closing), ends.take(closing), vocabulary.point)]
    if points.size != point_ends.size or (points > point_ends).any() or (points[1:] < point_ends[:-1]).any():
        return None
    last = np.append(-1, point_ends).take(np.cumsum(is_point & ~is_empty))
    return _elements(tags, vocabulary, is_point, opening < last)


def _elements(tags: _Tags, vocabulary: Vocabulary, is_point: Flags, inside: Flags) -> Elements | None:
    number = np.cumsum(is_point) - 1
    columns = _columns(tags, vocabulary, inside, number)
    if vocabulary.attributes:
        positions = _positions(tags, np.flatnonzero(is_point))
        if positions is None:
            return None
        columns |= positions
    events = _events(tags, vocabulary, ~inside & ~is_point, number)
    return Elements(int(number[-1]) + 1, columns, events, partial(_attribute, tags, 0))


def _names(text: Bytes, begins: Indices, ends: Indices) -> tuple[NDArray[np.int16], list[str]] | None:
    """Which name each tag has; None if there are more than any such document has.

    Names are told apart by their length and their first and last eight bytes.
    """
    # A name ends at the first blank of a tag; tags with attributes end in a quotation mark.
    last = text.take(ends - 1)
    with_blank = np.flatnonzero((last == _QUOTE) | (last == _SPACE))
    if with_blank.size:
        blanks = np.append(np.flatnonzero(text == _SPACE), text.size)
        ends = ends.copy()
        ends[with_blank] = np.minimum(ends[with_blank], blanks[np.searchsorted(blanks, begins[with_blank])])
    lengths = ends - begins
    is_long = np.flatnonzero(lengths > _WORD)
    with np.errstate(over="ignore"):
        keys = (_words(text, begins) & _MASKS.take(np.minimum(lengths, _WORD))) * _FACTORS[0]
        keys[is_long] += _words(text, ends.take(is_long) - _WORD) * _FACTORS[1]
        keys += lengths.astype(np.uint64) * _FACTORS[2]
    numbered = _numbered(keys)
    if numbered is None:
        return None
    names, firsts = numbered
    known: list[str] = []
    for first in firsts:
        raw = text[begins[first] : ends[first]].tobytes()
        if not raw or len(raw.split()) != 1:
            return None  # a tag of several lines
        known.append(_local(raw))
    return names, known


def _numbered(keys: NDArray[np.uint64]) -> tuple[NDArray[np.int16], list[int]] | None:
    """Keys numbered in the order in which they first come, and where each does; None if there are too many."""
    places = (keys >> _TO_PLACE).astype(np.intp)
    first = np.full(_PLACES, -1, np.intp)
    first[places[::-1]] = np.arange(keys.size - 1, -1, -1)
    if (keys.take(first).take(places) != keys).any():
        return None  # two keys share a place
    firsts = np.sort(first[first >= 0])
    if firsts.size > _MOST_NAMES:
        return None
    numbers_of = np.empty(_PLACES, np.int16)
    numbers_of[places.take(firsts)] = np.arange(firsts.size)
    return numbers_of.take(places), firsts.tolist()


def _closes(text: Bytes, begins: Indices, ends: Indices, name: str) -> Flags:
    """Which closing tags have that local name: by the end of the tag, with a prefix or none before it."""
    last = ends - len(name)
    tail = name.encode()[-_WORD:]
    wanted, mask = np.uint64(int.from_bytes(tail, "little")), _MASKS[len(tail)]
    found = np.flatnonzero(((_words(text, ends - len(tail)) | _LOWER_WORD) & mask) == wanted)
    result = np.zeros(begins.size, bool)
    at, ahead = last.take(found), (last - begins).take(found)
    is_name = (ahead == 2) | ((ahead > 2) & (text.take(at - 1) == _COLON))
    for place, letter in enumerate(name.encode()[: -len(tail)]):
        is_name &= (text.take(at + place) | _LOWER) == letter
    result[found] = is_name
    return result


def _local(raw: bytes) -> str:
    """The name of an element without its prefix, in lower case."""
    return raw.decode("utf-8", "replace").rpartition(":")[2].lower()


def _words(text: Bytes, at: Indices) -> NDArray[np.uint64]:
    """The eight bytes from each of these places on, as one number."""
    everywhere = np.ndarray((text.size - _WORD + 1,), "<u8", text, 0, (1,))
    return np.asarray(everywhere[at])


def _columns(tags: _Tags, vocabulary: Vocabulary, inside: Flags, number: Indices) -> dict[str, Floats]:
    count = int(number[-1]) + 1
    columns: dict[str, Floats] = {}
    for word, column in vocabulary.columns.items():
        parent, _, name = word.rpartition(">")
        at = np.flatnonzero(tags.named(name) & inside)
        if parent:
            at = at[tags.named(parent)[at - 1]]
        if not at.size:
            continue
        values = (_moments if column == TIME else _numbers)(tags, tags.ends[at] + 1, tags.text_ends[at])
        if column not in columns:
            columns[column] = np.full(count, np.nan)
        columns[column][number[at]] = values
    return columns


def _positions(tags: _Tags, points: Indices) -> dict[str, Floats] | None:
    """The attributes lat and lon of points, if all have them alike."""
    if not points.size:
        return {}
    quotes = np.flatnonzero(tags.text == _QUOTE)
    first = np.searchsorted(quotes, tags.begins[points])
    if not (np.searchsorted(quotes, tags.ends[points]) - first == 4).all():
        return None
    one, two = quotes[first], quotes[first + 2]
    letters = {(int(tags.text[one[0] - at]), int(tags.text[two[0] - at])) for at in (2,)}
    if not ((tags.text[one - 2] == tags.text[one[0] - 2]) & (tags.text[two - 2] == tags.text[two[0] - 2])).all():
        return None
    values = [_numbers(tags, quotes[first + at] + 1, quotes[first + at + 1]) for at in (0, 2)]
    if letters == {(ord("t"), ord("n"))}:
        return {LATITUDE: values[0], LONGITUDE: values[1]}
    return {LATITUDE: values[1], LONGITUDE: values[0]} if letters == {(ord("n"), ord("t"))} else None


def _events(tags: _Tags, vocabulary: Vocabulary, outside: Flags, number: Indices) -> tuple[Event, ...]:
    wanted = np.zeros(outside.size, bool)
    for name in vocabulary.structure:
        wanted |= tags.named(name)
    return tuple(
        Event(
            tags.known[tags.names[at]],
            _text(tags, at),
            partial(_attribute, tags, at),
            int(number[at]) + 1,
        )
        for at in np.flatnonzero(wanted & outside).tolist()
    )


def _text(tags: _Tags, at: int) -> str | None:
    return _plain(tags.text[tags.ends[at] + 1 : tags.text_ends[at]]) or None


def _attribute(tags: _Tags, at: int, name: str) -> str | None:
    inside = _plain(tags.text[tags.begins[at] : tags.ends[at]])
    return next((value for found, value in _ATTRIBUTE.findall(inside) if found == name), None)


def _plain(raw: Bytes) -> str:
    text = raw.tobytes().decode("utf-8", "replace")
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, letter)
    return text


def _cut(tags: _Tags, begins: Indices, ends: Indices) -> Bytes:
    """The texts between bounds, a letter a row and a text a column, NUL behind each; longer ones are cut."""
    lengths = ends - begins
    width = int(min(max(int(lengths.max()), 1), _MOST_WIDTH))
    everywhere = np.ndarray((tags.text.size - width + 1,), f"V{width}", tags.text, 0, (1,))
    window = everywhere[np.minimum(begins, tags.text.size - width)].view(np.uint8).reshape(-1, width)
    letters = np.ascontiguousarray(window.T)
    for place in range(int(lengths.min()), width):
        letters[place][lengths <= place] = 0
    return letters


def _numbers(tags: _Tags, begins: Indices, ends: Indices) -> Floats:
    """The numbers between bounds, each the float that is nearest to what is written."""
    letters = _cut(tags, begins, ends)
    digits = letters - np.uint8(_ZERO)
    whole, behind = np.zeros(begins.size, np.int64), np.zeros(begins.size, np.int64)
    count, dots = np.zeros(begins.size, np.int8), np.zeros(begins.size, np.int8)
    is_negative = letters[0] == _MINUS
    is_plain = ends - begins <= _MOST_WIDTH
    for place, (letter, digit) in enumerate(zip(letters, digits, strict=True)):
        here = digit <= 9
        if here.all():
            whole = whole * 10 + digit
        else:
            whole = np.where(here, whole * 10 + digit, whole)
            is_dot = letter == _DOT
            is_plain &= here | is_dot | (letter == 0) | (is_negative if place == 0 else False)
            dots += is_dot
        count += here
        behind += here & (dots > 0)
    is_plain &= (count > 0) & (count <= _MOST_DIGITS) & (dots <= 1)
    values = np.where(is_negative, -1.0, 1.0) * whole / _TENS.take(np.minimum(behind, _TENS.size - 1))
    for row in np.flatnonzero(~is_plain).tolist():
        values[row] = numbers([_plain(tags.text[begins[row] : ends[row]])])[0]
    return values


def _moments(tags: _Tags, begins: Indices, ends: Indices) -> Floats:
    """The moments between bounds in Unix seconds."""
    letters = _cut(tags, begins, ends)
    if letters.shape[0] < 20:
        return moments(_plain(tags.text[b:e]) for b, e in zip(begins.tolist(), ends.tolist(), strict=True))
    digits = letters - np.uint8(_ZERO)

    def number(first: int, last: int) -> NDArray[np.int64]:
        value = np.zeros(begins.size, np.int64)
        for digit in digits[first:last]:
            value = value * 10 + digit
        return value

    is_digit = digits <= 9
    marks = {4: b"-", 7: b"-", 10: b"T", 13: b":", 16: b":"}
    is_plain = is_digit[[0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18]].all(axis=0)
    for place, mark in marks.items():
        is_plain &= letters[place] == mark[0]
    year, month, day = number(0, 4), number(5, 7), number(8, 10)
    hour, minute, second = number(11, 13), number(14, 16), number(17, 19)
    thousandths, is_ended = _thousandths(letters, digits, is_digit)
    is_plain &= is_ended & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 28) & (hour < 24) & (minute < 60)
    is_plain &= (second < 60) & (year >= FIRST_YEAR) & (year <= LAST_YEAR)
    months = np.where(is_plain, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]").astype("datetime64[D]")
    values = (months.astype(np.int64) + day - 1) * 86_400 + hour * 3600 + minute * 60 + second + thousandths / 1e3
    slow = np.flatnonzero(~is_plain).tolist()
    if slow:
        values[slow] = moments(_plain(tags.text[begins[row] : ends[row]]) for row in slow)
    return values


def _thousandths(letters: Bytes, digits: Bytes, is_digit: Flags) -> tuple[NDArray[np.int64], Flags]:
    """What stands behind the seconds: "Z", or three digits and "Z"; and whether it is one of these."""
    width = len(letters)
    is_short = (letters[19] == ord("Z")) & ((letters[20] == 0) if width > 20 else True)
    if width < 24:
        return np.zeros(letters.shape[1], np.int64), is_short
    is_long = (letters[19] == _DOT) & is_digit[20:23].all(axis=0) & (letters[23] == ord("Z"))
    is_long &= (letters[24] == 0) if width > 24 else True
    value = digits[20].astype(np.int64) * 100 + digits[21].astype(np.int64) * 10 + digits[22]
    return np.where(is_long, value, 0), is_short | is_long
