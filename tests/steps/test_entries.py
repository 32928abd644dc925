import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from threading import Barrier, BrokenBarrierError

import duckdb
import pytest

from niggle.config import load_config
from niggle.pain.join import merge_reports
from niggle.records.pain import pain_report
from niggle.steps import entries
from niggle.steps.decode import decode
from niggle.steps.entries import Entered, enter_diary, enter_report
from niggle.steps.judge import judge
from niggle.steps.measure import measure
from niggle.steps.night import publish, publish_all
from niggle.steps.take_in import take_in, take_in_if_free
from niggle.steps.triage import triage
from niggle.steps.withdrawals import Withdrawn, withdraw
from niggle.store.layout import athlete_folder, athlete_landing, athlete_store

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
IDS = [f"00000000-0000-4000-8000-{number:012d}" for number in range(1, 7)]


@pytest.fixture(scope="module")
def after_a_night(tmp_path_factory, config_in, squad_folder, night):
    """The folder of a runner with a few runs and no diary, only to be copied."""
    folder = tmp_path_factory.mktemp("entries")
    (folder / "files").mkdir()
    for path in sorted((squad_folder / "dana").glob("*.fit"))[-3:]:
        shutil.copy(path, folder / "files")
    night(config_in(folder, dana=Path("files")))
    return folder


@pytest.fixture
def squad(after_a_night, tmp_path):
    """A runner with a few runs and no diary, before any report."""
    shutil.copytree(after_a_night, tmp_path, dirs_exist_ok=True)
    return load_config(tmp_path / "config.toml")


@pytest.fixture
def clock():
    """Each look is a minute later than the one before."""
    minutes = count(0)
    return lambda: NOW + timedelta(minutes=next(minutes))


@pytest.fixture
def enter(squad, clock):
    """Enter answers about a run, the newest unless another is named, and take them in."""
    (athlete,) = squad.athletes

    def enter(number, run=-1, *, takes_in=True, **answers):
        with athlete_store(squad.store.path, squad.athletes[0].id).read_published() as reader:
            run_id = reader.rows("runs_in_order", athlete_id="dana")[run]["run_id"]
        decide = take_in_if_free if takes_in else lambda *_: False
        return enter_report(
            squad, athlete, {"run_id": run_id, **answers}, entry_id=IDS[number], now=clock(), decide=decide
        )

    return enter


@pytest.fixture
def take_back(squad, clock):
    (athlete,) = squad.athletes

    def take_back(number):
        return withdraw(squad, athlete, IDS[number], now=clock()).entry_ids

    return take_back


def stored(config):
    with athlete_store(config.store.path, config.athletes[0].id).read_published() as reader:
        return reader.rows("pain_reports_of", athlete_id="dana")


def everything(config):
    """What readers see of the diary and what rests on it."""
    with duckdb.connect(
        str(athlete_folder(config.store.path, config.athletes[0].id) / "published.duckdb"), read_only=True
    ) as connection:
        return {
            name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
            for name in ("pain_reports", "stride_verdicts", "statuses", "criteria")
        }


def test_a_report_is_landed_first_and_then_decides(squad, enter, results):
    before = results(squad)[-1]["status"]
    assert enter(0, takes_in=False, site="knee", side="left", first="2", peak="7") == Entered(is_waiting=True)
    assert stored(squad) == []  # kept, and seen by nobody before it is taken in
    (landed,) = [
        one for one in athlete_landing(squad.store.path, squad.athletes[0].id).arrivals() if one.kind == "diary"
    ]
    assert (landed.source, landed.place) == ("web", f"web:{IDS[0]}")
    assert b",knee,left," in athlete_landing(squad.store.path, squad.athletes[0].id).read_arrival(landed)
    take_in(squad, squad.athletes)
    after = results(squad)[-1]
    assert (before, after["status"], after["pain"]["peak"]) == ("clear", "concern", 7)
    (row,) = stored(squad)
    assert (row["place"], row["reported_at"]) == (landed.place, landed.landed_at.replace(tzinfo=None))
    assert publish(squad, squad.athletes[0]) is False


@pytest.mark.parametrize(
    ("answers", "columns"),
    [
        ({"peak": "eleven"}, ["peak"]),
        ({"peak": "11", "limped": "perhaps"}, ["peak", "limped"]),
        ({"peak": "4"}, ["site"]),
        ({}, [""]),
        ({"site": " ", "note": ""}, [""]),
        ({"peak": "0", "note": "x" * 20_000}, ["note"]),
        ({"peak": "0", "note": "caf\udce9"}, ["note"]),
    ],
)
def test_answers_that_cannot_be_read_keep_nothing(squad, enter, answers, columns):
    entered = enter(0, **answers)
    assert sorted(problem.column for problem in entered.problems) == sorted(columns)
    assert not entered.was_known
    assert [
        one for one in athlete_landing(squad.store.path, squad.athletes[0].id).arrivals() if one.kind == "diary"
    ] == []
    assert enter(0, peak="0") == Entered()  # mended, under the same id


