"""A file that a runner hands over on their own page: read as a folder reads it, under the name that it has there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from niggle.errors import printable
from niggle.landing import Landed
from niggle.sources.base import OWN_FILES, Arrival, Described, Fetched, Gone, Marker, SourceError
from niggle.sources.folder import FolderSource
from niggle.sources.regular import place_of

KIND = "upload"


def uploaded_as(upload_id: UUID, arrivals: Iterable[Landed]) -> list[Landed]:
    """The recordings among these arrivals that came by that upload."""
    place = _place_of(upload_id)
    return [one for one in arrivals if one.kind == "activity" and one.place.partition("!")[0] == place]


def _place_of(upload_id: UUID) -> str:
    """Where an upload is from; some of what an archive holds is at places that begin so."""
    return f"{KIND}:{upload_id}"


class UploadSource:
    """One such file, which is at `path` for the moment; `name` is what its owner calls it."""

    kind = KIND
    terms = OWN_FILES

    def __init__(self, path: Path, *, name: str, upload_id: UUID) -> None:
        self._path = path
        self._name = printable(name)
        self._place = _place_of(upload_id)

    def fetch(self, seen: Mapping[str, str]) -> Iterator[Arrival]:
        """What the file holds; nothing of an upload was ever there before.

        Raises:
            SourceError: if an archive cannot be read to its end.
        """
        try:
            for arrival in FolderSource(self._path).fetch({}):
                yield self._of_owner(arrival)
        except SourceError as error:
            raise SourceError(self._named(str(error))) from error

    def _of_owner(self, arrival: Arrival) -> Arrival:
        match arrival:
            case Fetched(problem=problem):
                return replace(
                    arrival, place=self._placed(arrival.place), origin=self._named(arrival.origin),
                    modified_at=None,  # that of the copy, which tells nothing
                    problem=None if problem is None else self._named(problem),
                )  # fmt: skip
            case Described() | Gone() | Marker():
                return replace(arrival, place=self._placed(arrival.place))
            case _:
                return arrival

    def _placed(self, place: str) -> str:
        return place.replace(place_of(self._path), self._place)

    def _named(self, text: str) -> str:
        return text.replace(printable(place_of(self._path)), self._name)
