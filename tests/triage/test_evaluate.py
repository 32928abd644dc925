from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niggle.load import Load
from niggle.pain.complaints import tells_of
from niggle.pain.model import PainReport
from niggle.stride.model import StrideVerdict
from niggle.triage.evaluate import evaluate
from niggle.triage.model import Criterion, LoggedRun, RunFacts, Triage
from niggle.vocabulary.diary import QUESTIONS
from niggle.vocabulary.statuses import STATUS_ORDER

type Make = Callable[..., Any]

TEN = [
    "warms_up", "low_and_stable", "mechanics_unchanged", "resolves_quickly",
    "worsens", "alters_stride", "persists_despite_reduced_training",
    "affects_mood_sleep_confidence", "sharp", "limping",
]  # fmt: skip
RED_FLAGS = ["night_pain", "bony_point", "pain_on_hopping", "high_risk_site"]
ASKED_OF_SOME = ["chest_signs", "calf_signs", "joint_signs", "back_signs", "numb_building"]


def criterion(triage: Triage, criterion_id: str) -> Criterion:
    return next(item for item in triage.criteria if item.id == criterion_id)


# ------------------------------------------------------------------------------------------------ truth table

# Criterion, its status, and the answers that make it so out of a report that one may monitor.
TRUTH = [
    ("warms_up", "met", {}),
    ("warms_up", "met", {"first": 1, "peak": 1, "end": 0}),
    ("warms_up", "met", {"first": 0, "peak": 0, "end": 0}),
    ("warms_up", "met", {"first": None, "course": "eased"}),
    ("warms_up", "met", {"first": 2, "end": 2, "kind": "skin"}),
    ("warms_up", "not_met", {"first": 2, "end": 2}),
    ("warms_up", "not_met", {"first": 0, "peak": 1, "end": 0}),
    ("warms_up", "not_met", {"site": "shin"}),
    ("warms_up", "not_met", {"site": "groin"}),
    ("warms_up", "not_met", {"first": None, "course": "same"}),
    ("warms_up", "not_met", {"site": "shin", "first": None, "course": "eased"}),
    ("warms_up", "unknown", {"first": None}),
    ("warms_up", "unknown", {"end": None}),
    ("warms_up", "unknown", {"first": 0, "end": 0, "peak": None}),
    ("warms_up", "unknown", {"site": None}),
    ("warms_up", "unknown", {"kind": "stitch_cramp", "next_morning": None}),
    ("low_and_stable", "met", {}),
    ("low_and_stable", "met", {"first": 0, "peak": 2}),
    ("low_and_stable", "met", {"first": None, "peak": 2}),
    ("low_and_stable", "met", {"first": 4, "peak": 4}),
    ("low_and_stable", "met", {"kind": "skin", "first": 0, "peak": 5, "end": 5}),
    ("low_and_stable", "not_met", {"first": 1, "peak": 3}),
    ("low_and_stable", "not_met", {"first": 6, "peak": 6}),
    ("low_and_stable", "not_met", {"kind": "skin", "peak": 6}),
    ("low_and_stable", "not_met", {"peak": None, "first": 1, "end": 3}),
    ("low_and_stable", "not_met", {"first": None, "course": "grew", "peak": 3}),
    ("low_and_stable", "unknown", {"peak": None}),
    ("low_and_stable", "unknown", {"first": None, "peak": 3}),
    ("low_and_stable", "unknown", {"quality": "twinge", "peak": 4, "end": None}),
    ("mechanics_unchanged", "met", {}),
    ("mechanics_unchanged", "met", {"kind": "stitch_cramp", "changed_how_i_ran": True}),
    ("mechanics_unchanged", "not_met", {"changed_how_i_ran": True}),
    ("mechanics_unchanged", "not_met", {"changed_how_i_ran": True, "change_was": "chosen"}),
    ("mechanics_unchanged", "not_met", {"limped": True, "limped_for": "few_steps"}),
    ("mechanics_unchanged", "unknown", {"changed_how_i_ran": None}),
    ("resolves_quickly", "met", {}),
    ("resolves_quickly", "met", {"end": 2, "hours_to_settle": 24}),
    ("resolves_quickly", "met", {"end": 2}),
    ("resolves_quickly", "met", {"before": None, "end": 0, "next_morning": 0}),
    ("resolves_quickly", "met", {"kind": "skin", "next_morning": 3, "hours_to_settle": 40}),
    ("resolves_quickly", "not_met", {"next_morning": 2}),
    ("resolves_quickly", "not_met", {"hours_to_settle": 30}),
    ("resolves_quickly", "unknown", {"next_morning": None}),
    ("resolves_quickly", "unknown", {"before": None}),
    ("worsens", "met", {"first": 1, "peak": 4, "next_morning": 3}),
    ("worsens", "met", {"next_morning": 4}),
    ("worsens", "not_met", {}),
    ("worsens", "not_met", {"first": 1, "peak": 3}),
    ("worsens", "not_met", {"first": 1, "peak": 2}),
    ("worsens", "unknown", {"first": None}),
    ("worsens", "unknown", {"next_morning": None}),
    ("worsens", "unknown", {"peak": None}),
    ("alters_stride", "met", {"changed_how_i_ran": True}),
    ("alters_stride", "met", {"changed_how_i_ran": True, "change_was": "by_itself"}),
    ("alters_stride", "met", {"changed_how_i_ran": True, "change_was": "by_itself", "kind": "stitch_cramp"}),
    ("alters_stride", "not_met", {}),
    ("alters_stride", "not_met", {"changed_how_i_ran": True, "change_was": "chosen"}),
    ("alters_stride", "not_met", {"changed_how_i_ran": True, "kind": "stitch_cramp"}),
    ("persists_despite_reduced_training", "not_met", {}),
    ("affects_mood_sleep_confidence", "met", {"affected_confidence": True}),
    ("affects_mood_sleep_confidence", "met", {"affected_sleep": None, "affected_mood": True}),
    ("affects_mood_sleep_confidence", "not_met", {}),
    ("affects_mood_sleep_confidence", "unknown", {"affected_mood": None}),
    ("sharp", "met", {"quality": "sharp"}),
    ("sharp", "met", {"quality": "twinge", "peak": 4, "end": 2}),
    ("sharp", "not_met", {"quality": "burning"}),
    ("sharp", "not_met", {"quality": "twinge", "peak": 4}),
    ("sharp", "not_met", {"quality": "twinge", "peak": 3, "next_morning": 3}),
    ("sharp", "not_met", {"quality": "sharp", "kind": "stitch_cramp"}),
    ("sharp", "not_met", {"quality": "sharp", "kind": "skin"}),
    ("sharp", "unknown", {"quality": None}),
    ("sharp", "unknown", {"quality": "twinge", "peak": 4, "next_morning": None}),
    ("limping", "met", {"limped": True}),
    ("limping", "met", {"limped": True, "limped_for": "minutes"}),
    ("limping", "not_met", {}),
    ("limping", "not_met", {"limped": True, "limped_for": "few_steps"}),
    ("limping", "unknown", {"limped": None}),
    ("night_pain", "met", {"night_pain": True}),
    ("night_pain", "met", {"night_pain": True, "night_pain_when": "any_position"}),
    ("night_pain", "not_met", {"night_pain": False}),
    ("night_pain", "not_met", {"night_pain": True, "night_pain_when": "lying_on_it"}),
    ("night_pain", "unknown", {"bony_point": False}),
    ("bony_point", "met", {"bony_point": True}),
    ("bony_point", "not_met", {"bony_point": False}),
    ("bony_point", "unknown", {"night_pain": False}),
    ("pain_on_hopping", "met", {"pain_on_hopping": True}),
    ("pain_on_hopping", "not_met", {"pain_on_hopping": False}),
    ("pain_on_hopping", "unknown", {"night_pain": False}),
    ("high_risk_site", "met", {"site": "shin", "bony_point": True, "pain_on_hopping": True}),
    ("high_risk_site", "met", {"site": "lower_back", "night_pain": True, "limped": True}),
    ("high_risk_site", "not_met", {"site": "foot", "bony_point": True, "night_pain": False, "pain_on_hopping": False}),
    (
        "high_risk_site", "not_met",
        {"site": "hip", "bony_point": False, "pain_on_hopping": False, "limped": True, "night_pain": True,
         "night_pain_when": "lying_on_it"},
    ),
    ("high_risk_site", "unknown", {"site": "hip", "bony_point": True}),
    ("chest_signs", "met", {"chest_signs": True}),
    ("chest_signs", "not_met", {"site": "other", "chest_signs": False}),
    ("chest_signs", "unknown", {"site": "other"}),
    ("calf_signs", "met", {"site": "calf", "calf_signs": True}),
    ("calf_signs", "not_met", {"site": "calf", "calf_signs": False}),
    ("calf_signs", "unknown", {"site": "calf", "next_morning": 3}),
    ("joint_signs", "met", {"site": "knee", "joint_signs": True}),
    ("joint_signs", "not_met", {"site": "knee", "joint_signs": False}),
    ("back_signs", "met", {"site": "lower_back", "back_signs": True}),
    ("back_signs", "not_met", {"site": "lower_back", "back_signs": False}),
    ("back_signs", "unknown", {"site": "lower_back", "kind": "numb"}),
    ("numb_building", "not_met", {"site": "foot", "kind": "numb"}),
]  # fmt: skip


