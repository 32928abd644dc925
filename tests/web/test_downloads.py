"""Runs as files: only what the viewer may see of each athlete, whoever they are."""

import csv
import io

import duckdb
import pytest

from niggle.records.tables import columns
from niggle.web.viewer import LOCAL, Viewer

COACH = Viewer("account:kim", "coach", name="kim", squads=frozenset({"club"}))
OPEN = {"run_id", "athlete_id", "started_at", "status", "provisional"}


def rows_of(answer):
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text)))


def filled(rows):
    return {name for row in rows for name, cell in row.items() if cell}


@pytest.fixture
def consenting(web_config):
    """The configuration with other consents of Cleo's."""

    def make(level, *, mood=False):
        changes = {"share_with_coach": level, "share_mood_with_coach": mood}
        cleo, *others = web_config.athletes
        return web_config.model_copy(update={"athletes": (cleo.model_copy(update=changes), *others)})

    return make


def test_an_athletes_runs_as_csv(local_client, run_ids):
    answer = local_client.get("/athletes/cleo/runs.csv")
    rows = rows_of(answer)
    assert [row["run_id"] for row in rows] == run_ids("cleo")
    assert list(rows[0]) == list(columns())
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="niggle-cleo.csv"'
    assert {"summary", "stance_time_balance_left_pct_z", "criterion_warms_up"} <= filled(rows)


def test_an_athletes_runs_as_parquet(local_client, run_ids, tmp_path, web_config):
    answer = local_client.get("/athletes/cleo/runs.parquet")
    assert answer.headers["content-disposition"] == 'attachment; filename="niggle-cleo.parquet"'
    (tmp_path / "runs.parquet").write_bytes(answer.content)
    with duckdb.connect(":memory:") as connection:
        found = connection.execute(f"SELECT run_id FROM '{tmp_path}/runs.parquet' ORDER BY started_at").fetchall()
    assert [run_id for (run_id,) in found] == run_ids("cleo")
    assert not list(web_config.store.path.glob(".table-*"))


@pytest.mark.parametrize("form", ["csv", "parquet"])
@pytest.mark.parametrize("address", ["/athletes/nobody/runs", "/squads/nowhere"])
def test_what_is_not_there_is_not_found(local_client, address, form):
    assert local_client.get(f"{address}.{form}").status_code == 404


def test_a_coach_gets_nothing_of_who_shares_nothing(client_of, consenting):
    assert client_of(COACH, consenting("none")).get("/athletes/cleo/runs.csv").status_code == 404


def test_a_coach_gets_the_status_of_who_shares_that(client_of, consenting):
    rows = rows_of(client_of(COACH, consenting("status")).get("/athletes/cleo/runs.csv"))
    assert rows
    assert filled(rows) <= OPEN


@pytest.mark.parametrize("mood", [True, False])
def test_a_coach_gets_details_and_mood_by_a_consent_of_its_own(client_of, consenting, mood):
    rows = rows_of(client_of(COACH, consenting("details", mood=mood)).get("/athletes/cleo/runs.csv"))
    assert "criterion_warms_up" in filled(rows)
    assert ("criterion_affects_mood_sleep_confidence" in filled(rows)) == mood


def test_an_athlete_can_look_at_what_their_coach_gets(client_of, consenting):
    client = client_of(LOCAL, consenting("status"))
    assert filled(rows_of(client.get("/athletes/cleo/runs.csv?as=coach"))) <= OPEN
    assert "summary" in filled(rows_of(client.get("/athletes/cleo/runs.csv")))
    client = client_of(LOCAL, consenting("details", mood=True))
    assert "criterion_affects_mood_sleep_confidence" in filled(rows_of(client.get("/athletes/cleo/runs.csv?as=coach")))


def test_a_squads_runs_are_in_order_of_time(local_client, run_ids):
    rows = rows_of(local_client.get("/squads/club.csv"))
    assert {row["run_id"] for row in rows} == {*run_ids("cleo"), *run_ids("emil")}
    assert [row["started_at"] for row in rows] == sorted(row["started_at"] for row in rows)
    assert local_client.get("/squads/club.parquet").content.startswith(b"PAR1")


def test_a_coach_gets_of_a_squad_what_each_of_it_shares(client_of, consenting):
    coach = client_of(COACH, consenting("status"))
    rows = rows_of(coach.get("/squads/club.csv"))
    assert filled(row for row in rows if row["athlete_id"] == "cleo") <= OPEN
    assert "summary" in filled(row for row in rows if row["athlete_id"] == "emil")


def test_who_shares_nothing_is_not_in_a_squads_file(client_of, consenting):
    rows = rows_of(client_of(COACH, consenting("none")).get("/squads/club.csv"))
    assert {row["athlete_id"] for row in rows} == {"emil"}


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_an_athlete_gets_nobody_elses(client_of, form):
    client = client_of(Viewer("athlete:emil", "athlete", athlete_id="emil"))
    assert client.get(f"/athletes/emil/runs.{form}").status_code == 200
    assert client.get(f"/athletes/cleo/runs.{form}").status_code == 404
    assert client.get(f"/squads/club.{form}").status_code == 404


@pytest.mark.parametrize(("level", "told"), [("none", False), ("status", False), ("details", True)])
def test_a_squads_table_is_a_line_an_athlete_with_no_more_than_is_shared(client_of, consenting, level, told):
    answer = client_of(COACH, consenting(level)).get("/squads/club/athletes.csv")
    rows = {row["name"]: row for row in rows_of(answer)}
    assert answer.headers["content-disposition"] == 'attachment; filename="niggle-club-athletes.csv"'
    assert set(rows) == {"Cleo", "Emil"}
    assert bool(rows["Cleo"]["status"]) is (level != "none")
    assert bool(rows["Cleo"]["why"]) is bool(rows["Cleo"]["run_id"]) is told


def test_a_name_in_a_squads_table_cannot_start_a_formula(client_of, web_config):
    cleo, *others = web_config.athletes
    hostile = web_config.model_copy(update={"athletes": (cleo.model_copy(update={"name": "=1+1"}), *others)})
    names = [row["name"] for row in rows_of(client_of(COACH, hostile).get("/squads/club/athletes.csv"))]
    assert sorted(names) == ["'=1+1", "Emil"]
