"""The night as a Prefect flow: athlete after athlete, step after step, then what readers see.

Each athlete has a store of their own, so none waits for another's. An athlete whose night fails is reported and does
not keep the others from theirs.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.artifacts import create_link_artifact, create_table_artifact
from prefect.client.schemas.objects import State

from flows import tasks
from flows.outcome import AthleteNight, NightOutcome
from flows.progress import Progress
from niggle.config import Athlete, Config, load_config
from niggle.errors import DiskError, NiggleError
from niggle.steps.collect import SourceTroubles
from niggle.steps.heal import put_aside_damaged, strange_lines
from niggle.steps.night import during_night
from niggle.steps.notify import Sent
from niggle.steps.outgoing import Shared
from niggle.steps.squad_tables import SquadTable

ARTIFACT_KEY = "night"
_FLOW: dict[str, Any] = {"persist_result": False, "log_prints": False}


@flow(name="nightly", **_FLOW)
def nightly(config_path: str) -> NightOutcome:
    """Bring everything up to date: sources → landing → runs → verdicts → statuses → pages → who is to know."""
    config = load_config(Path(config_path))
    with during_night(config):
        return _night(config_path, config)


@flow(name="backfill", **_FLOW)
def backfill(
    config_path: str, since: date | None = None, until: date | None = None, athlete_id: str | None = None
) -> NightOutcome:
    """Read and judge the runs of some days again from the raw files, and bring all that depends on them up to date.

    Raises:
        NotFoundError: if the configuration has no such athlete.
    """
    config = load_config(Path(config_path))
    progress = Progress()
    for athlete in config.athletes if athlete_id is None else (config.athlete(athlete_id),):
        progress.begin(f"{athlete.id}: forgetting")
        count = tasks.discard_results(config, athlete, since, until)
        progress.say(f"{athlete.id}: {count} {'run' if count == 1 else 'runs'} to read again")
    with during_night(config):
        return _night(config_path, config)


@flow(name="athlete_night", flow_run_name="athlete_night-{athlete_id}", **_FLOW)
def athlete_night(config_path: str, athlete_id: str) -> AthleteNight:
    """One athlete's night, up to the statuses; a source that fails does not keep what is landed from being judged."""
    config = load_config(Path(config_path))
    athlete = config.athlete(athlete_id)
    progress = Progress()

    def begin(what: str) -> None:
        progress.begin(f"{athlete_id}: {what}")

    damage = put_aside_damaged(config, athlete)
    begin("looking for new files")
    new_files, problems, notes, troubles = _collected(tasks.collect(config, athlete, return_state=True), athlete)
    begin("reading")
    decoded = tasks.decode(config, athlete)
    problems = (*damage, *problems, *decoded.problems)
    problems += tasks.second_opinion(config, athlete)
    begin("measuring")
    measured = tasks.measure(config, athlete)
    begin("judging")
    judged = tasks.judge(config, athlete)
    triaged = tasks.triage(config, athlete)
    return AthleteNight(
        athlete_id, new_files=new_files, new_runs=decoded.runs, new_reports=decoded.reports,
        measured=measured, judged=judged, triaged=triaged, problems=problems, notes=notes, troubles=troubles,
    )  # fmt: skip


def _night(config_path: str, config: Config) -> NightOutcome:
    progress = Progress()
    nights, failures = [], []
    for line in strange_lines(config):
        progress.say(f"note: {line}")
    for athlete in config.athletes:
        night, failure = _told(athlete_night(config_path, athlete.id, return_state=True), athlete)
        nights.append(night)
        failures += failure
        remarks = (*(f"  note: {note}" for note in night.notes), *(f"  problem: {text}" for text in night.problems))
        for line in (str(night), *remarks):
            progress.say(line)
    progress.begin("writing pages")
    not_shown = tasks.publish(config)
    for line in not_shown:
        progress.say(f"problem: {line}")
    pages, page_failures = _pages(config)
    progress.begin("telling whom it concerns")
    messages, problems, telling_failures = _telling(config, nights)
    failures += [*page_failures, *telling_failures]
    for line in problems:
        progress.say(f"problem: {line}")
    rows = tasks.tonight(config).rows
    _leave_artifacts(rows, tasks.squad_tables(config))
    problems = (*(problem for night in nights for problem in night.problems), *not_shown, *problems)
    outcome = NightOutcome(rows, tuple(nights), pages, messages, problems)
    progress.say(str(outcome))
    if failures:
        raise failures[0]
    return outcome


