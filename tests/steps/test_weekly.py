import shutil
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import duckdb
import pytest

from niggle.config import load_config
from niggle.steps.decode import decode
from niggle.steps.entries import Entered, enter_report, enter_week
from niggle.steps.night import publish, publish_all
from niggle.steps.take_in import take_in, take_in_if_free
from niggle.steps.weekly import read_weeks
from niggle.steps.withdrawals import withdraw
from niggle.store import Store
from niggle.store.layout import athlete_folder, athlete_landing, athlete_store

NOW = datetime(2026, 4, 1, 8, 0, tzinfo=UTC)
BECAUSE = ("mood_because_of_pain", "sleep_because_of_pain", "confidence_because_of_pain")
IDS = [f"00000000-0000-4000-8000-{number:012d}" for number in range(1, 7)]


@pytest.fixture(scope="module")
def after_a_night(tmp_path_factory, config_in, squad_folder, night):
    """The folder of a runner in New York with the last runs of one of the squad, only to be copied."""
    folder = tmp_path_factory.mktemp("weekly")
    (folder / "files").mkdir()
    for path in sorted((squad_folder / "dana").glob("*.fit"))[-4:]:
        shutil.copy(path, folder / "files")
    config_in(folder, dana=Path("files"))
    path = folder / "config.toml"
    path.write_text(path.read_text().replace('squad = "club"', 'squad = "club"\ntimezone = "America/New_York"'))
    night(load_config(path))
    return folder


@pytest.fixture
def squad(after_a_night, tmp_path):
    """A runner in New York with the last runs of one of the squad, without a diary."""
    shutil.copytree(after_a_night, tmp_path, dirs_exist_ok=True)
    return load_config(tmp_path / "config.toml")


@pytest.fixture
def days(squad):
    """The local days of the runs, oldest first."""
    with athlete_store(squad.store.path, squad.athletes[0].id).read_published() as reader:
        runs = reader.rows("runs_in_order", athlete_id="dana")
    zone = squad.athletes[0].zone
    return [run["started_at"].replace(tzinfo=UTC).astimezone(zone).date() for run in runs]


@pytest.fixture
def clock():
    minutes = count(0)
    return lambda: NOW + timedelta(minutes=next(minutes))


@pytest.fixture
def check_in(squad, clock):
    """Enter a weekly check-in and take it in."""

    def check_in(number, day, *, takes_in=True, **answers):
        said = {"date": day.isoformat(), **answers}
        decide = take_in_if_free if takes_in else lambda *_: False
        return enter_week(squad, squad.athletes[0], said, entry_id=IDS[number], now=clock(), decide=decide)

    return check_in


@pytest.fixture
def hurts(squad, clock):
    """Report a quiet pain on a run, with everything answered but mood, sleep and confidence."""

    def hurts(number, run, *, takes_in=True):
        with athlete_store(squad.store.path, squad.athletes[0].id).read_published() as reader:
            run_id = reader.rows("runs_in_order", athlete_id="dana")[run]["run_id"]
        answers = {
            "site": "achilles", "side": "left", "before": "1", "first": "2", "peak": "2", "end": "1",
            "next_morning": "1", "changed_how_i_ran": "no", "limped": "no", "quality": "dull",
        }  # fmt: skip
        decide = take_in_if_free if takes_in else lambda *_: False
        enter_report(
            squad, squad.athletes[0], {"run_id": run_id, **answers}, entry_id=IDS[number], now=clock(), decide=decide
        )

    return hurts


def rows(config):
    with athlete_store(config.store.path, config.athletes[0].id).read_published() as reader:
        return reader.rows("weekly_check_ins_of", athlete_id="dana")


def everything(config):
    with duckdb.connect(
        str(athlete_folder(config.store.path, config.athletes[0].id) / "published.duckdb"), read_only=True
    ) as connection:
        return {
            name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
            for name in ("weekly_check_ins", "pain_reports", "statuses", "criteria")
        }


