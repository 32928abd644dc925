"""Garmin's summaries, joined to recordings by when they began and how long they were."""

import json

import pytest

from niggle.sources.export_garmin import GarminSummaries, read_garmin_summaries

BEGUN_S = 1_767_682_527.0
RUN = {
    "activityId": 1, "name": "Lunch run", "workoutRpe": 40.0, "workoutFeel": 75.0, "beginTimestamp": BEGUN_S * 1000,
    "duration": 1_800_000.0, "elapsedDuration": 1_900_000.0,
}  # fmt: skip


def summaries(*activities: object) -> GarminSummaries:
    read = read_garmin_summaries(json.dumps([{"summarizedActivitiesExport": activities}]))
    assert read is not None
    return GarminSummaries(read)


def test_effort_counts_to_ten_and_feeling_to_a_hundred():
    details = summaries(RUN).of(BEGUN_S, [1800.0])
    assert details is not None
    assert (details.rpe, details.feel, details.upstream_id, details.name) == (4.0, 75.0, "1", "Lunch run")


@pytest.mark.parametrize(
    ("late_s", "length_s", "is_it"),
    [(1, 10, True), (60, 1790, True), (60, 1890, True), (60, 900, False), (120, 1800, False), (-60, 1800, True)],
)
def test_a_recording_is_found_by_its_start_and_near_it_by_its_length(late_s, length_s, is_it):
    assert (summaries(RUN).of(BEGUN_S + late_s, [length_s]) is not None) == is_it


def test_of_two_near_the_one_that_is_as_long_counts():
    other = RUN | {"activityId": 2, "beginTimestamp": (BEGUN_S + 2) * 1000, "duration": 300_000.0}
    found = summaries(RUN, other | {"elapsedDuration": 300_000.0}).of(BEGUN_S + 2, [1800.0])
    assert found is not None
    assert found.upstream_id == "1"


@pytest.mark.parametrize("change", [{"activityId": None}, {"beginTimestamp": "then"}, {"beginTimestamp": 1e15}])
def test_an_entry_of_another_form_is_left_out(change):
    assert len(summaries(RUN | change, 7, "x")) == 0


def test_a_document_of_another_form_is_none():
    assert read_garmin_summaries("not json") is None
    assert read_garmin_summaries('[1, {"summarizedActivitiesExport": "no"}]') == []
