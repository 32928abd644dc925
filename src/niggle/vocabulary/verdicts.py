"""What a run's stride can be said to be (contract 3), and what a change looks like."""

from collections.abc import Mapping
from typing import Literal

from niggle.vocabulary.terms import Term

type Outcome = Literal["usual", "altered", "possibly_altered", "insufficient_data"]
type Pattern = Literal["protective stride", "one side only", "other change", "single run"]

FLAGGED: tuple[Outcome, ...] = ("altered", "possibly_altered")
"""The verdicts on a stride that stands out, be it by a question alone."""

VERDICTS: Mapping[str, Term] = {
    "usual": Term("Your usual stride", "What was measured lies within what is usual for you at this speed."),
    "altered": Term("Not your usual stride", "What was measured lies outside what is usual for you at this speed."),
    "possibly_altered": Term(
        "Perhaps not your usual stride", "One run stands out. A shifted strap looks the same, so this only asks."
    ),
    "insufficient_data": Term("Not enough to tell", "What is not known neither reassures nor worries."),
}
"""In words to the runner."""

VERDICTS_OF_RUNNER: Mapping[str, Term] = {
    **VERDICTS,
    "usual": Term("The usual stride", "What was measured lies within what is usual for this runner at this speed."),
    "altered": Term(
        "Not the usual stride", "What was measured lies outside what is usual for this runner at this speed."
    ),
    "possibly_altered": Term("Perhaps not the usual stride", VERDICTS["possibly_altered"].meaning),
}
"""In words about the runner, to whoever else looks."""

PATTERNS: Mapping[str, str] = {
    "protective stride": "It looks like a protective stride: longer contact and fewer steps, along with the balance.",
    "one side only": "Only the balance has changed; a strap or pod that has moved for good would look the same.",
    "other change": "It looks like neither the way people spare a sore leg nor a sensor that has moved.",
    "single run": "Only this run stands out, as when a strap sits crooked.",
}