def _collected(
    state: State[Any], athlete: Athlete
) -> tuple[int, tuple[str, ...], tuple[str, ...], SourceTroubles | None]:
    """How many files are new, the problems, what only takes time, and how the sources are, as `collect` ended.

    A disk or network that failed is a problem of the night; any other fault ends the athlete's night.
    """
    result = state.result(raise_on_failure=False)
    if isinstance(result, OSError):
        reason = result.strerror or type(result).__name__
        return 0, (f"{athlete.id}: the sources could not be read ({reason}); the next sync tries again",), (), None
    if isinstance(result, BaseException):
        raise result
    return result.new_files, result.problems, result.notes, result.troubles


def _told(state: State[Any], athlete: Athlete) -> tuple[AthleteNight, list[Exception]]:
    """An athlete's night from the state in which it ended, and the programming error that ended it, if one did.

    Raises:
        DiskError: if nobody can have their night, because the disk refuses.
    """
    result = state.result(raise_on_failure=False)
    if isinstance(result, AthleteNight):
        return result, []
    if isinstance(result, DiskError):
        raise result
    if isinstance(result, NiggleError):
        return AthleteNight(athlete.id, problems=(f"{athlete.id}: {result}",), is_complete=False), []
    problem = f"{athlete.id}: internal error ({type(result).__name__}); the others' nights go on"
    return AthleteNight(athlete.id, problems=(problem,), is_complete=False), [result]


def _pages(config: Config) -> tuple[int, list[Exception]]:
    """How many pages were written, and what kept an athlete's from being written."""
    states = [tasks.report(config, athlete, return_state=True) for athlete in config.athletes]
    states.append(tasks.report_squads(config, return_state=True))
    results = [state.result(raise_on_failure=False) for state in states]
    failures = [result for result in results if isinstance(result, Exception)]
    return sum(result for result in results if isinstance(result, int)), failures


def _telling(config: Config, nights: Sequence[AthleteNight]) -> tuple[int, tuple[str, ...], list[Exception]]:
    """How many messages went out after what athletes share; the problems, a line each; and programming errors."""
    states: list[tuple[str, State[Any]]] = [
        (f"{athlete.id}: share", tasks.share(config, athlete, return_state=True)) for athlete in config.athletes
    ]
    troubles = {night.athlete_id: night.troubles for night in nights}
    states.append(("notify", tasks.notify(config, troubles, return_state=True)))
    messages, problems, failures = 0, list[str](), list[Exception]()
    for what, state in states:
        result = state.result(raise_on_failure=False)
        if isinstance(result, Sent | Shared):
            problems += result.problems
            messages += result.messages if isinstance(result, Sent) else 0
        elif isinstance(result, OSError):
            problems.append(f"{what}: {result.strerror or type(result).__name__}; the next sync tries again")
        elif isinstance(result, NiggleError):
            problems.append(f"{what}: {result}")
        else:
            problems.append(f"{what}: internal error ({type(result).__name__})")
            failures.append(result)
    return messages, tuple(problems), failures


def _leave_artifacts(rows: Sequence[Mapping[str, str | None]], tables: Sequence[SquadTable]) -> None:
    """Leave the night's table, and of each squad a table as its coach may see it and a link to its page."""
    create_table_artifact(
        [dict(row) for row in rows], key=ARTIFACT_KEY, description="The latest status of each athlete"
    )
    for table in tables:
        create_table_artifact(
            [dict(row) for row in table.rows], key=table.key, description=f"{table.squad}, as a coach may see it"
        )
        create_link_artifact(table.link, link_text=table.squad, key=f"{table.key}-page", description="The squad's page")
