"""One file has all that cannot be made again, as it was at a moment, while others go on writing."""

import json
import tarfile
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from niggle.config import load_config
from niggle.keeping.backup import back_up, backups_made
from niggle.keeping.sealing import Seal
from niggle.store.layout import athlete_landing, athlete_store

NOW = datetime(2026, 4, 1, tzinfo=UTC)


def names_in(path: Path) -> set[str]:
    with tarfile.open(path) as archive:
        return set(archive.getnames())


def test_it_has_what_cannot_be_made_again_and_nothing_else(own, niggle_in, tmp_path):
    target = tmp_path / "club.backup"
    answer = niggle_in(own, "backup", target)
    assert answer.returncode == 0, answer.stderr
    assert "33 raw files" in answer.stderr
    assert "not sealed" in answer.stderr
    assert target.stat().st_mode & 0o777 == 0o600
    names = names_in(target)
    raw = {str(path.relative_to(own / "data")) for path in (own / "data").rglob("raw/*/*")}
    assert names - raw == {
        "backup.json", "config.toml", "manifest.jsonl", "athletes/ada/manifest.jsonl", "athletes/emil/manifest.jsonl",
        "squads/club/ada/manifest.jsonl",
        "credentials/access.json", "common.json", "SHA256SUMS",
    }  # fmt: skip
    assert len(names & raw) == 33
    with tarfile.open(target) as archive:
        common = json.load(archive.extractfile("common.json"))
    assert [row["athlete_id"] for row in common["notices"]] == ["ada", "emil"]


def test_where_it_was_put_is_known_and_is_no_part_of_it(own, tmp_path):
    config = load_config(own / "config.toml")
    for name in ("a", "b", "a"):
        back_up(config, own / "config.toml", tmp_path / name, seal=Seal(), now=NOW)
    assert backups_made(config.store.path) == dict.fromkeys(
        [str(tmp_path / "a"), str(tmp_path / "b")], "2026-04-01T00:00:00+00:00"
    )
    assert "backups.json" not in names_in(tmp_path / "a")


def test_a_raw_file_that_is_lost_is_told_and_the_rest_is_kept(own, niggle_in, tmp_path):
    path = min((own / "data" / "athletes" / "ada").glob("raw/*/*.fit"))
    path.unlink()
    answer = niggle_in(own, "backup", tmp_path / "x")
    assert answer.returncode == 3
    assert f"{path.name}: is lost, so it is not in the backup" in answer.stderr
    assert "32 raw files" in answer.stderr


def test_a_line_that_is_being_written_is_for_the_next_backup(own, niggle_in, tmp_path):
    manifest = own / "data" / "athletes" / "ada" / "manifest.jsonl"
    before = manifest.read_bytes()
    manifest.write_bytes(before + b'{"sha256": "' + b"x" * 9000)
    assert niggle_in(own, "backup", tmp_path / "x").returncode == 0
    with tarfile.open(tmp_path / "x") as archive:
        assert archive.extractfile("athletes/ada/manifest.jsonl").read() == before


def test_it_goes_on_while_runs_land_and_a_writer_has_the_database(own, tmp_path, monkeypatch):
    """What lands in the middle is in it whole, or not at all; no lock of an athlete's is waited for."""
    config = load_config(own / "config.toml")
    landing = athlete_landing(config.store.path, "ada")
    ended = threading.Event()

    def land() -> None:
        for number in range(200):
            landing.land(
                str(number).encode(), kind="diary", athlete_id="ada", source="folder", place=f"{number}", landed_at=NOW
            )
        ended.set()

    writer = threading.Thread(target=land)
    with athlete_store(config.store.path, "ada").write():
        writer.start()
        back_up(config, own / "config.toml", tmp_path / "x", seal=Seal(), now=NOW)
        assert ended.wait(60)
        writer.join()
    with tarfile.open(tmp_path / "x") as archive:
        lines = archive.extractfile("athletes/ada/manifest.jsonl").read().decode().splitlines()
        named = {json.loads(line)["sha256"] for line in lines if json.loads(line)["place"].isdecimal()}
        there = {Path(name).name.partition(".")[0] for name in archive.getnames()}
    assert named <= there


def test_a_backup_that_fails_leaves_the_one_before(own, niggle_in, tmp_path, monkeypatch):
    target = tmp_path / "club.backup"
    target.write_bytes(b"the one before")
    monkeypatch.setattr("niggle.keeping.backup.write_sealed", _full)
    answer = niggle_in(own, "backup", target)
    assert answer.returncode == 3
    assert answer.stderr.startswith(f"niggle: {target}: the disk is full")
    assert [path.read_bytes() for path in tmp_path.glob("*club*")] == [b"the one before"]


def _full(*_arguments, **_more):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("name", ["data/club.backup", "data/raw/x/club.backup"])
def test_a_backup_within_the_store_is_wrong_usage(own, niggle_in, name):
    answer = niggle_in(own, "backup", name)
    assert answer.returncode == 2
    assert "within the store" in answer.stderr


def test_passphrases_are_long_and_not_mixed_with_keys(own, niggle_in, tmp_path):
    short = niggle_in(own, "backup", tmp_path / "x", "--passphrase", stdin="short\n")
    both = niggle_in(own, "backup", tmp_path / "x", "--passphrase", "--key", "age1x", stdin="long enough words\n")
    assert (short.returncode, both.returncode) == (2, 2)
    assert "at least 10 characters" in short.stderr
    assert "either a passphrase or keys" in both.stderr
