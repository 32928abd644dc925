from dataclasses import replace
from datetime import UTC, datetime

from niggle.pain.answers import Athletes, RowProblem, identified, read_answers
from niggle.pain.model import PainReport

ME = Athletes("me", {"me"})


def test_a_form_reads_like_a_row() -> None:
    report = read_answers({"date": "2026-03-02", "site": "knee", "peak": "3"}, line=1, athletes=ME)
    assert isinstance(report, PainReport)
    assert (report.athlete_id, report.site, report.peak) == ("me", "knee", 3)


def test_a_problem_says_what_would_be_right() -> None:
    found = read_answers({"date": "2026-03-02", "site": "elbow"}, line=7, athletes=ME)
    assert found == (
        RowProblem(
            7,
            "site",
            "'elbow' is none of: foot, ankle, achilles, calf, shin, knee, hamstring, quad, hip, groin, pelvis, "
            "lower_back, other",
        ),
    )


def test_no_athlete_at_all() -> None:
    found = read_answers({"date": "2026-03-02"}, line=2, athletes=Athletes(None, {"me"}))
    assert found == (RowProblem(2, "athlete_id", "no athlete"),)


def test_the_id_is_of_the_answers_and_not_of_when_they_were_given() -> None:
    report = identified(PainReport(report_id="", athlete_id="me", site="knee", peak=3))
    assert len(report.report_id) == 16
    later = replace(report, reported_at=datetime(2026, 3, 2, 20, tzinfo=UTC))
    assert identified(later).report_id == report.report_id
    assert identified(replace(report, peak=0)).report_id != identified(replace(report, peak=None)).report_id
    assert identified(replace(report, limped=False)).report_id != report.report_id
