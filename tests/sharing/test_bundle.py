import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from niggle.sharing import bundle as bundles
from niggle.sharing.bundle import MOST_BYTES, BundleError, issued_at_of, read_bundle, write_bundle
from niggle.sharing.keys import new_private_key, public_key, sign

NOW = datetime(2026, 3, 3, 4, 0, tzinfo=UTC)


@pytest.fixture
def read(private_key):
    def call(data: bytes, athlete_id: str = "cleo", now: datetime = NOW):
        return read_bundle(data, key=public_key(private_key), athlete_id=athlete_id, now=now)

    return call


@pytest.fixture
def forged(private_key):
    """A file with anything in it, signed with the right key: what a changed niggle of the athlete could send."""

    def make(body: object) -> bytes:
        text = body if isinstance(body, bytes) else json.dumps(body, separators=(",", ":")).encode()
        return text[:-1] + f',"signature":"{sign(private_key, text)}"}}\n'.encode()

    return make


@pytest.fixture
def document(run):
    return {
        "format": "niggle-shared", "version": 1, "athlete_id": "cleo", "level": "details", "mood": True,
        "issued_at": "2026-03-03T03:30:00.000000Z", "runs": [run],
    }  # fmt: skip


def test_what_is_written_is_read(bundle_of, private_key, read, run):
    bundle = bundle_of(run)

    assert read(write_bundle(bundle, private_key)) == bundle


def test_a_bundle_of_before_there_was_a_kind_is_read_as_not_answered(bundle_of, private_key, read, run):
    older = {key: answer for key, answer in run["pain"].items() if key not in ("quality", "kind")}
    (found,) = read(write_bundle(bundle_of({**run, "pain": older}), private_key)).runs
    assert found["pain"] == {**older, "quality": None, "kind": None}


def test_the_same_is_written_the_same(bundle_of, private_key, run):
    assert write_bundle(bundle_of(run), private_key) == write_bundle(bundle_of(run), private_key)


def test_the_file_is_json_that_anybody_can_read(bundle_of, private_key, run):
    document = json.loads(write_bundle(bundle_of(run), private_key))

    assert list(document) == ["format", "version", "athlete_id", "level", "mood", "issued_at", "runs", "signature"]
    assert document["runs"] == [run]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), other=st.integers(1, 255))
def test_no_byte_can_be_changed(place, other, bundle_of, private_key, read, run):
    data = bytearray(write_bundle(bundle_of(run), private_key))
    data[int(place * len(data))] ^= other

    with pytest.raises(BundleError):
        read(bytes(data))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(place=st.floats(0, 1, exclude_max=True))
def test_nothing_can_be_cut_off_or_put_in(place, bundle_of, private_key, read, run):
    data = write_bundle(bundle_of(run), private_key)
    cut = int(place * len(data))

    for other in (data[:cut], data[cut + 1 :], data[:cut] + b" " + data[cut:]):
        with pytest.raises(BundleError):
            read(other)


def test_another_key_is_refused_with_what_to_do(bundle_of, read, run):
    with pytest.raises(BundleError, match="`niggle share --key`"):
        read(write_bundle(bundle_of(run), new_private_key()))


def test_another_athlete_is_refused_with_what_to_do(bundle_of, private_key, read, run):
    with pytest.raises(BundleError, match='known_as = "emil"'):
        read(write_bundle(bundle_of(run), private_key), athlete_id="emil")


@pytest.mark.parametrize(
    ("level", "mood"), [("status", False), ("status", True), ("details", False), ("details", True)]
)
def test_a_reader_narrows_what_the_writer_did_not(level, mood, bundle_of, private_key, read, run):
    bundle = read(write_bundle(bundle_of(run, level=level, mood=mood), private_key))

    (shown,) = bundle.runs
    assert bundle.mood == (mood and level == "details")
    assert shown["status"] == "concern"
    assert (shown["summary"] is None) == (level == "status")
    assert (shown["pain"]["peak"] is None) == (level == "status")
    told = {criterion["id"] for criterion in shown["criteria"]}
    assert ("affects_mood_sleep_confidence" in told) == bundle.mood


