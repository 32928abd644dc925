"""What is said of shoes lands before anything else, once, and is read back in its order."""

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from niggle.errors import UsageError
from niggle.landing import Landing
from niggle.pairs import ShoesSaid
from niggle.shoes import LONGEST_NAME, land_shoes, pair_name, shoes_said

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
BEGIN = ShoesSaid(deed="begin", name="Blue Ghost", day=date(2026, 3, 1))
WEAR = ShoesSaid(deed="wear", name="Røde", run_id="ada-1")


def says(landing: Landing, said: ShoesSaid, number: int, athlete_id: str = "ada") -> bool:
    return land_shoes(landing, athlete_id, said, entry_id=UUID(int=number), door="web", now=NOW)


def test_what_was_said_is_kept_once_and_in_order(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    assert shoes_said(landing, "ada") == ()
    assert [says(landing, BEGIN, 1), says(landing, WEAR, 2), says(landing, WEAR, 1)] == [True, True, False]
    says(landing, WEAR, 3, athlete_id="ben")
    assert shoes_said(landing, "ada") == (BEGIN, WEAR)


def test_what_is_damaged_is_left_out(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    says(landing, BEGIN, 1)
    for path in tmp_path.rglob("*.shoes.json"):
        path.write_text("{}")
    says(landing, WEAR, 2)
    assert shoes_said(landing, "ada") == (WEAR,)


@pytest.mark.parametrize("name", ["", "  ", "x" * (LONGEST_NAME + 1), "a\x00b", "a\x1b[31mb"])
def test_a_pair_needs_a_name(name: str) -> None:
    with pytest.raises(UsageError, match="name of 1 to"):
        pair_name(name)


def test_blanks_in_a_name_do_not_make_another_pair() -> None:
    assert pair_name("  Blue \n Ghost ") == "Blue Ghost"
