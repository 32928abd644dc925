import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niggle.load import Load
from niggle.pain.explained import Explained
from niggle.triage.evaluate import evaluate
from niggle.triage.model import Triage
from niggle.triage.rules import wording
from niggle.vocabulary.diary import QUESTIONS
from niggle.vocabulary.places import SIDES, SITES

type Make = Callable[..., Any]

# A verdict of harm, a diagnosis, an order to rest, bravado, shouting.
FORBIDDEN = re.compile(
    r"injur|just rest|\brest up\b|complete rest|fracture|tendin|itis\b|\bstrain|\bsprain|\btear\b|\btorn\b|syndrome"
    r"|splint|bursa|plantar|stress reaction|\bruptur|overuse|damage|\bheal|diagnos|asymmetr|your balance is"
    r"|no pain,? no gain|push through|toughen|suck it up|man up|warrior|\bmust\b|!|—"
)
ANATOMY = re.compile(r"achilles tendons")  # a name, no diagnosis
STOPPING = re.compile(r"\bstop|no running")
NUMBERS = st.one_of(st.none(), st.integers(0, 10))
MAYBE = st.sampled_from([None, True, False])


def texts(triage: Triage) -> Iterator[str]:
    yield triage.summary
    yield from triage.choices
    yield triage.look_again
    yield from triage.questions
    yield from (criterion.evidence for criterion in triage.criteria)


def check(triage: Triage) -> None:
    for text in texts(triage):
        assert not FORBIDDEN.search(ANATOMY.sub("", text.lower())), text
        assert not re.search(r"\b(None|nan)\b|\{|\}|  |\(\)", text), text
    assert re.fullmatch(r"[A-Z].*[a-z0-9)]\.", triage.summary)
    assert ". " not in triage.summary, "one sentence"
    assert 2 <= len(triage.choices) <= 3
    assert len(triage.questions) <= 3
    assert len(set(triage.questions)) == len(triage.questions)
    assert all(re.fullmatch(r"[A-Z].{8,110}\?", question) for question in triage.questions)
    assert triage.look_again.startswith("Look again")


ANSWERS = {
    **dict.fromkeys(("before", "first", "peak", "end", "next_morning"), NUMBERS),
    "hours_to_settle": st.sampled_from([None, 0.5, 3.0, 70.0]),
    "course": st.sampled_from([*QUESTIONS["course"].values, None]),
    "kind": st.sampled_from([*QUESTIONS["kind"].values, None]),
    "limped_for": st.sampled_from([*QUESTIONS["limped_for"].values, None]),
    "change_was": st.sampled_from([*QUESTIONS["change_was"].values, None]),
    "night_pain_when": st.sampled_from([*QUESTIONS["night_pain_when"].values, None]),
    "note": st.sampled_from([None, "hills", "new shoes", "laces"]),
    "site": st.sampled_from([*SITES, None]),
    "side": st.sampled_from([*SIDES, None]),
    "quality": st.sampled_from([*QUESTIONS["quality"].values, None]),
    "reduced_training": st.sampled_from([None, "no", "a_lot"]),
    **dict.fromkeys(
        (
            "limped", "changed_how_i_ran", "night_pain", "bony_point", "pain_on_hopping", "calf_signs", "joint_signs",
            "chest_signs", "back_signs", "affected_mood", "affected_sleep", "affected_confidence",
        ),
        MAYBE,
    ),
}  # fmt: skip