@pytest.mark.parametrize(("criterion_id", "status", "answers"), TRUTH)
def test_truth_table(criterion_id: str, status: str, answers: dict[str, Any], facts: Make, quiet: Make) -> None:
    assert criterion(evaluate(facts(quiet(**answers))), criterion_id).status == status


@pytest.mark.parametrize(
    ("word", "answers", "mechanics", "alters"),
    [
        ("usual", {}, "met", "not_met"),
        ("usual", {"changed_how_i_ran": None}, "unknown", "not_met"),
        ("altered", {}, "not_met", "met"),
        ("altered", {"side": "right"}, "not_met", "met"),
        ("altered", {"peak": None, "first": None, "end": None, "before": None}, "not_met", "met"),
        ("possibly_altered", {}, "unknown", "unknown"),
        ("possibly_altered", {"side": "right"}, "unknown", "unknown"),
        ("possibly_altered", {"side": None}, "unknown", "unknown"),
        ("insufficient_data", {}, "met", "unknown"),
        ("insufficient_data", {"changed_how_i_ran": None}, "unknown", "unknown"),
        ("insufficient_data", {"changed_how_i_ran": True}, "not_met", "met"),
    ],
)
def test_stride_criteria_with_pain(
    word: str, answers: dict[str, Any], mechanics: str, alters: str, facts: Make, quiet: Make, stride: Make
) -> None:
    triage = evaluate(facts(quiet(**answers), verdict=stride(word)))
    assert criterion(triage, "mechanics_unchanged").status == mechanics
    assert criterion(triage, "alters_stride").status == alters


