"""How alarming the statuses are: concerns and the rest per 100 painful runs of simulated squads with usual strides.

    python tests/benchmarks/proportion.py [--runners N] [--seed N]

The complaints are drawn as runners in surveys tell of them (half of them at 3 or less, most of them load, some skin, a
stitch or soreness), go as the simulator's do (they ease, stay or grow within a run), and are written down with the
scale's noise. What the rules of an older checkout do not know (a kind, a twinge) is left out or told as the nearest
that they know, so the same command compares checkouts.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from niggle.load import Load
from niggle.pain.model import PainReport
from niggle.simulate.feeling import Complaint, feeling_on
from niggle.stride.model import StrideVerdict
from niggle.triage.evaluate import evaluate
from niggle.triage.model import LoggedRun, RunFacts
from niggle.vocabulary.diary import QUESTIONS
from niggle.vocabulary.statuses import STATUS_ORDER

START = datetime(2026, 1, 5, 7, tzinfo=UTC)
DAYS_BETWEEN = 2
RUNS_OF_A_COMPLAINT = 9
NO_LOAD = Load(None, None, None, None)
USUAL = StrideVerdict("usual", None, None, None, (), False)
NOISE_SD_POINTS = 0.5
# Share, kind, pattern of the simulator, sites, worst pain of the first run (mean), and its drift a run.
SORTS: tuple[tuple[float, str, str, tuple[str, ...], float, float], ...] = (
    (0.30, "joint_tendon_bone", "eases", ("achilles", "knee", "hamstring"), 2.5, -0.1),
    (0.25, "joint_tendon_bone", "steady", ("knee", "foot", "hip", "shin"), 2.5, -0.1),
    (0.15, "joint_tendon_bone", "grows", ("knee", "shin", "calf"), 3.0, 0.2),
    (0.15, "muscle_soreness", "steady", ("quad", "calf"), 3.0, -0.8),
    (0.10, "skin", "grows", ("foot",), 3.0, -0.4),
    (0.05, "stitch_cramp", "grows", ("other",), 3.5, -1.5),
)


def main() -> None:
    """Print how many painful runs have which status."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runners", type=int, default=400)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    found = Counter(status for number in range(given.runners) for status in statuses(given.seed, number))
    total = sum(found.values())
    print(f"{given.runners} complaints, {total} painful runs with a usual stride; per 100:")
    for status in STATUS_ORDER:
        print(f"  {status:<9} {100 * found[status] / total:5.1f}")


def statuses(seed: int, number: int) -> Iterator[str]:
    """The status of each painful run of one runner's complaint."""
    runs: list[LoggedRun] = []
    for index, report in enumerate(reports(np.random.default_rng([seed, number]))):
        at = START + timedelta(days=DAYS_BETWEEN * index)
        runs.append(LoggedRun(f"run{index}", at, 2400.0, USUAL, NO_LOAD, (report,)))
        if (report.peak or 0) > 0:
            yield evaluate(RunFacts(runs[-1], tuple(runs[:-1]))).status


def reports(random: np.random.Generator) -> Iterator[PainReport]:
    """What a runner writes of one complaint, run by run, every question answered."""
    sort = SORTS[random.choice(len(SORTS), p=[share for share, *_ in SORTS])]
    _, kind, pattern, sites, level, drift = sort
    first = level + random.normal(0.0, 1.0)
    peaks = [
        int(np.clip(round(first + drift * index + random.normal(0.0, NOISE_SD_POINTS)), 0, 5))
        for index in range(RUNS_OF_A_COMPLAINT)
    ]
    complaint = Complaint(
        site=str(random.choice(sites)),  # type: ignore[arg-type]
        side="both" if kind == "muscle_soreness" else "left",
        quality="dull",
        pattern=pattern,  # type: ignore[arg-type]
        from_run=0,
        peaks=tuple(peaks),
    )
    is_twinge = kind == "joint_tendon_bone" and random.random() < 0.1
    for index, peak in enumerate(peaks):
        yield told(complaint, index, kind, peak, random, is_twinge=is_twinge and index == 0)


def told(
    complaint: Complaint, index: int, kind: str, peak: int, random: np.random.Generator, *, is_twinge: bool
) -> PainReport:
    """One report; of a stitch and of a twinge nothing is left at the end."""
    felt = feeling_on(complaint, index)
    values: dict[str, Any] = {
        "before": felt.before,
        "first": felt.first,
        "end": felt.end,
        "next_morning": felt.next_morning,
    }
    for name in ("before", "end", "next_morning"):
        values[name] = int(np.clip(values[name] + (random.random() < 0.15) - (random.random() < 0.15), 0, 10))
    values |= {"first": min(values["first"], peak), "end": min(values["end"], peak), "peak": peak}
    if kind == "stitch_cramp" or is_twinge:
        values |= {"before": 0, "first": 0, "end": 0, "next_morning": 0}
    quality: str = "sharp" if kind == "stitch_cramp" else complaint.quality
    if is_twinge:
        quality = "twinge" if "twinge" in QUESTIONS["quality"].values else "sharp"
    known = {field.name for field in fields(PainReport)}
    answers = {
        **values, "site": complaint.site if peak > 0 else None, "side": complaint.side if peak > 0 else None,
        "quality": quality, "kind": kind, "hours_to_settle": felt.hours_to_settle, "reduced_training": "no",
        **dict.fromkeys(
            (
                "limped", "changed_how_i_ran", "night_pain", "bony_point", "pain_on_hopping", "affected_mood",
                "affected_sleep", "affected_confidence",
            ),
            False,
        ),
    }  # fmt: skip
    said = {name: answer for name, answer in answers.items() if name in known}
    return PainReport(report_id=f"r{index}", athlete_id="me", **said)


if __name__ == "__main__":
    main()
