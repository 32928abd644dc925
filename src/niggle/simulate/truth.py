"""The truth about the squad, as the JSON that lies beside the recordings."""

import json

from niggle.simulate.feeling import Feeling
from niggle.simulate.model import Change
from niggle.simulate.stories import Story, ToldRun


def truth_json(seed: int, squad: list[tuple[Story, list[ToldRun]]], paths: dict[tuple[str, int], str]) -> str:
    """What is true of every run of the squad; `paths` are the files by athlete and run index."""
    content = {
        "seed": seed,
        "athletes": [
            {
                "athlete_id": story.athlete_id,
                "story": story.what,
                "runs": [_run(told, paths[story.athlete_id, told.run.index]) for told in told_runs],
            }
            for story, told_runs in squad
        ],
    }
    return json.dumps(content, indent=1) + "\n"


def _run(told: ToldRun, path: str) -> dict[str, object]:
    run = told.run
    return {
        "path": path,
        "started_at": run.plan.started_at.isoformat().replace("+00:00", "Z"),
        "kind": run.plan.kind,
        "surface": run.plan.surface,
        "sensor": run.plan.sensor,
        "nuisances": list(run.truth.nuisances),
        "usual_balance_left_pct": round(run.truth.usual_balance_left_pct, 2),
        "is_altered": run.truth.change is not None,
        "change": _change(run.truth.change, run.truth.onset_s),
        "pain": _pain(told.feeling),
        "is_in_diary": told.is_in_diary,
        "expected_status": list(told.expected_status),
    }


def _change(change: Change | None, onset_s: float | None) -> dict[str, object] | None:
    if change is None:
        return None
    return {
        "onset_s": onset_s,
        "balance_pp": round(change.balance_pp, 2),
        "spared_side": "right" if change.balance_pp > 0 else "left",
        "stance_time_pct": round(change.stance_time_pct, 2),
        "cadence_pct": round(change.cadence_pct, 2),
        "speed_pct": round(change.speed_pct, 2),
    }


def _pain(feeling: Feeling) -> dict[str, object] | None:
    if feeling.complaint is None:
        return None
    return {
        "site": feeling.complaint.site,
        "side": feeling.complaint.side,
        "peak": feeling.peak,
        "is_limping": feeling.complaint.is_limping,
    }