def test_mechanics_without_a_sensor_is_marked_as_the_runners_word(facts: Make, quiet: Make, stride: Make) -> None:
    triage = evaluate(facts(quiet(), verdict=stride("insufficient_data")))
    assert "no change reported" in criterion(triage, "mechanics_unchanged").evidence
    assert "could not be measured (only 3 earlier runs)" in triage.summary


def test_every_criterion_has_all_three_outcomes_in_a_test() -> None:
    outcomes = {(criterion_id, status) for criterion_id, status, _ in TRUTH}
    elsewhere = {
        ("alters_stride", "unknown"),  # test_stride_criteria_with_pain
        ("persists_despite_reduced_training", "met"),  # test_persistence.py
        ("persists_despite_reduced_training", "unknown"),
        ("numb_building", "met"),  # test_red_flags.py
        ("numb_building", "unknown"),
        ("joint_signs", "unknown"),  # listed once it is answered
    }
    wanted = {(name, status) for name in TEN + RED_FLAGS + ASKED_OF_SOME for status in ("met", "not_met", "unknown")}
    assert wanted == outcomes | elsewhere


# ----------------------------------------------------------------------------------------------------- status


@pytest.mark.parametrize(
    ("status", "answers"),
    [
        ("monitor", {}),
        ("monitor", {"before": 0, "next_morning": 0, "hours_to_settle": 0.5}),
        ("monitor", {"hours_to_settle": 6}),
        ("monitor", {"first": 2, "end": 2}),
        ("monitor", {"site": "quad", "before": 0, "first": 1, "peak": 2, "end": 2, "next_morning": 0}),
        ("monitor", {"first": 3, "peak": 4}),
        ("monitor", {"first": None}),
        ("monitor", {"site": "shin", "side": "both"}),
        ("monitor", {"site": "shin", "night_pain": False, "bony_point": False, "pain_on_hopping": False}),
        ("monitor", {"kind": "skin", "first": 0, "peak": 4, "end": 4, "next_morning": 2}),
        ("monitor", {"kind": "stitch_cramp", "site": "other", "quality": "sharp", "first": 0, "peak": 5}),
        ("monitor", {"kind": "muscle_soreness", "site": "quad", "side": "both", "first": 3, "peak": 3, "end": 3}),
        ("monitor", {"quality": "twinge", "first": 0, "peak": 4, "end": 0}),
        ("adapt", {"site": "knee", "first": 3, "peak": 4}),
        ("adapt", {"site": "knee", "first": 3, "peak": 3}),
        ("adapt", {"first": 3, "peak": 4, "end": 3}),
        ("adapt", {"first": 1, "peak": 3}),
        ("adapt", {"next_morning": 3}),
        ("adapt", {"hours_to_settle": 30}),
        ("adapt", {"site": "shin"}),
        ("adapt", {"first": None, "peak": 4}),
        ("adapt", {"limped": True, "limped_for": "few_steps"}),
        ("adapt", {"changed_how_i_ran": True, "change_was": "chosen"}),
        ("adapt", {"kind": "numb", "site": "calf"}),
        (
            "adapt",
            {"kind": "stitch_cramp", "site": "calf", "quality": "sharp", "before": 0, "peak": 5, "next_morning": 2,
             "changed_how_i_ran": True},
        ),
        ("adapt", {"peak": None, "first": 4, "end": 3, "before": 3, "next_morning": 3}),
        ("check_in", {"next_morning": None}),
        ("check_in", {"changed_how_i_ran": None}),
        ("check_in", {"peak": None}),
        ("check_in", {"site": "other"}),
        ("concern", {"first": 6, "peak": 6}),
        ("concern", {"next_morning": 6, "before": None}),
        ("concern", {"limped": True}),
        ("concern", {"quality": "sharp"}),
        ("concern", {"affected_mood": True}),
        ("concern", {"first": 1, "peak": 4, "next_morning": 3}),
        ("concern", {"kind": "skin", "limped": True}),
        ("concern", {"kind": "skin", "changed_how_i_ran": True}),
        ("concern", {"kind": "stitch_cramp", "peak": 6}),
        ("concern", {"site": "other", "first": 0, "peak": 3}),
        ("concern", {"site": "lower_back", "kind": "numb"}),
        ("concern", {"site": "calf", "next_morning": 3}),
        ("concern", {"night_pain": True, "night_pain_when": "lying_on_it"}),
        ("red_flag", {"chest_signs": True}),
        ("red_flag", {"kind": "skin", "bony_point": True}),
        ("red_flag", {"night_pain": True}),
        ("red_flag", {"bony_point": True, "limped": True}),
        ("red_flag", {"pain_on_hopping": True, "peak": 9}),
    ],
)  # fmt: skip
def test_status_with_pain(status: str, answers: dict[str, Any], facts: Make, quiet: Make) -> None:
    triage = evaluate(facts(quiet(**answers)))
    assert triage.status == status
    assert not triage.provisional