@given(
    answers=st.lists(st.fixed_dictionaries(ANSWERS), max_size=2),
    word=st.sampled_from(["usual", "altered", "possibly_altered", "insufficient_data"]),
    over_pct=st.sampled_from([None, -20.0, 40.0]),
    balance_pp=st.sampled_from([-0.9, -2.5]),
    is_question=st.booleans(),
)
def test_whatever_is_answered_the_words_keep_the_rules(
    answers: list[dict[str, Any]],
    word: str,
    over_pct: float | None,
    balance_pp: float,
    is_question: bool,
    facts: Make,
    report: Make,
    stride: Make,
) -> None:
    load = Load(10_000.0, over_pct, 100.0, None)
    verdict = stride(word, balance_pp=balance_pp, z=balance_pp * 3)
    verdict = replace(verdict, is_question=verdict.is_flagged and is_question)
    triage = evaluate(facts(*(report(**one) for one in answers), verdict=verdict, load=load))
    check(triage)
    is_stopping = any(
        item.status == "met" and (item.group == "red_flag" or item.id in ("sharp", "limping"))
        for item in triage.criteria
    )
    advice = [triage.summary, *triage.choices, triage.look_again]
    assert is_stopping == any(STOPPING.search(text.lower()) for text in advice)
    assert ("urgent care" in triage.look_again) == (triage.status in ("concern", "red_flag"))


@pytest.mark.parametrize("key", sorted(wording()["outlook"]))
def test_every_outlook_is_used(key: str, spoken: dict[str, set[str]]) -> None:
    pattern = re.sub(r"\\\{\w+\\\}", ".+", re.escape(wording()["outlook"][key]["summary"]))
    assert any(re.fullmatch(pattern, summary, flags=re.I) for summary in spoken["summaries"])


@pytest.mark.parametrize("row", wording()["questions"], ids=lambda row: row["id"])
def test_every_question_is_asked(row: dict[str, str], spoken: dict[str, set[str]]) -> None:
    pattern = re.escape(row["text"]).replace(r"\{place\}", ".+")
    assert any(re.fullmatch(pattern, question) for question in spoken["questions"])


