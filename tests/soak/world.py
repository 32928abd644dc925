"""What happens in the world, from a seed: who runs when, what their watches write, what they say of it.

Both copies are fed from here, and nothing here is a fault of niggle's machine. A watch's file may come in half and be
whole the next night.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from random import Random
from uuid import UUID

from niggle.simulate.injury import Injury, whole_pattern
from niggle.simulate.plans import Nuisances, draw_plans
from niggle.simulate.recording import record
from niggle.simulate.squad import simulate_runner, virtual_runner

ATHLETES = tuple(f"a{number}" for number in range(8))
NIGHT_AT = datetime(2026, 3, 2, 3, 30, tzinfo=UTC)
HISTORY = 12  # runs of each athlete before the first night: a first baseline
_FIRST_RUN_AT = NIGHT_AT.replace(hour=6) - timedelta(days=7 * HISTORY // 2)
_WEEKDAYS = (0, 4)
_MINUTES = 8.0
_HALF_SHARE, _REPORT_SHARE = 0.06, 0.6
_NUISANCES = Nuisances(strap_shift_share=0.03, hilly_share=0.2, treadmill_share=0.05)


@dataclass(frozen=True)
class Written:
    """A file as a source has it: where in the athlete's folder, its bytes, when it was written."""

    athlete_id: str
    name: str
    data: bytes
    at: datetime


@dataclass(frozen=True)
class Post:
    """A form that an athlete sends about a run that is known since a night before."""

    athlete_id: str
    run_id: str
    entry_id: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Feed:
    """What one night finds: files that have come since the last one, and forms that are sent."""

    at: datetime
    files: tuple[Written, ...]
    posts: tuple[Post, ...]


@dataclass(frozen=True)
class _Run:
    athlete_id: str
    run_id: str
    ended_at: datetime
    data: bytes


class World:
    """A squad over so many nights."""

    def __init__(self, seed: int, nights: int) -> None:
        self._seed = seed
        self._nights = nights

    def history(self) -> Feed:
        """What was there before the first night."""
        before = tuple(run for run in self._runs if run.ended_at < NIGHT_AT - timedelta(days=1))
        return Feed(NIGHT_AT - timedelta(days=1), tuple(map(_whole, before)), ())

    def feeds(self) -> Iterator[Feed]:
        """Night after night."""
        halves: tuple[_Run, ...] = ()
        for number in range(self._nights):
            at = NIGHT_AT + timedelta(days=number)
            rng = Random(f"world {self._seed} {number}")
            new = [run for run in self._runs if at - timedelta(days=1) <= run.ended_at < at]
            half = tuple(run for run in new if rng.random() < _HALF_SHARE)
            files = [_whole(run) for run in (*halves, *new) if run not in half] + [_half(run, rng) for run in half]
            diaries = [self._diary(athlete_id, at) for athlete_id in ATHLETES[::2] if rng.random() < 0.15]
            yield Feed(at, (*files, *diaries), tuple(self._posts(at, rng)))
            halves = half

    def _posts(self, at: datetime, rng: Random) -> Iterator[Post]:
        """Forms of those who keep no diary: of which of the two would count the order of landing decides."""
        for athlete_id in ATHLETES[1::2]:
            known = [run for run in self._of(athlete_id) if run.ended_at < at - timedelta(days=2)]
            if rng.random() < 0.2:
                run = rng.choice(known[-3:])
                entry_id = UUID(int=rng.getrandbits(128), version=4)
                yield Post(athlete_id, run.run_id, str(entry_id), tuple(_answers(rng).items()))

    def _diary(self, athlete_id: str, at: datetime) -> Written:
        """The diary so far; what was said of a run once stays."""
        rows = ["run_id,site,side,before,peak,end,next_morning"]
        for run in self._of(athlete_id):
            rng = Random(f"diary {self._seed} {run.run_id}")
            if run.ended_at < at - timedelta(days=1) and rng.random() < _REPORT_SHARE:
                rows.append(_row(run.run_id, rng))
        return Written(athlete_id, "diary.csv", "\n".join(rows).encode(), at - timedelta(hours=2))

    def _of(self, athlete_id: str) -> Sequence[_Run]:
        return [run for run in self._runs if run.athlete_id == athlete_id]

    @cached_property
    def _runs(self) -> tuple[_Run, ...]:
        runs = []
        for number, athlete_id in enumerate(ATHLETES):
            count = HISTORY + len(_WEEKDAYS) * (self._nights // 7 + 1)
            # Not all on the same days.
            first_at = _FIRST_RUN_AT + timedelta(days=number % 7, minutes=number)
            plans = draw_plans(
                self._seed, number, count, first_at=first_at, nuisances=_NUISANCES, minutes=_MINUTES,
                weekdays=_WEEKDAYS,
            )  # fmt: skip
            runner = virtual_runner(self._seed, number, world="measured")
            for run in simulate_runner(self._seed, number, runner, plans, injury=_injury(number)):
                ended_at = run.plan.started_at + timedelta(seconds=float(run.samples["elapsed_s"][-1]))
                run_id = f"{athlete_id}-{run.plan.started_at:%Y%m%dT%H%M%SZ}"
                runs.append(_Run(athlete_id, run_id, ended_at, record(run, owner=number + 1)))
        return tuple(sorted(runs, key=lambda run: run.ended_at))


def _injury(number: int) -> Injury | None:
    return whole_pattern(2.5, from_run=HISTORY + 6 + number, ramp_runs=3) if number % 3 == 0 else None


def _whole(run: _Run) -> Written:
    return Written(run.athlete_id, f"{run.run_id}.fit", run.data, run.ended_at + timedelta(minutes=5))


def _half(run: _Run, rng: Random) -> Written:
    data = run.data[: rng.randrange(20, len(run.data))]
    return Written(run.athlete_id, f"{run.run_id}.fit", data, run.ended_at + timedelta(minutes=1))


def _answers(rng: Random) -> dict[str, str]:
    """A form: no pain, or pain at a place with some of the scores."""
    if rng.random() < 0.4:
        return {"peak": "0", "first": "0", "end": "0"}
    peak = rng.randrange(1, 8)
    answers = {"site": rng.choice(["knee", "achilles", "calf"]), "side": rng.choice(["left", "right"])}
    scores = {"before": rng.randrange(3), "peak": peak, "end": rng.randrange(peak + 1), "next_morning": 1}
    said = {name: str(score) for name, score in scores.items() if name == "peak" or rng.random() < 0.7}
    return answers | said | ({"limped": "no"} if rng.random() < 0.5 else {})


def _row(run_id: str, rng: Random) -> str:
    peak = rng.choice([0, 0, 1, 2, 3, 5])
    return f"{run_id},,,,0,," if peak == 0 else f"{run_id},achilles,left,0,{peak},{peak // 2},{rng.randrange(3)}"
