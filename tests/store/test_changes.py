import re
from importlib.resources import files

import pytest

from niggle.store.changes import KEY_OF, Changes, deleted_key, target_of
from niggle.store.database import Store


def test_every_statement_that_writes_says_which_table() -> None:
    found = {}
    for entry in files("niggle.store").joinpath("sql").iterdir():
        statement = re.sub(r"--.*", "", entry.read_text(encoding="utf-8"))
        if re.match(r"\s*(INSERT|UPDATE|DELETE)", statement) and not entry.name.startswith("publish_"):
            assert target_of(entry.read_text(encoding="utf-8")) == target_of(statement), entry.name
            found[entry.name] = target_of(statement)
    assert found["forget_statuses.sql"] == "statuses"
    assert found["set_lines_read.sql"] == "statements_read"
    assert found["join_report.sql"] == "pain_reports"
    with pytest.raises(ValueError, match="no table"):
        target_of("SELECT 1")


def test_of_tables_that_grow_with_the_history_it_is_told_which_rows() -> None:
    changes = Changes()
    changes.note("statuses", ["a"])
    changes.note("windows", [])
    changes.note("pain_reports", ["x"])
    assert (changes.rows["statuses"], changes.whole, changes.tables) == (
        {"a"}, {"pain_reports"}, {"statuses", "pain_reports"},
    )  # fmt: skip


def test_a_statement_that_deletes_is_asked_which_rows() -> None:
    assert deleted_key("-- once\nDELETE FROM criteria WHERE TRUE") == "run_id"
    assert deleted_key("DELETE FROM pain_reports WHERE TRUE") is None
    assert deleted_key("UPDATE runs SET utc_offset_s = 1") is None


def test_every_key_is_a_column_of_its_table(tmp_path) -> None:
    with Store(tmp_path).read_main() as reader:
        for table, key in KEY_OF.items():
            reader.connection.execute(f'SELECT "{key}" FROM "{table}"').fetchall()


def test_many_rows_are_noted_as_their_table_and_few_by_their_keys(tmp_path) -> None:
    store = Store(tmp_path)
    rows = [{"run_id": f"run {number}", "metric": "stance_time_ms", "sensor": "wrist"} for number in range(300)]

    def noted() -> list[tuple[str, str]]:
        with store.read_main() as reader:
            return reader.connection.execute("SELECT name, key FROM row_revisions").fetchall()

    with store.write() as writer:
        writer.insert("run_sensors", rows)
    assert noted() == []
    with store.write() as writer:
        writer.insert("run_sensors", rows[:1])
    assert noted() == [("run_sensors", "run 0")]
    store.publish()
    assert noted() == []
