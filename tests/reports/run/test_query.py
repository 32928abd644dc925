"""What was said about a run, as far as each viewer may see it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from niggle.config import Athlete
from niggle.consent import OWN, Visibility
from niggle.pain.model import PainReport
from niggle.reports.run.query import complaint_views, own_words
from niggle.store import Store

ADA = Athlete(id="ada", name="Ada", timezone="Europe/London")
COACH = Visibility("details")
THEN = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
LONG_AGO = datetime.fromisoformat("2026-03-02T06:00")  # as the store keeps it: in UTC, and not saying so
FAR_OFF = datetime.fromisoformat("2999-01-01")


def report(**answers):
    return PainReport(report_id="r", athlete_id="ada", **answers)


def test_reports_on_one_place_are_one_complaint_and_the_worst_comes_first():
    reports = [
        report(site="calf", side="left", first=2, note="early", reported_at=THEN),
        report(site="knee", side="right", peak=5, source="note"),
        report(site="calf", side="left", next_morning=1, note="later"),
    ]
    knee, calf = complaint_views(reports, ADA, OWN)
    assert (knee.report.site, knee.report.peak) == ("knee", 5)
    assert (calf.report.first, calf.report.next_morning) == (2, 1)
    assert calf.notes == ["early", "later"]
    assert [told.source for told in knee.told] == ["note"]
    assert [told.at for told in calf.told] == [THEN, None]


def test_notes_are_the_runners_alone_and_mood_needs_a_consent_of_its_own():
    reports = [report(site="calf", limped=True, affected_mood=True, affected_sleep=False, note="secret")]
    (own,), (coach,), (trusted,) = (
        complaint_views(reports, ADA, visibility) for visibility in (OWN, COACH, Visibility("details", mood=True))
    )
    assert (own.notes, own.report.affected_mood) == (["secret"], True)
    assert (coach.notes, coach.report.note, coach.report.limped) == ([], None, True)
    assert coach.report.affected_mood is coach.report.affected_sleep is None
    assert (trusted.notes, trusted.report.affected_mood) == ([], True)


def test_nobody_said_anything():
    assert complaint_views([], ADA, OWN) == []


def tell(writer, sha256, *, who="athlete", expires_at=None, **words):
    """A recording of one run, and what its source says of it."""
    writer.insert("raw_files", [{
        "sha256": sha256, "athlete_id": "ada", "kind": "activity", "source": "x", "origin": "", "landed_at": LONG_AGO,
        "outcome": "decoded", "defects": [], "who_may_see": who, "expires_at": expires_at,
    }])  # fmt: skip
    writer.insert("recordings", [{
        "athlete_id": "ada", "raw_sha256": sha256, "session_index": 0, "run_id": "ada-1", "started_at": LONG_AGO,
        "balance_samples": 0, "samples": 1,
    }])  # fmt: skip
    said = dict.fromkeys(("name", "description", "rpe", "feel")) | words
    writer.insert("activity_details", [{
        "athlete_id": "ada", "place": sha256, "raw_sha256": f"d{sha256}", "source": "x", "who_may_see": who,
        "recording_sha256s": [sha256], "questions": [], **said,
    }])  # fmt: skip


@pytest.fixture
def reader(tmp_path: Path):
    """A run that three sources tell of: one to others too, one to the runner alone, and one whose days are over."""
    store = Store(tmp_path / "data")
    with store.write() as writer:
        tell(writer, "aa", who="consented", description="calf 3/10", rpe=0.0)
        tell(writer, "bb", expires_at=FAR_OFF, name="With Jo", description="other", rpe=7.0, feel=25.0)
        tell(writer, "cc", expires_at=LONG_AGO, name="Over", feel=50.0)
    with store.read_main() as reader:
        yield reader


def test_the_runner_sees_all_their_words_the_first_source_that_says_a_thing(reader):
    (words,) = own_words(reader, ADA, ["ada-1"], OWN, THEN).values()
    assert (words.title, words.description, words.rpe, words.feel) == ("With Jo", "calf 3/10", 0.0, 25.0)


def test_a_coach_sees_what_the_source_lets_others_see_and_no_description(reader):
    (words,) = own_words(reader, ADA, ["ada-1"], COACH, THEN).values()
    assert (words.title, words.description, words.rpe, words.feel) == (None, None, 0.0, None)


def test_another_run_has_none_of_it(reader):
    assert own_words(reader, ADA, ["ada-2"], OWN, THEN) == {}