@pytest.mark.parametrize("entry_id", ["", "1", "../../etc/passwd", "web:x", IDS[0] + "0"])
def test_an_entry_without_an_id_of_its_own_is_refused(squad, entry_id):
    (athlete,) = squad.athletes
    entered = enter_report(squad, athlete, {"run_id": "r", "peak": "0"}, entry_id=entry_id, now=NOW)
    assert [problem.column for problem in entered.problems] == ["entry_id"]
    assert withdraw(squad, athlete, entry_id, now=NOW) == Withdrawn()


def test_a_post_that_is_made_again_adds_nothing(squad, enter):
    enter(0, peak="0")
    before, lines = everything(squad), len(list(athlete_landing(squad.store.path, squad.athletes[0].id).arrivals()))
    assert enter(0, peak="0") == Entered(was_known=True)
    assert enter(0, site="knee", peak="5") == Entered(was_known=True)
    assert everything(squad) == before
    assert len(list(athlete_landing(squad.store.path, squad.athletes[0].id).arrivals())) == lines


@pytest.mark.parametrize("is_late", [False, True])
def test_two_posts_at_once_are_one_entry(squad, enter, take_back, is_late):
    """Both found nothing known: what came first counts, and taking it back takes back both."""
    enter(0, takes_in=False, site="knee", peak="4")
    landing = athlete_landing(squad.store.path, squad.athletes[0].id)
    (first,) = [one for one in landing.arrivals() if one.kind == "diary"]

    def land_other():
        other = landing.read_arrival(first).replace(b",4,", b",9,")
        landing.land(other, kind="diary", athlete_id="dana", source="web", place=first.place, landed_at=NOW)

    if not is_late:
        land_other()
    take_in(squad, squad.athletes)
    assert [row["peak"] for row in stored(squad)] == [4]
    assert take_back(0) == (IDS[0],)
    if is_late:
        land_other()
        take_in(squad, squad.athletes)
    assert stored(squad) == []


def test_what_is_taken_back_is_as_if_it_had_never_been_said(squad, enter, take_back):
    before = everything(squad)
    enter(0, run=0, site="shin", side="left", first="3", peak="4")
    assert everything(squad)["statuses"] != before["statuses"]
    assert take_back(0) == (IDS[0],)
    assert everything(squad) == before
    assert take_back(0) == ()
    assert enter(0, site="shin", peak="4") == Entered(was_known=True)  # a retry that comes late
    assert everything(squad) == before
    assert (
        sum(one.kind == "diary" for one in athlete_landing(squad.store.path, squad.athletes[0].id).arrivals()) == 1
    )  # the raw file stays


def test_an_entry_is_its_athletes_alone(make_config, squad):
    (dana,) = squad.athletes
    answers = {"date": "2026-02-27", "peak": "0"}
    assert enter_report(squad, dana, answers, entry_id=IDS[0], now=NOW) == Entered()
    other = make_config(dana=None, ada=None).athlete("ada")
    assert withdraw(squad, other, IDS[0], now=NOW) == Withdrawn()
    assert enter_report(squad, other, answers, entry_id=IDS[0], now=NOW) == Entered()


@pytest.mark.parametrize("entry", [0, 1])
def test_what_a_diary_says_too_stays(squad, enter, take_back, entry):
    with athlete_store(squad.store.path, squad.athletes[0].id).read_published() as reader:
        run_id = reader.rows("runs_in_order", athlete_id="dana")[-1]["run_id"]
    diary = f"run_id,peak\n{run_id},0\n".encode()

    def keep_diary():
        athlete_landing(squad.store.path, squad.athletes[0].id).land(
            diary, kind="diary", athlete_id="dana", source="pain import", place="x.csv", landed_at=NOW
        )

    if entry == 0:
        enter(0, peak="0")
    keep_diary()
    if entry == 1:
        enter(0, peak="0")
    assert take_back(0) == (IDS[0],)
    assert [(row["peak"], row["place"]) for row in stored(squad)] == [(0, None)]


