"""One athlete's night, from the sources to the pages and what is shared, on one connection."""

from collections.abc import Callable
from datetime import UTC, datetime

from niggle.config import Athlete, Config
from niggle.errors import DiskError, NiggleError, may_pass
from niggle.steps.athlete_result import AthleteNight
from niggle.steps.collect import collect
from niggle.steps.heal import put_aside_damaged
from niggle.steps.night import publish, second_opinion
from niggle.steps.outgoing import share
from niggle.steps.report import report
from niggle.steps.telling import Tell, to_nobody
from niggle.steps.up_to_date import bring_up_to_date
from niggle.steps.waiting import Outside, settle
from niggle.store import Store
from niggle.store.layout import athlete_store


def athlete_night(
    config: Config,
    athlete: Athlete,
    *,
    tell: Tell = to_nobody,
    draws: bool = True,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> AthleteNight:
    """Bring everything of an athlete up to date; done twice it changes nothing, killed anywhere the next completes it.

    A source that fails does not keep what is landed from being judged. `tell` is told how far it is.
    `draws`: whether pages are drawn too; beside a home that is only borrowed there are none.

    Raises:
        NiggleError: if the athlete's store cannot be used, or (DiskError) the disk refuses.
    """
    tell("looking for new files")
    outside = Outside(config, athlete, clock())
    outside.look_at_sources()
    visit = _visit(config, athlete, tell, clock)
    with athlete_store(config.store.path, athlete.id).session() as store:
        damage = put_aside_damaged(config, athlete, store=store)
        outside.look_at_arrivals()
        done = bring_up_to_date(config, athlete, store=store, tell=tell)
        differing = second_opinion(config, athlete, store=store)
        tell("writing pages")
        publish(config, athlete, store=store)
        pages = report(config, athlete, store=store, tell=tell) if draws else 0
        shared = _shared(config, athlete, store)
        problems = (*damage, *visit.problems, *done.decoded.problems, *differing, *shared.problems)
        hitches = (*visit.hitches, *shared.hitches)
        is_settled = draws and not problems and not hitches  # what a borrowed home went by is not there the next time
        settle(store, outside.look_at_results() if is_settled else None, athlete_id=athlete.id)
    return AthleteNight(
        athlete.id, new_files=visit.new_files, new_runs=done.decoded.runs, new_reports=done.decoded.reports,
        measured=done.measured, judged=done.judged, triaged=done.triaged, pages=pages,
        problems=problems, hitches=hitches, notes=visit.notes, troubles=visit.troubles,
    )  # fmt: skip


def _visit(config: Config, athlete: Athlete, tell: Tell, clock: Callable[[], datetime]) -> AthleteNight:
    """What came of the visit to the sources; a disk or network that failed is a problem, and the night goes on."""
    try:
        found = collect(config, athlete, tell=tell, clock=clock)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        problem = f"{athlete.id}: the sources could not be read ({reason}); the next sync tries again"
        return _of_disk_or_network(athlete, error, problem)
    return AthleteNight(
        athlete.id, new_files=found.new_files, problems=found.problems, notes=found.notes, troubles=found.troubles
    )


def _shared(config: Config, athlete: Athlete, store: Store) -> AthleteNight:
    """What kept it from being shared; the rest of the night is done by then."""
    try:
        return AthleteNight(athlete.id, problems=share(config, athlete, store=store).problems)
    except DiskError:
        raise
    except OSError as error:
        problem = f"{athlete.id}: share: {error.strerror or type(error).__name__}; the next sync tries again"
        return _of_disk_or_network(athlete, error, problem)
    except NiggleError as error:
        return AthleteNight(athlete.id, problems=(f"{athlete.id}: share: {error}",))


def _of_disk_or_network(athlete: Athlete, error: OSError, problem: str) -> AthleteNight:
    if may_pass(error):
        return AthleteNight(athlete.id, hitches=(problem,))
    return AthleteNight(athlete.id, problems=(problem,))
