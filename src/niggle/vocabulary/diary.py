"""The questions of the pain diary (contract 4), one entry each: answers, words for asking and for telling, who may see.

The column of a question is its name everywhere: in the form, on the command line, in the CSV and in the database.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from niggle.vocabulary.places import SIDE_TERMS, SITE_TERMS

type Kind = Literal["choice", "score", "yes_no", "hours", "text", "date", "name"]
type Section = Literal["where", "scores", "like", "signs", "felt", "bone", "affected", "asked", "explained", "more"]
type Viewer = Literal["coach", "coach_of_mood", "runner"]

type Quality = Literal["sharp", "twinge", "dull", "ache", "burning", "tight", "other"]
type PainKind = Literal["joint_tendon_bone", "muscle_soreness", "skin", "stitch_cramp", "numb", "unsure"]
type Course = Literal["eased", "same", "grew"]
type LimpedFor = Literal["few_steps", "minutes", "to_the_end"]
type ChangeWas = Literal["chosen", "by_itself"]
type NightPainWhen = Literal["lying_on_it", "any_position"]
type ExplainedBy = Literal["shoes", "sensor", "route", "unwell", "nothing"]
type ReducedTraining = Literal["no", "a_little", "moderately", "a_lot", "stopped"]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of several: how a form offers it, how it is told, and how a runner's note may say it."""

    value: str
    label: str
    told: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One column of the diary that people answer.

    `asks` is the question in full; `label` stands in the form, under the heading of its `section`; `short` heads a
    row of numbers. `yes` and `no` tell these answers ("with a limp"); `also` are words for a yes in a runner's notes.
    `of_yes` names the question that only a yes leads to this one from: its options are told after that yes.

    `seen_by` is who may see the answer where details are shared: a coach, a coach with whom mood is shared too, or the
    runner alone. `section` "asked" and "explained" are on no form of a report: they are asked where they matter.
    """

    name: str
    kind: Kind
    asks: str
    label: str
    section: Section
    short: str = ""
    hint: str = ""
    options: tuple[Option, ...] = ()
    yes: str = ""
    no: str = ""
    also: tuple[str, ...] = ()
    of_yes: str | None = None
    seen_by: Viewer = "coach"

    @property
    def values(self) -> tuple[str, ...]:
        """What may be answered, where only some answers are allowed."""
        return tuple(option.value for option in self.options)

    def told(self, value: str) -> str:
        """How an option is told; raises KeyError for one that there is not."""
        return {option.value: option.told for option in self.options}[value]


YES_NO = (Option("yes", "Yes", "yes"), Option("no", "No", "no"))


def _score(name: str, asks: str, label: str, short: str) -> Question:
    return Question(name=name, kind="score", asks=asks, label=label, short=short, section="scores")


def _yes_no(
    name: str, label: str, section: Section, *, yes: str, no: str, asks: str = "", also: tuple[str, ...] = (),
    seen_by: Viewer = "coach",
) -> Question:  # fmt: skip
    return Question(
        name=name, kind="yes_no", asks=asks or label, label=label, section=section, options=YES_NO, yes=yes, no=no,
        also=also, seen_by=seen_by,
    )  # fmt: skip


_ALL = (
    Question(
        name="site", kind="choice", asks="Where did it hurt?", label="Place", section="where",
        options=tuple(Option(site, term.label, term.name, term.also) for site, term in SITE_TERMS.items()),
    ),
    Question(
        name="side", kind="choice", asks="Which side?", label="Side", section="where",
        options=tuple(Option(side, term.label, side, term.also) for side, term in SIDE_TERMS.items()),
    ),
    _score("before", "Pain before the run", "Before the run", "Before"),
    _score("first", "Pain in the first 10 minutes", "First 10 minutes", "First 10 min"),
    _score("peak", "Worst pain during the run", "At its worst", "Worst"),
    _score("end", "Pain at the end", "At the end", "At the end"),
    _score("next_morning", "Pain the next morning", "The next morning", "Next morning"),
    Question(
        name="quality", kind="choice", section="felt",
        asks="What did it feel like? (a twinge: sharp for a stride or two and gone)", label="What did it feel like?",
        options=(
            Option("sharp", "Sharp", "sharp", also=("sharp",)),
            Option("twinge", "A twinge", "a twinge", also=("twinge", "twinged")),
            Option("dull", "Dull", "dull", also=("dull",)),
            Option("ache", "An ache", "an ache", also=("ache", "aching", "achy")),
            Option("burning", "Burning", "burning", also=("burning", "burns")),
            Option("tight", "Tight", "tight", also=("tight", "tightness")),
            Option("other", "Something else", "something other than sharp"),
        ),
    ),
    Question(
        name="kind", kind="choice", asks="What was it like?", label="What was it like?", section="like",
        options=(
            Option(
                "joint_tendon_bone", "Joint, tendon or bone", "joint, tendon or bone", also=("joint", "tendon", "bone")
            ),
            Option(
                "muscle_soreness", "Muscle, sore from a hard session", "a muscle sore from a hard session",
                also=("sore muscle", "muscle soreness", "doms"),
            ),
            Option(
                "skin", "Skin, blister or nail", "skin, blister or nail", also=("skin", "blister", "chafing", "nail")
            ),
            Option("stitch_cramp", "Stitch or cramp", "a stitch or cramp", also=("stitch", "cramp")),
            Option("numb", "Numb or tingling", "numb or tingling", also=("numb", "numbness", "tingling")),
            Option("unsure", "Not sure", "not sure what it was", also=("not sure",)),
        ),
    ),
    Question(
        name="course", kind="choice", asks="At the end, against the start?", label="At the end, against the start",
        section="asked",
        options=(
            Option("eased", "It eased", "eased by the end", also=("eased",)),
            Option(
                "same", "The same", "the same to the end", also=("stayed the same", "same throughout")
            ),
            Option("grew", "It grew", "grew by the end", also=("grew", "got worse")),
        ),
    ),
    _yes_no(
        "limped", "Did you limp?", "signs", yes="with a limp", no="no limp", also=("limped", "limping", "limp")
    ),
    Question(
        name="limped_for", kind="choice", asks="For how long did you limp?", label="For how long?", section="signs",
        of_yes="limped",
        options=(
            Option(
                "few_steps", "A few steps", "for a few steps", also=("limped a few steps", "limped for a few steps")
            ),
            Option(
                "minutes", "Some minutes", "for some minutes", also=("limped some minutes", "limped for some minutes")
            ),
            Option("to_the_end", "To the end", "to the end", also=("limped to the end",)),
        ),
    ),
    _yes_no(
        "changed_how_i_ran", "Did it change how you ran?", "signs",
        yes="ran differently", no="ran as ever",
        also=("changed how i ran", "changed my stride", "changed stride"),
    ),
    Question(
        name="change_was", kind="choice", section="signs", label="How so?", of_yes="changed_how_i_ran",
        asks="Did you choose to slow or walk, or did your stride change by itself?",
        options=(
            Option("chosen", "I chose to slow or walk", "by choice", also=("chose to slow", "chose to walk")),
            Option(
                "by_itself", "My stride changed by itself", "by itself", also=("stride changed by itself",)
            ),
        ),
    ),
    _yes_no(
        "night_pain", "Does it hurt at night or at rest?", "bone",
        yes="at night or at rest too", no="not at night or at rest", also=("night pain", "pain at night"),
    ),
    Question(
        name="night_pain_when", kind="choice", asks="At night only when you lie on it, or however you lie?",
        label="When at night?", section="bone", of_yes="night_pain",
        options=(
            Option(
                "lying_on_it", "Only when I lie on it", "only when lying on it", also=("night pain only lying on it",)
            ),
            Option("any_position", "However I lie", "in any position", also=("night pain however i lie",)),
        ),
    ),
    _yes_no(
        "bony_point", "Is there one spot on a bone that hurts when you press it?", "bone",
        yes="one sore spot on bone", no="no sore spot on bone", also=("bony point",),
    ),
    _yes_no(
        "pain_on_hopping", "Does it hurt to hop on that leg?", "bone",
        yes="hurts on hopping", no="fine on hopping", also=("pain on hopping", "hurts to hop"),
    ),
    _yes_no(
        "calf_signs", "Is the calf swollen, warm, or sore even at rest?", "asked",
        yes="swollen, warm or sore at rest", no="not swollen, warm or sore at rest",
        also=("swollen calf", "calf swollen"),
    ),
    _yes_no(
        "joint_signs", "Is the joint swollen, does it lock, or not bend or straighten?", "asked",
        yes="swollen, locking or stiff", no="not swollen, locking or stiff", also=("swollen joint", "joint locks"),
    ),
    _yes_no(
        "chest_signs", "Did your chest, jaw or arm hurt, or did you feel faint?", "asked",
        yes="chest, jaw or arm, or faint", no="no chest, jaw or arm, nor faint", also=("chest pain", "felt faint"),
    ),
    _yes_no(
        "back_signs", "Numb between the legs, bladder or bowel changed, or weak legs?", "asked",
        yes="numb between the legs, bladder or bowel, or weak legs",
        no="no numbness between the legs, bladder, bowel or weak legs",
    ),
    _yes_no(
        "affected_mood", "Your mood?", "affected", asks="Has this pain affected your mood?",
        yes="mood touched", no="mood untouched", also=("affected mood",), seen_by="coach_of_mood",
    ),
    _yes_no(
        "affected_sleep", "Your sleep?", "affected", asks="Has this pain affected your sleep?",
        yes="sleep touched", no="sleep untouched", also=("affected sleep",), seen_by="coach_of_mood",
    ),
    _yes_no(
        "affected_confidence", "Your confidence?", "affected", asks="Has this pain affected your confidence?",
        yes="confidence touched", no="confidence untouched", also=("affected confidence",),
        seen_by="coach_of_mood",
    ),
    Question(
        name="hours_to_settle", kind="hours", asks="Hours until it was as before the run",
        label="Hours until it was back to how it was before the run", section="felt", short="Hours to settle",
        hint="0.5 is half an hour",
    ),
    Question(
        name="reduced_training", kind="choice", asks="Have you cut your training because of it?",
        label="Have you cut your training because of it?", section="more",
        options=(
            Option("no", "Not at all", "training as usual"),
            Option("a_little", "A little", "training cut a little"),
            Option("moderately", "Moderately", "training cut moderately"),
            Option("a_lot", "A lot", "training cut a lot"),
            Option("stopped", "Stopped running", "training stopped"),
        ),
    ),
    Question(
        name="explained_by", kind="choice", section="explained", label="Reason",
        asks="Is there a reason for the change in your stride that you know of?",
        options=(
            Option("shoes", "New shoes", "new shoes"),
            Option("sensor", "Strap or pod moved or changed", "a strap or pod that was moved or changed"),
            Option("route", "Other route or surface", "another route or surface"),
            Option("unwell", "Tired or ill", "being tired or ill"),
            Option("nothing", "Nothing I know of", "no known reason"),
        ),
    ),
    Question(
        name="explained_since", kind="date", section="explained", asks="Since which day?", label="Since",
        hint="the day of the run, if left out",
    ),
    Question(
        name="shoes", kind="name", section="explained", asks="Which pair of shoes?", label="Name of the pair",
        hint="such as Blue trainers",
    ),
    Question(
        name="note", kind="text", asks="A note, only for you", label="A note, only for you", section="more",
        yes="a note", seen_by="runner",
    ),
)  # fmt: skip

QUESTIONS: Mapping[str, Question] = {question.name: question for question in _ALL}
"""Every question by its column, in the order in which they are asked and told."""

HEADINGS: Mapping[Section, str] = {
    "where": "Where did it hurt?", "scores": "How much, 0 to 10?", "affected": "Has this pain affected",
}  # fmt: skip
"""What stands above the questions of these sections, wherever they are asked by their labels."""

SCORES: tuple[Question, ...] = tuple(question for question in _ALL if question.kind == "score")
"""The scores of 0 (no pain) to 10, in the order of the day."""


def in_section(*sections: Section) -> Iterator[Question]:
    """The questions of these parts of the form, in order; those that only a yes leads to come with that yes."""
    return (one for one in _ALL if one.section in sections and one.of_yes is None)


def further(name: str) -> Question | None:
    """The question that a yes to this one leads to, None without one."""
    return next((question for question in _ALL if question.of_yes == name), None)


def kept_back(*, is_own: bool, mood: bool) -> frozenset[str]:
    """The columns that a viewer of details may not see: one who is not the runner, or with whom mood is not shared."""
    hidden = {"runner": not is_own, "coach_of_mood": not mood, "coach": False}
    return frozenset(question.name for question in _ALL if hidden[question.seen_by])
