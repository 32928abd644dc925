"""`niggle doctor`: what it finds wrong, and files read by two decoders."""

from datetime import UTC, datetime
from uuid import UUID

from niggle.store.layout import tending_landing
from niggle.tending import Deed, land_deed


def test_doctor_shows_sensors_and_finds_nothing_wrong(niggle_in, squad):
    answer = niggle_in(squad, "doctor")
    assert answer.returncode == 0, answer.stdout
    assert "garmin:dynamics:" in answer.stdout


def test_doctor_compares_two_decoders_on_a_file(niggle_in, squad, project_root):
    good = sorted((project_root / "fixtures" / "squad" / "emil").glob("*.fit"))[0]
    answer = niggle_in(squad, "doctor", good)
    assert answer.returncode == 0
    assert answer.stdout.startswith("✓ ")


def test_doctor_finds_notes_of_a_squad_that_was_renamed_without_saying_so(niggle_in, tmp_path):
    config = tmp_path / "config.toml"
    renamed = '[store]\npath = "data"\n[[athletes]]\nid = "ada"\nname = "Ada"\nsquad = "harriers"\n'
    config.write_text(renamed)
    landing = tending_landing(tmp_path / "data", "club", "ada")
    land_deed(landing, "ada", Deed(deed="seen"), entry_id=UUID(int=1), by="carl", now=datetime(2026, 3, 2, tzinfo=UTC))
    assert "→ coaches' notes of a squad 'club' are kept" in niggle_in(tmp_path, "doctor").stdout
    config.write_text(renamed + '[[squads]]\nname = "harriers"\nwas = ["club"]\n')
    assert "coaches' notes" not in niggle_in(tmp_path, "doctor").stdout
