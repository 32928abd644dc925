from datetime import UTC, datetime
from importlib.resources import files

import duckdb

from niggle.durable import prepare_folder
from niggle.pain.model import PainReport
from niggle.records.pain import pain_report
from niggle.store import Store

TODAY = datetime(2026, 2, 1, tzinfo=UTC).replace(tzinfo=None)  # as the database keeps it
NEAR = {"athlete_id": "me", "sha256s": ["ab"], "starts": [], "lengths_s": []}


def test_no_two_changes_of_the_schema_have_the_same_number():
    names = [entry.name for entry in files("niggle.store").joinpath("migrations").iterdir()]
    numbers = [name.partition("_")[0] for name in names]
    assert len(numbers) == len(set(numbers))


def test_a_database_of_the_first_schema_is_brought_up_with_what_it_holds(tmp_path):
    prepare_folder(tmp_path / "store")
    first = files("niggle.store").joinpath("migrations", "0001_initial.sql")
    with duckdb.connect(str(tmp_path / "store" / "niggle.duckdb")) as connection:
        connection.execute(first.read_text())
        connection.execute("INSERT INTO schema_migrations VALUES (1, 'first')")
        connection.execute(
            "INSERT INTO raw_files VALUES ('ab', 'me', 'activity', 'folder', 'a.fit', '2026-01-01', 'decoded', NULL, "
            "[], NULL, NULL, NULL)"
        )
        connection.execute(
            "INSERT INTO recordings VALUES ('me', 'ab', 0, 'me-1', 'running', NULL, '2026-01-01', 60, 60, 200, 5, 60), "
            "('me', 'ab', 1, NULL, 'cycling', NULL, '2026-01-01', 60, 60, 200, 0, 60)"
        )
        connection.execute(
            "INSERT INTO runs BY NAME SELECT 'me-1' AS run_id, 'me' AS athlete_id, "
            "TIMESTAMP '2026-01-01' AS started_at, 'road' AS surface, 'folder' AS source, 'ab' AS raw_sha256, "
            "0 AS session_index, [] AS pauses_s"
        )
    with duckdb.connect(str(tmp_path / "store" / "published.duckdb")) as connection:
        connection.execute("CREATE TABLE revision AS SELECT 0::BIGINT AS number")
    with Store(tmp_path / "store").read_published() as reader:  # as an older niggle had published it
        assert reader.rows("recordings_near", **NEAR)[0]["run_who_may_see"] == "consented"
    with Store(tmp_path / "store").write() as writer:
        (row,) = writer.rows("recordings_near", **NEAR)
        outdated = writer.rows("outdated_activity_files", athlete_id="me", metrics_version=1, latest_start=TODAY)
    assert outdated == [{"sha256": "ab"}]  # nobody knows for which version it was read
    assert (row["own_run_id"], row["gave"], row["offset_s"], row["rank"]) == ("me-1", "base", 0.0, 3)
    assert (row["who_may_see"], row["may_feed_baselines"], row["expires_at"]) == ("consented", True, None)
    assert (row["run_who_may_see"], row["run_may_feed_baselines"], row["run_expires_at"]) == ("consented", True, None)


def test_reports_of_an_older_schema_have_not_answered_what_was_not_asked_then(tmp_path):
    prepare_folder(tmp_path / "store")
    scripts = sorted(files("niggle.store").joinpath("migrations").iterdir(), key=lambda entry: entry.name)
    with duckdb.connect(str(tmp_path / "store" / "niggle.duckdb")) as connection:
        for number, script in enumerate(scripts[:3], start=1):
            connection.execute(script.read_text())
            connection.execute(f"INSERT INTO schema_migrations VALUES ({number}, 'older')")
        connection.execute(
            "INSERT INTO pain_reports BY NAME SELECT 'r' AS report_id, 'me' AS athlete_id, 'ab' AS raw_sha256, "
            "0 AS position, 'knee' AS site, 3 AS peak, 'sharp' AS quality, 'diary' AS source"
        )
    with duckdb.connect(str(tmp_path / "store" / "published.duckdb")) as connection:
        connection.execute("CREATE TABLE revision AS SELECT 0::BIGINT AS number")
    with Store(tmp_path / "store").write() as writer:
        (row,) = writer.rows("pain_reports_of", athlete_id="me")
    assert pain_report(row) == PainReport(
        report_id="r", athlete_id="me", site="knee", peak=3, quality="sharp", source="diary"
    )
