"""What goes into the stride verdict and what comes out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from niggle.gait.model import RunGait
from niggle.vocabulary.places import Side
from niggle.vocabulary.verdicts import FLAGGED, Outcome, Pattern

type Equipment = Literal["shoes", "sensor", "route", "unwell", "earlier", "nothing"]
"""What a runner said has changed since the run before, or is why the stride is another one.

"earlier": what explains this run changed before one of the runs before it. "nothing" is an answer too.
"""


@dataclass(frozen=True, slots=True)
class PainTold:
    """What was reported of one run, as far as a verdict on the stride may rest on it.

    `peak` is the worst pain, 0-10. `is_in_leg` says that its site is one that a stride can spare, `side` on which
    side, None when on both or not told.
    """

    peak: float
    is_in_leg: bool = False
    side: Side | None = None

    def hurts_leg(self, least: float) -> bool:
        """Whether a leg hurt, with pain of `least` or more."""
        return self.is_in_leg and self.peak >= least


@dataclass(frozen=True, slots=True)
class MetricVerdict:
    """One metric against what is usual; `unit` is that of `difference` ("pp" for a share, else "%").

    `expected_low` and `expected_high` bound the usual band of one run. Where the balance changed within the
    run, the numbers are about the part that is off, as long as that is further off than the run as a whole.
    """

    name: str
    value: float
    expected: float
    difference: float
    z: float
    unit: str
    is_altered: bool
    expected_low: float
    expected_high: float


@dataclass(frozen=True, slots=True)
class StrideVerdict:
    """The verdict on one run.

    `reason` says what is missing when the word is `insufficient_data`, else None. `onset_s` is the elapsed
    time at which the stride changed within the run, None when it did not or was so from the start. `side` is
    the foot that spends a smaller share on the ground than usual (the one that is spared), None when not
    told. `is_learning` marks a verdict from a baseline still short. `explanations` are what else could
    explain it.

    `confidence` is the probability that this run's stride is altered, None when nothing could be compared.
    `pattern` says what a flagged run looks like: a "protective stride" (as pain changes it: longer stance and
    lower cadence), "one side only" (the balance alone: a sensor that moved for good looks the same), an "other
    change", or a "single run" (far out once, as with a strap askew). `runs_since` counts the runs that have
    been altered up to this one, as far as the newest few tell. `trend_pp_per_30_runs` is the slow drift of the
    balance over the runs compared with; it never flags.

    One change is one question: `is_question` marks the run that asks about it, once, and once more when it has
    grown or pain has come. On the runs after that `asked_at` is the start of the run that asked.
    """

    word: Outcome
    reason: str | None
    onset_s: float | None
    side: Side | None
    metrics: tuple[MetricVerdict, ...]
    is_learning: bool
    explanations: tuple[str, ...] = ()
    confidence: float | None = None
    pattern: Pattern | None = None
    runs_since: int | None = None
    trend_pp_per_30_runs: float | None = None
    is_question: bool = False
    asked_at: datetime | None = None

    @property
    def is_flagged(self) -> bool:
        """Whether the stride stands out, be it by a question alone."""
        return self.word in FLAGGED

    @property
    def is_weighed(self) -> bool:
        """Whether the run was compared with earlier ones at all, enough to call it usual or not."""
        return self.confidence is not None


@dataclass(frozen=True, slots=True)
class PastRun:
    """An earlier run of the same athlete, as the verdict on a later one may use it.

    `pain` is None when nobody reported, `equipment` what the runner said had changed before this run.
    """

    run_id: str
    started_at: datetime
    gait: RunGait
    verdict: StrideVerdict
    pain: PainTold | None = None
    equipment: Equipment | None = None

    def hurt(self, above: float) -> bool:
        """Whether pain above that was reported."""
        return self.pain is not None and self.pain.peak > above
