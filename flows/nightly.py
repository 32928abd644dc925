"""The night as a Prefect flow: athlete after athlete, step after step, then what readers see.

Athletes come one after another because the database has one writer: side by side they would wait for each other's
lock. An athlete whose night fails is reported and does not keep the others from theirs.
"""

from datetime import date
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State

from flows import tasks
from flows.outcome import AthleteNight, NightOutcome
from flows.progress import Progress
from niggle.config import Athlete, Config, load_config
from niggle.errors import NiggleError, StoreBusyError, StoreError

ARTIFACT_KEY = "night"
_FLOW: dict[str, Any] = {"persist_result": False, "log_prints": False}


@flow(name="nightly", **_FLOW)
def nightly(config_path: str) -> NightOutcome:
    """Bring everything up to date: sources → landing → runs → verdicts → statuses → pages."""
    return _night(config_path, load_config(Path(config_path)))


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
        count = tasks.forget(config, athlete, since, until)
        progress.say(f"{athlete.id}: {count} {'run' if count == 1 else 'runs'} to read again")
    return _night(config_path, config)


@flow(name="athlete_night", flow_run_name="athlete_night-{athlete_id}", **_FLOW)
def athlete_night(config_path: str, athlete_id: str) -> AthleteNight:
    """One athlete's night, up to the statuses; a source that fails does not keep what is landed from being judged."""
    config = load_config(Path(config_path))
    athlete = config.athlete(athlete_id)
    progress = Progress()

    def begin(what: str) -> None:
        progress.begin(f"{athlete_id}: {what}")

    begin("looking for new files")
    new_files, problems, notes = _collected(tasks.collect(config, athlete, return_state=True), athlete)
    begin("reading")
    decoded = tasks.decode(config, athlete)
    problems += decoded.problems
    problems += tasks.second_opinion(config, athlete)
    begin("measuring")
    measured = tasks.measure(config, athlete)
    begin("judging")
    judged = tasks.judge(config, athlete)
    triaged = tasks.triage(config, athlete)
    return AthleteNight(
        athlete_id, new_files=new_files, new_runs=decoded.runs, new_reports=decoded.reports,
        measured=measured, judged=judged, triaged=triaged, problems=problems, notes=notes,
    )  # fmt: skip


def _night(config_path: str, config: Config) -> NightOutcome:
    progress = Progress()
    nights, failures = [], []
    for athlete in config.athletes:
        night, failure = _told(athlete_night(config_path, athlete.id, return_state=True), athlete)
        nights.append(night)
        failures += failure
        remarks = (*(f"  note: {note}" for note in night.notes), *(f"  problem: {text}" for text in night.problems))
        for line in (str(night), *remarks):
            progress.say(line)
    progress.begin("writing pages")
    tasks.publish(config)
    pages, page_failures = _pages(config)
    failures += page_failures
    rows = tasks.tonight(config).rows
    create_table_artifact(
        [dict(row) for row in rows], key=ARTIFACT_KEY, description="The latest status of each athlete"
    )
    problems = tuple(problem for night in nights for problem in night.problems)
    outcome = NightOutcome(rows, tuple(nights), pages, problems)
    progress.say(str(outcome))
    if failures:
        raise failures[0]
    return outcome


def _collected(state: State[Any], athlete: Athlete) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """How many files are new, the problems and what only takes time, from the state in which `collect` ended.

    A disk or network that failed is a problem of the night; any other fault ends the athlete's night.
    """
    result = state.result(raise_on_failure=False)
    if isinstance(result, OSError):
        reason = result.strerror or type(result).__name__
        return 0, (f"{athlete.id}: the sources could not be read ({reason}); the next sync tries again",), ()
    if isinstance(result, BaseException):
        raise result
    return result.new_files, result.problems, result.notes


def _told(state: State[Any], athlete: Athlete) -> tuple[AthleteNight, list[Exception]]:
    """An athlete's night from the state in which it ended, and the programming error that ended it, if one did.

    Raises:
        StoreError: if nobody can have their night, because the database cannot be used.
    """
    result = state.result(raise_on_failure=False)
    if isinstance(result, AthleteNight):
        return result, []
    if isinstance(result, StoreError) and not isinstance(result, StoreBusyError):
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
