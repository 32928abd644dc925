import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niggle.load import Load
from niggle.pain.model import QUALITIES, SIDES, SITES
from niggle.triage.evaluate import evaluate
from niggle.triage.model import Triage
from niggle.triage.rules import wording

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
    "site": st.sampled_from([*SITES, None]),
    "side": st.sampled_from([*SIDES, None]),
    "quality": st.sampled_from([*QUALITIES, None]),
    "reduced_training": st.sampled_from([None, "no", "a_lot"]),
    **dict.fromkeys(
        (
            "limped", "changed_how_i_ran", "night_pain", "bony_point", "pain_on_hopping",
            "affected_mood", "affected_sleep", "affected_confidence",
        ),
        MAYBE,
    ),
}  # fmt: skip


@given(
    answers=st.lists(st.fixed_dictionaries(ANSWERS), max_size=2),
    word=st.sampled_from(["usual", "altered", "possibly_altered", "insufficient_data"]),
    over_pct=st.sampled_from([None, -20.0, 40.0]),
    balance_pp=st.sampled_from([-0.9, -2.5]),
)
def test_whatever_is_answered_the_words_keep_the_rules(
    answers: list[dict[str, Any]],
    word: str,
    over_pct: float | None,
    balance_pp: float,
    facts: Make,
    report: Make,
    stride: Make,
) -> None:
    load = Load(10_000.0, over_pct, 100.0, None)
    verdict = stride(word, balance_pp=balance_pp, z=balance_pp * 3)
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
    ]  # fmt: skip
    cut = tuple(logged(quiet(reduced_training="a_lot"), days=-day) for day in (16, 12, 8, 4))
    uncut = tuple(logged(quiet(reduced_training=None), days=-day) for day in (16, 12, 8, 4))
    far = stride("usual", balance_pp=-3.0, z=-8.0)
    strides = [stride(word) for word in ("usual", "altered", "possibly_altered", "insufficient_data")] + [far]
    cases = [((quiet(**change),), {}) for change in changes]
    cases += [((), {}), ((report(peak=0),), {}), ((quiet(),), {"earlier": cut}), ((quiet(),), {"earlier": uncut})]
    rising = tuple(logged(quiet(first=1, peak=1, end=0), days=-day) for day in (6, 4))
    cases += [((quiet(),), {"earlier": (*rising, logged(quiet(), days=-2))})]
    triages = [evaluate(facts(*given, **more, verdict=verdict)) for (given, more), verdict in product(cases, strides)]
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
        ({"side": "both", "limped": True, "night_pain": True}, "Pain in both Achilles tendons at night or at rest"),
    ],
)
def test_the_place_and_the_numbers_are_named(answers: dict[str, Any], start: str, facts: Make, quiet: Make) -> None:
    assert evaluate(facts(quiet(**answers))).summary.startswith(start)


def test_an_example_reads_well(facts: Make, quiet: Make) -> None:
    triage = evaluate(facts(quiet(first=3, peak=4)))
    assert triage.summary == (
        "The pain in your left Achilles reached 4/10, a little more than one would simply watch, "
        "so a smaller dose is worth trying."
    )
    assert [choice.split(":")[0] for choice in triage.choices] == ["Slower", "Shorter", "Flatter"]
