"""The order of a night, and what happens when a part of it fails. The steps themselves are stood in for."""

import errno
import json
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows import nightly
from niggle.config import Athlete, Config
from niggle.errors import DecodeError, DiskError, NiggleError, NotFoundError, StoreError
from niggle.steps.collect import Collected, SourceTroubles
from niggle.steps.decode import Decoded
from niggle.steps.night import Night
from niggle.steps.notify import Sent
from niggle.steps.outgoing import Shared
from niggle.steps.squad_tables import SquadTable

pytestmark = [
    pytest.mark.usefixtures("prefect_home"),
    # Prefect's server runs in this process; what it does with its libraries is not ours to mend.
    pytest.mark.filterwarnings("ignore"),
]

_ATHLETE_STEPS = ["collect", "decode", "second_opinion", "measure", "judge", "triage"]
_MODULE_OF = dict.fromkeys(("second_opinion", "publish_all", "discard_results", "tonight"), "niggle.steps.night") | {
    "report_squads": "niggle.steps.report", "share": "niggle.steps.outgoing",
}  # fmt: skip
_ROWS: tuple[dict[str, str | None], ...] = (
    {"athlete": "anna", "run": "r1", "status": "clear", "since": None},
    {"athlete": "ben", "run": "r2", "status": "check_in", "since": "2026-03-01"},
)


