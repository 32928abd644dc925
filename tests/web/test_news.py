"""What a viewer saw when they last looked, over time."""

import json
import stat
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from niggle.reports.squad.view import News, SquadRow
from niggle.web import news as news_module
from niggle.web.news import Before, Looks, Seen, news_since, seen_of

MORNING = datetime(2026, 3, 2, 7, 10, tzinfo=UTC)


def seen(**statuses: str) -> dict[str, Seen]:
    """How athletes stand, each with one run of that status."""
    return {athlete_id: Seen(status=status, run=f"{athlete_id}-{status}") for athlete_id, status in statuses.items()}


@pytest.fixture
def looks(tmp_path: Path) -> Looks:
    """No looks yet."""
    return Looks(tmp_path)


def test_the_first_look_marks_nothing(looks: Looks) -> None:
    before = looks.look("kim", ("club",), seen(ada="concern"), now=MORNING)
    assert before == Before(None, {})
    assert news_since(before, seen(ada="concern")) == {}


def test_the_next_look_marks_what_has_changed_since_the_last(looks: Looks) -> None:
    looks.look("kim", ("club",), seen(ada="clear", ben="adapt", cy="clear", di="monitor"), now=MORNING)
    now = seen(ada="concern", ben="clear", cy="clear", eve="clear") | {"di": Seen(status="monitor", run="another")}
    before = looks.look("kim", ("club",), now, now=MORNING + timedelta(days=1))
    assert before.at == MORNING
    assert news_since(before, now) == {
        "ada": News("worse", "clear"),
        "ben": News("better", "adapt"),
        "di": News("new_run"),
        "eve": News("new"),
    }


def test_a_look_within_half_an_hour_is_the_same_look(looks: Looks) -> None:
    looks.look("kim", ("club",), seen(ada="clear"), now=MORNING)
    evening = MORNING + timedelta(hours=11)
    for minutes in (0, 5, 29, 59, 89):  # each half an hour or less after the one before
        before = looks.look("kim", ("club",), seen(ada="concern"), now=evening + timedelta(minutes=minutes))
        assert (before.at, before.seen) == (MORNING, seen(ada="clear"))
    later = evening + timedelta(minutes=89 + 31)
    before = looks.look("kim", ("club",), seen(ada="concern"), now=later)
    assert before.at == evening + timedelta(minutes=89)
    assert news_since(before, seen(ada="concern")) == {}


def test_reloading_the_first_look_marks_nothing_until_something_changes(looks: Looks) -> None:
    looks.look("kim", ("club",), seen(ada="clear"), now=MORNING)
    assert looks.look("kim", ("club",), seen(ada="clear"), now=MORNING + timedelta(minutes=5)).at is None
    for minutes in (10, 20):
        before = looks.look("kim", ("club",), seen(ada="concern"), now=MORNING + timedelta(minutes=minutes))
        assert before.at == MORNING + timedelta(minutes=5)
        assert before.seen == seen(ada="clear")


def test_what_changes_during_a_look_is_marked_in_it_and_not_again(looks: Looks) -> None:
    looks.look("kim", ("club",), seen(ada="clear"), now=MORNING)
    day = MORNING + timedelta(days=1)
    looks.look("kim", ("club",), seen(ada="clear"), now=day)
    before = looks.look("kim", ("club",), seen(ada="adapt"), now=day + timedelta(minutes=5))
    assert news_since(before, seen(ada="adapt")) == {"ada": News("worse", "clear")}
    before = looks.look("kim", ("club",), seen(ada="adapt"), now=day + timedelta(hours=5))
    assert news_since(before, seen(ada="adapt")) == {}


def test_every_viewer_and_every_squad_has_looks_of_its_own(looks: Looks) -> None:
    looks.look("kim", ("club",), seen(ada="clear"), now=MORNING)
    later = MORNING + timedelta(hours=1)
    assert looks.look("lee", ("club",), seen(ada="adapt"), now=later).at is None
    assert looks.look("kim", ("other",), seen(ada="adapt"), now=later).at is None
    assert looks.look("kim", ("club",), seen(ada="adapt"), now=later).at == MORNING


def test_a_clock_that_is_set_back_keeps_the_marks(looks: Looks) -> None:
    looks.look("kim", ("club",), seen(ada="clear"), now=MORNING)
    looks.look("kim", ("club",), seen(ada="adapt"), now=MORNING + timedelta(days=1))
    before = looks.look("kim", ("club",), seen(ada="adapt"), now=MORNING + timedelta(hours=20))
    assert before.at == MORNING


