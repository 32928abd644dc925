"""What does not speak of load, and when that is not known yet."""

import pytest

from niggle.triage.complaint import complaints
from niggle.triage.nature import is_even_soreness, is_open, nature_of, settled_nature

SORE = {"kind": "muscle_soreness", "site": "quad", "side": "both", "quality": "ache"}
STITCH = {"kind": "stitch_cramp", "site": "other", "side": "none", "quality": None}
TWINGE = {"kind": None, "quality": "twinge"}
NUMB = {"kind": "numb", "site": "foot", "quality": None}
GONE = {"before": 0, "first": 0, "peak": 3, "end": 0, "next_morning": 0}


def one(facts, report, earlier=()):
    (complaint,) = complaints(facts(report, earlier=earlier))
    return complaint


@pytest.mark.parametrize(
    ("answers", "nature"),
    [
        ({"kind": "skin"}, "skin"),
        (SORE, "soreness"),
        (STITCH, "stitch"),
        (TWINGE, "twinge"),
        (NUMB, "numbness"),
        ({"kind": "joint_tendon_bone"}, None),
        ({"kind": "unsure"}, None),
    ],
)
def test_what_a_complaint_is_by_its_answers(facts, quiet, answers, nature):
    complaint = one(facts, quiet(**GONE | answers))
    assert nature_of(complaint) == settled_nature(complaint) == nature
    assert not is_open(complaint)


@pytest.mark.parametrize("answers", [TWINGE, NUMB])
def test_what_left_a_trace_did_not_pass(facts, quiet, answers):
    assert nature_of(one(facts, quiet(**GONE | answers | {"end": 3}))) is None
    assert nature_of(one(facts, quiet(**GONE | answers | {"next_morning": 3}))) is None


@pytest.mark.parametrize("answers", [STITCH, TWINGE, NUMB])
def test_before_the_morning_is_known_it_is_open(facts, quiet, answers):
    complaint = one(facts, quiet(**GONE | answers | {"next_morning": None}))
    assert is_open(complaint)
    assert nature_of(complaint) is not None
    assert settled_nature(complaint) is None


def test_soreness_is_of_both_sides_in_muscle_and_not_sharp(quiet):
    assert is_even_soreness(quiet(**SORE))
    for change in ({"side": "left"}, {"site": "knee"}, {"quality": "sharp"}, {"kind": "unsure"}):
        assert not is_even_soreness(quiet(**SORE | change))


def test_soreness_that_does_not_end_is_none(facts, quiet, logged):
    sore = quiet(**GONE | SORE)
    assert nature_of(one(facts, sore, (logged(sore, days=-1),))) == "soreness"
    weeks = tuple(logged(sore, days=-days) for days in (20, 16, 12, 8, 4))
    assert nature_of(one(facts, sore, weeks)) is None


def test_a_foot_that_goes_numb_again_is_more_than_the_laces(facts, quiet, logged):
    numb = quiet(**GONE | NUMB)
    assert nature_of(one(facts, numb, (logged(numb, days=-2),))) is None


def test_nobody_saying_anything_is_no_nature(facts):
    assert nature_of(complaints(facts())[0]) is None
