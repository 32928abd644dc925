"""Times of files whose device did not know the date, and the zone where a run was."""

import pytest

from niggle.fit.clock import BY_CREATION, BY_SESSION
from niggle.fit.write import Block
from tests.fit.files import SECONDS, T0, N, activity, only, records, session


def test_uptime_is_dated_by_when_the_file_was_created():
    blocks = (
        Block("file_id", {"type": "activity", "time_created": T0}),
        records(5000.0 + SECONDS),
        session(start=5000.0, timestamp=5000.0 + N - 1),
    )
    found = activity(*blocks)
    assert found.sessions[0].started_at.timestamp() == T0
    assert found.defects == (BY_CREATION,)


@pytest.mark.parametrize(("ahead_s", "offset_s"), [(7200, 7200.0), (-12_600, -12_600.0), (0, None), (86_400, None)])
def test_the_local_clock_tells_the_zone_where_it_was_run(ahead_s, offset_s):
    end = T0 + N - 1
    told = Block("activity", {"timestamp": end, "local_timestamp": end + ahead_s})
    assert only(records(), session(), told).utc_offset_s == offset_s


@pytest.mark.parametrize("created", [None, T0 - 500])
def test_uptime_is_dated_by_the_session_if_that_has_a_date(created):
    found = activity(
        Block("file_id", {"type": "activity", "time_created": created}), records(5000 + SECONDS), session()
    )
    assert (found.sessions[0].started_at.timestamp(), found.sessions[0].samples["elapsed_s"].size) == (T0, N)
    assert found.defects == (BY_SESSION,)
