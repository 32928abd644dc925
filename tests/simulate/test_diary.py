"""The diary that a virtual runner keeps."""

import pytest

from niggle.simulate.diary import keep_diary
from niggle.simulate.fixtures import DEFAULT_SEED
from niggle.simulate.stories import STORIES, tell


@pytest.fixture(scope="module", params=STORIES, ids=lambda story: story.athlete_id)
def kept(request):
    told = list(tell(request.param, DEFAULT_SEED))
    return request.param, told, keep_diary(request.param, told)


def test_there_is_one_report_for_each_run_that_was_written_about(kept):
    story, _, reports = kept
    assert len(reports) == len(story.diary)
    assert len({report.report_id for report in reports}) == len(reports)
    assert {report.athlete_id for report in reports} <= {story.athlete_id}


def test_reports_say_what_was_felt(kept):
    _, told, reports = kept
    for one, report in zip([one for one in told if one.is_in_diary], reports, strict=True):
        complaint = one.feeling.complaint
        if complaint is None:
            assert (report.peak, report.site, report.started_at) == (0, None, None)
            assert report.date == one.run.plan.started_at.date()
        else:
            assert (report.site, report.side, report.peak) == (complaint.site, complaint.side, one.feeling.peak)
            assert report.limped is complaint.is_limping
            assert report.started_at == one.run.plan.started_at
