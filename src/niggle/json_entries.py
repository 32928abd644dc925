"""What people enter outside forms of reports, each a small JSON file among raw files: how it lands, and what stands.

Its place is its kind and its id, so that one that is sent twice lands once.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from niggle.errors import RawFileError
from niggle.landing import Landed, Landing, RawKind


@dataclass(frozen=True, slots=True)
class JsonEntries:
    """The entries of one kind."""

    kind: RawKind

    def land(
        self,
        landing: Landing,
        athlete_id: str,
        told: Mapping[str, Any],
        *,
        entry_id: UUID,
        source: str,
        now: datetime,
    ) -> None:
        """Keep an entry, which holds at once."""
        data = json.dumps(told, ensure_ascii=False).encode()
        place = self._place(entry_id)
        landing.land(data, kind=self.kind, athlete_id=athlete_id, source=source, place=place, landed_at=now)

    def take_back(self, landing: Landing, athlete_id: str, entry_id: str, *, source: str, now: datetime) -> None:
        """Note that an entry is over."""
        landing.note("gone", athlete_id=athlete_id, source=source, place=self._place(entry_id), landed_at=now)

    def is_known(self, landing: Landing, entry_id: UUID) -> bool:
        """Whether an entry of that id was kept before."""
        return bool(landing.of_place(self._place(entry_id)))

    def is_newest(self, landing: Landing, athlete_id: str, entry_id: UUID) -> bool:
        """Whether the newest of an athlete's entries has that id."""
        made = self.made(landing, athlete_id)
        return bool(made) and made[-1].place == self._place(entry_id)

    def made(self, landing: Landing, athlete_id: str) -> list[Landed]:
        """All that were ever made about an athlete, oldest first."""
        return [one for one in landing.of_kind(self.kind) if one.athlete_id == athlete_id]

    def standing(self, landing: Landing, athlete_id: str) -> list[Landed]:
        """Those that are not over, oldest first."""
        arrivals = [one for one in landing.of_kind(self.kind, "gone") if one.athlete_id == athlete_id]
        gone = {one.place for one in arrivals if one.kind == "gone"}
        return [one for one in arrivals if one.kind == self.kind and one.place not in gone]

    def id_of(self, landed: Landed) -> str:
        """The id of an entry."""
        return landed.place.removeprefix(f"{self.kind}:")

    def _place(self, entry_id: UUID | str) -> str:
        return f"{self.kind}:{entry_id}"


def told_in(landing: Landing, landed: Landed) -> Any:
    """What an entry says; None for one that is lost or damaged."""
    try:
        return json.loads(landing.read_arrival(landed))
    except (RawFileError, ValueError):
        return None