@pytest.fixture(scope="module")
def spoken(facts: Make, quiet: Make, report: Make, stride: Make, logged: Make) -> dict[str, set[str]]:
    """What is said over a grid of reports and strides."""
    changes: list[dict[str, Any]] = [
        {}, {"limped": True}, {"quality": "sharp"}, {"quality": "sharp", "first": 5, "peak": 5}, {"quality": None},
        {"changed_how_i_ran": True}, {"changed_how_i_ran": None}, {"next_morning": 3}, {"affected_mood": True},
        {"first": 6, "peak": 6}, {"first": 1, "peak": 1, "end": 1, "before": 0}, {"first": 4, "peak": 4},
        {"site": "shin"}, {"site": "shin", "bony_point": True, "night_pain": True}, {"bony_point": True},
        {"night_pain": True}, {"pain_on_hopping": True}, {"before": 0, "next_morning": 1, "end": 1},
        {"hours_to_settle": 4}, {"hours_to_settle": 30}, {"next_morning": None, "before": None}, {"peak": None},
        {"first": None}, {"end": 2, "first": 3, "peak": 3, "before": 1}, {"site": None, "limped": None},
        {"end": 2, "first": 3, "peak": 3, "before": 1, "limped": None},
        {"site": "knee", "first": 4, "peak": 4}, {"site": "knee", "first": 1, "peak": 3},
        {"site": "knee", "first": 3, "peak": 3, "end": 3}, {"site": "knee", "first": None, "next_morning": 3},
        {"first": 1, "peak": 4, "next_morning": 3}, {"limped": True, "limped_for": "to_the_end"},
        {"limped": True, "limped_for": "few_steps"}, {"changed_how_i_ran": True, "change_was": "chosen"},
        {"night_pain": True, "night_pain_when": "lying_on_it"}, {"quality": "twinge", "first": 0, "end": 0},
        {"kind": "skin"}, {"kind": "stitch_cramp", "site": "other"}, {"kind": "numb", "site": "foot"},
        {"kind": "muscle_soreness", "site": "quad", "side": "both"}, {"site": "other"},
        {"site": "other", "first": 0, "peak": 3}, {"site": "calf", "next_morning": 3},
        {"site": "calf", "next_morning": 2}, {"site": "hip", "kind": "numb"}, {"site": "knee", "joint_signs": True},
        {"site": "calf", "calf_signs": True}, {"site": "lower_back", "back_signs": True}, {"chest_signs": True},
    ]  # fmt: skip
    cut = tuple(logged(quiet(reduced_training="a_lot"), days=-day) for day in (16, 12, 8, 4))
    uncut = tuple(logged(quiet(reduced_training=None), days=-day) for day in (16, 12, 8, 4))
    far = stride("usual", balance_pp=-3.0, z=-8.0)
    strides = [stride(word) for word in ("usual", "altered", "possibly_altered", "insufficient_data")] + [far]
    cases = [((quiet(**change),), {}) for change in changes]
    cases += [((), {}), ((report(peak=0),), {}), ((quiet(),), {"earlier": cut}), ((quiet(),), {"earlier": uncut})]
    rising = tuple(logged(quiet(first=1, peak=1, end=0), days=-day) for day in (6, 4))
    cases += [((quiet(),), {"earlier": (*rising, logged(quiet(), days=-2))})]
    numb = quiet(kind="numb", site="foot", first=0, end=2, changed_how_i_ran=True)
    twinge = quiet(quality="twinge", first=0, end=0)
    cases += [((numb,), {"earlier": (logged(numb, days=-3),)}), ((twinge,), {"earlier": (logged(twinge, days=-3),)})]
    cases += [((), {"earlier": (logged(twinge, days=-3),)})]
    cases += [((report(peak=0, limped=True),), {}), ((report(affected_mood=True),), {})]
    asked = replace(stride("altered"), is_question=False, asked_at=datetime(2026, 2, 20, tzinfo=UTC))
    triages = [evaluate(facts(*given, **more, verdict=verdict)) for (given, more), verdict in product(cases, strides)]
    triages += [evaluate(facts(report(peak=0), verdict=asked))]
    answered = replace(stride("possibly_altered"), is_question=False)
    triages += [evaluate(facts(quiet(), verdict=answered))]
    day = date(2026, 3, 2)
    triages += [evaluate(facts(verdict=asked, explained=Explained("shoes", day, is_first=False)))]
    triages += [
        evaluate(
            facts(
                report(peak=0),
                verdict=replace(verdict, is_question=False),
                explained=Explained(by, day, is_first=is_first),
            )
        )
        for by in QUESTIONS["explained_by"].values
        for is_first in (True, False)
        for verdict in strides
    ]
    for triage in triages:
        check(triage)
    return {
        "summaries": {triage.summary for triage in triages},
        "questions": {question for triage in triages for question in triage.questions},
    }


def test_mood_sleep_and_confidence_are_not_named_in_the_summary(facts: Make, quiet: Make) -> None:
    triage = evaluate(facts(quiet(affected_sleep=True)))
    assert triage.status == "concern"
    assert not re.search("mood|sleep|confidence", triage.summary)


@pytest.mark.parametrize(
    ("answers", "start"),
    [
        ({}, "The pain in your left Achilles stayed low (worst 2/10), eased"),
        (
            {"next_morning": None},
            "You noted pain in your left Achilles (2/10), and how it is the next morning would tell",
        ),
        ({"first": 6, "peak": 6}, "The pain in your left Achilles reached 6/10, and from 6/10 on"),
        (
            {"side": "both", "limped": True, "night_pain": True},
            "You report pain in both Achilles tendons at night or at rest",
        ),
    ],
)
def test_the_place_and_the_numbers_are_named(answers: dict[str, Any], start: str, facts: Make, quiet: Make) -> None:
    assert evaluate(facts(quiet(**answers))).summary.startswith(start)