class Steps:
    """Stands in for `niggle.steps`: notes the calls, answers as told, fails where told."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str | None]] = []
        self.given: list[object] = []  # what is not about one athlete
        self.failures: dict[tuple[str, str | None], Exception] = {}
        self.answers: dict[str, object] = {
            "collect": Collected(0), "decode": Decoded(0), "second_opinion": (), "measure": 0,
            "judge": 0, "triage": 0, "publish_all": (), "report": 0, "report_squads": 0, "discard_results": 2,
            "tonight": Night(_ROWS), "share": Shared(), "notify": Sent(), "squad_tables": (),
        }  # fmt: skip

    def stand_in(self, name: str) -> Callable[..., object]:
        """A function for one step."""

        def step(_config: Config, about: object = None, *_days: date | None, **_tell: object) -> object:
            whose = about.id if isinstance(about, Athlete) else None
            if not isinstance(about, Athlete) and about is not None:
                self.given.append(about)
            self.calls.append((name, whose))
            if (name, whose) in self.failures:
                raise self.failures[name, whose]
            return self.answers[name]

        return step


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Steps:
    """The stand-in, in place."""
    fake = Steps()
    for name in fake.answers:
        monkeypatch.setattr(_MODULE_OF.get(name, f"niggle.steps.{name}") + f".{name}", fake.stand_in(name))
    return fake


def _query(home: Path, question: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(home / "prefect.db") as database:
        return database.execute(question).fetchall()


def test_a_night_goes_athlete_by_athlete_and_step_by_step(
    fake: Steps, config_path: Path, prefect_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.answers |= {"collect": Collected(1), "decode": Decoded(1), "triage": 1, "report": 2}
    outcome = nightly.nightly(str(config_path))

    expected: list[tuple[str, str | None]] = [(name, who) for who in ("anna", "ben") for name in _ATHLETE_STEPS]
    expected += [("publish_all", None), ("report", "anna"), ("report", "ben"), ("report_squads", None)]
    expected += [("share", "anna"), ("share", "ben"), ("notify", None), ("tonight", None), ("squad_tables", None)]
    assert fake.calls == expected
    assert (outcome.rows, outcome.new_runs, outcome.pages, outcome.problems) == (_ROWS, 2, 4, ())
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines() == [
        "anna: 1 new file, 1 new run, 1 status decided",
        "ben: 1 new file, 1 new run, 1 status decided",
        "Done: 2 new runs, 2 statuses decided, 4 pages written.",
    ]

    ((table,),) = _query(prefect_home, "SELECT data FROM artifact WHERE key = 'night'")
    assert json.loads(json.loads(table)) == [dict(row) for row in _ROWS]
    parameters = " ".join(row[0] for row in _query(prefect_home, "SELECT parameters FROM flow_run"))
    names = " ".join(row[0] for row in _query(prefect_home, "SELECT name FROM flow_run"))
    assert "athlete_night-anna" in names
    assert "Example" not in parameters + names


def test_a_second_night_says_that_it_did_nothing(
    fake: Steps, config_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert nightly.nightly(str(config_path)).did_nothing
    assert capsys.readouterr().err.splitlines() == [
        "anna: nothing new", "ben: nothing new", "Nothing new: all runs are read and judged already."
    ]  # fmt: skip


def test_an_expected_failure_of_one_athlete_is_reported_and_the_others_go_on(
    fake: Steps, config_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.failures["decode", "anna"] = DecodeError("not FIT", path="a.fit", offset=3)
    outcome = nightly.nightly(str(config_path))
    assert outcome.problems == ("anna: a.fit: not FIT (byte 3)",)
    assert ("measure", "anna") not in fake.calls
    assert [name for name, who in fake.calls if who == "ben"] == [*_ATHLETE_STEPS, "report", "share"]
    lines = capsys.readouterr().err.splitlines()
    assert lines[:3] == ["anna: not finished", "  problem: anna: a.fit: not FIT (byte 3)", "ben: nothing new"]


def test_sources_that_fail_do_not_keep_landed_files_from_being_judged(fake: Steps, config_path: Path) -> None:
    fake.failures["collect", "anna"] = PermissionError(13, "Permission denied")
    outcome = nightly.nightly(str(config_path))
    assert [name for name, who in fake.calls if who == "anna"] == [*_ATHLETE_STEPS, "report", "share"]
    (problem,) = outcome.problems
    assert problem == "anna: the sources could not be read (Permission denied); the next sync tries again"


def test_a_programming_error_lets_the_others_finish_and_then_comes_out(
    fake: Steps, config_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.failures["judge", "anna"] = ZeroDivisionError("pain 7 at knee")
    with pytest.raises(ZeroDivisionError):
        nightly.nightly(str(config_path))
    assert ("triage", "ben") in fake.calls
    assert ("notify", None) in fake.calls
    assert fake.calls[-1] == ("squad_tables", None)
    told = capsys.readouterr().err
    assert "anna: internal error (ZeroDivisionError)" in told
    assert "Traceback" not in told
    assert "knee" not in told


def test_a_disk_that_refuses_ends_the_night(fake: Steps, config_path: Path) -> None:
    fake.failures["decode", "anna"] = DiskError(Path("data"), errno.ENOSPC)
    with pytest.raises(DiskError, match="full"):
        nightly.nightly(str(config_path))
    assert ("collect", "ben") not in fake.calls


def test_a_store_that_cannot_be_used_is_one_athletes(fake: Steps, config_path: Path) -> None:
    fake.failures["decode", "anna"] = StoreError("the database is newer than this program")
    outcome = nightly.nightly(str(config_path))
    assert outcome.problems == ("anna: the database is newer than this program",)
    assert ("triage", "ben") in fake.calls


def test_backfill_forgets_the_days_of_one_athlete_and_runs_the_night(
    fake: Steps, config_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nightly.backfill(str(config_path), since=date(2026, 3, 1), until=None, athlete_id="ben")
    assert fake.calls[0] == ("discard_results", "ben")
    assert fake.calls[1:7] == [(name, "anna") for name in _ATHLETE_STEPS]
    assert capsys.readouterr().err.startswith("ben: 2 runs to read again\n")


def test_backfill_refuses_an_unknown_athlete(fake: Steps, config_path: Path) -> None:
    with pytest.raises(NotFoundError, match="carl"):
        nightly.backfill(str(config_path), athlete_id="carl")
    assert fake.calls == []


def test_a_night_leaves_a_table_and_a_link_for_each_squad(fake: Steps, config_path: Path, prefect_home: Path) -> None:
    rows = ({"athlete": "anna", "status": "shares nothing", "since": None, "run": None},)
    fake.answers["squad_tables"] = (SquadTable("squad-club", "Club", rows, "https://n.example/squads/club.html"),)
    nightly.nightly(str(config_path))
    ((table,),) = _query(prefect_home, "SELECT data FROM artifact WHERE key = 'squad-club'")
    assert json.loads(json.loads(table)) == [dict(row) for row in rows]
    ((link,),) = _query(prefect_home, "SELECT data FROM artifact WHERE key = 'squad-club-page'")
    assert "https://n.example/squads/club.html" in link


def test_people_are_told_after_the_pages_with_what_the_sources_said(
    fake: Steps, config_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    troubles = SourceTroubles(need_owner=("garmin",))
    fake.answers["collect"] = Collected(0, ("anna: log in",), (), troubles)
    fake.failures["collect", "ben"] = PermissionError(13, "Permission denied")
    fake.answers["notify"] = Sent(messages=1, problems=("notify: athlete:anna by ntfy: it was not taken",))
    outcome = nightly.nightly(str(config_path))
    assert fake.given == [{"anna": troubles, "ben": None}]
    assert (outcome.messages, outcome.did_nothing) == (1, False)
    assert outcome.problems[-1] == "notify: athlete:anna by ntfy: it was not taken"
    lines = capsys.readouterr().err.splitlines()
    assert lines[-2:] == [
        "problem: notify: athlete:anna by ntfy: it was not taken", "Done: 1 message sent, 3 problems."
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("failed", "error", "said"),
    [
        (("share", "anna"), PermissionError(13, "Permission denied"), "anna: share: Permission denied; the next sync"),
        (("share", "ben"), NiggleError("ben: no key"), "ben: share: ben: no key"),
        (("notify", None), NiggleError("no way"), "notify: no way"),
    ],
)
def test_what_cannot_be_shared_or_told_is_a_line_and_the_night_ends_well(
    fake: Steps, config_path: Path, failed: tuple[str, str | None], error: Exception, said: str
) -> None:
    fake.failures[failed] = error
    outcome = nightly.nightly(str(config_path))
    (problem,) = outcome.problems
    assert problem.startswith(said)
    assert fake.calls[-1] == ("squad_tables", None)


def test_a_programming_error_while_telling_says_nothing_of_it_and_comes_out_last(
    fake: Steps, config_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.failures["notify", None] = ZeroDivisionError("ntfy://secret")
    with pytest.raises(ZeroDivisionError):
        nightly.nightly(str(config_path))
    told = capsys.readouterr().err
    assert "notify: internal error (ZeroDivisionError)" in told
    assert "secret" not in told
