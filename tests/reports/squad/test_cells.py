"""The table as a file: a line an athlete, and no more than is shared."""

from datetime import UTC, datetime

from niggle.reports.squad.cells import COLUMNS, table_cells
from niggle.reports.squad.view import Marks, Tended

SEEN = Tended(deed="seen", by="carl", at=datetime(2026, 3, 2, 7, tzinfo=UTC))


def test_every_line_has_every_column_worst_first(squad_view):
    rows = table_cells(squad_view, Marks(tended={"ada": SEEN, "bo": SEEN}))
    assert [row["name"] for row in rows] == ["Eve", "Ada", "Gus", "Di", "Flo", "Cy", "Noor", "Bo"]
    assert all(tuple(row) == COLUMNS for row in rows)
    ada = next(row for row in rows if row["name"] == "Ada")
    assert (ada["status"], ada["why"], ada["since"], ada["done"]) == (
        "concern", "limped, ran differently", "2026-02-27", "seen 2 Mar by carl",
    )  # fmt: skip


def test_what_is_not_shared_is_empty(squad_view):
    rows = {row["name"]: row for row in table_cells(squad_view, Marks(tended={"bo": SEEN}))}
    assert {name for name, cell in rows["Bo"].items() if cell} == {"athlete_id", "name"}
    assert {name for name, cell in rows["Flo"].items() if cell} == {
        "athlete_id", "name", "status", "provisional", "since", "last_run", "paused",
    }  # fmt: skip
