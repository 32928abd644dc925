"""What is said of an episode, and what is chosen to be shown."""

from dataclasses import replace

import pytest

from niggle.pain.episodes import Ending
from niggle.reports.episode.content import (
    PARTS,
    chosen_parts,
    cuts,
    only_chosen,
    rows,
    signs,
    standing,
    step_words,
    summary,
    why_next,
)
from niggle.reports.episode.view import Return, Taken
from niggle.triage.returning import Next, plan_for

NBSP = "\N{NO-BREAK SPACE}"
PLAN = plan_for("achilles", ["concern"])


def plain(text):
    return text.replace(NBSP, " ")


@pytest.mark.parametrize(
    ("ending", "says"),
    [
        (Ending("open", 0), "Last felt on 18 Jan, 1/10 at its worst."),
        (Ending("open", 1), "Last felt on 18 Jan, 1/10 at its worst. 1 run since without it."),
        (Ending("quiet", 0), "once 3 runs since were reported free of it; none so far."),
        (Ending("quiet", 2), "once 3 runs since were reported free of it; 2 runs so far."),
    ],
)
def test_how_it_stands(episode, ending, says):
    assert plain(standing(episode(ending=ending))).endswith(says)


def test_how_it_ended_and_how_bad_it_was(episode):
    assert plain(standing(episode())).startswith("Settled on 28 Jan: 3 runs or more without it")
    assert plain(summary(episode())) == "Felt on 4 days since 13 Jan, worst 6/10."


def test_what_was_answered_and_cut(episode):
    assert [plain(one) for one in signs(episode())] == ["sharp: 1 of 4", "with a limp: 1 of 4"]
    assert [plain(one) for one in cuts(episode())] == [
        "2 of 4 whole weeks with it had at least a quarter less running than usual (200 min).",
        "Answered: training cut moderately.",
    ]


def test_the_reports_stand_newest_first_with_days_without_a_run(episode):
    found = rows(episode())
    assert [(plain(one.day), one.scores, plain(one.minutes), one.status) for one in found[3:6]] == [
        ("18 Jan", ("", "", "1", "", ""), "42 min", "Monitor"),
        ("16 Jan", ("", "", "2", "", ""), "no run", ""),
        ("15 Jan", ("", "4", "6", "", ""), "42 min", "Concern"),
    ]
    assert len(found) == 7


def test_nothing_is_left_of_what_was_not_chosen(episode):
    bare = only_chosen(episode(liked=["choir"], is_long=True), ())
    assert (bare.name, bare.helped, bare.cut, list(bare.balance), list(bare.liked), bare.back, bare.is_long) == (
        "", "", "", [], [], None, False,
    )  # fmt: skip
    assert {(run.status, run.minutes) for run in bare.runs} == {("", None)}
    assert 0 < len(bare.runs) == sum(run.report is not None for run in episode().runs) < len(episode().runs)
    whole = only_chosen(episode(), PARTS)
    assert whole == replace(episode(), runs=list(episode().runs))
    assert chosen_parts({"name": "yes", "runs": "no", "other": "yes"}) == ("name",)
    assert chosen_parts({"all": "yes"}) == tuple(PARTS)


def test_steps_in_words():
    assert plain(step_words(PLAN.steps[0])) == (
        "Walk 2 min, run 3 min, in turn for 1.6 km (1 mile); effort 3 of 10, easy"
    )
    assert plain(step_words(PLAN.steps[5])) == "Run for 3.2 km (2 miles); effort 5 of 10, somewhat hard"


@pytest.mark.parametrize(
    ("then", "last", "says"),
    [
        (Next(0, 0), None, "Step 1 is next: it is the first"),
        (Next(0, 1), (0, "done"), "Step 1 again: it was done once, on 13 Jan, and the plan has each step twice."),
        (Next(1, 0), (0, "done"), "Step 2 is next: step 1 was done twice."),
        (Next(1, 0), (1, "repeat"), "Step 2 again: that is what you said on 13 Jan."),
        (Next(None, 0), (5, "done"), "All 6 steps are done."),
    ],
)
def test_why_a_step_is_next(episode, then, last, says):
    taken = None if last is None else Taken("id", episode().felt[0].at, *last)
    assert plain(why_next(Return(plan=PLAN, next=then, last=taken))).startswith(says)
