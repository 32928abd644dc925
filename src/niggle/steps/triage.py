"""Store → triage → store: the status of every run that has none."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta

from niggle.config import Athlete, Config
from niggle.pain.join import merge_reports
from niggle.records.explained import explained_of
from niggle.records.pain import reports_of_runs
from niggle.records.rest import rest_logs
from niggle.records.statuses import insert_statuses
from niggle.records.verdicts import verdicts
from niggle.records.weekly import check_ins_that_count
from niggle.steps.invalidate import discard_statuses
from niggle.steps.weekly import start_of_day
from niggle.store import Reader, Store, Writer
from niggle.store.database import Row, utc_aware
from niggle.store.layout import athlete_store
from niggle.triage import RULES_VERSION
from niggle.triage.model import CheckedWeek, Triage
from niggle.triage.season import SeasonRun, looks_back, triage_in_turn
from niggle.vocabulary.places import Where

_BATCH = 200  # runs: how long the lock is held
# intervals.icu's words for how injured one felt on a day: 1 is not at all.
_OF_INJURY = {
    number: f"On that day you told intervals.icu of {felt}: did it hurt on this run, where, and how much (0–10)?"
    for number, felt in {2: "a niggle", 3: "an injury that bothered you", 4: "an injury"}.items()
}


def triage(config: Config, athlete: Athlete, *, store: Store | None = None) -> int:
    """Give a status to every run of an athlete that has none; how many."""
    store = store or athlete_store(config.store.path, athlete.id)
    with store.read_main() as reader:
        outdated = {"athlete_id": athlete.id, "rules_version": RULES_VERSION}
        since = reader.rows("earliest_outdated_status", **outdated)[0]["since"]
    if since is not None:
        with store.write() as writer:
            discard_statuses(writer, athlete.id, since)
    count, decided = 0, _BATCH
    while decided == _BATCH:
        with store.write() as writer:
            decided = _triage_batch(writer, athlete)
        count += decided
        if decided == _BATCH:
            store.let_others_write()
    return count


def _triage_batch(writer: Writer, athlete: Athlete) -> int:
    season = writer.rows("season_to_triage", athlete_id=athlete.id, most=_BATCH, reach_days=looks_back().days)
    wanted = [row["run_id"] for row in season if row["is_wanted"]]
    if not wanted:
        return 0
    runs, weeks = _logged(writer, athlete, season, wanted), _weeks(writer, athlete)
    asked = _questions_of_sources(writer, athlete, wanted, {run.run_id for run in runs if run.reports})
    found = triage_in_turn(runs, weeks, rest_logs(writer, athlete))
    decided = {run_id: _also_asking(triage, asked.get(run_id, ())) for run_id, (triage, _) in found.items()}
    load_of = {run_id: load for run_id, (_, load) in found.items()}
    insert_statuses(writer, decided, load_of, {row["run_id"]: row["raw_sha256"] for row in season})
    return len(decided)


def _weeks(reader: Reader, athlete: Athlete) -> tuple[CheckedWeek, ...]:
    return tuple(
        CheckedWeek(
            since=start_of_day(check_in.first_day, athlete),
            until=start_of_day(check_in.date + timedelta(days=1), athlete),
            check_in=check_in,
        )
        for check_in in check_ins_that_count(reader, athlete.id)
    )


def _also_asking(triage: Triage, texts: Sequence[str]) -> Triage:
    """The triage with questions that no answer in a form settles."""
    return replace(
        triage,
        questions=(*triage.questions, *texts),
        question_ids=(*triage.question_ids, *("" for _ in texts)),
        question_places=(*triage.question_places, *(Where() for _ in texts)),
    )


def _questions_of_sources(
    reader: Reader, athlete: Athlete, run_ids: list[str], reported: Collection[str]
) -> dict[str, list[str]]:
    """What is to be asked because a note about a run could not be read, or the runner felt injured that day.

    How injured one felt tells no place: it asks, and answers nothing. Whoever reported on the run has answered.
    """
    asked: dict[str, list[str]] = {}
    for row in reader.rows("note_questions_of", athlete_id=athlete.id, run_ids=run_ids):
        known = asked.setdefault(row["run_id"], [])
        known += [question for question in row["questions"] if question not in known]
        question = _OF_INJURY.get(row["injury"])
        if question is not None and row["run_id"] not in reported and question not in known:
            known.append(question)
    return asked


def _logged(reader: Reader, athlete: Athlete, season: Sequence[Row], wanted: Sequence[str]) -> list[SeasonRun]:
    """Every run with its verdict, its reports and what explains its stride."""
    run_ids = [row["run_id"] for row in season]
    verdict_of = verdicts(reader, run_ids, metrics_of=wanted)
    reports = reports_of_runs(reader, run_ids)
    explained = explained_of(reader, athlete)
    return [
        SeasonRun(
            run_id=row["run_id"],
            started_at=utc_aware(row["started_at"]),
            moving_time_s=row["moving_time_s"] or 0.0,
            distance_m=row["distance_m"],
            stride=verdict_of[row["run_id"]],
            reports=merge_reports(reports.get(row["run_id"], ())),
            explained=explained.get(row["run_id"]),
            may_feed_baselines=row["may_feed_baselines"],
            is_wanted=row["is_wanted"],
        )
        for row in season
    ]