@pytest.mark.parametrize(
    ("word", "answers", "status", "provisional"),
    [
        ("usual", None, "clear", True),
        ("insufficient_data", None, "clear", True),
        ("altered", None, "check_in", False),
        ("possibly_altered", None, "check_in", False),
        ("usual", {"peak": 0}, "clear", False),
        ("usual", {"site": "knee", "peak": 0}, "clear", False),
        ("insufficient_data", {"peak": 0}, "clear", True),
        ("altered", {"peak": 0}, "check_in", False),
        ("possibly_altered", {"peak": 0}, "check_in", False),
        ("usual", {"note": "hot"}, "clear", True),
        ("altered", {"note": "hot"}, "check_in", False),
        ("altered", {"site": "knee"}, "concern", False),
        ("usual", {"site": "knee"}, "check_in", False),
        ("usual", {"site": "knee", "peak": 2}, "check_in", False),
        ("usual", {"peak": 0, "limped": True}, "check_in", False),
        ("usual", {"limped": True}, "check_in", False),
        ("usual", {"peak": 0, "affected_sleep": True}, "check_in", False),
        ("usual", {"peak": 0, "changed_how_i_ran": True}, "check_in", False),
        ("usual", {"peak": 0, "affected_mood": False}, "clear", False),
        ("usual", {"peak": 0, "chest_signs": True}, "red_flag", False),
        ("usual", {"night_pain": True}, "red_flag", False),
    ],
)
def test_status_with_few_answers(
    word: str, answers: dict[str, Any] | None, status: str, provisional: bool, facts: Make, report: Make, stride: Make
) -> None:
    reports = () if answers is None else (report(**answers),)
    triage = evaluate(facts(*reports, verdict=stride(word)))
    assert (triage.status, triage.provisional) == (status, provisional)


def test_without_a_report_only_the_stride_is_judged(facts: Make) -> None:
    triage = evaluate(facts())
    assert {item.id: item.status for item in triage.criteria if item.status != "unknown"} == {
        "alters_stride": "not_met"
    }


def test_a_report_of_no_pain_meets_all_monitor_criteria_and_no_concern(facts: Make, report: Make) -> None:
    triage = evaluate(facts(report(peak=0)))
    assert [item.status for item in triage.criteria] == ["met"] * 4 + ["not_met"] * 6
    assert triage.questions == ()


def test_criteria_come_in_the_order_of_the_contract(facts: Make, quiet: Make) -> None:
    assert [item.id for item in evaluate(facts(quiet())).criteria] == TEN
    assert [item.id for item in evaluate(facts(quiet(bony_point=False))).criteria] == TEN + RED_FLAGS[:3]
    assert [item.id for item in evaluate(facts(quiet(site="shin", bony_point=False))).criteria] == TEN + RED_FLAGS


def test_a_balance_far_off_asks_for_a_limp(facts: Make, quiet: Make, report: Make, stride: Make) -> None:
    far = stride("usual", balance_pp=-2.4, z=-4.5)
    for reports in ((), (report(peak=0),), (quiet(limped=None),)):
        triage = evaluate(facts(*reports, verdict=far))
        assert triage.status == "check_in"
        assert "limping" in triage.questions[0]
        assert criterion(triage, "limping").status == "unknown"
    assert evaluate(facts(quiet(), verdict=far)).status == "monitor"
    assert evaluate(facts(quiet(limped=True), verdict=far)).status == "concern"


