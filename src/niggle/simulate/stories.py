"""The squad of five that `fixtures/` holds: seven weeks of each, and what the night should make of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from niggle.simulate.feeling import Complaint, Feeling, feeling_on
from niggle.simulate.injury import Injury, whole_pattern
from niggle.simulate.model import RunPlan, VirtualRun
from niggle.simulate.plans import Nuisances, draw_plans
from niggle.simulate.squad import simulate_runner, virtual_runner
from niggle.vocabulary.statuses import Status

RUNS = 22
_MINUTES = 32.0
_WEEKDAYS = (1, 3, 6)
# Runs before anything happens: a baseline lags three runs and wants ten to judge by.
_FROM_RUN = 18
_NUISANCES = Nuisances(strap_shift_share=0.0, hilly_share=0.15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One athlete of the squad: what happens, what is written down, and what it comes to.

    `diary` has a note (or none: an empty one) for each run that is written about; `changes` what differs from
    the drawn plan, by run. `becomes` is the status of the runs from the onset of the injury or complaint on.
    """

    athlete_id: str
    number: int
    what: str
    first_at: datetime
    becomes: Status
    injury: Injury | None = None
    complaint: Complaint | None = None
    diary: Mapping[int, str] = field(default_factory=dict)
    changes: Mapping[int, Mapping[str, object]] = field(default_factory=dict)
    always: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRun:
    """One run of a story: recording and truth, what was felt, and the statuses that would be right."""

    run: VirtualRun
    feeling: Feeling
    is_in_diary: bool
    expected_status: tuple[Status, ...]


def _at(hour: int, minute: int) -> datetime:
    return datetime(2026, 1, 5, hour, minute, tzinfo=UTC)


STORIES: tuple[Story, ...] = (
    Story(
        athlete_id="ada",
        number=0,
        what="healthy; a new strap in the second week",
        first_at=_at(6, 20),
        becomes="clear",
        diary={0: "", 5: "", 9: "hilly, legs fine", 13: "", 16: "", 19: "", 20: "", 21: "felt easy"},
        changes={index: {"strap": 1} for index in range(4, RUNS)},
    ),
    Story(
        athlete_id="ben",
        number=1,
        what="a stiff left Achilles that warms up, stays low and settles within the hour; runs as ever",
        first_at=_at(17, 45),
        becomes="monitor",
        complaint=Complaint(
            site="achilles",
            side="left",
            quality="tight",
            pattern="eases",
            from_run=16,
            peaks=(2, 2, 2, 2, 1, 1),
        ),
        diary={
            7: "",
            12: "",
            16: "stiff at first",
            17: "",
            18: "",
            19: "",
            20: "",
            21: "better",
        },
        changes={3: {"surface": "treadmill", "pauses": 0}},
    ),
    Story(
        athlete_id="cleo",
        number=2,
        what="spares the left leg from minute 14 of a run on, the whole pattern; not a word in the diary",
        first_at=_at(6, 50),
        becomes="check_in",
        injury=whole_pattern(-2.0, from_run=_FROM_RUN, from_minute=14.0),
        changes={
            6: {"surface": "track", "pauses": 0},
            _FROM_RUN: {"kind": "easy", "duration_s": 2520, "relief_m": 4.0},
        },
    ),
    Story(
        athlete_id="dana",
        number=3,
        what="limps with a right knee that hurts more as the run goes on, and writes it down",
        first_at=_at(18, 10),
        becomes="concern",
        injury=whole_pattern(3.4, from_run=_FROM_RUN, from_minute=13.0),
        complaint=Complaint(
            site="knee",
            side="right",
            quality="ache",
            pattern="grows",
            from_run=_FROM_RUN,
            peaks=(4, 5, 5, 5),
            is_limping=True,
        ),
        diary={6: "", 14: "", 18: "had to walk at the end", 19: "", 20: "", 21: ""},
        changes={index: {"walks": 2, "kind": "easy", "relief_m": 4.0} for index in range(_FROM_RUN, RUNS)},
    ),
    Story(
        athlete_id="emil",
        number=4,
        what="healthy, with a wrist watch alone: neither balance nor contact time; writes nothing",
        first_at=_at(12, 5),
        becomes="clear",
        always={"sensor": "wrist"},
    ),
)


def tell(story: Story, seed: int) -> list[ToldRun]:
    """All runs of one athlete's story, in order."""
    runner = virtual_runner(seed, story.number)
    plans = [_planned(story, index, plan) for index, plan in enumerate(_drawn(story, seed))]
    runs = simulate_runner(seed, story.number, runner, plans, injury=story.injury)
    return [
        ToldRun(
            run=run,
            feeling=feeling_on(story.complaint, run.index),
            is_in_diary=run.index in story.diary,
            expected_status=_expected(story, run.index),
        )
        for run in runs
    ]


def _drawn(story: Story, seed: int) -> list[RunPlan]:
    return draw_plans(
        seed,
        story.number,
        RUNS,
        first_at=story.first_at,
        nuisances=_NUISANCES,
        minutes=_MINUTES,
        weekdays=_WEEKDAYS,
    )


def _planned(story: Story, index: int, plan: RunPlan) -> RunPlan:
    return replace(plan, **{**story.always, **story.changes.get(index, {})})  # type: ignore[arg-type]


def _expected(story: Story, index: int) -> tuple[Status, ...]:
    starts = [begun.from_run for begun in (story.injury, story.complaint) if begun is not None]
    if not starts or index < min(starts):
        return ("clear",)
    # One altered run may be the strap; only the second confirms it.
    is_unconfirmed = story.complaint is None and index == min(starts)
    return ("clear", story.becomes) if is_unconfirmed else (story.becomes,)