def test_the_last_word_counts_even_if_it_was_said_before(squad, enter, take_back, results):
    def newest():
        run = results(squad)[-1]
        return run["pain"]["peak"], run["status"]

    pain = {"site": "knee", "side": "left"}
    enter(0, **pain, peak="3")
    enter(1, **pain, peak="7")
    assert newest() == (7, "concern")
    enter(2, **pain, peak="3")
    assert newest() == (3, "adapt")
    take_back(2)
    assert newest() == (7, "concern")
    take_back(1)
    assert newest() == (3, "adapt")


def test_a_diary_that_grows_says_its_old_rows_no_later_than_before(squad, enter, night, results):
    with athlete_store(squad.store.path, squad.athletes[0].id).read_published() as reader:
        runs = [run["run_id"] for run in reader.rows("runs_in_order", athlete_id="dana")]
    diary = squad.athletes[0].sources[0].path / "diary.csv"
    diary.write_text(f"run_id,site,side,peak\n{runs[-1]},knee,left,2\n")
    night(squad)
    enter(0, site="knee", side="left", peak="5")
    diary.write_text(f"run_id,site,side,peak\n{runs[-1]},knee,left,2\n{runs[0]},,,0\n")
    night(squad)
    assert [results(squad)[at]["pain"]["peak"] for at in (-1, 0)] == [5, 0]


def test_a_store_made_anew_from_what_landed_is_the_same(squad, enter, take_back, night, results):
    with athlete_store(squad.store.path, squad.athletes[0].id).read_published() as reader:
        run_id = reader.rows("runs_in_order", athlete_id="dana")[-1]["run_id"]
    folder = squad.athletes[0].sources[0].path
    (folder / "diary.csv").write_text(f"run_id,site,side,peak\n{run_id},calf,left,2\n{run_id},knee,left,1\n")
    enter(0, site="knee", side="left", peak="3", first="1")
    night(squad)
    enter(1, run=0, peak="0")
    enter(2, site="knee", side="left", peak="5")
    (folder / "diary.csv").write_text(f"run_id,site,side,peak\n{run_id},knee,left,1\n")
    night(squad)
    enter(3, site="knee", side="left", peak="3", first="1")
    enter(4, site="knee", side="left", peak="7")
    take_back(4)
    take_back(1)
    assert results(squad)[-1]["pain"]["peak"] == 3
    before = everything(squad)
    for name in ("niggle.duckdb", "published.duckdb"):
        (athlete_folder(squad.store.path, squad.athletes[0].id) / name).unlink()
    for step in (decode, measure, judge, triage):
        step(squad, squad.athletes[0])
    publish_all(squad)
    assert everything(squad) == before


def test_a_note_of_any_letters_comes_back_as_it_was(squad, enter):
    note = '=1+1, "quoted",\nnew line;\u2028\x85 \'; DROP TABLE runs; 🦵 \x00end'
    assert enter(0, peak="0", note=f" {note} ") == Entered()
    (row,) = stored(squad)
    assert row["note"] == note.replace("\x00", "")


def test_what_is_entered_while_another_writes_is_kept(squad, enter):
    with athlete_store(squad.store.path, squad.athletes[0].id).write():
        assert enter(0, takes_in=False, peak="0") == Entered(is_waiting=True)
    take_in(squad, squad.athletes)
    assert len(stored(squad)) == 1


def test_two_posts_at_once_of_one_form_are_one_entry(squad, monkeypatch):
    (athlete,) = squad.athletes
    both_have_looked, look = Barrier(2), entries.find_entry

    def looked(landing, athlete_id, entry_id):
        found = look(landing, athlete_id, entry_id)
        with suppress(BrokenBarrierError):
            both_have_looked.wait(timeout=0.2)  # longer than it takes them to come here, if both can
        return found

    monkeypatch.setattr(entries, "find_entry", looked)
    with ThreadPoolExecutor(2) as pool:
        answers = {"date": "2026-02-24", "peak": "0"}
        entered = [pool.submit(enter_report, squad, athlete, answers, entry_id=IDS[0], now=NOW) for _ in "12"]
    assert sorted(one.result().was_known for one in entered) == [False, True]
    assert len(athlete_landing(squad.store.path, squad.athletes[0].id).of_place(f"web:{IDS[0]}")) == 1


@pytest.mark.parametrize(
    ("about", "column"),
    [
        ({"date": "2026-03-02"}, "date"),
        ({"started_at": "2026-03-01T08:01:00Z"}, "started_at"),
        ({"started_at": "2031-03-01T08:00:00Z"}, "started_at"),
        ({"run_id": "dana-of-another-planet"}, "run_id"),
    ],
)
def test_a_run_that_is_yet_to_come_or_that_there_is_not_is_refused(squad, about, column):
    (athlete,) = squad.athletes
    entered = enter_report(squad, athlete, {**about, "peak": "0"}, entry_id=IDS[0], now=NOW)
    assert [problem.column for problem in entered.problems] == [column]
    assert [
        one for one in athlete_landing(squad.store.path, squad.athletes[0].id).arrivals() if one.kind == "diary"
    ] == []


