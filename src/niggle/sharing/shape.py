"""The shape of an object of contract 3, as strictly as whoever draws pages from it needs.

What a stranger's program signed may be anything: a key that is not known here is dropped, a value that does not
belong there refuses the whole.
"""

import re
from collections.abc import Callable, Collection
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from niggle.triage.rules import references, rules
from niggle.vocabulary.diary import QUESTIONS
from niggle.vocabulary.metrics import METRICS
from niggle.vocabulary.places import SIDES, SITES, Side
from niggle.vocabulary.statuses import CriterionStatus, Group, Status
from niggle.vocabulary.verdicts import Outcome

# Control characters reach the terminal; marks that turn the direction of text make it say something else.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def _printable(text: str) -> str:
    if _UNPRINTABLE.search(text):
        raise ValueError("has characters that cannot be shown")
    return text


def _one_of(known: Callable[[], Collection[str]]) -> AfterValidator:
    def check(text: str) -> str:
        if text not in known():
            raise ValueError("is a word that this niggle does not know; update it if the other is newer")
        return text

    return AfterValidator(check)


def _known_references(keys: list[str]) -> list[str]:
    return [key for key in keys if key in references()]  # a newer niggle may have read more


type _Sentence = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_printable)]
type _Word = Annotated[str, StringConstraints(max_length=40), AfterValidator(_printable)]
type _Score = Annotated[int, Field(ge=0, le=10)]
type _Amount = Annotated[float, Field(ge=0, le=1e8)]
type _Number = Annotated[float, Field(ge=-1e12, le=1e12)]


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, allow_inf_nan=False, hide_input_in_errors=True)


class Metric(_Shape):
    """One metric of a run against what is usual."""

    name: Annotated[str, _one_of(lambda: METRICS)]
    value: _Number | None
    expected: _Number | None
    difference: _Number | None
    z: _Number | None
    unit: Literal["pp", "%"]
    is_altered: bool


class Stride(_Shape):
    """The verdict on a run's stride."""

    verdict: Outcome | None
    reason: _Sentence | None
    onset_s: _Amount | None
    side: Side | None
    metrics: Annotated[list[Metric], Field(max_length=50)]


class Criterion(_Shape):
    """One criterion of a run."""

    id: Annotated[str, _one_of(lambda: [rule.id for rule in rules()])]
    group: Group
    status: CriterionStatus
    evidence: _Sentence
    references: Annotated[list[_Word], Field(max_length=50), AfterValidator(_known_references)]


class Pain(_Shape):
    """What was reported on a run."""

    site: Annotated[str, _one_of(lambda: SITES)] | None
    side: Annotated[str, _one_of(lambda: SIDES)] | None
    before: _Score | None
    first: _Score | None
    peak: _Score | None
    end: _Score | None
    next_morning: _Score | None
    # An older niggle does not tell these two.
    quality: Annotated[str, _one_of(lambda: QUESTIONS["quality"].values)] | None = None
    kind: Annotated[str, _one_of(lambda: QUESTIONS["kind"].values)] | None = None


class Load(_Shape):
    """How much there was lately."""

    longest_30d_m: _Amount | None
    distance_over_longest_pct: _Number | None
    minutes_7d: _Amount | None
    is_reduced: bool | None


class SharedRun(_Shape):
    """One run, its object of contract 3; what the level of consent keeps back is None or empty."""

    run_id: _Sentence
    athlete_id: _Sentence
    started_at: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
    distance_m: _Amount | None
    moving_time_s: _Amount | None
    source: _Word | None
    status: Status
    provisional: bool
    summary: _Sentence | None
    stride: Stride
    criteria: Annotated[list[Criterion], Field(max_length=50)]
    questions: Annotated[list[_Sentence], Field(max_length=50)]
    pain: Pain
    load: Load

    @property
    def has_details(self) -> bool:
        """Whether the page of the run can be drawn."""
        return self.summary is not None and self.stride.verdict is not None

    def as_object(self) -> dict[str, Any]:
        """The object of contract 3."""
        return self.model_dump(mode="json")