def test_an_example_reads_well(facts: Make, quiet: Make) -> None:
    triage = evaluate(facts(quiet(site="knee", first=3, peak=4)))
    assert triage.summary == (
        "The pain in your left knee is a little more than one would simply watch "
        "(worst 4/10, 3/10 in the first 10 min), so one change is worth trying."
    )
    assert [choice.split(":")[0] for choice in triage.choices] == ["Slower", "Swap"]


CONCERNS = [
    {"limped": True}, {"quality": "sharp"}, {"quality": "sharp", "first": 5, "peak": 5}, {"changed_how_i_ran": True},
    {"next_morning": 4}, {"affected_mood": True}, {"first": 6, "peak": 6}, {"site": "other", "first": 0, "peak": 3},
    {"site": "calf", "next_morning": 3}, {"site": "hip", "kind": "numb"}, {"bony_point": True}, {"night_pain": True},
    {"night_pain": True, "night_pain_when": "lying_on_it"}, {"chest_signs": True},
    {"site": "knee", "joint_signs": True},
]  # fmt: skip


@pytest.mark.parametrize("answers", CONCERNS)
def test_above_adapt_the_first_sentence_has_the_number_or_the_answer_that_made_it_so(
    answers: dict[str, Any], facts: Make, quiet: Make
) -> None:
    triage = evaluate(facts(quiet(**answers)))
    assert triage.status in ("concern", "red_flag")
    assert re.search(r"\d/10|\bYou (say|report|found)\b|Your chest", triage.summary)


@pytest.mark.parametrize("answers", CONCERNS)
def test_a_concern_says_how_soon_and_to_whom(answers: dict[str, Any], facts: Make, quiet: Make) -> None:
    triage = evaluate(facts(quiet(**answers)))
    said = " ".join([triage.summary, *triage.choices])
    assert re.search(r"someone who works with runners|clinician|doctor|urgent care", said)
    assert re.search(r"before the next run|this run|within a|in a week|today|few days", said, flags=re.I)


@pytest.mark.parametrize(
    ("answers", "first"),
    [
        ({"note": "sore on the downhills"}, "Flatter: leave the hills out of the next runs."),
        ({"note": "Whill"}, "Slower: take the next run at a pace where it stays at 2/10 or less."),
        ({"note": "new shoes, hilly"}, "Other shoes: take the next run in the pair that you wore before it began."),
        ({"note": "road with a camber"}, "Evener: take the next run on flat, even ground."),
        ({"note": "after intervals"}, "Slower: keep the next runs easy, and leave the fast ones for when"),
        ({"note": "laces too tight"}, "Looser: ease the laces there before the next run."),
        ({"site": "foot", "kind": "numb"}, "Looser: ease the laces over the top of the foot"),
        ({"next_morning": 2}, "A day longer: wait with the next run until the morning is back"),
        ({"first": 0}, "Shorter: end the next run before the point where it grew this time"),
        ({"limped": True, "limped_for": "few_steps"}, "Walk first: start the next run with five to ten minutes"),
    ],
)
def test_to_adapt_names_the_one_change_that_fits(answers: dict[str, Any], first: str, facts: Make, quiet: Make) -> None:
    knee = {"site": "knee", "first": 3, "peak": 3, "end": 3}
    triage = evaluate(facts(quiet(**knee | answers)))
    assert triage.status == "adapt"
    assert triage.choices[0].startswith(first)


def test_the_third_day_in_a_row_asks_for_a_day_between(facts: Make, quiet: Make, logged: Make) -> None:
    def first(*days: int) -> str:
        earlier = tuple(logged(days=-day) for day in days)
        return evaluate(facts(quiet(site="knee", first=3, peak=3), earlier=earlier)).choices[0]

    assert first(2, 1) == "A day between: this was the third day of running in a row, so leave one out before the next."
    assert first(4, 3, 2, 1, 1).startswith("A day between: this was the fifth day")
    assert first(3, 1).startswith("Slower")
    assert first(9, 8, 7, 6, 5, 4, 3, 2, 1).startswith("A day between: this was the seventh day")