def test_who_shares_nothing_shares_no_run_whatever_is_in_the_file(bundle_of, private_key, read, run):
    assert read(write_bundle(bundle_of(run, level="none"), private_key)).runs == ()


def test_a_file_that_is_too_large_is_not_even_verified(read, monkeypatch):
    monkeypatch.setattr(bundles, "verifies", lambda *_: pytest.fail("it was read"))

    with pytest.raises(BundleError, match="larger than 20 MB"):
        read(b"{" * (MOST_BYTES + 1))


def test_the_oldest_runs_are_left_out_of_what_would_be_too_large(bundle_of, private_key, read, run, monkeypatch):
    runs = [{**run, "run_id": f"cleo-2026030{day}T063105Z", "started_at": f"2026-03-0{day}T06:31:05Z"} for day in "123"]
    monkeypatch.setattr(bundles, "MOST_BYTES", len(write_bundle(bundle_of(*runs), private_key)) - 1)

    kept = read(write_bundle(bundle_of(*runs), private_key)).runs

    assert [one["run_id"] for one in kept] == ["cleo-20260302T063105Z", "cleo-20260303T063105Z"]


def test_what_is_parsed_has_been_signed(read, monkeypatch):
    monkeypatch.setattr(bundles.json, "loads", lambda *_a, **_k: pytest.fail("it was parsed"))

    with pytest.raises(BundleError):
        read(b'{"format":"niggle-shared","signature":"' + b"A" * 86 + b'"}\n')


HOSTILE = {
    "another program's": {"format": "other"},
    "runs that are no list": {"runs": {}},
    "a run that is no object": {"runs": ["cleo"]},
    "a level there is not": {"level": "everything"},
    "consent that is no yes or no": {"mood": "yes"},
    "no date": {"issued_at": "yesterday"},
    "a date that is a number": {"issued_at": 5},
    "a date that does not exist": {"issued_at": "2026-13-03T03:30:00.000000Z"},
}


@pytest.mark.parametrize("changes", HOSTILE.values(), ids=HOSTILE)
def test_a_document_of_another_shape_is_refused(changes, document, forged, read):
    with pytest.raises(BundleError) as caught:
        read(forged({**document, **changes}))
    assert "\n" not in str(caught.value)


HOSTILE_RUNS = {
    "a path for an id": {"run_id": "cleo-../../../etc/passwd"},
    "an id with a slash": {"run_id": "cleo-20260302T063105Z/x"},
    "an id with a line after it": {"run_id": "cleo-20260302T063105Z\n"},
    "somebody else's id": {"run_id": "emil-20260302T063105Z"},
    "somebody else's run": {"athlete_id": "emil"},
    "a status there is not": {"status": "injured"},
    "a number for a text": {"summary": 7},
    "a text for a number": {"distance_m": "8012"},
    "yes for true": {"provisional": "yes"},
    "less than nothing": {"distance_m": -1.0},
    "more than there is": {"distance_m": 1e300},
    "a date without a day": {"started_at": "2026-03"},
    "a day that does not exist": {"started_at": "2026-02-30T06:31:05Z"},
    "a day to come": {"started_at": "2027-03-02T06:31:05Z"},
    "a text without end": {"summary": "a" * 5000},
    "orders to the terminal": {"summary": "\x1b[2J"},
    "text that turns around": {"summary": "\u202etxet"},
    "pain beyond the scale": {"pain": {"peak": 11}},
    "a site there is not": {"pain": {"site": "<script>"}},
    "a side there is not": {"stride": {"side": "up"}},
    "a verdict there is not": {"stride": {"verdict": "injured"}},
    "details without a sentence": {"summary": None},
    "a criterion there is not": {"criteria": [{"id": "x", "group": "concern", "status": "met"}]},
    "questions that are no list": {"questions": "why"},
    "too many questions": {"questions": ["why"] * 100},
    "no load": {"load": None},
}


