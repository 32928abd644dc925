"""Stride verdicts: rows of `stride_verdicts` and `stride_metrics` as `StrideVerdict`, and back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, fields

from niggle.gait import METRICS_VERSION
from niggle.records.rows import by_run
from niggle.store import Reader, Writer
from niggle.store.database import Row, utc_aware, utc_naive
from niggle.stride import RULES_VERSION
from niggle.stride.model import MetricVerdict, StrideVerdict

_OF_METRIC = tuple(field.name for field in fields(MetricVerdict))


def verdicts(
    reader: Reader, run_ids: Sequence[str], *, metrics_of: Collection[str] | None = None
) -> dict[str, StrideVerdict]:
    """The stride verdict on each of these runs that has been judged; its metrics only for `metrics_of`, if given."""
    metrics = by_run(reader.rows("stride_metrics_of", run_ids=list(run_ids if metrics_of is None else metrics_of)))
    return {
        row["run_id"]: _verdict(row, metrics.get(row["run_id"], ()))
        for row in reader.rows("verdicts_of", run_ids=list(run_ids))
    }


def metric_verdict(row: Row) -> MetricVerdict:
    """What a verdict says of one metric, from its row."""
    return MetricVerdict(**{name: row[name] for name in _OF_METRIC})


def insert_verdicts(writer: Writer, verdict_of: Mapping[str, StrideVerdict], raw_sha256_of: Mapping[str, str]) -> None:
    """Store the verdicts on runs, by run id; `raw_sha256_of` names the recording of each."""
    writer.insert(
        "stride_verdicts",
        [_verdict_row(run_id, verdict, raw_sha256_of[run_id]) for run_id, verdict in verdict_of.items()],
    )
    writer.insert(
        "stride_metrics",
        [
            {"run_id": run_id, "position": position, **asdict(metric)}
            for run_id, verdict in verdict_of.items()
            for position, metric in enumerate(verdict.metrics)
        ],
    )


def _verdict(row: Row, metrics: Sequence[Row]) -> StrideVerdict:
    return StrideVerdict(
        word=row["word"],
        reason=row["reason"],
        onset_s=row["onset_s"],
        side=row["side"],
        is_learning=row["is_learning"],
        explanations=tuple(row["explanations"]),
        confidence=row["confidence"],
        pattern=row["pattern"],
        runs_since=row["runs_since"],
        trend_pp_per_30_runs=row["trend_pp_per_30_runs"],
        is_question=bool(row["is_question"]),
        asked_at=None if row["asked_at"] is None else utc_aware(row["asked_at"]),
        metrics=tuple(map(metric_verdict, metrics)),
    )


def _verdict_row(run_id: str, verdict: StrideVerdict, raw_sha256: str) -> Row:
    return {
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
        "raw_sha256": raw_sha256,
        "metrics_version": METRICS_VERSION,
        "rules_version": RULES_VERSION,
    }
