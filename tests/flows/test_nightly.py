"""The order of a night, and what happens when a part of it fails. The steps themselves are stood in for."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from flows import nightly, quiet, tasks
from flows.nightly import InternalError
from flows.workers import WorkerLostError
from niggle.config import Athlete, Config
from niggle.errors import DiskError, NiggleError, NotFoundError
from niggle.steps.athlete_result import AthleteNight
from niggle.steps.batch import BatchResult
from niggle.steps.collect import SourceTroubles
from niggle.steps.night import Night
from niggle.steps.notify import Sent
from niggle.steps.squad_tables import SquadTable
from niggle.steps.waiting import Waiting

pytestmark = [
    pytest.mark.usefixtures("prefect_home"),
    # Prefect's server runs in this process; what it does with its libraries is not ours to mend.
    pytest.mark.filterwarnings("ignore"),
]

_ROWS: tuple[dict[str, str | None], ...] = (
    {"athlete": "anna", "run": "r1", "status": "clear", "since": None},
    {"athlete": "ben", "run": "r2", "status": "check_in", "since": "2026-03-01"},
)
_MODULE_OF = {
    "report_squads": "niggle.steps.report", "discard_results": "niggle.steps.night", "notify": "niggle.steps.notify",
}  # fmt: skip
_BOTH = ("anna", "ben")
_AFTER = [("report_squads", None), ("settle_common", None), ("tonight", None), ("squad_tables", None)]


class Steps:
    """Stands in for what a night calls: notes the calls, answers as told, fails where told."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, object]] = []
        self.failures: dict[str, BaseException] = {}
        self.waiting: tuple[str, ...] = _BOTH
        self.nights: list[dict[str, AthleteNight]] = [{}]  # of the first try, of the second …
        self.answers: dict[str, object] = {
            "report_squads": 0, "discard_results": 2, "tonight": Night(_ROWS), "notify": Sent(),
            "squad_tables": (), "settle_common": None,
        }  # fmt: skip

    def step(self, name: str) -> Callable[..., object]:
        """A function for one step."""

        def step(
            _config: Config, about: object = None, *, athlete: Athlete | None = None, **_days: date | None
        ) -> object:
            about = athlete or about
            self.calls.append((name, about.id if isinstance(about, Athlete) else about))
            if name in self.failures:
                raise self.failures[name]
            return self.answers[name]

        return step

    def batch(self, athlete_ids: Sequence[str]) -> BatchResult:
        """A batch of athletes."""
        self.calls.append(("batch", tuple(athlete_ids)))
        if "batch" in self.failures:
            raise self.failures["batch"]
        told = self.nights.pop(0) if len(self.nights) > 1 else self.nights[0]
        return BatchResult(tuple(told.get(one, AthleteNight(one)) for one in athlete_ids))

    def look(self, _config: Config, *, now: datetime) -> Waiting:
        """Who has work."""
        return Waiting(self.waiting, is_common=bool(self.waiting))


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Steps:
    """The stand-in, in place."""
    fake = Steps()
    for name in fake.answers:
        monkeypatch.setattr(_MODULE_OF.get(name, "flows.nightly") + f".{name}", fake.step(name))
    monkeypatch.setattr(nightly, "look", fake.look)
    monkeypatch.setattr(tasks, "nights_of", lambda _, athletes, **__: fake.batch([one.id for one in athletes]))
    monkeypatch.setattr(tasks, "run_batch", lambda _, athlete_ids, **__: fake.batch(athlete_ids))
    return fake


