"""Who looks, and what that person may see and do."""

from dataclasses import dataclass
from typing import Literal

from niggle.config import Athlete
from niggle.consent import NOTHING, OWN, Visibility
from niggle.records.visibility import coach_visibility
from niggle.store import Reader

type Role = Literal["owner", "coach", "athlete", "nobody"]


@dataclass(frozen=True, slots=True)
class Viewer:
    """One person at one browser.

    `athlete_id` is whose own pages these are: the athlete's with an athlete's link, also an owner's or coach's who
    runs. `squads` are those that a coach looks after; an owner looks after everybody. `is_local`: nobody had to log
    in because only this machine can reach the pages, so all of it is their own. `key` tells viewers apart.
    """

    key: str
    role: Role
    name: str | None = None
    athlete_id: str | None = None
    squads: frozenset[str] = frozenset()
    is_local: bool = False

    def owns(self, athlete: Athlete) -> bool:
        """Whether the athlete's own pages are this viewer's: only then may they report and answer.

        Those of one who shares from a niggle of their own are there.
        """
        return athlete.shared is None and (self.is_local or self.athlete_id == athlete.id)

    def coaches(self, athlete: Athlete) -> bool:
        """Whether this viewer is a coach of the athlete."""
        return self.role == "owner" or (self.role == "coach" and not self.squads.isdisjoint(athlete.squads))

    def looks_after(self, squad: str) -> bool:
        """Whether the squad's page is for this viewer."""
        return self.role == "owner" or (self.role == "coach" and squad in self.squads)

    def visibility(self, reader: Reader, athlete: Athlete) -> Visibility:
        """What this viewer may see of an athlete."""
        if self.owns(athlete):
            return OWN
        is_known = self.coaches(athlete) or self.athlete_id == athlete.id
        return coach_visibility(reader, athlete) if is_known else NOTHING


LOCAL = Viewer("local", "owner", is_local=True)
NOBODY = Viewer("nobody", "nobody")