def touched(run):
    return next(item["status"] for item in run["criteria"] if item["id"] == "affects_mood_sleep_confidence")


def test_a_check_in_is_landed_first_and_then_read(squad, days, check_in):
    assert check_in(0, days[-1], takes_in=False, participation="1", mood="2", mood_because_of_pain="yes") == Entered(
        is_waiting=True
    )
    (landed,) = [
        one for one in athlete_landing(squad.store.path, squad.athletes[0].id).arrivals() if one.kind == "weekly"
    ]
    assert (landed.source, landed.place, landed.athlete_id) == ("web", f"web:{IDS[0]}", "dana")
    assert rows(squad) == []
    take_in(squad, squad.athletes)
    (row,) = rows(squad)
    assert (row["date"], row["participation"], row["volume"]) == (days[-1], 1, None)
    assert (row["mood"], row["mood_because_of_pain"], row["raw_sha256"]) == (2, True, landed.sha256)
    assert publish(squad, squad.athletes[0]) is False


@pytest.mark.parametrize(
    ("answers", "column"),
    [
        ({"pain": "9"}, "pain"),
        ({}, ""),
        ({"date": "soon", "pain": "1"}, "date"),
        ({"date": "2026-04-02", "pain": "1"}, "date"),
    ],
)
def test_answers_that_cannot_be_read_keep_nothing(squad, days, answers, column):
    answers = {"date": days[-1].isoformat(), **answers}
    entered = enter_week(squad, squad.athletes[0], answers, entry_id=IDS[0], now=NOW)
    assert [problem.column for problem in entered.problems] == [column]
    assert not any(one.kind == "weekly" for one in athlete_landing(squad.store.path, squad.athletes[0].id).arrivals())


def test_today_is_the_day_where_the_runner_lives(squad):
    (athlete,) = squad.athletes
    answers = {"date": "2026-04-02", "pain": "1"}
    just_before = datetime(2026, 4, 2, 3, 59, tzinfo=UTC)  # midnight in New York is at four
    assert enter_week(squad, athlete, answers, entry_id=IDS[0], now=just_before).problems
    assert enter_week(squad, athlete, answers, entry_id=IDS[0], now=just_before + timedelta(minutes=1)) == Entered()


def test_a_post_that_is_made_again_adds_nothing_and_what_is_taken_back_is_as_if_never_said(
    squad, days, hurts, check_in
):
    hurts(1, -1)
    before = everything(squad)
    check_in(0, days[-1], sleep_because_of_pain="yes")
    after = everything(squad)
    assert after["statuses"] != before["statuses"]
    assert check_in(0, days[-1], sleep_because_of_pain="no") == Entered(was_known=True)
    assert everything(squad) == after
    assert withdraw(squad, squad.athletes[0], IDS[0], now=NOW).entry_ids == (IDS[0],)
    take_in(squad, squad.athletes)
    assert everything(squad) == before
    assert withdraw(squad, squad.athletes[0], IDS[0], now=NOW).entry_ids == ()
    assert check_in(0, days[-1], sleep_because_of_pain="yes") == Entered(was_known=True)
    assert everything(squad) == before


def test_of_one_day_the_later_counts_and_the_earlier_when_it_is_taken_back(squad, days, hurts, check_in, results):
    hurts(1, -1)
    check_in(0, days[-1], sleep_because_of_pain="yes")
    assert touched(results(squad)[-1]) == "met"
    check_in(2, days[-1], **dict.fromkeys(BECAUSE, "no"))
    assert touched(results(squad)[-1]) == "not_met"
    check_in(3, days[-1], sleep_because_of_pain="yes")  # as the first was
    assert touched(results(squad)[-1]) == "met"
    assert len(rows(squad)) == 2
    withdraw(squad, squad.athletes[0], IDS[3], now=NOW)
    take_in(squad, squad.athletes)
    assert touched(results(squad)[-1]) == "not_met"


