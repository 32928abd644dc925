"""Whether something has happened since a coach saw to an athlete."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from niggle.config import Athlete, Config, StoreConfig
from niggle.reports.squad.query.tended import about, tended_of
from niggle.reports.squad.view import SquadRow
from niggle.store.layout import tending_landing
from niggle.tending import Deed, land_deed

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
DAY = date(2026, 3, 2)
ROW = SquadRow(
    athlete_id="ada", name="Ada", status="concern", run_id="r1", last_run=DAY, last_report=DAY, pain_worst=5,
    grounds=("limping",),
)  # fmt: skip


@pytest.fixture
def config(tmp_path):
    return Config(store=StoreConfig(path=tmp_path), athletes=(Athlete(id="ada", name="Ada", squad="club"),))


def seen(config, again=None, number=1):
    deed = Deed(deed="seen", look_again=again, about=about(ROW))
    land_deed(
        tending_landing(config.store.path, "club", "ada"), "ada", deed, entry_id=UUID(int=number), by="carl", now=NOW
    )


def tended(config, row=ROW, *, days=0, squad="club"):
    at = NOW + timedelta(days=days)
    return tended_of(config, squad, [row], now=at, zone=ZoneInfo("Europe/London")).get("ada")


def test_who_was_seen_is_settled_until_something_new_happens(config):
    assert tended(config) is None
    seen(config)
    assert (tended(config).is_settled, tended(config).by) == (True, "carl")
    assert tended(config, days=30).is_settled
    for change in ({"run_id": "r2"}, {"status": "red_flag"}, {"pain_worst": 6}, {"grounds": ("sharp",)}):
        assert not tended(config, replace(ROW, **change)).is_settled


def test_who_is_to_be_looked_at_again_is_settled_until_that_day(config):
    seen(config, again=date(2026, 3, 5))
    before, then = tended(config, days=2), tended(config, days=3)
    assert (before.is_settled, before.is_due) == (True, False)
    assert (then.is_settled, then.is_due) == (False, True)


def test_another_squads_coaches_have_notes_of_their_own(config):
    seen(config)
    assert tended(config, squad="juniors") is None
    assert tended(config, replace(ROW, status=None)) is None
