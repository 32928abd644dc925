"""One change is one question."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from niggle.stride.asking import asking
from niggle.stride.model import MetricVerdict, PainTold, PastRun, StrideVerdict
from niggle.stride.rules import read_rules

BALANCE = "stance_time_balance_left_pct"
RULES = read_rules()


def metrics(difference_pp: float) -> tuple[MetricVerdict, ...]:
    return (MetricVerdict(BALANCE, 50 + difference_pp, 50, difference_pp, 4, "pp", True, 49, 51),)


def past(number: int, difference_pp: float | None, *, pain: PainTold | None = None, **more: object) -> PastRun:
    """An earlier run; flagged with a difference, usual without."""
    at = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(days=number)
    word = "usual" if difference_pp is None else "possibly_altered"
    found = () if difference_pp is None else metrics(difference_pp)
    is_question = bool(more.pop("asked", False))
    verdict = StrideVerdict(word, None, None, None, found, False, confidence=0.5, is_question=is_question)
    return replace(PastRun(f"r{number}", at, None, verdict, pain), **more)  # type: ignore[arg-type]


def ask(difference_pp: float, *runs: PastRun, pain: PainTold | None = None, equipment: str | None = None):
    return asking(metrics(difference_pp), runs, RULES, pain=pain, equipment=equipment)  # type: ignore[arg-type]


def test_a_new_change_asks():
    assert ask(2.0).is_question
    assert ask(2.0, past(1, None)).is_question


def test_an_answer_about_the_equipment_takes_the_place_of_the_question():
    assert not ask(2.0, equipment="shoes").is_question


def test_the_same_change_does_not_ask_again_and_says_when_it_did():
    first = past(1, 2.0, asked=True)
    again = ask(2.1, first, past(2, 2.0))
    assert not again.is_question
    assert again.asked_at == first.started_at


def test_the_other_way_is_another_change():
    assert ask(-2.0, past(1, 2.0, asked=True)).is_question


def test_after_enough_quiet_runs_it_is_another_change():
    quiet = [past(2 + number, None) for number in range(RULES.quiet_runs + 1)]
    assert ask(2.0, past(1, 2.0, asked=True), *quiet).is_question
    assert not ask(2.0, past(1, 2.0, asked=True), *quiet[:-1]).is_question


@pytest.mark.parametrize("times", [0.5, 1.5])
def test_it_asks_once_more_when_it_has_grown_enough(times):
    least = next(rule.min_difference for rule in RULES.metrics if rule.name == BALANCE)
    grown = ask(2.0 + times * RULES.grown * least, past(1, 2.0, asked=True))
    assert grown.is_question == (times > 1)


def test_it_asks_once_more_when_pain_comes():
    pain = PainTold(RULES.pain_least, is_in_leg=True)
    assert ask(2.0, past(1, 2.0, asked=True), pain=pain).is_question
    assert not ask(2.0, past(1, 2.0, asked=True, pain=pain), pain=pain).is_question
    answered = past(1, 2.0, asked=True, equipment="shoes")
    assert not ask(2.0, answered, pain=pain).is_question


def test_it_never_asks_more_often_than_said():
    asked = [past(1 + number, 2.0 + number, asked=True) for number in range(RULES.most_questions)]
    assert not ask(20.0, *asked).is_question


def test_who_knew_of_no_reason_is_asked_once_more_after_the_next_two_runs():
    answered = past(1, 2.0, equipment="nothing")
    after = [past(2 + number, 2.0) for number in range(RULES.relook_runs)]
    assert not ask(2.0, answered, *after[: RULES.relook_runs - 2]).is_question
    assert ask(2.0, answered, *after[: RULES.relook_runs - 1]).is_question
    assert not ask(2.0, answered, *after[: RULES.relook_runs - 1], equipment="nothing").is_question


def test_a_second_look_is_the_last():
    again = past(3, 2.0, equipment="nothing")
    assert not ask(2.0, past(1, 2.0, equipment="nothing"), past(2, 2.0), again, past(4, 2.0), past(5, 2.0)).is_question


@pytest.mark.parametrize("known", ["shoes", "sensor", "route", "unwell", "earlier"])
def test_who_knew_a_reason_is_not_asked_again(known):
    assert not ask(2.0, past(1, 2.0, equipment=known), past(2, 2.0), past(3, 2.0)).is_question


def test_what_explains_a_run_explains_the_next_though_the_first_no_longer_stands_out():
    stood_out = past(1, 2.0, equipment="shoes")
    settled = replace(stood_out, verdict=replace(stood_out.verdict, word="usual"))
    again = ask(2.0, settled)
    assert not again.is_question
    assert again.asked_at == settled.started_at
    assert ask(2.0, past(1, None, equipment="nothing")).is_question
