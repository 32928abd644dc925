"""`niggle doctor`: what needs somebody, what only a closer look shows, and files read by two decoders."""

from datetime import UTC, datetime
from uuid import UUID

from niggle.store.layout import common_store, tending_landing
from niggle.tending import Deed, land_deed

OPINION = {
    "manufacturer": "acme", "product": "x1", "firmware": "1.0", "raw_sha256": "0" * 64, "origin": "runs/a.fit",
    "differing_cells": 2, "detail": "record[4].cadence: niggle 80, fitparse 81",
}  # fmt: skip


def test_nothing_needs_anybody_and_sensors_are_for_a_closer_look(niggle_in, squad):
    answer = niggle_in(squad, "doctor")
    assert answer.returncode == 0, answer.stdout
    assert answer.stdout == (
        "✓ Nothing needs you. config.toml: 2 athletes, 44 runs, the newest of Tuesday 24 February 2026.\n"
    )
    assert "garmin:dynamics:" in niggle_in(squad, "doctor", "--verbose").stdout


def test_what_needs_somebody_comes_first_and_the_most_urgent_on_top(niggle_in, own_squad):
    with common_store(own_squad / "data").write(publishes=False) as writer:
        writer.insert("second_opinions", [OPINION])
    with (own_squad / "config.toml").open("a") as file:
        file.write('[[athletes.sources]]\nkind = "folder"\npath = "none"\n')
    answer = niggle_in(own_squad, "doctor")
    assert answer.returncode == 3
    head, first, second, last = answer.stdout.splitlines()
    assert head == "2 things need you:"
    assert first == f"→ emil: {own_squad / 'none'} is not there; make it, or mend `path` in the configuration"
    assert second.startswith("→ runs/a.fit: two decoders read 2 values of this run differently; please report it")
    assert last.startswith("config.toml: 2 athletes, 44 runs")


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