@pytest.mark.parametrize(("after_days", "status"), [(-1, "unknown"), (0, "met"), (6, "met"), (7, "unknown")])
def test_a_check_in_is_about_the_seven_local_days_up_to_its_date(
    squad, days, hurts, check_in, results, after_days, status
):
    hurts(1, -1)
    check_in(0, days[-1] + timedelta(days=after_days), mood_because_of_pain="yes")
    run = results(squad)[-1]
    assert touched(run) == status
    assert run["status"] == ("concern" if status == "met" else "monitor")


def test_the_order_of_arrival_changes_nothing(squad, days, hurts, check_in, results):
    outcomes = []
    acts = {
        "pain": lambda: hurts(0, -1),
        "pain before": lambda: hurts(1, -2),
        "week": lambda: check_in(2, days[-1], confidence_because_of_pain="yes"),
        "week before": lambda: check_in(3, days[-1] - timedelta(days=7), volume="2"),
    }
    with_nothing = squad.store.path.parent / "with_nothing"
    shutil.copytree(squad.store.path, with_nothing)
    names = list(acts)
    turned = [names[at:] + names[:at] for at in range(len(names))]  # each act at each place, each pair in both orders
    for order in (*turned, names[::-1]):
        shutil.rmtree(squad.store.path)
        shutil.copytree(with_nothing, squad.store.path)
        for name in order:
            acts[name]()
        outcomes.append(results(squad))
    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert outcomes[0][-1]["status"] == "concern"


def test_a_store_made_anew_from_what_landed_is_the_same(squad, days, hurts, check_in):
    hurts(0, -1)
    check_in(1, days[-1], mood_because_of_pain="yes")
    check_in(2, days[-1], mood_because_of_pain="no", pain="1")
    check_in(3, days[-2], volume="3")
    withdraw(squad, squad.athletes[0], IDS[3], now=NOW)
    take_in(squad, squad.athletes)
    before = everything(squad)
    for name in ("niggle.duckdb", "published.duckdb"):
        (athlete_folder(squad.store.path, squad.athletes[0].id) / name).unlink()
    take_in(squad, squad.athletes)
    assert everything(squad) == before


def test_a_file_that_was_damaged_is_told_and_the_others_count(squad, days, check_in):
    check_in(0, days[-1], pain="1")
    check_in(1, days[-2], pain="2", takes_in=False)
    landing = athlete_landing(squad.store.path, squad.athletes[0].id)
    damaged = [one for one in landing.arrivals() if one.kind == "weekly"][1]
    landing.path_of(damaged.sha256, "weekly").write_bytes(b"\xff\x00")
    (problem,) = decode(squad, squad.athletes[0]).problems
    assert "weekly check-in" in problem
    take_in(squad, squad.athletes)
    assert [row["pain"] for row in rows(squad)] == [1]
    assert publish(squad, squad.athletes[0]) is False


def test_who_waited_for_the_lock_takes_nothing_back(squad, days, check_in):
    check_in(0, days[-1], pain="1", takes_in=False)
    landing = athlete_landing(squad.store.path, squad.athletes[0].id)
    seen_before = list(landing.arrivals("dana"))
    check_in(1, days[-2], pain="2")
    read_weeks(Store(squad.store.path), landing, squad.athletes[0], seen_before)
    publish_all(squad)
    assert [row["pain"] for row in rows(squad)] == [1, 2]


def test_two_posts_at_once_are_one_check_in(squad, days, check_in):
    check_in(0, days[-1], pain="1", takes_in=False)
    landing = athlete_landing(squad.store.path, squad.athletes[0].id)
    (first,) = [one for one in landing.arrivals() if one.kind == "weekly"]
    other = landing.read_arrival(first).replace(b",1,", b",2,")
    landing.land(other, kind="weekly", athlete_id="dana", source="web", place=first.place, landed_at=NOW)
    take_in(squad, squad.athletes)
    assert [row["pain"] for row in rows(squad)] == [1]