def test_the_next_runs_level_before_stands_in_for_the_morning(
    facts: Make, quiet: Make, logged: Make, report: Make
) -> None:
    open_one = quiet(next_morning=None)

    def settled(*reports: PainReport, days: float) -> str:
        following = logged(*reports, days=days)
        return criterion(evaluate(facts(open_one, following=following)), "resolves_quickly").status

    assert settled(quiet(before=1), days=1) == "met"
    assert settled(quiet(before=2), days=1) == "not_met"
    assert settled(report(peak=0, before=0), days=1) == "met"
    assert settled(report(peak=0), days=1) == "unknown"
    assert settled(quiet(before=1), days=2) == "unknown"
    assert settled(quiet(before=1), days=0.25) == "unknown"
    assert settled(quiet(before=1, side="right"), days=1) == "unknown"
    assert settled(quiet(before=1, site="knee"), days=1) == "unknown"
    assert settled(quiet(before=0, side=None), quiet(before=2), days=1) == "not_met"


# --------------------------------------------------------------------------------------------- several complaints


def test_one_complaint_is_enough_for_concern_and_all_must_agree_to_monitor(facts: Make, quiet: Make) -> None:
    growing = quiet(site="knee", side="right", first=1, peak=4, next_morning=3)
    triage = evaluate(facts(quiet(), growing))
    assert triage.status == "concern"
    assert criterion(triage, "worsens").evidence.startswith("right knee: ")
    assert criterion(triage, "low_and_stable").status == "not_met"
    assert criterion(triage, "low_and_stable").evidence.startswith("right knee: ")
    assert "right knee" in triage.summary
    assert evaluate(facts(quiet(), quiet(site="knee"))).status == "monitor"
    assert evaluate(facts(quiet(), quiet(site="knee", next_morning=None))).status == "check_in"


def test_the_most_urgent_of_several_complaints_speaks(facts: Make, quiet: Make) -> None:
    mild, strong = quiet(quality="sharp"), quiet(site="knee", side="right", quality="sharp", first=5, peak=5)
    for order in ((mild, strong), (strong, mild)):
        assert evaluate(facts(*order)).summary.startswith(
            "Sharp pain in your right knee (described as sharp, worst 5/10)"
        )


@pytest.mark.parametrize("beside", [{"peak": 0}, {"note": "windy"}, {"site": "knee", "peak": 0}])
def test_a_report_without_pain_beside_a_painful_one_changes_nothing(
    beside: dict[str, Any], facts: Make, quiet: Make, report: Make
) -> None:
    def statuses(*reports: PainReport) -> tuple[str, list[tuple[str, str]]]:
        triage = evaluate(facts(*reports))
        return triage.status, [(item.id, item.status) for item in triage.criteria]

    for painful in (quiet(), quiet(first=3, peak=4, bony_point=False)):
        assert statuses(painful, report(**beside)) == statuses(painful)
    assert evaluate(facts(quiet(), report(**beside, limped=True))).status == "concern"


def test_a_later_report_on_the_same_site_amends_the_earlier(facts: Make, quiet: Make, report: Make) -> None:
    evening = quiet(next_morning=None)
    assert evaluate(facts(evening)).status == "check_in"
    assert evaluate(facts(evening, report(site="achilles", side="left", next_morning=1))).status == "monitor"
    assert evaluate(facts(evening, report(site="achilles", side="left", next_morning=4))).status == "concern"


# ----------------------------------------------------------------------------------------------------- properties

SCORE = st.integers(0, 10)
MAYBE_YES = st.sampled_from([None, True, False])
WORDS = ["usual", "altered", "possibly_altered", "insufficient_data"]


YES_NO = ["limped", "changed_how_i_ran", "night_pain", "bony_point", "pain_on_hopping", "calf_signs", "joint_signs",
          "chest_signs", "back_signs", "affected_mood"]  # fmt: skip


@st.composite
def reports(draw: st.DrawFn) -> PainReport:
    """A report of pain that contradicts itself nowhere, any of its answers missing."""
    first, end = draw(SCORE), draw(SCORE)
    values: dict[str, Any] = {
        "before": draw(st.one_of(st.none(), SCORE)),
        "first": draw(st.sampled_from([first, None])),
        "peak": draw(st.one_of(st.none(), st.integers(max(first, end), 10))),
        "end": draw(st.sampled_from([end, None])),
        "next_morning": draw(st.one_of(st.none(), SCORE)),
        "hours_to_settle": draw(st.sampled_from([None, 0.0, 0.5, 5.0, 30.0])),
        "site": draw(st.sampled_from(["achilles", "shin", "knee", "calf", "foot", "lower_back", "other"])),
        "side": draw(st.sampled_from(["left", "right", "both", "none", None])),
        "quality": draw(st.sampled_from([None, "dull", "twinge", "sharp"])),
        "course": draw(st.sampled_from([None, *QUESTIONS["course"].values])),
        "kind": draw(st.sampled_from([None, *QUESTIONS["kind"].values])),
        "limped_for": draw(st.sampled_from([None, *QUESTIONS["limped_for"].values])),
        "change_was": draw(st.sampled_from([None, *QUESTIONS["change_was"].values])),
        "night_pain_when": draw(st.sampled_from([None, *QUESTIONS["night_pain_when"].values])),
    }
    for name in YES_NO:
        values[name] = draw(MAYBE_YES)
    return PainReport(report_id="r", athlete_id="me", **values)


