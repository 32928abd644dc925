from datetime import date, datetime

import pytest

from niggle.store import Store
from niggle.store.standing import Recorder, Standing

NOON = datetime(2026, 3, 2, 12)  # noqa: DTZ001 - as the database keeps moments
VERSIONS = {"raw_sha256": "0" * 64, "metrics_version": 1, "rules_version": 1}
WHO = {"seen_ids": ["ada"], "own_ids": []}


@pytest.fixture
def store(tmp_path):
    """A run that may be kept until the third, and a check-in."""
    store = Store(tmp_path / "ada")
    with store.write() as writer:
        writer.insert("runs", [{
            "run_id": "ada-1", "athlete_id": "ada", "started_at": NOON, "surface": "road", "source": "folder",
            "raw_sha256": "0" * 64, "session_index": 0, "pauses_s": [], "who_may_see": "consented",
            "may_feed_baselines": True, "expires_at": datetime(2026, 3, 3),  # noqa: DTZ001
        }])  # fmt: skip
        writer.insert("statuses", [{
            "run_id": "ada-1", "status": "clear", "provisional": True, "summary": "“Fine”", "questions": ["Why?"],
            "question_ids": ["peak"], "choices": [], "look_again": "", **VERSIONS,
        }])  # fmt: skip
        writer.insert("weekly_check_ins", [{
            "check_in_id": "1", "athlete_id": "ada", "raw_sha256": "0" * 64, "position": 0, "date": date(2026, 3, 1),
        }])  # fmt: skip
    store.publish()
    return store


def asked(store):
    def ask(reader):
        recorder = Recorder(reader)
        recorder.rows("newest_run", now=NOON, **WHO)
        recorder.rows("words_of", run_ids=["ada-1"])
        recorder.rows("newest_check_in", athlete_id="ada")
        return recorder.standing(NOON)

    store.keep_standing(ask)
    return Standing.read(store.standing)


def test_what_was_asked_is_answered_as_the_snapshot_answers_it(store):
    standing = asked(store)
    with store.read_published() as reader:
        for question, parameters in (
            ("newest_run", {"now": NOON, **WHO}),
            ("words_of", {"run_ids": ["ada-1"]}),
            ("newest_check_in", {"athlete_id": "ada"}),
        ):
            assert standing.answer(question, parameters) == reader.rows(question, **parameters) != []
    assert store.standing.stat().st_mode & 0o777 == 0o600


def test_what_was_not_asked_is_not_known(store):
    standing = asked(store)
    assert standing.answer("words_of", {"run_ids": ["ada-2"]}) is None
    assert standing.answer("newest_run", {"now": NOON, "seen_ids": ["ada"], "own_ids": ["ada"]}) is None


@pytest.mark.parametrize(("hour", "day", "is_known"), [(0, 1, True), (23, 2, True), (0, 3, False), (12, 9, False)])
def test_what_rests_on_the_clock_is_known_until_something_expires(store, hour, day, is_known):
    standing = asked(store)
    now = NOON.replace(day=day, hour=hour)
    assert standing.holds(now) == is_known
    assert (standing.answer("newest_run", {"now": now, **WHO}) is not None) == is_known
    assert standing.answer("words_of", {"run_ids": ["ada-1"]}) is not None


@pytest.mark.parametrize("text", [None, "", "{", "[]", '{"answers": 3, "holds": []}'])
def test_without_a_standing_that_can_be_read_nothing_is_known(tmp_path, text):
    if text is not None:
        (tmp_path / "standing.json").write_text(text)
    standing = Standing.read(tmp_path / "standing.json")
    assert standing.answer("newest_check_in", {"athlete_id": "ada"}) is None
    assert not standing.holds(NOON)


def test_a_standing_goes_before_the_snapshot_that_it_tells_of(store):
    asked(store)
    with store.write() as writer:
        writer.write("delete_runs", run_ids=["ada-1"])
    assert store.standing.exists()
    store.publish()
    assert not store.standing.exists()
