"""Strava's answers in the columns and units of the product."""

import json
from datetime import UTC, datetime

import numpy as np
import pytest

from niggle.sources.base import SourceChangedError
from niggle.sources.strava_streams import read_details, read_listed, streams_file
from niggle.vocabulary.columns import SAMPLE_COLUMNS

ENTRY = {"id": 1, "sport_type": "Run", "start_date": "2026-03-02T06:31:05Z", "elapsed_time": 5, "distance": 12.5}


def stream(*values):
    return {"data": list(values), "series_type": "distance", "original_size": len(values), "resolution": "high"}


def written(streams, **facts):
    return json.loads(streams_file(read_listed(ENTRY | facts), streams))


FIVE = {
    "time": stream(0, 1, 2, 3),
    "distance": stream(0, 2.5, 5.0, 7.5),
    "velocity_smooth": stream(0.0, 2.5, 2.5, 1.2),
    "cadence": stream(0, 84, None, 85),
    "heartrate": stream(100, 101, 102, None),
    "moving": stream(True, True, True, False),
}


def test_strides_become_steps_and_null_stays_missing():
    samples = written(FIVE)["samples"]
    assert samples["elapsed_s"] == [0, 1, 2, 3]
    assert samples["cadence_spm"] == [0, 168, None, 170]
    assert samples["heart_rate_bpm"] == [100, 101, 102, None]
    assert samples["distance_m"] == [0, 2.5, 5, 7.5]


def test_steps_that_were_uploaded_as_such_are_not_doubled():
    assert written(FIVE | {"cadence": stream(0, 168, 170, 171)})["samples"]["cadence_spm"] == [0, 168, 170, 171]


def test_speed_is_nought_where_strava_saw_standing():
    assert written(FIVE)["samples"]["speed_mps"] == [0, 2.5, 2.5, 0]


def test_there_is_never_a_stance_time_nor_a_side():
    everything = {name: stream(250, 250, 250, 250) for name in (*SAMPLE_COLUMNS, "watts", "stance_time", "latlng")}
    samples = written(FIVE | everything)["samples"]
    assert set(samples) == {"elapsed_s", "distance_m", "speed_mps", "heart_rate_bpm", "cadence_spm"}


def test_the_file_is_a_session_like_any_other():
    from niggle.tracks.streams import read_streams

    listed = read_listed(ENTRY | {"elapsed_time": 5, "moving_time": 4})
    (session,) = read_streams(streams_file(listed, FIVE), path="strava:1").sessions
    assert session.is_run
    assert session.started_at == listed.started_at
    assert (session.elapsed_s, session.moving_time_s, session.distance_m) == (5, 4, 12.5)
    assert set(session.samples) == set(SAMPLE_COLUMNS)
    assert session.samples["cadence_spm"].tolist()[:2] == [0, 168]
    for name in ("stance_time_ms", "stance_time_balance_left_pct", "step_length_mm", "vertical_oscillation_mm"):
        assert np.isnan(session.samples[name]).all()
    (empty,) = read_streams(streams_file(listed, {}), path="strava:1").sessions
    assert empty.samples["elapsed_s"].size == 0
    assert (empty.elapsed_s, empty.moving_time_s) == (5, 4)


def test_a_cadence_of_pedals_is_none_of_feet():
    assert "cadence_spm" not in written(FIVE, sport_type="Ride")["samples"]
    assert "cadence_spm" in written(FIVE, sport_type="Walk")["samples"]


def test_altitude_from_grade_only_where_there_is_none():
    hill = {**FIVE, "grade_smooth": stream(0, 10, 10, None)}
    assert written(hill)["samples"]["altitude_m"] == pytest.approx([0, 0.25, 0.5, None])
    flat = {**hill, "altitude": stream(5, 5, 5, 5)}
    assert written(flat)["samples"]["altitude_m"] == [5, 5, 5, 5]


def test_without_time_there_are_no_samples():
    assert written({"cadence": stream(84, 85)})["samples"] == {"elapsed_s": []}
    assert written({})["samples"] == {"elapsed_s": []}


@pytest.mark.parametrize(
    ("facts", "sport"),
    [
        ({}, ("running", None)),
        ({"sport_type": "TrailRun"}, ("running", "trail")),
        ({"sport_type": "VirtualRun", "trainer": True}, ("running", "virtual_activity")),
        ({"trainer": True}, ("running", "treadmill")),
        ({"sport_type": "Hike"}, ("hiking", None)),
        ({"sport_type": "Windsurf", "trainer": True}, ("windsurf", None)),
        ({"sport_type": None, "type": "Run"}, ("running", None)),
    ],
)
def test_sports_in_fit_s_words(facts, sport):
    assert read_listed(ENTRY | facts).sport == sport
    assert read_listed(ENTRY | facts).is_run == (sport[0] == "running")


def test_the_same_answer_is_the_same_file():
    shuffled = dict(reversed(FIVE.items()))
    assert streams_file(read_listed(ENTRY), FIVE) == streams_file(read_listed(ENTRY), shuffled)


def test_no_distance_is_not_nought():
    assert written({}, distance=0.0)["distance_m"] is None


def test_a_start_with_an_offset_is_the_same_instant():
    listed = read_listed(ENTRY | {"start_date": "2026-03-02T07:31:05+01:00"})
    assert listed.started_at == datetime(2026, 3, 2, 6, 31, 5, tzinfo=UTC)


@pytest.mark.parametrize("value", ["84", [84], {"bpm": 84}, True])
def test_a_value_of_another_type_is_named(value):
    with pytest.raises(SourceChangedError, match=r"streams\.cadence\.data"):
        written(FIVE | {"cadence": stream(0, 84, value, 85)})


@pytest.mark.parametrize(("local", "offset_s"), [
    ("2026-03-02T14:31:05Z", 28_800.0), ("2026-03-01T20:31:05Z", -36_000.0), ("2026-03-02T06:40:00Z", None),
    (None, None),
])  # fmt: skip
def test_the_local_start_tells_how_far_ahead_the_clock_was(local, offset_s):
    listed = read_listed(ENTRY | {"start_date": "2026-03-02T06:31:05Z", "start_date_local": local})
    assert read_details(listed).utc_offset_s == offset_s