def rank(triage: Triage) -> int:
    return STATUS_ORDER.index(triage.status)


# What more pain is. `before` and `first` are the levels that the others are held against: more of them alone is
# a smaller rise, so they only go up together with all the scores.
WORSE = ["peak", "end", "next_morning", "hours_to_settle", "quality", *YES_NO]
# Of the answers that have a mildest and a worst, what is worse than what.
WORSE_WORDS = {
    "course": ("eased", "same", "grew"),
    "limped_for": ("few_steps", "minutes", "to_the_end"),
    "change_was": ("chosen", "by_itself"),
    "night_pain_when": ("lying_on_it", "any_position"),
}


@given(data=st.data(), one=reports(), word=st.sampled_from(WORDS))
def test_more_pain_never_lowers_a_status(
    data: st.DataObject, one: PainReport, word: str, facts: Make, stride: Make
) -> None:
    name = data.draw(st.sampled_from(WORSE))
    current = getattr(one, name)
    if name in ("peak", "end", "next_morning"):
        value: Any = data.draw(st.integers(0 if current is None else current, 10))
        if current is None:
            return
    elif name == "hours_to_settle":
        if current is None:
            return
        value = current + data.draw(st.floats(0, 48))
    else:
        value = "sharp" if name == "quality" else True
    before = evaluate(facts(one, verdict=stride(word)))
    after = evaluate(facts(replace(one, **{name: value}), verdict=stride(word)))
    assert rank(after) >= rank(before)


@given(data=st.data(), one=reports(), name=st.sampled_from(list(WORSE_WORDS)), word=st.sampled_from(WORDS))
def test_a_worse_word_never_lowers_a_status_and_none_is_as_bad_as_the_worst(
    data: st.DataObject, one: PainReport, name: str, word: str, facts: Make, stride: Make
) -> None:
    words = WORSE_WORDS[name]
    ranks = [rank(evaluate(facts(replace(one, **{name: answer}), verdict=stride(word)))) for answer in words]
    unanswered = rank(evaluate(facts(replace(one, **{name: None}), verdict=stride(word))))
    assert ranks == sorted(ranks)
    if name == "course":
        assert unanswered >= min(ranks[0], STATUS_ORDER.index("check_in"))
    else:
        assert unanswered == ranks[-1]


@given(one=reports(), kind=st.sampled_from(QUESTIONS["kind"].values), word=st.sampled_from(WORDS))
def test_what_it_was_never_raises_more_than_silence_about_it_but_numbness(
    one: PainReport, kind: str, word: str, facts: Make, stride: Make
) -> None:
    unsaid = evaluate(facts(replace(one, kind=None), verdict=stride(word)))
    said = evaluate(facts(replace(one, kind=kind), verdict=stride(word)))
    unsure = evaluate(facts(replace(one, kind="unsure"), verdict=stride(word)))
    assert rank(unsure) == rank(unsaid)
    if kind != "numb":
        assert rank(said) <= max(rank(unsaid), STATUS_ORDER.index("check_in"))


@given(one=reports(), kind=st.sampled_from(QUESTIONS["kind"].values))
def test_red_flags_a_limp_and_an_altered_stride_count_whatever_it_was(
    one: PainReport, kind: str, facts: Make, stride: Make
) -> None:
    one = replace(one, kind=kind, peak=max(one.peak or 1, 1))
    concern = STATUS_ORDER.index("concern")
    assert rank(evaluate(facts(replace(one, limped=True, limped_for="minutes")))) >= concern
    assert rank(evaluate(facts(replace(one, changed_how_i_ran=True, change_was="by_itself")))) >= concern
    assert rank(evaluate(facts(one, verdict=stride("altered")))) >= concern
    assert evaluate(facts(replace(one, bony_point=True))).status == "red_flag"


@given(one=reports(), more=st.integers(1, 4), word=st.sampled_from(WORDS))
def test_the_same_run_with_all_scores_higher_never_has_a_lower_status(
    one: PainReport, more: int, word: str, facts: Make, stride: Make
) -> None:
    names = ["before", "first", "peak", "end", "next_morning"]
    scores = {name: getattr(one, name) for name in names}
    higher = {name: min(10, score + more) for name, score in scores.items() if score is not None}
    before = evaluate(facts(one, verdict=stride(word)))
    assert rank(evaluate(facts(replace(one, **higher), verdict=stride(word)))) >= rank(before)


