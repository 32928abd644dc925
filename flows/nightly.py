"""The night as a Prefect flow: who has work in batches, then what all share, then who is to be told.

Each athlete has a store of their own, so batches run side by side, and an athlete whose night fails is a row that is
reported and keeps nobody from theirs.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.artifacts import create_link_artifact, create_table_artifact
from prefect.client.schemas.objects import State
from prefect.task_runners import ThreadPoolTaskRunner

from flows import quiet, tasks
from flows.cluster import is_beyond_one_machine, leased_results
from flows.outcome import NightOutcome
from flows.workers import WorkerLostError, batches, workers
from niggle.cli.progress import Progress, current
from niggle.config import Config, load_config
from niggle.errors import NiggleError
from niggle.steps.athlete_result import AthleteNight
from niggle.steps.batch import BatchResult
from niggle.steps.heal import strange_lines
from niggle.steps.night import during_night, tonight
from niggle.steps.notify import Sent
from niggle.steps.side_by_side import cores
from niggle.steps.squad_tables import squad_tables
from niggle.steps.waiting import look, settle_common

ARTIFACT_KEY, ATHLETES_KEY = "night", "night-athletes"
_FLOW: dict[str, Any] = {
    "persist_result": False,
    "log_prints": False,
    "task_runner": ThreadPoolTaskRunner(max_workers=cores()),  # a thread waits for each process at work
}


class InternalError(Exception):
    """A programming error in an athlete's night; the message names its kind."""


@flow(name="nightly", **_FLOW)
def nightly(config_path: str, athlete_ids: Sequence[str] | None = None) -> NightOutcome:
    """Bring everything up to date: sources → landing → runs → verdicts → statuses → pages → who is to know.

    `athlete_ids` are those who have work, for a caller who has looked; None: the flow looks.
    """
    config = load_config(Path(config_path))
    with during_night(config):
        return _night(config_path, config, athlete_ids)


@flow(name="backfill", **_FLOW)
def backfill(
    config_path: str, since: date | None = None, until: date | None = None, athlete_id: str | None = None
) -> NightOutcome:
    """Read and judge the runs of some days again from the raw files, and bring all that depends on them up to date.

    Raises:
        NotFoundError: if the configuration has no such athlete.
    """
    config = load_config(Path(config_path))
    progress = current()
    for athlete in config.athletes if athlete_id is None else (config.athlete(athlete_id),):
        progress.begin(f"{athlete.id}: forgetting")
        count = tasks.discard_results(config, athlete, since, until)
        progress.say(f"{athlete.id}: {count} {'run' if count == 1 else 'runs'} to read again")
    with during_night(config):
        return _night(config_path, config, None)


def _night(config_path: str, config: Config, athlete_ids: Sequence[str] | None) -> NightOutcome:
    progress = current()
    waiting = look(config, now=datetime.now(UTC)).athlete_ids if athlete_ids is None else athlete_ids
    for line in strange_lines(config, waiting):
        progress.say(f"note: {line}")
    nights = _nights(config_path, config, waiting, _teller(progress))
    progress.begin("writing pages")
    squad_pages = tasks.report_squads(config, return_state=True).result(raise_on_failure=False)
    if isinstance(squad_pages, int):
        settle_common(config)
    progress.begin("telling whom it concerns")
    sent, faults = _told(config, nights)
    for line in sent.problems:
        progress.say(f"problem: {line}")
    rows = tonight(config).rows
    _leave_artifacts(config, rows, nights)
    outcome = NightOutcome(
        rows,
        tuple(nights),
        pages=sum(night.pages for night in nights) + (squad_pages if isinstance(squad_pages, int) else 0),
        messages=sent.messages,
        problems=(*(line for night in nights for line in (*night.problems, *night.hitches)), *sent.problems),
    )
    progress.say(str(outcome))
    faults = [*_internal_errors(nights), *(one for one in (squad_pages,) if isinstance(one, Exception)), *faults]
    if faults:
        raise faults[0]
    return outcome


def _teller(progress: Progress) -> Callable[[AthleteNight], None]:
    def tell(night: AthleteNight) -> None:
        problems = (f"  problem: {text}" for text in (*night.problems, *night.hitches))
        for line in (str(night), *(f"  note: {note}" for note in night.notes), *problems):
            progress.say(line)

    return tell


