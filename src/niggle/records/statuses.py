"""What was decided of runs: `Triage` and `Load` as rows of `statuses` and `criteria`.

The way back is `niggle.records.objects`: whoever reads a status shows it, and nothing decides on it again.
"""

from collections.abc import Mapping
from dataclasses import asdict

from niggle.gait import METRICS_VERSION
from niggle.load import Load
from niggle.store import Writer
from niggle.store.database import Row
from niggle.triage import RULES_VERSION
from niggle.triage.model import Criterion, Triage


def insert_statuses(
    writer: Writer,
    triage_of: Mapping[str, Triage],
    load_of: Mapping[str, Load],
    raw_sha256_of: Mapping[str, str],
) -> None:
    """Store what was decided of runs and the load around them, by run id; `raw_sha256_of` names the recordings."""
    writer.insert(
        "statuses",
        [_status_row(run_id, triage, load_of[run_id], raw_sha256_of[run_id]) for run_id, triage in triage_of.items()],
    )
    writer.insert(
        "criteria",
        [
            _criterion_row(run_id, position, criterion)
            for run_id, triage in triage_of.items()
            for position, criterion in enumerate(triage.criteria)
        ],
    )


def _status_row(run_id: str, triage: Triage, load: Load, raw_sha256: str) -> Row:
    return {
        "run_id": run_id,
        "status": triage.status,
        "provisional": triage.provisional,
        "is_known": triage.is_known,
        "headline": triage.headline,
        "summary": triage.summary,
        "questions": list(triage.questions),
        "question_ids": list(triage.question_ids),
        "question_sites": [where.site for where in triage.question_places],
        "question_sides": [where.side for where in triage.question_places],
        "choices": list(triage.choices),
        "look_again": triage.look_again,
        **asdict(load),
        "raw_sha256": raw_sha256,
        "metrics_version": METRICS_VERSION,
        "rules_version": RULES_VERSION,
    }


def _criterion_row(run_id: str, position: int, criterion: Criterion) -> Row:
    return {
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
