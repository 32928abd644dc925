"""Store → triage → store: the status of every run that has none."""

from itertools import batched

from niggle.config import Athlete, Config
from niggle.gait import METRICS_VERSION
from niggle.load import Load, RunLoad, loads
from niggle.pain.join import merge_reports
from niggle.pain.model import PainReport
from niggle.results.stored import pain_report, verdicts
from niggle.steps.invalidate import forget_statuses
from niggle.store import Reader, Store, Writer
from niggle.store.database import Row, utc_aware
from niggle.triage import RULES_VERSION
from niggle.triage.evaluate import evaluate
from niggle.triage.model import LoggedRun, RunFacts, Triage

_BATCH = 200  # runs: how long the lock is held


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
    logged = _logged(writer, athlete, runs, run_ids)
    decided: dict[str, Triage] = {}
    for i, run in enumerate(runs):
        if run["run_id"] in run_ids and not run["is_triaged"]:
            following = logged[i + 1] if i + 1 < len(runs) else None
            decided[run["run_id"]] = evaluate(RunFacts(run=logged[i], earlier=logged[:i], following=following))
    _insert(writer, decided, {run["run_id"]: run for run in runs}, {run.run_id: run.load for run in logged})
    return len(decided)


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
            }
            for run_id, triage in decided.items()
            for position, criterion in enumerate(triage.criteria)
        ],
    )
