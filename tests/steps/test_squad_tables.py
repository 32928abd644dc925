"""The tables that a night leaves for the scheduler's pages."""

import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from niggle.choices import land_choice
from niggle.config import Config, load_config
from niggle.steps.entries import enter_report
from niggle.steps.night import tonight
from niggle.steps.report import report_into
from niggle.steps.squad_tables import squad_tables
from niggle.steps.take_in import take_in
from niggle.store.layout import athlete_landing

ENTRY = "6f2b1c1e-8a52-4a8e-9d55-0d6c2f1f7a01"


@pytest.fixture(scope="module")
def after_a_night(tmp_path_factory: pytest.TempPathFactory, squad_folder: Path, night) -> Path:
    """The folder of athletes in three squads, each sharing something else, with a few runs each; only to be copied."""
    folder = tmp_path_factory.mktemp("squads")
    lines = ['[store]\npath = "data"\n']
    for name, squad, share in (
        ("dana", "club", "details"), ("cleo", "club", "none"), ("emil", "Club", "status"), ("ada", "Läufer & C", "none")
    ):  # fmt: skip
        (folder / name).mkdir()
        for path in sorted((squad_folder / name).glob("*.fit"))[-2:] if name != "ada" else []:
            shutil.copy(path, folder / name)
        lines.append(f'[[athletes]]\nid = "{name}"\nname = "{name.title()}"\nsquad = "{squad}"\n')
        lines.append(f'share_with_coach = "{share}"\n[[athletes.sources]]\nkind = "folder"\npath = "{name}"\n')
    (folder / "config.toml").write_text("\n".join(lines))
    night(load_config(folder / "config.toml"))
    return folder


@pytest.fixture
def config(after_a_night: Path, tmp_path: Path) -> Config:
    shutil.copytree(after_a_night, tmp_path, dirs_exist_ok=True)
    return load_config(tmp_path / "config.toml")


def test_a_squads_table_shows_what_each_shares(config) -> None:
    rows = {row["athlete"]: row for table in squad_tables(config) for row in table.rows}
    assert rows["dana"]["status"] == "clear"
    assert rows["dana"]["since"] == "2026-02-22"
    assert rows["dana"]["run"] == "dana-20260224T182125Z"
    assert rows["cleo"] == {"athlete": "cleo", "status": "shares nothing", "since": None, "run": None}
    assert rows["emil"]["status"] == "clear"
    text = str(squad_tables(config))
    for word in ("Dana", "knee", "summary"):
        assert word not in text


def test_the_worst_comes_first_and_who_has_no_status_last(config) -> None:
    emil = config.athlete("emil")
    hurt = {"run_id": "emil-20260224T123405Z", "site": "knee", "side": "left", "peak": "7"}
    assert not enter_report(config, emil, hurt, entry_id=ENTRY, now=datetime(2026, 2, 25, tzinfo=UTC)).problems
    take_in(config, [emil])
    turned = config.model_copy(update={"athletes": config.athletes[::-1]})
    assert [row["athlete"] for row in tonight(turned).rows] == ["emil", "cleo", "dana", "ada"]


def test_the_nights_table_is_the_owners(config) -> None:
    statuses = {row["athlete"]: row["status"] for row in tonight(config).rows}
    assert statuses == {"dana": "clear", "cleo": "clear", "emil": "clear", "ada": None}


def test_keys_have_lower_case_letters_digits_and_dashes_and_are_told_apart(config) -> None:
    keys = [table.key for table in squad_tables(config)]
    assert "squad-club" in keys
    assert len(set(keys)) == 3
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key) for key in keys)


def test_the_link_leads_to_the_page_in_its_place(config) -> None:
    def link(config: Config) -> str:
        return next(table.link for table in squad_tables(config) if table.key == "squad-club")

    assert link(config) == (config.store.path / "reports" / "squads" / "club.html").as_uri()
    public = config.model_copy(update={"web": config.web.model_copy(update={"public_url": "https://n.example"})})
    assert link(public) == "https://n.example/squads/club.html"


def test_what_an_athlete_chose_counts_in_tables_and_in_pages_made_for_the_coach(config, tmp_path) -> None:
    landing = athlete_landing(config.store.path, "dana")
    land_choice(landing, "dana", "none", mood=False, contact="", entry_id=UUID(ENTRY), now=datetime.now(UTC))
    rows = {row["athlete"]: row for table in squad_tables(config) for row in table.rows}
    assert rows["dana"] == {"athlete": "dana", "status": "shares nothing", "since": None, "run": None}
    folder = tmp_path / "for-the-coach"
    now = datetime(2026, 2, 25, tzinfo=UTC)
    report_into(folder, config, config.members("club"), ("club",), now=now, is_for_coach=True)
    assert not list(folder.glob("athletes/dana*"))
    assert "dana-2026" not in (folder / "squads/club.html").read_text()


def test_who_is_archived_is_in_no_table_and_who_is_in_two_squads_in_both(config) -> None:
    dana, cleo, *others = config.athletes
    archived = cleo.model_copy(update={"archived_from": date(2026, 1, 1)})
    changed = config.model_copy(
        update={"athletes": (dana.model_copy(update={"also_in": ("Club",)}), archived, *others)}
    )
    tables = {table.squad: [row["athlete"] for row in table.rows] for table in squad_tables(changed)}
    assert tables["club"] == ["dana"]
    assert sorted(tables["Club"]) == ["dana", "emil"]