@given(one=reports(), another=reports(), word=st.sampled_from(WORDS))
def test_another_complaint_never_lowers_a_status(
    one: PainReport, another: PainReport, word: str, facts: Make, stride: Make
) -> None:
    another = replace(another, site="hip")
    alone = evaluate(facts(one, verdict=stride(word)))
    assert rank(evaluate(facts(one, another, verdict=stride(word)))) >= rank(alone)


@given(one=reports(), another=reports(), word=st.sampled_from(WORDS))
def test_the_order_of_complaints_changes_nothing(
    one: PainReport, another: PainReport, word: str, facts: Make, stride: Make
) -> None:
    another = replace(another, site="hip")
    verdict = stride(word)
    assert evaluate(facts(one, another, verdict=verdict)) == evaluate(facts(another, one, verdict=verdict))


ANSWERS = ["before", "first", "peak", "end", "next_morning", "hours_to_settle", "side", "quality", "kind", "course",
           "limped", "limped_for", "changed_how_i_ran", "change_was", "night_pain_when", "affected_mood",
           "reduced_training"]  # fmt: skip


@given(one=reports(), name=st.sampled_from(ANSWERS), word=st.sampled_from(WORDS))
def test_leaving_an_answer_out_never_counts_as_a_good_answer(
    one: PainReport, name: str, word: str, facts: Make, stride: Make
) -> None:
    if (name == "course" and None not in (one.first, one.end)) or (
        name == "hours_to_settle" and one.next_morning is not None
    ):
        return  # the scores answer the same question
    if name in ("first", "end") and one.course is not None:
        return  # the word on how it went does
    if name in ("kind", "quality") and (one.kind == "numb" or one.quality in ("sharp", "twinge")):
        return  # what is worse than silence: to say less of it is to say another thing
    if name == "limped" and one.changed_how_i_ran is False:
        return  # that it did not change how they ran answers it too, and a limp contradicts that
    if name == "before" and tells_of(replace(one, before=None)) != "pain":
        return  # without it nothing hurt
    before = evaluate(facts(one, verdict=stride(word)))
    after = evaluate(facts(replace(one, **{name: None}), verdict=stride(word)))
    for old, new in zip(before.criteria[:10], after.criteria[:10], strict=True):
        if new.group == "monitor" and new.status == "met":
            assert old.status == "met"
            assert new.is_marginal or not old.is_marginal
        if new.group == "concern" and new.status == "not_met" and not (new.id == "alters_stride" and word == "usual"):
            assert old.status == "not_met"
    if name not in ("quality", "limped", "affected_mood") and rank(before) >= STATUS_ORDER.index("check_in"):
        assert rank(after) >= STATUS_ORDER.index("check_in")


WEEK_FEELINGS = ["mood_because_of_pain", "sleep_because_of_pain", "confidence_because_of_pain"]


@st.composite
def weeks(draw: st.DrawFn) -> dict[int, dict[str, Any]]:
    """Answers of check-ins in the weeks around a run, any of them missing."""
    found = {}
    for day in draw(st.lists(st.sampled_from([-15, -8, -4, -1, 0, 3, 6, 9]), unique=True, max_size=4)):
        found[day] = {
            **{name: draw(st.sampled_from([None, 0, 1, 2, 3])) for name in ("participation", "volume", "pain")},
            **{name: draw(MAYBE_YES) for name in WEEK_FEELINGS},
        }
    return dict(sorted(found.items()))


@pytest.fixture(scope="module")
def triaged(facts: Make, quiet: Make, logged: Make, week: Make) -> Callable[..., Triage]:
    """The triage of a run with these check-ins, on the seventeenth day of an episode whose training nobody measured."""

    def find(one: PainReport, told: dict[int, dict[str, Any]]) -> Triage:
        earlier = tuple(logged(quiet(site=one.site, side=one.side), days=-day) for day in (16, 10, 5))
        return evaluate(facts(one, earlier=earlier, weeks=tuple(week(day, **told[day]) for day in told)))

    return find


@given(data=st.data(), one=reports(), told=weeks())
def test_worse_in_a_check_in_never_lowers_a_status(
    data: st.DataObject, one: PainReport, told: dict[int, dict[str, Any]], triaged: Callable[..., Triage]
) -> None:
    if not told:
        return
    day = data.draw(st.sampled_from(list(told)))
    name = data.draw(st.sampled_from([*WEEK_FEELINGS, "participation", "volume", "pain"]))
    current = told[day][name]
    value: Any = True if name in WEEK_FEELINGS else data.draw(st.integers(2 if current is None else current, 3))
    worse = {**told, day: {**told[day], name: value}}
    assert rank(triaged(one, worse)) >= rank(triaged(one, told))


