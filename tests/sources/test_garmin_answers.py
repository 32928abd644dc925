"""What Garmin Connect answers, field by field."""

import io
import zipfile

import pytest

from niggle.fit.write import Block, write_fit
from niggle.sources.base import SourceChangedError
from niggle.sources.garmin_answers import day_of, details_of, entries_of, is_web_page, listed, recordings

ENTRY = {
    "activityId": 41, "activityName": "Lunch", "description": None, "startTimeGMT": "2026-03-02 11:30:00",
    "activityType": {"typeKey": "trail_running", "parentTypeId": 1}, "duration": 1800.0, "distance": 5400,
    "ownerId": 7,
}  # fmt: skip
FIT = write_fit([Block("file_id", {"type": "activity"})])


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def problem(data: bytes) -> str:
    (found,) = recordings(data, place="garmin:41")
    assert found.problem is not None
    return found.problem


def test_an_entry_of_the_listing():
    activity = listed(ENTRY)
    assert (activity.id, activity.is_run, activity.has_recording, activity.day) == ("41", True, True, "2026-03-02")
    assert day_of(activity.stamp) == day_of(activity.stamp_without_words) == "20260302"
    assert activity.owner != "7"  # a digest


def test_a_stamp_has_the_words_apart_from_the_recording():
    renamed, longer = listed(ENTRY | {"activityName": "Long"}), listed(ENTRY | {"duration": 1801.0})
    stamp = listed(ENTRY).stamp.partition("-")[0]
    assert renamed.stamp.startswith(stamp)
    assert renamed.stamp != listed(ENTRY).stamp
    assert not longer.stamp.startswith(stamp)


@pytest.mark.parametrize("change", [{"parentId": 40}, {"manualActivity": True}, {"isManualActivity": True}])
def test_parts_and_what_was_typed_in_have_no_recording(change):
    assert not listed(ENTRY | change).has_recording


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"activityId": "41"}, "activityId"),
        ({"activityId": True}, "activityId"),
        ({"startTimeGMT": "noon"}, "startTimeGMT"),
        ({"activityType": "running"}, "activityType"),
        ({"activityType": {}}, "typeKey"),
        ({"duration": "long"}, "duration"),
        ({"activityName": 7}, "activityName"),
    ],
)
def test_a_field_of_another_form_is_named(change, field):
    with pytest.raises(SourceChangedError) as caught:
        listed(ENTRY | change)
    assert caught.value.field == field


def test_a_listing_may_be_wrapped_and_is_a_list():
    assert entries_of([1]) == entries_of({"activities": [1]}) == entries_of({"activityList": [1]}) == [1]
    with pytest.raises(SourceChangedError):
        entries_of({"error": "no"})


def test_details_go_before_the_listing():
    summary = {"directWorkoutRpe": 70, "directWorkoutFeel": 25}
    details = details_of(listed(ENTRY), {"activityName": "Renamed", "summaryDTO": summary})
    assert (details.name, details.rpe, details.feel, details.sport) == ("Renamed", 7.0, 25.0, "trail_running")
    assert details_of(listed(ENTRY)).name == "Lunch"


def test_a_recording_comes_out_of_its_zip():
    (found,) = recordings(zipped({"41_ACTIVITY.fit": FIT}), place="garmin:41")
    assert (found.data, found.problem, found.format) == (FIT, None, "fit")
    assert found.origin.startswith("garmin:41!")


def test_what_is_wrong_with_an_original_is_said():
    assert "neither a ZIP nor a recording" in problem(b"<html>Sign in</html>")
    assert "damaged" in problem(b"PK\x03\x04" + bytes(40))
    assert "empty" in problem(zipped({}))
    assert "climbs out" in problem(zipped({"../../x.fit": FIT}))
    assert is_web_page(b" <!DOCTYPE HTML><p>")
    assert not is_web_page(FIT)
