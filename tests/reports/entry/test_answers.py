"""What a sent form says, by column of the diary."""

import pytest

from niggle.pain.model import PainReport
from niggle.reports.entry.answers import as_form, report_answers, something_else, week_answers, with_place


def test_no_pain_is_one_button() -> None:
    assert report_answers({"no_pain": "yes", "entry_id": "x", "csrf": "y"}) == {"peak": "0"}


def test_a_place_on_the_figure_is_a_site_and_a_side() -> None:
    assert report_answers({"place": "left lower_back", "site": "", "side": "", "peak": "3"}) == {
        "site": "lower_back",
        "side": "left",
        "peak": "3",
    }


@pytest.mark.parametrize(
    ("form", "where"),
    [
        ({"place": "left knee", "site": "calf", "side": "both"}, ("calf", "both")),
        ({"place": "left knee", "site": "calf", "side": ""}, ("calf", "")),  # not the side of another place
        ({"place": "left knee", "site": "", "side": "both"}, ("knee", "both")),
        ({"place": "", "site": "other", "side": ""}, ("other", "")),
        ({}, ("", "")),
    ],
)
def test_the_list_counts_where_it_was_used(form: dict[str, str], where: tuple[str, str]) -> None:
    answers = report_answers({**form, "peak": "3"})

    assert (answers.get("site", ""), answers.get("side", "")) == where


@pytest.mark.parametrize(
    ("sharp", "quality", "expected"),
    [
        ("yes", "", "sharp"),
        ("yes", "ache", "sharp"),
        ("no", "", "other"),
        ("no", "ache", "ache"),
        ("no", "sharp", "sharp"),
        ("twinge", "", "twinge"),
        ("twinge", "dull", "twinge"),
        ("no", "twinge", "twinge"),
        ("", "ache", "ache"),
        ("", "", None),
    ],
)
def test_sharp_is_a_quality_and_never_talked_away(sharp: str, quality: str, expected: str | None) -> None:
    assert report_answers({"sharp": sharp, "quality": quality, "peak": "1"}).get("quality") == expected


def test_zeros_without_a_place_are_no_pain() -> None:
    assert report_answers({"first": "0", "end": "0"}) == {"first": "0", "end": "0", "peak": "0"}
    assert report_answers({"next_morning": "0"}) == {"next_morning": "0"}  # says nothing of the run
    assert report_answers({"first": "0", "site": "knee"}) == {"first": "0", "site": "knee"}
    assert report_answers({"first": "0", "limped": "yes"}) == {"first": "0", "limped": "yes"}


def test_what_is_not_answered_is_left_out_and_zero_is_not() -> None:
    assert report_answers({"place": "left knee", "peak": "0", "end": " ", "limped": "", "unknown": "x"}) == {
        "site": "knee",
        "side": "left",
        "peak": "0",
    }


def test_a_report_becomes_the_form_that_says_it() -> None:
    report = PainReport(
        report_id="r", athlete_id="ada", site="knee", side="left", peak=3, end=0, hours_to_settle=0.5, limped=False,
        quality="sharp", reduced_training="a_lot", note="on the stairs",
    )  # fmt: skip

    answers = report_answers(with_place(as_form(report)))

    assert answers == {
        "site": "knee", "side": "left", "peak": "3", "end": "0", "hours_to_settle": "0.5", "limped": "no",
        "quality": "sharp", "reduced_training": "a_lot", "note": "on the stairs",
    }  # fmt: skip


def test_a_place_stands_on_the_figure_or_on_the_list_never_on_both() -> None:
    assert with_place({"site": "knee", "side": "left"}) == {"place": "left knee", "site": "", "side": ""}
    assert with_place({"site": "knee", "side": "both"}) == {"place": "", "site": "knee", "side": "both"}


def test_a_week_is_what_was_answered() -> None:
    assert week_answers({"participation": "0", "volume": "", "mood": "4", "csrf": "x"}) == {
        "participation": "0",
        "mood": "4",
    }


def test_a_twinge_is_shown_where_it_was_said() -> None:
    assert as_form(PainReport(report_id="r", athlete_id="me", quality="twinge"))["sharp"] == "twinge"


def test_something_else_is_no_pain_and_takes_back_what_sounded_like_it() -> None:
    cold = PainReport(report_id="r", athlete_id="me", affected_sleep=True, affected_mood=False)
    assert something_else([cold]) == {"peak": "0", "affected_sleep": "no"}
    knee = PainReport(report_id="r", athlete_id="me", site="knee", side="left", peak=0, limped=True)
    assert something_else([knee]) == {"peak": "0", "site": "knee", "side": "left", "limped": "no"}
    assert something_else([]) == {"peak": "0"}
