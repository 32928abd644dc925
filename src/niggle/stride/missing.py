"""What keeps a run from being called usual: too little running, no sensor, too few runs."""

from collections.abc import Sequence

import numpy as np

from niggle.gait.model import RunGait
from niggle.gait.same_sensor import is_strap_or_pod
from niggle.stride.history import before_it_was_moved
from niggle.stride.model import Equipment, PastRun
from niggle.stride.rules import Rules
from niggle.stride.wording import (
    few_runs_reason,
    few_values_reason,
    lost_balance_reason,
    no_sensor_reason,
    short_run_reason,
)
from niggle.vocabulary.metrics import BALANCE, CADENCE, STANCE


def key_metric(run: RunGait) -> str | None:
    """The metric without which nothing can be called usual: the balance, else the stance time."""
    return next((name for name in (BALANCE, STANCE) if name in run.sensors), None)


def what_is_missing(
    run: RunGait, n_members: dict[str, int], history: Sequence[PastRun], rules: Rules,
    *, equipment: Equipment | None = None,
) -> str | None:  # fmt: skip
    """Why the run cannot be called usual; None when it can. `equipment` is what had changed before it."""
    if run.eligible_s < rules.min_eligible_s:
        return short_run_reason(run, rules)
    key = key_metric(run)
    if key is None:
        return no_sensor_reason(has_cadence=CADENCE in run.sensors)
    if key != BALANCE and _usually_has_balance(history, rules):
        return lost_balance_reason()
    seconds = eligible_seconds(run, key)
    if seconds < rules.min_eligible_s:
        return few_values_reason(key, seconds, rules)
    if n_members.get(key, 0) >= rules.provisional_runs:
        return None
    sensors = {past.gait.sensors[key] for past in history if key in past.gait.sensors}
    return few_runs_reason(
        key,
        n_members.get(key, 0),
        rules,
        is_new_sensor=bool(sensors - {run.sensors[key]}),
        is_moved=_was_moved_since(run, key, history, equipment),
        is_new_surface=any(past.gait.surface != run.surface for past in history),
    )


def _was_moved_since(run: RunGait, key: str, history: Sequence[PastRun], equipment: Equipment | None) -> bool:
    """Whether runs on this surface by the same strap or pod would count, had it not been moved since."""
    if not is_strap_or_pod(run.sensors[key]):
        return False
    over = before_it_was_moved(sorted(history, key=lambda past: (past.started_at, past.run_id)), equipment)
    return any(
        past.run_id in over and past.gait.surface == run.surface and past.gait.sensors.get(key) == run.sensors[key]
        for past in history
    )


def _usually_has_balance(history: Sequence[PastRun], rules: Rules) -> bool:
    """Whether most of the latest runs had a balance, so that a run without one shows less than usual."""
    latest = sorted(history, key=lambda past: (past.started_at, past.run_id))[-rules.flagging_runs :]
    return 2 * sum(BALANCE in past.gait.sensors for past in latest) > len(latest)


def eligible_seconds(run: RunGait, name: str) -> float:
    """Seconds of steady, level running for which the metric has values."""
    keep = run.is_eligible & np.isfinite(run.windows[name])
    return float(run.windows["usable_s"][keep].sum())
