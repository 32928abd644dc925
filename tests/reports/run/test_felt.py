"""How a run felt: every complaint, the yes of each answer, where it was told, and what the runner said elsewhere."""

from dataclasses import replace
from datetime import UTC, datetime

from niggle.pain.model import PainReport
from niggle.reports.run.felt import felt
from niggle.reports.run.view import ComplaintView, OwnWords, RunView, Told


def _report(**answers: object) -> PainReport:
    return PainReport(report_id="r", athlete_id="ada", **answers)  # type: ignore[arg-type]


def _complaint(view: RunView, complaint: ComplaintView) -> dict:
    (told,) = felt(replace(view, complaints=[complaint]))["complaints"]
    return told


def test_each_complaint_is_told_in_the_order_given(run_view: RunView) -> None:
    complaints = [
        ComplaintView(_report(site="knee", side="left", peak=4)),
        ComplaintView(_report(site="calf", side="both", first=1, next_morning=0)),
    ]
    shown = felt(replace(run_view, complaints=complaints))["complaints"]
    assert [complaint["place"] for complaint in shown] == ["Left knee", "Both calves"]
    assert shown[1]["rows"] == [("First 10 min", 1), ("Next morning", 0)]


def test_what_was_answered_yes_is_said(run_view: RunView) -> None:
    report = _report(
        site="shin", quality="ache", limped=True, changed_how_i_ran=False, affected_sleep=True, hours_to_settle=20.0,
        reduced_training="a_little",
    )  # fmt: skip
    answers = _complaint(run_view, ComplaintView(report))["answers"].replace("\N{NO-BREAK SPACE}", " ")
    assert answers == "an ache, with a limp, sleep touched, settled after 20 h, training cut a little"


def test_where_and_when_it_was_told(run_view: RunView) -> None:
    at = datetime(2026, 3, 2, 7, 12, tzinfo=UTC)
    told = [Told("diary", None), Told("diary", at), Told("note", None), Told("note", at)]
    shown = _complaint(run_view, ComplaintView(_report(site="foot"), told))["told"]
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in shown] == [
        "from the diary", "entered 2 Mar 07:12", "from a note on the activity",
        "from a note on the activity, entered 2 Mar 07:12",
    ]  # fmt: skip


def test_no_pain_is_said_and_an_unnamed_place_is_not_called_that(run_view: RunView) -> None:
    assert _complaint(run_view, ComplaintView(_report(peak=0)))["place"] == "No pain"
    assert _complaint(run_view, ComplaintView(_report(peak=2)))["place"] == "Place not given"
    assert _complaint(run_view, ComplaintView(_report(before=0)))["place"] == "Place not given"


def test_a_report_without_an_answer_is_none(run_view: RunView) -> None:
    assert felt(replace(run_view, complaints=[ComplaintView(_report())]))["complaints"] == []


def test_where_no_reports_are_at_hand_the_worst_speaks(run_view: RunView) -> None:
    (complaint,) = felt(run_view)["complaints"]
    assert complaint["place"] == "Left Achilles"


def test_effort_and_feeling_are_said_and_zero_is_an_answer(run_view: RunView) -> None:
    def said(**words: float) -> list[str]:
        return felt(replace(run_view, own_words=OwnWords(**words)))["own_sentences"]

    assert said() == []
    assert said(rpe=6.0, feel=75.0) == ["Effort rated 6/10.", "Felt strong."]
    assert said(rpe=0.0, feel=0.0) == ["Effort rated 0/10.", "Felt very weak."]
    assert said(rpe=6.5) == ["Effort rated 6.5/10."]
