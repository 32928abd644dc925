"""One athlete's night, from the sources to the pages and what is shared, on one connection."""

from collections.abc import Callable
from dataclasses import dataclass

from niggle.config import Athlete, Config
from niggle.errors import DiskError, NiggleError
from niggle.steps.collect import SourceTroubles, collect
from niggle.steps.decode import decode
from niggle.steps.heal import put_aside_damaged
from niggle.steps.judge import judge
from niggle.steps.measure import measure
from niggle.steps.night import publish, second_opinion
from niggle.steps.outgoing import share
from niggle.steps.report import report
from niggle.steps.triage import triage
from niggle.store import Store
from niggle.store.layout import athlete_store

type Tell = Callable[[str], None]

_WILL_NOT_PASS = (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError)


@dataclass(frozen=True, slots=True)
class AthleteNight:
    """What a night did for one athlete; problems are one line each, notes are of what needs nobody.

    `troubles` is what the visit to the sources found, None if there was none. `failure` names the error that ended the
    night before it was through, `trace` where a programming error was; `may_pass`: it is worth to try once more.
    """

    athlete_id: str
    new_files: int = 0
    new_runs: int = 0
    new_reports: int = 0
    measured: int = 0
    judged: int = 0
    triaged: int = 0
    pages: int = 0
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    troubles: SourceTroubles | None = None
    failure: str | None = None
    trace: str | None = None
    may_pass: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether the night was through."""
        return self.failure is None

    @property
    def did_nothing(self) -> bool:
        """Whether all was as it is already."""
        return self.is_complete and not (
            self.new_files or self.new_runs or self.new_reports or self.measured or self.judged or self.triaged
        )

    def __str__(self) -> str:
        counts = (
            (self.new_files, "new file", "new files"),
            (self.new_runs, "new run", "new runs"),
            (self.new_reports, "new pain report", "new pain reports"),
            (self.triaged, "status decided", "statuses decided"),
        )
        parts = [counted(count, one, many) for count, one, many in counts if count]
        if not self.is_complete:
            parts = ["not finished"]
        elif not parts:
            parts = ["nothing new" if self.did_nothing else "brought up to date"]
        return f"{self.athlete_id}: {', '.join(parts)}"


def counted(count: int, one: str, many: str) -> str:
    """A number with the word for what is counted."""
    return f"{count} {one if count == 1 else many}"


def athlete_night(config: Config, athlete: Athlete, *, tell: Tell = lambda _: None, draws: bool = True) -> AthleteNight:
    """Bring everything of an athlete up to date; done twice it changes nothing, killed anywhere the next completes it.

    A source that fails does not keep what is landed from being judged. `tell` is given a line before what takes long.
    `draws`: whether pages are drawn too; beside a home that is only borrowed there are none.

    Raises:
        NiggleError: if the athlete's store cannot be used, or (DiskError) the disk refuses.
    """
    tell("looking for new files")
    visit = _visit(config, athlete, tell)
    with athlete_store(config.store.path, athlete.id).session() as store:
        damage = put_aside_damaged(config, athlete, store=store)
        tell("reading")
        decoded = decode(config, athlete, store=store)
        differing = second_opinion(config, athlete, store=store)
        tell("measuring")
        measured = measure(config, athlete, store=store)
        tell("judging")
        judged = judge(config, athlete, store=store)
        triaged = triage(config, athlete, store=store)
        tell("writing pages")
        publish(config, athlete, store=store)
        pages = report(config, athlete, store=store) if draws else 0
        not_shared, may_pass = _shared(config, athlete, store)
    return AthleteNight(
        athlete.id, new_files=visit.new_files, new_runs=decoded.runs, new_reports=decoded.reports,
        measured=measured, judged=judged, triaged=triaged, pages=pages,
        problems=(*damage, *visit.problems, *decoded.problems, *differing, *not_shared),
        notes=visit.notes, troubles=visit.troubles, may_pass=visit.may_pass or may_pass,
    )  # fmt: skip


def _visit(config: Config, athlete: Athlete, tell: Tell) -> AthleteNight:
    """What came of the visit to the sources; a disk or network that failed is a problem, and the night goes on."""
    try:
        found = collect(config, athlete, tell=tell)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        problem = f"{athlete.id}: the sources could not be read ({reason}); the next sync tries again"
        return AthleteNight(athlete.id, problems=(problem,), may_pass=not isinstance(error, _WILL_NOT_PASS))
    return AthleteNight(
        athlete.id, new_files=found.new_files, problems=found.problems, notes=found.notes, troubles=found.troubles
    )


def _shared(config: Config, athlete: Athlete, store: Store) -> tuple[tuple[str, ...], bool]:
    """A line for all that could not be shared, and whether that may pass by itself."""
    try:
        return share(config, athlete, store=store).problems, False
    except DiskError:
        raise
    except OSError as error:
        reason = error.strerror or type(error).__name__
        may_pass = not isinstance(error, _WILL_NOT_PASS)
        return (f"{athlete.id}: share: {reason}; the next sync tries again",), may_pass
    except NiggleError as error:
        return (f"{athlete.id}: share: {error}",), False