def _nights(
    config_path: str, config: Config, waiting: Sequence[str], tell: Callable[[AthleteNight], None]
) -> list[AthleteNight]:
    """Everybody's night in the order of the configuration; whoever does not wait had nothing to do."""
    has_work = set(waiting)
    found = {athlete.id: AthleteNight(athlete.id) for athlete in config.athletes if athlete.id not in has_work}
    for night in found.values():
        tell(night)
    is_leased = is_beyond_one_machine(config)
    for result in leased_results(config, waiting) if is_leased else _results(config_path, config, waiting):
        found |= {night.athlete_id: night for night in result.nights}
        for night in result.nights:
            if not night.hitches or is_leased:
                tell(night)
    # A leased batch is tried again as a whole.
    hitched = [] if is_leased else [athlete.id for athlete in config.athletes if found[athlete.id].hitches]
    if hitched:
        state = tasks.athletes_again(config_path, hitched, return_state=True)
        for night in _result(state, hitched).nights:
            found[night.athlete_id] = night.after(found[night.athlete_id])
            tell(found[night.athlete_id])
    return [found[athlete.id] for athlete in config.athletes]


def _results(config_path: str, config: Config, waiting: Sequence[str]) -> Iterable[BatchResult]:
    """What the batches did, in their order; a single one is done here, several side by side."""
    planned = batches(waiting, processes=cores())
    if len(planned) < 2:
        for athlete_ids in planned:
            yield _result(tasks.athletes_here(config, athlete_ids, return_state=True), athlete_ids)
        return
    progress = current()
    with workers(cores(), lambda process, *told: progress.begin(*told, row=process)) as pool:
        futures = [
            tasks.athletes.submit(number, config_path, athlete_ids, pool)
            for number, athlete_ids in enumerate(planned, 1)
        ]
        done = 0
        for athlete_ids, future in zip(planned, futures, strict=True):
            progress.begin("athletes", done, len(waiting))
            future.wait()
            done += len(athlete_ids)
            yield _result(future.state, athlete_ids)
    progress.clear()


def _result(state: State[Any], athlete_ids: Sequence[str]) -> BatchResult:
    """What a batch did, from the state in which its task ended.

    Raises:
        NiggleError: what kept everybody from their night, such as a disk that refuses.
    """
    result = state.result(raise_on_failure=False)
    if isinstance(result, tasks.UnfinishedError):
        return result.result
    if isinstance(result, WorkerLostError):
        return BatchResult.failed(athlete_ids, str(result), result)
    if isinstance(result, BaseException):
        raise result
    found: BatchResult = result
    return found


def _told(config: Config, nights: Sequence[AthleteNight]) -> tuple[Sent, list[Exception]]:
    """How many messages went out, with the problems, a line each; and a programming error."""
    if not config.notify.to:
        return Sent(), []
    troubles = {night.athlete_id: night.troubles for night in nights}
    result = tasks.notify(config, troubles, return_state=True).result(raise_on_failure=False)
    if isinstance(result, Sent):
        return result, []
    if isinstance(result, OSError):
        return Sent(problems=(f"notify: {result.strerror or type(result).__name__}; the next sync tries again",)), []
    if isinstance(result, NiggleError):
        return Sent(problems=(f"notify: {result}",)), []
    return Sent(problems=(f"notify: internal error ({type(result).__name__})",)), [result]


def _internal_errors(nights: Sequence[AthleteNight]) -> list[Exception]:
    found: list[Exception] = []
    for night in nights:
        if night.trace is not None:
            error = InternalError(night.failure)
            error.add_note(night.trace)
            found.append(error)
    return found


def _leave_artifacts(config: Config, rows: Sequence[Mapping[str, str | None]], nights: Sequence[AthleteNight]) -> None:
    """Leave the night's tables, and of each squad one as its coach may see it and a link to its page."""
    description = f"The latest status of each athlete{quiet.told(config.store.path)}"
    create_table_artifact([dict(row) for row in rows], key=ARTIFACT_KEY, description=description)
    quiet.forget(config.store.path)
    create_table_artifact(
        [_row(night) for night in nights if night.problems or night.hitches or not night.did_nothing],
        key=ATHLETES_KEY,
        description="What the night did, by athlete",
    )
    for table in squad_tables(config):
        create_table_artifact(
            [dict(row) for row in table.rows], key=table.key, description=f"{table.squad}, as a coach may see it"
        )
        create_link_artifact(table.link, link_text=table.squad, key=f"{table.key}-page", description="The squad's page")


def _row(night: AthleteNight) -> dict[str, str | int | None]:
    """What an athlete's night did, in numbers alone: lines of problems may hold what somebody wrote."""
    return {
        "athlete": night.athlete_id,
        "new runs": night.new_runs,
        "statuses": night.triaged,
        "pages": night.pages,
        "problems": len(night.problems) + len(night.hitches),
        "failed by": night.failure,
    }
