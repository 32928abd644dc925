"""Store → stride → store: the verdict on every run that has none, oldest first, each on earlier runs only."""

from collections import deque
from dataclasses import replace
from datetime import datetime
from itertools import batched, takewhile

from niggle.config import Athlete, Config
from niggle.gait import METRICS_VERSION
from niggle.gait.model import RunGait
from niggle.gait.same_sensor import name_sensors
from niggle.pain.model import PainReport
from niggle.records.stored import gaits, pain_report, pain_told, verdicts
from niggle.steps.invalidate import discard_statuses, discard_verdicts
from niggle.store import Reader, Store, Writer
from niggle.store.database import Row, utc_aware, utc_naive
from niggle.stride import RULES_VERSION
from niggle.stride.model import PastRun, StrideVerdict
from niggle.stride.verdict import judge as judge_stride

HISTORY_RUNS = 60  # how far back a verdict looks
_BATCH = 100  # runs: bounds memory, and how long the lock is held


def judge(config: Config, athlete: Athlete) -> int:
    """Judge the stride of every run of an athlete from the first on that has no verdict; how many."""
    store = Store(config.store.path)
    _forget_outdated(store, athlete)
    with store.read_main() as reader:
        waiting = [run["run_id"] for run in reader.rows("runs_to_judge", athlete_id=athlete.id)]
    count = 0
    for batch in batched(waiting, _BATCH):
        with store.write() as writer:
            count += _judge_batch(writer, athlete, list(batch))
    return count


def _forget_outdated(store: Store, athlete: Athlete) -> None:
    with store.read_main() as reader:
        since = reader.rows("earliest_outdated_verdict", athlete_id=athlete.id, rules_version=RULES_VERSION)[0]["since"]
    if since is not None:
        with store.write() as writer:
            discard_statuses(writer, athlete.id, since)
            discard_verdicts(writer, athlete.id, since)


def _judge_batch(writer: Writer, athlete: Athlete, run_ids: list[str]) -> int:
    runs = {run["run_id"]: run for run in writer.rows("runs_in_order", athlete_id=athlete.id)}
    wanted = [run_id for run_id in run_ids if run_id in runs and not runs[run_id]["is_judged"]]
    wanted = list(takewhile(lambda run_id: runs[run_id]["is_measured"], wanted))  # one may have come in meanwhile
    if not wanted:
        return 0
    ordered = list(runs)
    # What a source's terms keep from being a baseline is judged by the others, and the others never by it.
    earlier = [run_id for run_id in ordered[: ordered.index(wanted[0])] if runs[run_id]["may_feed_baselines"]]
    earlier = earlier[-HISTORY_RUNS:]
    gait_of = gaits(writer, earlier + wanted)
    verdict_of = verdicts(writer, earlier)
    pain_of = _pain(writer, athlete)
    history: deque[PastRun] = deque(maxlen=HISTORY_RUNS)

    def remember(run_id: str, verdict: StrideVerdict) -> None:
        started_at = utc_aware(runs[run_id]["started_at"])
        history.append(PastRun(run_id, started_at, gait_of[run_id], verdict, pain_told(pain_of.get(run_id, ()))))

    for run_id in earlier:
        remember(run_id, verdict_of[run_id])
    judged = {}
    for run_id in wanted:
        gait, past = _with_sensors_named(gait_of[run_id], utc_aware(runs[run_id]["started_at"]), list(history))
        judged[run_id] = judge_stride(gait, past, pain=pain_told(pain_of.get(run_id, ())))
        if runs[run_id]["may_feed_baselines"]:
            remember(run_id, judged[run_id])
    _insert(writer, judged, runs)
    return len(judged)


def _with_sensors_named(gait: RunGait, started_at: datetime, history: list[PastRun]) -> tuple[RunGait, list[PastRun]]:
    """The run and those before it, in which a sensor that a file does not name is the only one near it in time.

    Found anew for each run, by what was known up to it: so a late arrival changes nothing that came before it.
    """
    given = [*(past.gait.sensors for past in history), gait.sensors]
    named = name_sensors(list(zip([*(past.started_at for past in history), started_at], given, strict=True)))
    if all(one is other for one, other in zip(named, given, strict=True)):
        return gait, history
    past_runs = [
        replace(past, gait=replace(past.gait, sensors=sensors))
        for past, sensors in zip(history, named[:-1], strict=True)
    ]
    return replace(gait, sensors=named[-1]), past_runs


def _pain(reader: Reader, athlete: Athlete) -> dict[str, list[PainReport]]:
    reports: dict[str, list[PainReport]] = {}
    for row in reader.rows("pain_reports_of", athlete_id=athlete.id):
        if row["joined_run_id"] is not None:
            reports.setdefault(row["joined_run_id"], []).append(pain_report(row))
    return reports


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