def test_a_run_of_a_watch_that_had_lost_its_clock_is_refused(squad):
    (athlete,) = squad.athletes
    with athlete_store(squad.store.path, squad.athletes[0].id).read_published() as reader:
        run = reader.rows("runs_in_order", athlete_id="dana")[-1]
    before = run["started_at"].replace(tzinfo=UTC) - timedelta(minutes=1)
    entered = enter_report(squad, athlete, {"run_id": run["run_id"], "peak": "0"}, entry_id=IDS[0], now=before)
    assert [(one.column, "clock" in one.message) for one in entered.problems] == [("run_id", True)]


def test_no_pain_after_pain_is_kept_only_if_it_holds(squad, enter, take_back, results):
    knee = {"site": "knee", "side": "left"}
    enter(0, **knee, first="2", peak="3", limped="yes")
    enter(1, site="calf", peak="1")
    entered = enter(2, peak="0")
    assert [(one.site, one.peak) for one in entered.denied] == [("knee", 3), ("calf", 1)]
    assert len(stored(squad)) == 2
    (athlete,) = squad.athletes
    answers = {"run_id": entered.run_id, "peak": "0"}
    assert enter_report(squad, athlete, answers, entry_id=IDS[2], now=NOW, holds=True) == Entered()
    newest = results(squad)[-1]
    assert newest["pain"]["peak"] == 0
    assert newest["status"] == "clear"
    assert take_back(2) == (IDS[2],)
    assert results(squad)[-1]["pain"]["peak"] == 3


def change(squad, number, former, **answers):
    (athlete,) = squad.athletes
    return enter_report(squad, athlete, answers, entry_id=IDS[number], now=NOW, changes=former)


def test_a_change_stands_instead_of_what_was_said_and_an_undo_brings_that_back(squad, enter, take_back):
    knee = {"site": "knee", "side": "left"}
    run_id = enter(0, **knee, peak="3").run_id
    enter(1, **knee, end="2")
    (former,) = merge_reports([pain_report(row) for row in stored(squad)])
    assert change(squad, 2, former, run_id=run_id, site="calf", side="left", peak="3") == Entered()
    assert [(row["site"], row["peak"], row["end"]) for row in stored(squad)] == [("calf", 3, None)]
    before = everything(squad)
    (former,) = [pain_report(row) for row in stored(squad)]
    assert change(squad, 3, former, run_id=run_id, site="shin", side="left", peak="3") == Entered()
    assert [row["site"] for row in stored(squad)] == ["shin"]
    assert take_back(3) == (IDS[3],)
    assert everything(squad) == before
    assert take_back(2) == (IDS[2],)
    assert [(row["site"], row["peak"], row["end"]) for row in stored(squad)] == [("knee", 3, None), ("knee", None, 2)]


def test_a_change_to_no_pain_needs_no_second_word(squad, enter):
    run_id = enter(0, site="knee", side="left", peak="3").run_id
    (former,) = [pain_report(row) for row in stored(squad)]
    assert change(squad, 1, former, run_id=run_id, site="knee", side="left", peak="0") == Entered()
    assert [row["peak"] for row in stored(squad)] == [3, 0]


def test_a_diary_is_kept_with_what_is_wrong_in_it(squad):
    (athlete,) = squad.athletes
    data = b"date;peak\n28.02.2026;0\n01/02/2026;0\n05.03.2026;0\n"
    imported = enter_diary(squad, data, athlete_id=athlete.id, place="/diary.csv", now=NOW)
    assert [problem.line for problem in imported.diary.problems] == [3, 4]
    assert (imported.new, imported.is_waiting) == (1, False)
    assert [row["date"].isoformat() for row in stored(squad)] == ["2026-02-28"]
    assert enter_diary(squad, data, athlete_id=athlete.id, place="/diary.csv", now=NOW).new == 0


def test_a_diary_of_nothing_is_not_kept(squad):
    (athlete,) = squad.athletes
    imported = enter_diary(squad, b"date,peak\nsoon,0\n", athlete_id=athlete.id, place="/diary.csv", now=NOW)
    assert imported.diary.reports == ()
    assert not any(one.kind == "diary" for one in athlete_landing(squad.store.path, squad.athletes[0].id).arrivals())