@pytest.fixture
def telling(config_path: Path) -> Path:
    """A configuration in which somebody is to be told."""
    config_path.write_text(f'{config_path.read_text()}[[notify.to]]\nathlete = "anna"\nurls = ["ntfy://x"]\n')
    return config_path


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Second tries come without a delay."""
    monkeypatch.setattr(tasks, "athletes_again", tasks.athletes_again.with_options(retry_delay_seconds=0))


def _query(home: Path, question: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(home / "prefect.db") as database:
        return database.execute(question).fetchall()


def _table(home: Path, key: str) -> list[dict[str, object]]:
    question = f"SELECT data FROM artifact WHERE key = '{key}' ORDER BY created DESC LIMIT 1"
    ((table,),) = _query(home, question)
    rows: list[dict[str, object]] = json.loads(json.loads(table))
    return rows


def _night(athlete_id: str, **more: Any) -> AthleteNight:
    return replace(AthleteNight(athlete_id), **more)


def test_a_night_goes_batch_by_batch_and_then_does_what_all_share(
    fake: Steps, config_path: Path, prefect_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.nights = [{one: _night(one, new_files=1, new_runs=1, triaged=1, pages=2) for one in _BOTH}]
    fake.answers["report_squads"] = 3
    outcome = nightly.nightly(str(config_path))

    assert fake.calls == [("batch", _BOTH), *_AFTER]
    assert (outcome.rows, outcome.new_runs, outcome.pages, outcome.problems) == (_ROWS, 2, 7, ())
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines() == [
        "anna: 1 new file, 1 new run, 1 status decided",
        "ben: 1 new file, 1 new run, 1 status decided",
        "Done: 2 new runs, 2 statuses decided, 7 pages written.",
    ]
    assert _table(prefect_home, "night") == [dict(row) for row in _ROWS]
    did = {"new runs": 1, "statuses": 1, "pages": 2, "problems": 0, "failed by": None}
    assert _table(prefect_home, "night-athletes") == [{"athlete": one, **did} for one in _BOTH]
    parameters = " ".join(row[0] for row in _query(prefect_home, "SELECT parameters FROM flow_run"))
    assert "Example" not in parameters


def test_only_who_has_work_is_in_a_batch_and_the_others_are_told_first(
    fake: Steps, config_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.nights = [{"anna": _night("anna", triaged=1)}]
    outcome = nightly.nightly(str(config_path), ["anna"])
    assert fake.calls[0] == ("batch", ("anna",))
    assert [night.athlete_id for night in outcome.athletes] == list(_BOTH)
    assert capsys.readouterr().err.splitlines()[:2] == ["ben: nothing new", "anna: 1 status decided"]


def test_a_night_without_work_that_is_run_nevertheless_says_that_it_did_nothing(
    fake: Steps, config_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.waiting = ()
    assert nightly.nightly(str(config_path)).did_nothing
    assert fake.calls == _AFTER
    assert capsys.readouterr().err.splitlines()[-1] == "Nothing new: all runs are read and judged already."


def test_the_next_table_tells_of_quiet_nights(fake: Steps, config_path: Path, prefect_home: Path) -> None:
    folder = config_path.parent / "data"
    folder.mkdir()
    (folder / "quiet-nights.json").write_text(json.dumps(
        {"count": 2, "first": "2026-03-01T03:30:00+00:00", "last": "2026-03-02T03:30:00+00:00"}
    ))  # fmt: skip
    nightly.nightly(str(config_path))
    question = "SELECT description FROM artifact WHERE key = 'night' ORDER BY created DESC LIMIT 1"
    ((told,),) = _query(prefect_home, question)
    assert told.endswith("2 nights found nothing new, from 2026-03-01 03:30 to 2026-03-02 03:30 UTC")
    assert quiet.told(folder) == ""


def test_an_athlete_who_fails_is_a_row_and_the_others_go_on(
    fake: Steps, config_path: Path, prefect_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.nights = [{"anna": _night("anna", problems=("anna: a.fit: not FIT",), failure="DecodeError")}]
    outcome = nightly.nightly(str(config_path))
    assert outcome.problems == ("anna: a.fit: not FIT",)
    assert fake.calls[1:] == _AFTER
    lines = capsys.readouterr().err.splitlines()
    assert lines[:3] == ["anna: not finished", "  problem: anna: a.fit: not FIT", "ben: nothing new"]
    (row,) = _table(prefect_home, "night-athletes")
    assert (row["athlete"], row["failed by"], row["problems"]) == ("anna", "DecodeError", 1)
    assert "a.fit" not in str(row)


def test_who_met_what_may_pass_is_tried_again_and_told_once(
    fake: Steps, config_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    busy = _night("ben", hitches=("ben: busy",), failure="StoreBusyError")
    fake.nights = [{"ben": busy}, {"ben": busy}, {"ben": _night("ben", new_runs=1)}]
    outcome = nightly.nightly(str(config_path))
    assert fake.calls[:3] == [("batch", _BOTH), ("batch", ("ben",)), ("batch", ("ben",))]
    assert (outcome.problems, outcome.new_runs) == ((), 1)
    assert capsys.readouterr().err.splitlines()[:2] == ["anna: nothing new", "ben: 1 new run"]


def test_what_does_not_pass_is_a_problem_in_the_end(fake: Steps, config_path: Path) -> None:
    fake.nights = [{"ben": _night("ben", hitches=("ben: busy",), failure="StoreBusyError")}]
    outcome = nightly.nightly(str(config_path))
    assert outcome.problems == ("ben: busy",)
    assert fake.calls.count(("batch", ("ben",))) == 3


def test_a_programming_error_lets_the_others_finish_and_then_comes_out(
    fake: Steps, config_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = "anna: internal error (ZeroDivisionError); the others' nights go on"
    fake.nights = [{"anna": _night("anna", problems=(problem,), failure="ZeroDivisionError", trace="pain 7 at knee")}]
    with pytest.raises(InternalError, match="ZeroDivisionError") as raised:
        nightly.nightly(str(config_path))
    assert raised.value.__notes__ == ["pain 7 at knee"]
    assert fake.calls[1:] == _AFTER
    told = capsys.readouterr().err
    assert problem in told
    assert "knee" not in told


def test_a_disk_that_refuses_ends_the_night(fake: Steps, config_path: Path) -> None:
    fake.failures["batch"] = DiskError(Path("/data"), 28)
    with pytest.raises(DiskError, match="full"):
        nightly.nightly(str(config_path))
    assert fake.calls == [("batch", _BOTH)]


def test_batches_that_lose_their_process_twice_are_not_finished(
    fake: Steps, config_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[tuple[str, ...]] = []

    def run(_workers: object, _path: str, athlete_ids: Sequence[str]) -> BatchResult:
        ran.append(tuple(athlete_ids))
        if "ben" in athlete_ids:
            raise WorkerLostError
        return fake.batch(athlete_ids)

    monkeypatch.setattr(nightly, "batches", lambda ids, **_: [(one,) for one in ids])
    monkeypatch.setattr("flows.workers.Workers.run", run)
    outcome = nightly.nightly(str(config_path))
    assert sorted(ran) == [("anna",), ("ben",), ("ben",)]
    (problem,) = outcome.problems
    assert problem.startswith("ben: a process of the night ended before its time")
    assert [night.is_complete for night in outcome.athletes] == [True, False]


def test_backfill_forgets_the_days_of_one_athlete_and_runs_the_night(
    fake: Steps, config_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nightly.backfill(str(config_path), since=date(2026, 3, 1), until=None, athlete_id="ben")
    assert fake.calls[:2] == [("discard_results", "ben"), ("batch", _BOTH)]
    assert capsys.readouterr().err.startswith("ben: 2 runs to read again\n")


def test_backfill_refuses_an_unknown_athlete(fake: Steps, config_path: Path) -> None:
    with pytest.raises(NotFoundError, match="carl"):
        nightly.backfill(str(config_path), athlete_id="carl")
    assert fake.calls == []


def test_a_night_leaves_a_table_and_a_link_for_each_squad(fake: Steps, config_path: Path, prefect_home: Path) -> None:
    rows = ({"athlete": "anna", "status": "shares nothing", "since": None, "run": None},)
    fake.answers["squad_tables"] = (SquadTable("squad-club", "Club", rows, "https://n.example/squads/club.html"),)
    nightly.nightly(str(config_path))
    assert _table(prefect_home, "squad-club") == [dict(row) for row in rows]
    ((link,),) = _query(prefect_home, "SELECT data FROM artifact WHERE key = 'squad-club-page'")
    assert "https://n.example/squads/club.html" in link


def test_people_are_told_after_the_pages_with_what_the_sources_said(
    fake: Steps, telling: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    troubles = SourceTroubles(need_owner=("garmin",))
    fake.nights = [{"anna": _night("anna", problems=("anna: log in",), troubles=troubles)}]
    fake.answers["notify"] = Sent(messages=1, problems=("notify: athlete:anna by ntfy: it was not taken",))
    outcome = nightly.nightly(str(telling))
    assert ("notify", {"anna": troubles, "ben": None}) in fake.calls
    assert fake.calls.index(("report_squads", None)) < [name for name, _ in fake.calls].index("notify")
    assert (outcome.messages, outcome.did_nothing) == (1, False)
    assert outcome.problems[-1] == "notify: athlete:anna by ntfy: it was not taken"
    lines = capsys.readouterr().err.splitlines()
    assert lines[-2:] == [
        "problem: notify: athlete:anna by ntfy: it was not taken", "Done: 1 message sent, 2 problems."
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(13, "Permission denied"), "notify: Permission denied; the next sync tries again"),
        (NiggleError("no way"), "notify: no way"),
    ],
)
def test_what_cannot_be_told_is_a_line_and_the_night_ends_well(
    fake: Steps, telling: Path, error: Exception, said: str
) -> None:
    fake.failures["notify"] = error
    assert nightly.nightly(str(telling)).problems == (said,)
    assert fake.calls[-1] == ("squad_tables", None)


def test_a_programming_error_while_telling_says_nothing_of_it_and_comes_out_last(
    fake: Steps, telling: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.failures["notify"] = ZeroDivisionError("ntfy://secret")
    with pytest.raises(ZeroDivisionError):
        nightly.nightly(str(telling))
    told = capsys.readouterr().err
    assert "notify: internal error (ZeroDivisionError)" in told
    assert "secret" not in told
