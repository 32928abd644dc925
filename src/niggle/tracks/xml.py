"""XML as devices and services truly write it: prefixes that nobody declared, other encodings, ends that are missing.

A flaw of form costs no run: what is not plainly well formed is read by libxml2, which goes on behind a flaw
(`recover`). Nothing is fetched, no entity is expanded and no document type is looked at: reading begins at the root.
"""

import re

import numpy as np
from lxml import etree

from niggle.errors import DecodeError
from niggle.fit.decode import MAX_FILE_BYTES
from niggle.tracks.elements import LATITUDE, LONGITUDE, TIME, Elements, Event, Vocabulary
from niggle.tracks.scan import scan
from niggle.tracks.texts import moments, numbers

_START = 4096
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_ROOT = r"<((?:[A-Za-z_][\w.-]*:)?{name})[\s>/]"
_CONTROLS = bytes({*range(32)} - {9, 10, 13})
_CONTROL = re.compile(b"[" + re.escape(_CONTROLS) + b"]")


def read_elements(data: bytes, vocabulary: Vocabulary, *, path: str) -> Elements:
    """What a document in any encoding holds, as far as it can be read.

    Raises:
        DecodeError: if there is no such root, or more bytes than any recording has.
    """
    if len(data) > MAX_FILE_BYTES:
        raise DecodeError(f"{len(data)} bytes are more than any recording has", path=path, offset=0)
    plain = _in_utf8(data)
    start = re.search(_ROOT.format(name=vocabulary.root).encode(), plain, re.IGNORECASE)
    if start is None:
        raise DecodeError(f"no <{vocabulary.root}> in it", path=path, offset=0)
    body = plain[start.start() :].rstrip()
    is_cut = b"</" + start.group(1) not in body[-_START:]
    found = None if is_cut else scan(body, vocabulary)
    return found or _recovered(body, vocabulary, is_cut=is_cut, path=path)


def _recovered(body: bytes, vocabulary: Vocabulary, *, is_cut: bool, path: str) -> Elements:
    """What libxml2 makes of it."""
    if _CONTROL.search(body):
        body = body.translate(None, _CONTROLS)
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8",
        remove_comments=True, remove_pis=True, collect_ids=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise DecodeError(f"not readable as XML: {error.msg}", path=path, offset=0) from error
    if root is None:
        raise DecodeError("not readable as XML", path=path, offset=0)
    walk = _Walk(vocabulary)
    walk.over(root)
    columns = {name: np.full(walk.count, np.nan) for name in walk.rows}
    for name, column in columns.items():
        column[walk.rows[name]] = (moments if name == TIME else numbers)(walk.texts[name])
    return Elements(walk.count, columns, tuple(walk.events), root.get, is_cut)


class _Walk:
    """A pass over the elements of a tree in the order of the document."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.count = 0
        self.rows: dict[str, list[int]] = {}
        self.texts: dict[str, list[str | None]] = {}
        self.events: list[Event] = []

    def over(self, root: etree._Element) -> None:
        """Take in all elements."""
        words, names = self._vocabulary, dict[str, str]()
        is_in_point, before = False, ""
        for element in root.iter("*"):
            name = names.get(element.tag)
            if name is None:
                name = names[element.tag] = _local(element.tag)
            column = words.columns.get(f"{before}>{name}") or words.columns.get(name)
            before = name
            if name == words.point:
                is_in_point = True
                self._point(element)
            elif column is not None and is_in_point and (name not in words.structure or self._is_of_point(element)):
                self._add(column, element.text)
            elif name in words.structure:
                is_in_point = False
                self.events.append(Event(name, element.text, element.get, self.count))

    def _point(self, element: etree._Element) -> None:
        self.count += 1
        if self._vocabulary.attributes:
            self._add(LATITUDE, element.get("lat"))
            self._add(LONGITUDE, element.get("lon"))

    def _is_of_point(self, element: etree._Element) -> bool:
        parent = element.getparent()
        return parent is not None and _local(parent.tag) == self._vocabulary.point

    def _add(self, column: str, text: str | None) -> None:
        self.rows.setdefault(column, []).append(self.count - 1)
        self.texts.setdefault(column, []).append(text)


def _local(tag: str) -> str:
    """The name of an element without namespace or prefix, in lower case."""
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def _in_utf8(data: bytes) -> bytes:
    for mark, encoding in _BOMS.items():
        if data.startswith(mark):
            return data.decode(encoding, errors="replace").encode()
    if data[:2] in (b"<\0", b"\0<"):
        return data.decode("utf-16-le" if data[:1] == b"<" else "utf-16-be", errors="replace").encode()
    declared = _DECLARED.search(data[:_START])
    encoding = declared[1].decode().lower() if declared else "utf-8"
    if encoding in ("utf-8", "utf8", "us-ascii", "ascii") or encoding.startswith("utf-16"):
        return data  # what says UTF-16 and is not was converted by somebody who left the declaration as it was
    try:
        return data.decode(encoding, errors="replace").encode()
    except (LookupError, UnicodeError):
        return data  # no encoding of texts: its tags and numbers are the same in nearly all
