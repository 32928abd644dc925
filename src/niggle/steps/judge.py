"""Store → stride → store: the verdict on every run that has none, oldest first, each on earlier runs only."""

from collections.abc import Sequence
from itertools import takewhile

from niggle.config import Athlete, Config
from niggle.gait import METRICS_VERSION
from niggle.pain.model import PainReport
from niggle.records.stored import gaits, pain_report, pain_told, verdicts
from niggle.steps.invalidate import discard_statuses, discard_verdicts
from niggle.store import Reader, Store, Writer
from niggle.store.database import Row, utc_aware, utc_naive
from niggle.stride import RULES_VERSION
from niggle.stride.model import PainTold, PastRun, StrideVerdict
from niggle.stride.season import HISTORY_RUNS, RunToJudge, judge_in_turn

_BATCH = 100  # runs: bounds memory, and how long the lock is held


def judge(config: Config, athlete: Athlete) -> int:
    """Judge the stride of every run of an athlete from the first on that has no verdict; how many."""
    store = Store(config.store.path)
    _forget_outdated(store, athlete)
    with store.read_main() as reader:
        is_done = not _season(reader, athlete)
    count = 0
    while not is_done:
        with store.write() as writer:
            judged = _judge_batch(writer, athlete)
        count += judged
        is_done = judged == 0
    return count


def _forget_outdated(store: Store, athlete: Athlete) -> None:
    with store.read_main() as reader:
        since = reader.rows("earliest_outdated_verdict", athlete_id=athlete.id, rules_version=RULES_VERSION)[0]["since"]
    if since is not None:
        with store.write() as writer:
            discard_statuses(writer, athlete.id, since)
            discard_verdicts(writer, athlete.id, since)


def _season(reader: Reader, athlete: Athlete) -> list[Row]:
    return reader.rows("season_to_judge", athlete_id=athlete.id, most=_BATCH, history=HISTORY_RUNS)


def _judge_batch(writer: Writer, athlete: Athlete) -> int:
    season = _season(writer, athlete)
    earlier = [row for row in season if row["is_past"]]
    waiting = [row for row in season if not row["is_past"] and not row["is_judged"]]
    waiting = list(takewhile(lambda row: row["is_measured"], waiting))  # one may have come in meanwhile
    if not waiting:
        return 0
    past, runs = _read(writer, earlier, waiting)
    judged = judge_in_turn(past, runs)
    _insert(writer, judged, {row["run_id"]: row for row in waiting})
    return len(judged)


def _read(reader: Reader, earlier: Sequence[Row], waiting: Sequence[Row]) -> tuple[list[PastRun], list[RunToJudge]]:
    """The runs with their gait, and what hurt; the earlier ones with their verdicts."""
    run_ids = [row["run_id"] for row in (*earlier, *waiting)]
    gait_of = gaits(reader, run_ids)
    verdict_of = verdicts(reader, [row["run_id"] for row in earlier])
    pain_of = _pain(reader, run_ids)
    past = [
        PastRun(run_id, utc_aware(row["started_at"]), gait_of[run_id], verdict_of[run_id], pain_of.get(run_id))
        for row in earlier
        for run_id in [row["run_id"]]
    ]
    runs = [
        RunToJudge(
            run_id, utc_aware(row["started_at"]), gait_of[run_id], pain_of.get(run_id), row["may_feed_baselines"]
        )
        for row in waiting
        for run_id in [row["run_id"]]
    ]
    return past, runs


def _pain(reader: Reader, run_ids: list[str]) -> dict[str, PainTold | None]:
    reports: dict[str, list[PainReport]] = {}
    for row in reader.rows("joined_reports_of", run_ids=run_ids):
        reports.setdefault(row["joined_run_id"], []).append(pain_report(row))
    return {run_id: pain_told(said) for run_id, said in reports.items()}


def _insert(writer: Writer, judged: dict[str, StrideVerdict], runs: dict[str, Row]) -> None:
    writer.insert(
        "stride_verdicts",
        [
            {
                "run_id": run_id,
                "word": verdict.word,
                "reason": verdict.reason,
                "onset_s": verdict.onset_s,
                "side": verdict.side,
                "is_learning": verdict.is_learning,
                "explanations": list(verdict.explanations),
                "confidence": verdict.confidence,
                "pattern": verdict.pattern,
                "runs_since": verdict.runs_since,
                "trend_pp_per_30_runs": verdict.trend_pp_per_30_runs,
                "is_question": verdict.is_question,
                "asked_at": None if verdict.asked_at is None else utc_naive(verdict.asked_at),
                "raw_sha256": runs[run_id]["raw_sha256"],
                "metrics_version": METRICS_VERSION,
                "rules_version": RULES_VERSION,
            }
            for run_id, verdict in judged.items()
        ],
    )
    writer.insert(
        "stride_metrics",
        [
            {
                "run_id": run_id,
                "position": position,
                "name": metric.name,
                "value": metric.value,
                "expected": metric.expected,
                "difference": metric.difference,
                "z": metric.z,
                "unit": metric.unit,
                "is_altered": metric.is_altered,
                "expected_low": metric.expected_low,
                "expected_high": metric.expected_high,
            }
            for run_id, verdict in judged.items()
            for position, metric in enumerate(verdict.metrics)
        ],
    )