@pytest.mark.parametrize("changes", HOSTILE_RUNS.values(), ids=HOSTILE_RUNS)
def test_a_run_of_another_shape_refuses_the_whole(changes, document, forged, read, run):
    for name, value in changes.items():
        run[name] = {**run[name], **value} if isinstance(value, dict) else value

    with pytest.raises(BundleError) as caught:
        read(forged({**document, "runs": [run]}))
    line = str(caught.value)
    assert "\n" not in line
    assert "<script>" not in line
    assert "passwd" not in line


def test_a_run_from_where_a_time_zone_leaves_the_calendar_is_refused(document, forged, read, run):
    run |= {"started_at": "0001-01-01T00:00:00Z", "run_id": "cleo-00010101T000000Z"}

    with pytest.raises(BundleError, match="before there were watches"):
        read(forged({**document, "runs": [run]}))


def test_markup_is_taken_as_text(document, forged, read, run):
    run["summary"] = "<script>alert(1)</script>"

    assert read(forged({**document, "runs": [run]})).runs[0]["summary"] == "<script>alert(1)</script>"


def test_what_this_niggle_does_not_know_is_dropped(document, forged, read, run):
    run["position"] = [51.5, -0.1]
    run["pain"]["note"] = "it hurts"
    run["criteria"][0]["references"].append("a paper of the future")

    (shown,) = read(forged({**document, "runs": [run], "name": "Cleo"})).runs
    assert "position" not in shown
    assert "note" not in shown["pain"]
    assert shown["criteria"][0]["references"] == ["article"]


def test_the_same_run_twice_is_refused(document, forged, read, run):
    with pytest.raises(BundleError, match="twice"):
        read(forged({**document, "runs": [run, run]}))


@pytest.mark.parametrize(
    "body",
    [
        b'{"format":"niggle-shared","version":1,"x":' + b"[" * 200_000 + b"]" * 200_000 + b"}",
        b'{"format":"niggle-shared","version":1,"x":NaN}',
        b'{"format":"niggle-shared","version":1,"version":1}',
        b'{"format":"niggle-shared","version":1,"x":' + b"9" * 5000 + b"}",
        b'{"format":"niggle-shared","version":1,"x":"\xff"}',
        b'{"format":"niggle-shared",',
        b"[1, 2]",
        b"{}",
    ],
    ids=["nested", "nan", "twins", "digits", "bytes", "cut", "list", "empty"],
)
def test_signed_nonsense_is_refused_in_one_line(body, forged, read):
    with pytest.raises(BundleError) as caught:
        read(forged(body))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999"])
def test_no_number_is_none(number, document, forged, read):
    body = json.dumps(document).replace("8012.0", number).encode()

    with pytest.raises(BundleError):
        read(forged(body))


def test_another_version_says_which_to_update(document, forged, read):
    with pytest.raises(BundleError, match="another version of niggle; update the older"):
        read(forged({**document, "version": 2}))


def test_a_file_made_ahead_is_refused(bundle_of, private_key, read, run):
    bundle = bundle_of(run)
    data = write_bundle(bundle, private_key)

    assert read(data, now=bundle.issued_at - timedelta(minutes=9))  # the clocks of two machines differ
    with pytest.raises(BundleError, match="clock"):  # it would keep out what comes before its time, a withdrawal too
        read(data, now=bundle.issued_at - timedelta(minutes=11))


def test_when_a_file_was_made_can_be_read_without_the_key(bundle_of, private_key, run):
    moment = datetime(2026, 3, 3, 3, 30, 0, 250, tzinfo=UTC)

    assert issued_at_of(write_bundle(bundle_of(run, issued_at=moment), private_key)) == moment
    assert issued_at_of(b"") is None


def test_stamps_sort_as_their_moments_do():
    moments = [NOW + timedelta(microseconds=step) for step in (-1, 0, 1, 999_999, 10_000_000)]

    assert sorted(map(bundles.stamp, reversed(moments))) == [bundles.stamp(moment) for moment in moments]