@given(one=reports(), told=weeks())
def test_the_same_report_with_a_check_in_that_says_yes_is_a_concern(
    one: PainReport, told: dict[int, dict[str, Any]], triaged: Callable[..., Triage]
) -> None:
    painful = replace(one, peak=max(one.peak or 1, 1))
    found = triaged(painful, {**told, 2: {"confidence_because_of_pain": True}})
    assert rank(found) >= STATUS_ORDER.index("concern")


@given(data=st.data(), one=reports(), told=weeks())
def test_leaving_an_answer_out_of_a_check_in_never_counts_as_a_good_answer(
    data: st.DataObject, one: PainReport, told: dict[int, dict[str, Any]], triaged: Callable[..., Triage]
) -> None:
    if not told:
        return
    painful = replace(one, peak=max(one.peak or 1, 1))
    day = data.draw(st.sampled_from(list(told)))
    name = data.draw(st.sampled_from([*WEEK_FEELINGS, "volume", "pain"]))
    if name == "volume" and told[day]["participation"] == 0:
        return  # who took part without trouble has answered this too
    if any(told[other][name] is not None for other in told if other != day):
        return  # another check-in of the same days answers it
    before = triaged(painful, told)
    after = triaged(painful, {**told, day: {**told[day], name: None}})
    for old, new in zip(before.criteria[:10], after.criteria[:10], strict=True):
        if new.group == "concern" and new.status == "not_met":
            assert old.status == "not_met"
        assert new.group != "monitor" or new == old


@given(one=reports(), told=weeks())
def test_check_ins_of_other_weeks_change_nothing(
    one: PainReport, told: dict[int, dict[str, Any]], facts: Make, week: Make
) -> None:
    others = tuple(week(day, **answers) for day, answers in told.items() if day not in range(7))
    assert evaluate(facts(one, weeks=others)) == evaluate(facts(one))


MIRROR = {"left": "right", "right": "left"}


@given(one=reports(), word=st.sampled_from(WORDS), side=st.sampled_from(["left", "right", None]))
def test_mirrored_sides_give_the_mirrored_answer(
    one: PainReport, word: str, side: str | None, facts: Make, stride: Make
) -> None:
    def mirrored_text(text: str) -> str:
        return text.replace("left", "#").replace("right", "left").replace("#", "right")

    there = evaluate(facts(one, verdict=unnamed(stride(word, side=side))))
    swapped = replace(one, side=MIRROR.get(one.side, one.side))
    here = evaluate(facts(swapped, verdict=unnamed(stride(word, side=MIRROR.get(side)))))
    assert here.status == there.status
    assert here.summary == mirrored_text(there.summary)
    assert [(item.id, item.status, item.is_marginal, item.evidence) for item in here.criteria] == [
        (item.id, item.status, item.is_marginal, mirrored_text(item.evidence)) for item in there.criteria
    ]


def unnamed(verdict: StrideVerdict) -> StrideVerdict:
    """The verdict without its metric, whose name has a "left" in it that does not swap."""
    return replace(verdict, metrics=())


@given(one=reports(), word=st.sampled_from(WORDS))
def test_the_gait_never_weighs_on_a_red_flag(one: PainReport, word: str, facts: Make, stride: Make) -> None:
    flagged = evaluate(facts(replace(one, bony_point=True), verdict=stride(word)))
    assert flagged.status == "red_flag"


# ------------------------------------------------------------------------------------------------------- history


def test_more_runs_before_the_episode_change_nothing(facts: Make, quiet: Make, logged: Make) -> None:
    recent = tuple(logged(quiet(), days=-day) for day in (9, 6, 3))
    old = tuple(logged(quiet(peak=8), days=-day) for day in range(900, 25, -3))
    assert evaluate(facts(quiet(), earlier=old + recent)) == evaluate(facts(quiet(), earlier=recent))


def test_a_long_run_is_a_note_and_no_flag(facts: Make, quiet: Make) -> None:
    usual, spike = Load(10_000.0, -5.0, 180.0, False), Load(10_000.0, 24.0, 180.0, False)
    for reports_given in ((), (quiet(),), (quiet(first=3, peak=4),)):
        plain: Triage = evaluate(facts(*reports_given, load=usual))
        noted: Triage = evaluate(facts(*reports_given, load=spike))
        assert noted.status == plain.status
        assert any("24 % longer" in choice for choice in noted.choices)
        assert 2 <= len(noted.choices) <= 3


def test_a_thousand_earlier_runs_are_looked_back_at_only_as_far_as_needed(
    facts: Make, quiet: Make, logged: Make
) -> None:
    class Counting(tuple[LoggedRun, ...]):
        touched = 0

        def __getitem__(self, at: Any) -> Any:
            type(self).touched += 1
            return super().__getitem__(at)

        def __iter__(self) -> Any:
            raise AssertionError("the whole history was walked")

    history = Counting(logged(days=-day) for day in range(1000, 0, -1))
    run: RunFacts = facts(quiet(), earlier=())
    evaluate(RunFacts(run.run, history))
    assert Counting.touched < 50
