"""Store → triage → store: the status of every run that has none."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import batched

from niggle.config import Athlete, Config
from niggle.gait import METRICS_VERSION
from niggle.load import Load, RunLoad, loads
from niggle.pain.join import merge_reports
from niggle.pain.model import PainReport
from niggle.results.stored import pain_report, verdicts
from niggle.steps.invalidate import forget_statuses
from niggle.steps.weekly import check_ins_that_count, start_of_day
from niggle.store import Reader, Store, Writer
from niggle.store.database import Row, utc_aware
from niggle.triage import RULES_VERSION
from niggle.triage.evaluate import evaluate
from niggle.triage.model import CheckedWeek, LoggedRun, RunFacts, Triage

_BATCH = 200  # runs: how long the lock is held
# intervals.icu's words for how injured one felt on a day: 1 is not at all.
_OF_INJURY = {
    number: f"On that day you told intervals.icu of {felt}: did it hurt on this run, where, and how much (0–10)?"
    for number, felt in {2: "a niggle", 3: "an injury that bothered you", 4: "an injury"}.items()
}


def triage(config: Config, athlete: Athlete) -> int:
    """Give a status to every run of an athlete that has none; how many."""
    store = Store(config.store.path)
    with store.look() as reader:
        outdated = {"athlete_id": athlete.id, "rules_version": RULES_VERSION}
        since = reader.rows("earliest_outdated_status", **outdated)[0]["since"]
    if since is not None:
        with store.write() as writer:
            forget_statuses(writer, athlete.id, since)
    with store.look() as reader:
        waiting = [run["run_id"] for run in reader.rows("runs_to_triage", athlete_id=athlete.id)]
    count = 0
    for batch in batched(waiting, _BATCH):
        with store.write() as writer:
            count += _triage_batch(writer, athlete, set(batch))
    return count


def _triage_batch(writer: Writer, athlete: Athlete, run_ids: set[str]) -> int:
    runs = [run for run in writer.rows("runs_in_order", athlete_id=athlete.id) if run["is_judged"]]
    wanted = [run for run in runs if run["run_id"] in run_ids and not run["is_triaged"]]
    decided: dict[str, Triage] = {}
    load_of: dict[str, Load] = {}
    reported: list[LoggedRun] = []
    weeks = _weeks(writer, athlete)
    # What a source's terms keep from being combined is seen beside the others, and the others never beside it.
    for apart in (None, *(run for run in wanted if not run["may_feed_baselines"])):
        series = [run for run in runs if run["may_feed_baselines"] or run is apart]
        now = {run["run_id"] for run in (wanted if apart is None else [apart])}
        if not any(run["run_id"] in now for run in series):
            continue
        logged = _logged(writer, athlete, series, run_ids)
        reported += logged
        for i, run in enumerate(series):
            if run["run_id"] in now:
                following = logged[i + 1] if i + 1 < len(series) else None
                facts = RunFacts(run=logged[i], earlier=logged[:i], following=following, weeks=weeks)
                decided[run["run_id"]] = evaluate(facts)
                load_of[run["run_id"]] = logged[i].load
    asked = _questions_of_sources(writer, athlete, list(decided), {run.run_id for run in reported if run.reports})
    decided = {run_id: _also_asking(triage, asked.get(run_id, ())) for run_id, triage in decided.items()}
    _insert(writer, decided, {run["run_id"]: run for run in runs}, load_of)
    return len(decided)


def _weeks(reader: Reader, athlete: Athlete) -> tuple[CheckedWeek, ...]:
    return tuple(
        CheckedWeek(
            since=start_of_day(check_in.first_day, athlete),
            until=start_of_day(check_in.date + timedelta(days=1), athlete),
            check_in=check_in,
        )
        for check_in in check_ins_that_count(reader, athlete)
    )


def _also_asking(triage: Triage, texts: Sequence[str]) -> Triage:
    """The triage with questions that no answer in a form settles."""
    ids = (*triage.question_ids, *("" for _ in texts))
    return replace(triage, questions=(*triage.questions, *texts), question_ids=ids)


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


def _logged(reader: Reader, athlete: Athlete, runs: list[Row], in_full: set[str]) -> list[LoggedRun]:
    """Every run with its reports and load; of the others, earlier and later, the metrics are of no account."""
    verdict_of = verdicts(reader, [run["run_id"] for run in runs], metrics_of=in_full)
    reports: dict[str, list[PainReport]] = {}
    for row in reader.rows("pain_reports_of", athlete_id=athlete.id):
        reports.setdefault(row["joined_run_id"], []).append(pain_report(row))
    load_of = loads(
        [
            RunLoad(
                run_id=run["run_id"],
                started_at=utc_aware(run["started_at"]),
                distance_m=run["distance_m"],
                moving_time_s=run["moving_time_s"] or 0.0,
            )
            for run in runs
        ]
    )
    return [
        LoggedRun(
            run_id=run["run_id"],
            started_at=utc_aware(run["started_at"]),
            moving_time_s=run["moving_time_s"] or 0.0,
            stride=verdict_of[run["run_id"]],
            load=load,
            reports=merge_reports(reports.get(run["run_id"], ())),
        )
        for run, load in zip(runs, load_of, strict=True)
    ]


def _insert(writer: Writer, decided: dict[str, Triage], runs: dict[str, Row], load_of: dict[str, Load]) -> None:
    writer.insert(
        "statuses",
        [
            {
                "run_id": run_id,
                "status": triage.status,
                "provisional": triage.provisional,
                "summary": triage.summary,
                "questions": list(triage.questions),
                "question_ids": list(triage.question_ids),
                "choices": list(triage.choices),
                "look_again": triage.look_again,
                "longest_30d_m": load_of[run_id].longest_30d_m,
                "distance_over_longest_pct": load_of[run_id].distance_over_longest_pct,
                "minutes_7d": load_of[run_id].minutes_7d,
                "is_reduced": load_of[run_id].is_reduced,
                "raw_sha256": runs[run_id]["raw_sha256"],
                "metrics_version": METRICS_VERSION,
                "rules_version": RULES_VERSION,
            }
            for run_id, triage in decided.items()
        ],
    )
    writer.insert(
        "criteria",
        [
            {
                "run_id": run_id,
                "position": position,
                "id": criterion.id,
                "group": criterion.group,
                "status": criterion.status,
                "evidence": criterion.evidence,
                "references": list(criterion.references),
                "is_marginal": criterion.is_marginal,
                "is_waived": criterion.is_waived,
            }
            for run_id, triage in decided.items()
            for position, criterion in enumerate(triage.criteria)
        ],
    )
