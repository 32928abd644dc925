"""The runs of one athlete judged in turn, each by those before it."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from niggle.gait.model import RunGait
from niggle.gait.same_sensor import name_sensors
from niggle.stride.model import Equipment, PainTold, PastRun, StrideVerdict
from niggle.stride.verdict import judge

HISTORY_RUNS = 60
"""How far back a verdict looks."""


@dataclass(frozen=True, slots=True)
class RunToJudge:
    """A run that has no verdict yet.

    `equipment` is what had changed before it, `may_feed_baselines` says whether later ones may be compared with it.
    """

    run_id: str
    started_at: datetime
    gait: RunGait
    pain: PainTold | None
    equipment: Equipment | None = None
    may_feed_baselines: bool = True


def judge_in_turn(past: Sequence[PastRun], runs: Iterable[RunToJudge]) -> dict[str, StrideVerdict]:
    """The verdict on each run, by its id; both oldest first, and every past run before all that are to be judged.

    What a source's terms keep from being a baseline is judged by the others, and the others never by it.
    """
    history = deque(past, maxlen=HISTORY_RUNS)
    judged: dict[str, StrideVerdict] = {}
    for run in runs:
        gait, known = _with_sensors_named(run, list(history))
        verdict = judged[run.run_id] = judge(gait, known, pain=run.pain, equipment=run.equipment)
        if run.may_feed_baselines:
            history.append(PastRun(run.run_id, run.started_at, run.gait, verdict, run.pain, run.equipment))
    return judged


def _with_sensors_named(run: RunToJudge, history: Sequence[PastRun]) -> tuple[RunGait, Sequence[PastRun]]:
    """The run and those before it, in which a sensor that a file does not name is the only one near it in time.

    Found anew for each run, by what was known up to it: so a late arrival changes nothing that came before it.
    """
    given: list[Mapping[str, str]] = [*(past.gait.sensors for past in history), run.gait.sensors]
    starts = [*(past.started_at for past in history), run.started_at]
    named = name_sensors(list(zip(starts, given, strict=True)))
    if all(one is other for one, other in zip(named, given, strict=True)):
        return run.gait, history
    past_runs = [
        replace(past, gait=replace(past.gait, sensors=sensors))
        for past, sensors in zip(history, named[:-1], strict=True)
    ]
    return replace(run.gait, sensors=named[-1]), past_runs
