"""The fields of the forms and their words: each column of the diary (contract 4) once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from niggle.pain.model import (
    CHANGE_WAS,
    COURSES,
    KINDS,
    LIMPED_FOR,
    NIGHT_PAIN_WHEN,
    QUALITIES,
    REDUCED_TRAINING,
    SIDES,
    SITES,
    PainReport,
)
from niggle.reports.entry.view import Where


@dataclass(frozen=True, slots=True)
class Field:
    """One answer: its column, the question, and the options (value, words) where only those are allowed."""

    name: str
    question: str
    options: Sequence[tuple[str, str]] = ()
    hint: str = ""


YES_NO = (("yes", "Yes"), ("no", "No"))

SITE_WORDS: Mapping[str, str] = {
    "foot": "Foot",
    "ankle": "Ankle",
    "achilles": "Achilles",
    "calf": "Calf",
    "shin": "Shin",
    "knee": "Knee",
    "hamstring": "Hamstring",
    "quad": "Front of thigh",
    "hip": "Hip",
    "groin": "Groin",
    "pelvis": "Pelvis or buttock",
    "lower_back": "Lower back",
    "other": "Somewhere else",
}
SIDE_WORDS: Mapping[str, str] = {"left": "Left", "right": "Right", "both": "Both", "none": "Middle, no side"}
_QUALITY_WORDS = {
    "sharp": "Sharp", "twinge": "A twinge", "dull": "Dull", "ache": "An ache",
    "burning": "Burning", "tight": "Tight", "other": "Something else",
}  # fmt: skip
_KIND_WORDS = {
    "joint_tendon_bone": "Joint, tendon or bone", "muscle_soreness": "Muscle, sore from a hard session",
    "skin": "Skin, blister or nail", "stitch_cramp": "Stitch or cramp", "numb": "Numb or tingling",
    "unsure": "Not sure",
}  # fmt: skip
_COURSE_WORDS = {"eased": "It eased", "same": "The same", "grew": "It grew"}
_LIMPED_FOR_WORDS = {"few_steps": "A few steps", "minutes": "Some minutes", "to_the_end": "To the end"}
_CHANGE_WORDS = {"chosen": "I chose to slow or walk", "by_itself": "My stride changed by itself"}
_NIGHT_WORDS = {"lying_on_it": "Only when I lie on it", "any_position": "However I lie"}
_REDUCED_WORDS = {
    "no": "Not at all", "a_little": "A little", "moderately": "Moderately", "a_lot": "A lot",
    "stopped": "Stopped running",
}  # fmt: skip

SITE = Field("site", "Place", tuple((site, SITE_WORDS[site]) for site in SITES))
SIDE = Field("side", "Side", tuple((side, SIDE_WORDS[side]) for side in SIDES))
SCORES = (
    Field("before", "Before the run"),
    Field("first", "First 10 minutes"),
    Field("peak", "At its worst"),
    Field("end", "At the end"),
    Field("next_morning", "The next morning"),
)
LIMPED = Field("limped", "Did you limp?", YES_NO)
CHANGED = Field("changed_how_i_ran", "Did it change how you ran?", YES_NO)
LIMPED_FOR_FIELD = Field("limped_for", "For how long?", tuple((word, _LIMPED_FOR_WORDS[word]) for word in LIMPED_FOR))
CHANGE_WAS_FIELD = Field("change_was", "How so?", tuple((word, _CHANGE_WORDS[word]) for word in CHANGE_WAS))
NIGHT_PAIN_WHEN_FIELD = Field(
    "night_pain_when", "When at night?", tuple((word, _NIGHT_WORDS[word]) for word in NIGHT_PAIN_WHEN)
)
# Not a column: "yes" and "twinge" are qualities, "no" that it was something else.
SHARP = Field("sharp", "Was it sharp?", (("yes", "Yes"), ("twinge", "A stride or two"), ("no", "No")))
KIND = Field("kind", "What was it like?", tuple((word, _KIND_WORDS[word]) for word in KINDS))
COURSE = Field("course", "At the end, against the start", tuple((word, _COURSE_WORDS[word]) for word in COURSES))
QUALITY = Field("quality", "What did it feel like?", tuple((word, _QUALITY_WORDS[word]) for word in QUALITIES))
HOURS = Field(
    "hours_to_settle",
    "Hours until it was back to how it was before the run",
    (("0.5", "½ h"), ("1", "1 h"), ("3", "3 h"), ("12", "12 h"), ("24", "24 h"), ("48", "2 days")),
    "0.5 is half an hour",
)
SIGNS = (
    Field("night_pain", "Does it hurt at night or at rest?", YES_NO),
    Field("bony_point", "Is there one spot on a bone that hurts when you press it?", YES_NO),
    Field("pain_on_hopping", "Does it hurt to hop on that leg?", YES_NO),
)
CALF_SIGNS = Field("calf_signs", "Is the calf swollen, warm, or sore even at rest?", YES_NO)
JOINT_SIGNS = Field("joint_signs", "Is the joint swollen, does it lock, or not bend or straighten?", YES_NO)
CHEST_SIGNS = Field("chest_signs", "Did your chest, jaw or arm hurt, or did you feel faint?", YES_NO)
BACK_SIGNS = Field("back_signs", "Numb between the legs, bladder or bowel changed, or weak legs?", YES_NO)
AFFECTED = (
    Field("affected_mood", "Your mood?", YES_NO),
    Field("affected_sleep", "Your sleep?", YES_NO),
    Field("affected_confidence", "Your confidence?", YES_NO),
)
REDUCED = Field(
    "reduced_training", "Have you cut your training because of it?",
    tuple((word, _REDUCED_WORDS[word]) for word in REDUCED_TRAINING),
)  # fmt: skip
NOTE = Field("note", "A note, only for you")

# What stands above these and the questions after them.
HEADINGS: Mapping[str, str] = {
    "site": "Where did it hurt?",
    "before": "How much, 0 to 10?",
    "affected_mood": "Has this pain affected",
}

COLUMNS_ASKED = (
    SITE, SIDE, *SCORES, COURSE, KIND, LIMPED, LIMPED_FOR_FIELD, CHANGED, CHANGE_WAS_FIELD, QUALITY, HOURS, *SIGNS,
    NIGHT_PAIN_WHEN_FIELD, CALF_SIGNS, JOINT_SIGNS, CHEST_SIGNS, BACK_SIGNS, *AFFECTED, REDUCED, NOTE,
)  # fmt: skip
FIELDS: Mapping[str, Field] = {field.name: field for field in COLUMNS_ASKED}

WEEK_QUESTIONS = (
    Field(
        "participation", "Could you train and race as you wanted?",
        (
            ("0", "Yes, fully and without trouble"),
            ("1", "Yes, fully, though something hurt or held me back"),
            ("2", "Only in part, because of it"),
            ("3", "No, not at all, because of it"),
        ),
    ),
    Field(
        "volume", "How much less did you train because of it?",
        (("0", "No less"), ("1", "A little less"), ("2", "Quite a bit less"), ("3", "Far less, or nothing")),
    ),
    Field(
        "performance", "How far did it hold your running back?",
        (("0", "Not at all"), ("1", "A little"), ("2", "Quite a bit"), ("3", "A lot, or I could not run")),
    ),
    Field(
        "pain", "How much did it hurt over the week?",
        (("0", "Not at all"), ("1", "A little"), ("2", "Quite a bit"), ("3", "A lot")),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Feeling:
    """How one is, 1 to 5, what the ends of that are called, and whether pain is why."""

    score: Field
    ends: tuple[str, str]

    @property
    def because(self) -> Field:
        """Whether the pain is why."""
        return Field(f"{self.score.name}_because_of_pain", "Because of the pain?", YES_NO)


WEEK_FEELINGS = (
    Feeling(Field("mood", "Mood", hint="1 low, 5 good"), ("low", "good")),
    Feeling(Field("sleep", "Sleep", hint="1 poor, 5 good"), ("poor", "good")),
    Feeling(Field("confidence", "Confidence in your body", hint="1 low, 5 high"), ("low", "high")),
)
WEEK_FIELDS: Mapping[str, Field] = {
    field.name: field
    for field in (
        *WEEK_QUESTIONS,
        *(feeling.score for feeling in WEEK_FEELINGS),
        *(feeling.because for feeling in WEEK_FEELINGS),
    )
}


def place_words(where: Where | PainReport) -> str:
    """Where it hurt, as it stands within a sentence: "left Achilles", "both calves"; "somewhere" without a site."""
    if where.site is None:
        return "somewhere"
    word = SITE_WORDS[where.site]
    word = word if where.site == "achilles" else word.lower()
    match where.side:
        case "left" | "right":
            return f"{word}, {where.side}" if where.site == "other" else f"{where.side} {word}"
        case "both":
            return f"{word}, both sides"
        case _:
            return word


def told_words(report: PainReport) -> str:
    """What a report says in one line: "left Achilles, first 10 minutes 3, at its worst 3; limped"."""
    scores = [
        f"{field.question.lower()} {score}" for field in SCORES if (score := getattr(report, field.name)) is not None
    ]
    if report.site is None and scores and all(not getattr(report, field.name) for field in SCORES):
        return "no pain"
    rest = "; ".join(part for part in (", ".join(scores), ", ".join(_answers_told(report))) if part)
    if report.site is None:
        return rest or "nothing yet"
    return f"{place_words(report)}, {rest}" if rest else place_words(report)


def _answers_told(report: PainReport) -> Iterator[str]:
    """Each answer that is no score; a no is an answer too, and nobody should doubt that it was kept."""
    if report.quality is not None:
        yield "not sharp" if report.quality == "other" else _QUALITY_WORDS[report.quality].lower()
    for column, told in _WORDS_TOLD.items():
        if (answer := getattr(report, column)) is not None:
            yield told[answer]
    for name, (yes, no) in _SIGN_WORDS.items():
        if (answer := getattr(report, name)) is not None:
            yield yes if answer else no
    if report.hours_to_settle is not None:
        yield f"settled after {report.hours_to_settle:g}\N{NO-BREAK SPACE}h"
    if report.reduced_training is not None:
        yield _REDUCED_TOLD[report.reduced_training]
    if report.note is not None:
        yield "a note"


_WORDS_TOLD: Mapping[str, Mapping[str, str]] = {
    "kind": {**{kind: words.lower() for kind, words in _KIND_WORDS.items()}, "unsure": "not sure what it was"},
    "course": {"eased": "eased by the end", "same": "the same to the end", "grew": "grew by the end"},
    "limped_for": {
        "few_steps": "a limp of a few steps", "minutes": "a limp of some minutes", "to_the_end": "a limp to the end",
    },
    "change_was": {"chosen": "slowed or walked by choice", "by_itself": "stride changed by itself"},
    "night_pain_when": {"lying_on_it": "at night only when lying on it", "any_position": "at night however you lie"},
}  # fmt: skip
_SIGN_WORDS: Mapping[str, tuple[str, str]] = {
    "limped": ("limped", "no limp"),
    "changed_how_i_ran": ("changed how you ran", "did not change how you ran"),
    "night_pain": ("at night or at rest too", "not at night or at rest"),
    "bony_point": ("one sore spot on a bone", "no sore spot on a bone"),
    "pain_on_hopping": ("hurts on hopping", "fine on hopping"),
    "calf_signs": ("calf swollen, warm or sore at rest", "calf not swollen, warm or sore at rest"),
    "joint_signs": ("joint swollen or locking", "joint not swollen or locking"),
    "chest_signs": ("chest, jaw, arm or faintness", "no chest, jaw, arm or faintness"),
    "back_signs": ("numb between the legs, bladder, bowel or weak legs", "no numbness between the legs or weak legs"),
    "affected_mood": ("touched your mood", "mood untouched"),
    "affected_sleep": ("touched your sleep", "sleep untouched"),
    "affected_confidence": ("touched your confidence", "confidence untouched"),
}
_REDUCED_TOLD = {
    "no": "training not cut", "a_little": "training cut a little", "moderately": "training cut moderately",
    "a_lot": "training cut a lot", "stopped": "stopped running",
}  # fmt: skip
