"""The weekly check-in: four questions as the OSTRC questionnaires have them, in words of our own, and how one is."""

from collections.abc import Mapping
from dataclasses import dataclass

from niggle.vocabulary.diary import YES_NO, Option

BECAUSE = "_because_of_pain"
"""The end of the column that says whether pain is why a feeling is as it is."""


@dataclass(frozen=True, slots=True)
class WeekQuestion:
    """One column of the check-in: its question, and the options where only those are allowed."""

    name: str
    label: str
    options: tuple[Option, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Feeling:
    """How one is, 1 (low) to 5 (good), what the ends of that are called, and whether pain is why."""

    score: WeekQuestion
    ends: tuple[str, str]

    @property
    def name(self) -> str:
        """The column of the score."""
        return self.score.name

    @property
    def because(self) -> WeekQuestion:
        """Whether the pain is why."""
        return WeekQuestion(f"{self.name}{BECAUSE}", "Because of the pain?", YES_NO)


def _options(*labels: str) -> tuple[Option, ...]:
    """Options 0 (no trouble) and up."""
    return tuple(Option(str(value), label, label) for value, label in enumerate(labels))


WEEK_QUESTIONS = (
    WeekQuestion(
        "participation",
        "Could you train and race as you wanted?",
        _options(
            "Yes, fully and without trouble",
            "Yes, fully, though something hurt or held me back",
            "Only in part, because of it",
            "No, not at all, because of it",
        ),
    ),
    WeekQuestion(
        "volume",
        "How much less did you train because of it?",
        _options("No less", "A little less", "Quite a bit less", "Far less, or nothing"),
    ),
    WeekQuestion(
        "performance",
        "How far did it hold your running back?",
        _options("Not at all", "A little", "Quite a bit", "A lot, or I could not run"),
    ),
    WeekQuestion(
        "pain",
        "How much did it hurt over the week?",
        _options("Not at all", "A little", "Quite a bit", "A lot"),
    ),
)
WEEK_FEELINGS = (
    Feeling(WeekQuestion("mood", "Mood", hint="1 low, 5 good"), ("low", "good")),
    Feeling(WeekQuestion("sleep", "Sleep", hint="1 poor, 5 good"), ("poor", "good")),
    Feeling(WeekQuestion("confidence", "Confidence in your body", hint="1 low, 5 high"), ("low", "high")),
)

QUESTIONS: tuple[str, ...] = tuple(question.name for question in WEEK_QUESTIONS)
FEELINGS: tuple[str, ...] = tuple(feeling.name for feeling in WEEK_FEELINGS)
WEEK: Mapping[str, WeekQuestion] = {
    question.name: question
    for question in (
        *WEEK_QUESTIONS,
        *(feeling.score for feeling in WEEK_FEELINGS),
        *(feeling.because for feeling in WEEK_FEELINGS),
    )
}
"""Every question of the check-in by its column."""
