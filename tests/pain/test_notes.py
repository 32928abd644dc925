from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niggle.pain.model import PainReport
from niggle.pain.notes import Note, read_note

START = datetime(2026, 3, 2, 6, 31, 5, tzinfo=UTC)


def note(text: str) -> Note:
    return read_note(text, athlete_id="me", started_at=START)


def said(report: PainReport) -> dict[str, object]:
    names = ("report_id", "athlete_id", "started_at", "source")
    return {n: v for n in report.__slots__ if n not in names and (v := getattr(report, n)) is not None}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "niggle: left achilles 1/3/3/1, sharp, limped",
            {"site": "achilles", "side": "left", "before": 1, "first": 3, "peak": 3, "end": 1}
            | {"quality": "sharp", "limped": True},
        ),
        ("Niggle : R Knee 2", {"site": "knee", "side": "right", "peak": 2}),
        ("niggle: knee 2/10 right", {"site": "knee", "side": "right", "peak": 2}),
        ("niggle: shin -/4/5/?", {"site": "shin", "first": 4, "peak": 5}),
        ("niggle: calf //3/", {"site": "calf", "peak": 3}),
        ("niggle: lower back 0/0/1/0, not limped, next morning 1", {
            "site": "lower_back", "before": 0, "first": 0, "peak": 1, "end": 0, "limped": False, "next_morning": 1}),
        ("niggle: both calves 3, tight, settled in 12 h.", {
            "site": "calf", "side": "both", "peak": 3, "quality": "tight", "hours_to_settle": 12.0}),
        ("niggle: no pain", {"peak": 0}),
        ("Easy 8 k – niggle: left hip 10", {"site": "hip", "side": "left", "peak": 10}),
        ("niggle: left foot 3, blister, burning", {
            "site": "foot", "side": "left", "peak": 3, "kind": "skin", "quality": "burning"}),
        ("niggle: left calf 4, twinge, chose to walk", {
            "site": "calf", "side": "left", "peak": 4, "quality": "twinge", "changed_how_i_ran": True,
            "change_was": "chosen"}),
        ("niggle: knee 3, eased, limped a few steps", {
            "site": "knee", "peak": 3, "course": "eased", "limped": True, "limped_for": "few_steps"}),
        ("niggle: other 4, no chest pain, stitch", {
            "site": "other", "peak": 4, "chest_signs": False, "kind": "stitch_cramp"}),
        ("niggle: hip 2, night pain only lying on it", {
            "site": "hip", "peak": 2, "night_pain": True, "night_pain_when": "lying_on_it"}),
        ("niggle: left hammy", {"site": "hamstring", "side": "left"}),
    ],
)  # fmt: skip
def test_what_can_be_read_is_a_report_of_the_notes(text, expected):
    read = note(text)
    (report,) = read.reports
    assert said(report) == expected
    assert (report.source, report.started_at, report.athlete_id) == ("note", START, "me")
    assert read.questions == ()


@pytest.mark.parametrize(
    "text",
    [
        "niggle: achillies 3",
        "niggle: left right knee 3",
        "niggle: knee 3/4",
        "niggle: knee 1/2/3",
        "niggle: knee 11",
        "niggle: knee -3",
        "niggle: knee 3 or 4",
        "niggle: knee 3 4",
        "niggle: not the knee 3",
        "niggle: 3",
        "niggle: knee and calf 2",
        "niggle:",
        "niggle: it was fine I think",
    ],
)
def test_where_or_how_much_unread_is_a_question_and_no_report(text):
    read = note(text)
    assert read.reports == ()
    assert len(read.questions) == 1


@pytest.mark.parametrize("part", ["not sharp", "limped?", "a bit sharp", "next morning", "sharpish", "limped a lot"])
def test_a_further_part_unread_is_a_question_and_the_rest_is_kept(part):
    read = note(f"niggle: left knee 3, {part}")
    (report,) = read.reports
    assert said(report) == {"site": "knee", "side": "left", "peak": 3}
    (question,) = read.questions
    assert part in question


def test_answers_that_contradict_each_other_are_asked_about():
    read = note("niggle: knee 3, sharp, dull, limped, not limped")
    assert said(read.reports[0]) == {"site": "knee", "peak": 3, "quality": "sharp", "limped": True}
    assert len(read.questions) == 2


def test_several_complaints():
    read = note("niggle: left knee 2; right calf 3/3/4/4, tight\nmore words\nNIGGLE: hip 1")
    assert [(r.site, r.peak) for r in read.reports] == [("knee", 2), ("calf", 4), ("hip", 1)]


@pytest.mark.parametrize(
    "text", ["", "A lovely run", "My niggle is gone", "sniggle: knee 3", "a niggle in the knee 3/10"]
)
def test_words_without_the_mark_say_nothing(text):
    assert note(text) == Note((), ())


@given(st.text(max_size=60))
def test_any_text_is_read_or_asked_about(text):
    read = note(f"niggle: {text}")
    assert read.reports or read.questions or not text.strip() or text.splitlines()[1:]


@given(st.text(alphabet="0123456789/ -?kneleftrig,;", max_size=40))
def test_no_score_is_made_up(text):
    for report in note(f"niggle: {text}").reports:
        for name in ("before", "first", "peak", "end", "next_morning"):
            score = getattr(report, name)
            assert score is None or (0 <= score <= 10 and str(score) in text)
