"""One request as plain data, and the only ways from its address to an athlete, a run or a squad.

Whatever a viewer may not see is not there: the answer is the same as for what does not exist, so that an address
tells nobody who is here.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from starlette.datastructures import UploadFile

from niggle.config import Athlete, Config
from niggle.consent import OWN, Visibility
from niggle.errors import NotFoundError, UsageError
from niggle.records.choices import own_choice
from niggle.records.visibility import coach_visibility
from niggle.reports.context import PageContext
from niggle.reports.entry.query import kept
from niggle.reports.entry.view import Kept
from niggle.reports.paths import athlete_path, coach_path
from niggle.reports.run.query import owner_of
from niggle.store import Published
from niggle.store.layout import athlete_landing, published
from niggle.vocabulary.slugs import slug
from niggle.vocabulary.statuses import SHOWN
from niggle.vocabulary.units import METRIC, Units
from niggle.web.faults import NothingYetError
from niggle.web.session import Session
from niggle.web.unsent import Unsent
from niggle.web.viewer import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """One request: who asks for what. `form` is empty unless something was sent; `now` is aware.

    `path` holds the parts of the address that the route names, `query` what comes after its question mark, `body` the
    bytes sent to a route that takes no form, `file` the file among the fields of one that takes it, `headers` are
    lower case, `csrf` is the token that a form on the page must send along, `person` what tells the viewer from
    everybody else, `session` what the browser's cookie says, for logging in and out. `decide` has decided anew what
    rests on what an athlete has just entered, and tells whether that is done. `place` is the address without its
    first slash, `unsent` has the forms that came after their session had ended, `units` is what
    the viewer chose on a page.
    """

    config: Config
    viewer: Viewer
    now: datetime
    path: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str]
    headers: Mapping[str, str]
    session: Session
    decide: Callable[[Config, Athlete], bool]
    body: bytes = b""
    file: UploadFile | None = None
    csrf: str = ""
    person: str = ""
    place: str = ""
    unsent: Unsent = field(default_factory=Unsent)
    units: Units | None = None

    @contextmanager
    def results(self) -> Iterator[Published]:
        """The published results of all athletes.

        Raises:
            NothingYetError: if there are none.
        """
        with ExitStack() as stack:
            try:
                results = stack.enter_context(published(self.config.store.path))
            except NotFoundError as error:
                raise NothingYetError("no run has come in yet") from error
            yield results

    def context(self, athlete: Athlete | None = None, *, as_coach: bool = False) -> PageContext:
        """How pages are to be drawn for this viewer; about an athlete, whether they may report."""
        is_own = athlete is not None and self.viewer.owns(athlete) and not as_coach
        came_from = self._kept(athlete) if is_own and athlete is not None else None
        squads = () if athlete is None else athlete.squads
        choice = own_choice(self.config, athlete) if athlete is not None and is_own else None
        asks = athlete is not None and choice is not None and choice.is_asked
        return PageContext(
            is_served=True,
            csrf=self.csrf,
            viewer=self.viewer.name,
            is_own=is_own,
            opens_squad=any(map(self.viewer.looks_after, squads)),
            is_keeper=self.viewer.role == "owner",
            choice_page=coach_path(athlete.id) if athlete is not None and asks else None,
            kept=came_from,
            person=self.person,
            own_page=athlete_path(athlete.id) if athlete is not None and is_own else None,
            units=self.units or (METRIC if athlete is None else athlete.units),
        )

    def entry_id(self) -> UUID:
        """The id of what was sent: the same form sent twice is one, but not with something else in it.

        For one may go back in the browser, or have a page that the phone kept, and change what was sent from there. It
        is one of its own where the form has none, such as what a program sends.

        Raises:
            UsageError: if it is no id.
        """
        try:
            form_id = UUID(self.form["entry_id"]) if self.form.get("entry_id") else uuid4()
        except ValueError:
            raise UsageError("entry_id: not the id of a form; load the page again") from None
        return uuid5(form_id, json.dumps(sorted((name, text) for name, text in self.form.items() if name != "csrf")))

    def own_athlete(self) -> Athlete:
        """The athlete of the address, if their own pages are the viewer's.

        Raises:
            NotFoundError: otherwise.
        """
        athlete = self._athlete()
        if not self.viewer.owns(athlete):
            raise _not_here()
        return athlete

    def seen_athlete(self, results: Published) -> tuple[Athlete, Visibility]:
        """The athlete of the address and what the viewer may see of them, which is something.

        Raises:
            NotFoundError: if there is no such athlete, or nothing of them may be seen.
        """
        athlete = self._athlete()
        return athlete, self._visibility(results, athlete)

    def own_run(self, results: Published) -> tuple[Athlete, str]:
        """Whose run the address names and its id, if it is the viewer's own.

        Raises:
            NotFoundError: otherwise.
        """
        athlete, run_id = owner_of(results, self.config, self.path["run"])
        if not self.viewer.owns(athlete):
            raise _not_here()
        return athlete, run_id

    def seen_run(self, results: Published) -> tuple[Athlete, str, Visibility]:
        """Whose run the address names, its id, and what the viewer may see of that athlete, which is something.

        Raises:
            NotFoundError: if there is no such run, or nothing of its athlete may be seen.
        """
        athlete, run_id = owner_of(results, self.config, self.path["run"])
        return athlete, run_id, self._visibility(results, athlete)

    def squad(self) -> str:
        """The squad of the address, if the viewer looks after it.

        Raises:
            NotFoundError: otherwise.
        """
        for squad in self.config.squads:
            if self.path["squad"] in map(slug, self.config.names_of(squad)) and self.viewer.looks_after(squad):
                return squad
        raise _not_here()

    @property
    def as_coach(self) -> bool:
        """Whether an athlete asks to see a page as their coach does (`?as=coach`)."""
        return self.query.get("as") == "coach"

    def sent_too_late(self) -> Mapping[str, str] | None:
        """What was sent to this address after the session had ended, once; None if nothing was."""
        return self.unsent.take(self.session.id, self.place, self.now)

    def _kept(self, athlete: Athlete) -> Kept | None:
        """What became of the entry that led here: its id is in the address, what it says is not."""
        entry_id, was = self.query.get("kept", ""), self.query.get("was")
        if not entry_id:
            return None
        with self.results() as results:
            landing = athlete_landing(self.config.store.path, athlete.id)
            return kept(
                results.of(athlete.id), landing, athlete, entry_id, now=self.now, was=was if was in SHOWN else None
            )

    def _athlete(self) -> Athlete:
        for athlete in self.config.athletes:
            if slug(athlete.id) == self.path["athlete"]:
                return athlete
        raise _not_here()

    def _visibility(self, results: Published, athlete: Athlete) -> Visibility:
        reader = results.of(athlete.id)
        visibility = self.viewer.visibility(reader, athlete)
        if visibility == OWN and self.as_coach:
            visibility = coach_visibility(reader, athlete)
        if visibility.level == "none":
            raise _not_here()
        return visibility


def _not_here() -> NotFoundError:
    return NotFoundError("there is no such page here, or it is not for you")
