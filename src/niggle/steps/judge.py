"""Store → stride → store: the verdict on every run that has none, oldest first, each on earlier runs only."""

from collections.abc import Sequence
from itertools import takewhile

from niggle.config import Athlete, Config
from niggle.records.explained import equipment_of
from niggle.records.gait import gaits
from niggle.records.pain import pain_told, reports_of_runs
from niggle.records.verdicts import insert_verdicts, verdicts
from niggle.steps.invalidate import discard_statuses, discard_verdicts
from niggle.steps.telling import Tell, counted, to_nobody
from niggle.store import Reader, Store, Writer
from niggle.store.database import Row, utc_aware
from niggle.store.layout import athlete_store
from niggle.stride import RULES_VERSION
from niggle.stride.model import PastRun
from niggle.stride.season import HISTORY_RUNS, RunToJudge, judge_in_turn

_BATCH = 100  # runs: bounds memory, and how long the lock is held


def judge(config: Config, athlete: Athlete, *, store: Store | None = None, tell: Tell = to_nobody) -> int:
    """Judge the stride of every run of an athlete from the first on that has no verdict; how many."""
    store = store or athlete_store(config.store.path, athlete.id)
    _forget_outdated(store, athlete)
    count, judged = 0, _BATCH
    while judged == _BATCH:
        with store.write() as writer:
            judged = _judge_batch(writer, athlete, count, tell)
        count += judged
        if judged == _BATCH:
            store.let_others_write()
    return count


def _forget_outdated(store: Store, athlete: Athlete) -> None:
    with store.read_main() as reader:
        since = reader.rows("earliest_outdated_verdict", athlete_id=athlete.id, rules_version=RULES_VERSION)[0]["since"]
    if since is not None:
        with store.write() as writer:
            discard_statuses(writer, athlete.id, since)
            discard_verdicts(writer, athlete.id, since)


def _judge_batch(writer: Writer, athlete: Athlete, before: int, tell: Tell) -> int:
    season = writer.rows("season_to_judge", athlete_id=athlete.id, most=_BATCH, history=HISTORY_RUNS)
    earlier = [row for row in season if row["is_past"]]
    waiting = [row for row in season if not row["is_past"] and not row["is_judged"]]
    waiting = list(takewhile(lambda row: row["is_measured"], waiting))  # one may have come in meanwhile
    if not waiting:
        return 0
    past, runs = _read(writer, athlete, earlier, waiting)
    is_last = len(waiting) < _BATCH
    left = len(waiting) if is_last else writer.rows("count_unjudged", athlete_id=athlete.id)[0]["runs"]
    judged = judge_in_turn(past, counted(runs, tell, "judging", before=before, total=before + left))
    insert_verdicts(writer, judged, {row["run_id"]: row["raw_sha256"] for row in waiting})
    return len(judged)


def _read(
    reader: Reader, athlete: Athlete, earlier: Sequence[Row], waiting: Sequence[Row]
) -> tuple[list[PastRun], list[RunToJudge]]:
    """The runs with their gait, what hurt and what had changed; the earlier ones with their verdicts."""
    run_ids = [row["run_id"] for row in (*earlier, *waiting)]
    gait_of = gaits(reader, run_ids)
    verdict_of = verdicts(reader, [row["run_id"] for row in earlier])
    pain_of = {run_id: pain_told(reports) for run_id, reports in reports_of_runs(reader, run_ids).items()}
    changed = equipment_of(reader, athlete)
    past = [
        PastRun(
            run_id, utc_aware(row["started_at"]), gait_of[run_id], verdict_of[run_id], pain_of.get(run_id),
            changed.get(run_id),
        )
        for row in earlier
        for run_id in [row["run_id"]]
    ]  # fmt: skip
    runs = [
        RunToJudge(
            run_id, utc_aware(row["started_at"]), gait_of[run_id], pain_of.get(run_id), changed.get(run_id),
            row["may_feed_baselines"],
        )
        for row in waiting
        for run_id in [row["run_id"]]
    ]  # fmt: skip
    return past, runs