def test_the_file_is_for_its_owner_alone_and_has_no_more_than_it_needs(looks: Looks, tmp_path: Path) -> None:
    looks.look("kim", ("club",), seen(ada="clear"), now=MORNING)
    path = tmp_path / "looks.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (look,) = json.loads(path.read_text())["viewers"]["kim"].values()
    assert look["seen"] == {"ada": {"status": "clear", "run": "ada-clear"}}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"viewers": 3}', b'{"viewers": {}, "x": 1}', b"\xff"])
def test_a_file_that_cannot_be_read_is_begun_anew(looks: Looks, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "looks.json").write_bytes(content)
    assert looks.look("kim", ("club",), seen(ada="clear"), now=MORNING).at is None
    assert looks.look("kim", ("club",), seen(ada="clear"), now=MORNING + timedelta(days=1)).at == MORNING


def test_a_status_that_is_no_more_known_is_as_good_as_new(looks: Looks) -> None:
    looks.look("kim", ("club",), seen(ada="of an older niggle"), now=MORNING)
    before = looks.look("kim", ("club",), seen(ada="clear"), now=MORNING + timedelta(days=1))
    assert news_since(before, seen(ada="clear")) == {"ada": News("new")}


def test_who_has_not_looked_for_long_is_forgotten(looks: Looks, tmp_path: Path) -> None:
    looks.look("gone", ("club",), seen(ada="clear"), now=MORNING)
    looks.look("kim", ("club",), seen(ada="clear"), now=MORNING + timedelta(days=401))
    assert list(json.loads((tmp_path / "looks.json").read_text())["viewers"]) == ["kim"]


def test_a_folder_that_cannot_be_written_shows_the_page_all_the_same(
    looks: Looks, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks.look("kim", ("club",), seen(ada="clear"), now=MORNING)

    def full(path: Path, data: bytes) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(news_module, "write_atomically", full)
    before = looks.look("kim", ("club",), seen(ada="adapt"), now=MORNING + timedelta(days=1))
    assert news_since(before, seen(ada="adapt")) == {"ada": News("worse", "clear")}


def test_a_lock_that_somebody_holds_does_not_hold_the_page_up(
    looks: Looks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks.look("kim", ("club",), seen(ada="clear"), now=MORNING)
    monkeypatch.setattr(news_module, "_LOCK_TIMEOUT_S", 0.01)
    with FileLock(tmp_path / ".looks.lock"):
        before = looks.look("kim", ("club",), seen(ada="adapt"), now=MORNING + timedelta(days=1))
    assert before.at == MORNING


def test_of_who_has_taken_consent_back_nothing_is_kept_from_before(looks: Looks, tmp_path: Path) -> None:
    looks.look("kim", ("club",), seen(ada="concern", ben="clear"), now=MORNING)
    looks.look("kim", ("club",), seen(ada="concern", ben="clear"), now=MORNING + timedelta(days=1))
    for minutes in (5, 10):
        later = MORNING + timedelta(days=1, minutes=minutes)
        assert set(looks.look("kim", ("club",), seen(ben="clear"), now=later).seen) == {"ben"}
    assert "ada" not in (tmp_path / "looks.json").read_text()


def test_looks_at_the_same_time_lose_none(looks: Looks, tmp_path: Path) -> None:
    def look(number: int) -> None:
        looks.look(f"viewer{number}", "club", seen(ada="clear"), now=MORNING)

    threads = [threading.Thread(target=look, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(json.loads((tmp_path / "looks.json").read_text())["viewers"]) == 12


def test_what_is_kept_of_a_row_is_no_more_than_is_shared() -> None:
    rows = [
        SquadRow(athlete_id="a", name="A", status="adapt", run_id="r1"),
        SquadRow(athlete_id="b", name="B", status="clear", last_run=MORNING.date(), shares="status"),
        SquadRow(athlete_id="c", name="C", shares="none"),
        SquadRow(athlete_id="d", name="D"),
    ]
    kept: Mapping[str, Seen] = seen_of(rows)
    assert kept == {"a": Seen(status="adapt", run="r1"), "b": Seen(status="clear", run="2026-03-02")}
