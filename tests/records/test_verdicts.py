"""Stride verdicts come back out of the store as they went in."""

from datetime import UTC, datetime

from niggle.records.verdicts import insert_verdicts, verdicts
from niggle.store import Store
from niggle.stride.model import MetricVerdict, StrideVerdict

BALANCE = MetricVerdict("stance_time_balance_left_pct", 51.9, 50.2, 1.7, 4.1, "pp", True, 49.6, 50.8)
CADENCE = MetricVerdict("cadence_spm", 171.0, 172.0, -0.6, -0.4, "%", False, 168.0, 176.0)
FLAGGED = StrideVerdict(
    word="altered", reason=None, onset_s=1380.0, side="left", metrics=(BALANCE, CADENCE), is_learning=False,
    explanations=("new shoes",), confidence=0.97, pattern="one side only", runs_since=2, trend_pp_per_30_runs=0.1,
    is_question=True, asked_at=datetime(2026, 3, 1, 6, 0, tzinfo=UTC),
)  # fmt: skip
UNKNOWN = StrideVerdict("insufficient_data", "no sensor", None, None, (), is_learning=True)


def test_a_verdict_comes_back_as_it_was(store: Store) -> None:
    with store.write() as writer:
        insert_verdicts(writer, {"ada-1": FLAGGED, "ada-2": UNKNOWN}, {"ada-1": "a", "ada-2": "b"})
    with store.read_main() as reader:
        assert verdicts(reader, ["ada-1", "ada-2", "ada-3"]) == {"ada-1": FLAGGED, "ada-2": UNKNOWN}
        assert [row["raw_sha256"] for row in reader.rows("verdicts_of", run_ids=["ada-2"])] == ["b"]


def test_metrics_are_read_only_of_the_runs_they_are_wanted_of(store: Store) -> None:
    with store.write() as writer:
        insert_verdicts(writer, {"ada-1": FLAGGED, "ada-2": FLAGGED}, {"ada-1": "a", "ada-2": "b"})
    with store.read_main() as reader:
        found = verdicts(reader, ["ada-1", "ada-2"], metrics_of=["ada-2"])
    assert found["ada-1"].metrics == ()
    assert found["ada-2"].metrics == (BALANCE, CADENCE)
