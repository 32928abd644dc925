"""What is wrong with a store is named with its place and what to do; a whole one is called whole; nothing changes."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from niggle.config import load_config
from niggle.keeping.check import check
from niggle.store.layout import athlete_landing, athlete_store, common_store

NOW = datetime.now(UTC)


def everything_in(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in folder.rglob("*")
    }


def told(folder: Path) -> list[str]:
    return [str(finding) for finding in check(load_config(folder / "config.toml"), now=NOW).findings]


def test_a_whole_store_is_called_whole_and_is_left_as_it_is(own, niggle_in):
    before = everything_in(own / "data")
    answer = niggle_in(own, "check")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout == "✓ all well: 2 athletes, 33 raw files\n"
    assert everything_in(own / "data") == before


def first(folder: Path, name: str) -> Path:
    return min((folder / "data").glob(name))


def no_more(path: Path) -> None:
    path.unlink()


def one_bit_less(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def with_nonsense(path: Path) -> None:
    path.write_text(path.read_text() + '{"sha256": 5}\n')


def other(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b" ")


DAMAGE: list[tuple[str, Callable[[Path], None], str]] = [
    ("athletes/ada/raw/*/*.fit", no_more, "is lost"),
    ("athletes/ada/raw/*/*.fit", one_bit_less, "has been altered"),
    ("athletes/ada/raw/*/*.fit", half, "has been altered"),
    ("athletes/ada/manifest.jsonl", with_nonsense, "this line cannot be understood"),
    ("manifest.jsonl", with_nonsense, "this line cannot be understood"),
    ("athletes/ada/niggle.duckdb", no_more, "is not there"),
    ("athletes/ada/niggle.duckdb", half, "is damaged"),
    ("athletes/ada/published.duckdb", no_more, "is not there"),
    ("athletes/ada/published.duckdb", half, "is damaged"),
    ("niggle.duckdb", half, "is damaged"),
    ("athletes/ada/standing.json", half, "cannot be read"),
    ("reports/runs/ada-*.html", no_more, "is not as it was drawn"),
    ("reports/runs/ada-*.html", other, "is not as it was drawn"),
    ("credentials/access.json", half, "the accounts cannot be read"),
]


@pytest.mark.parametrize(("name", "damage", "word"), DAMAGE, ids=[f"{name}-{d.__name__}" for name, d, _ in DAMAGE])
def test_each_damage_is_one_line_with_its_place_and_a_remedy(own, niggle_in, name, damage, word):
    path = first(own, name)
    damage(path)
    before = everything_in(own / "data")
    answer = niggle_in(own, "check")
    assert (answer.returncode, answer.stderr) == (3, "")
    lines = [line for line in answer.stdout.splitlines() if word in line]
    assert len(lines) == 1, answer.stdout
    assert path.name in lines[0] or "access" in lines[0]
    assert "; " in lines[0]
    assert everything_in(own / "data") == before


def test_a_snapshot_of_another_database_is_told_from_an_older_one(own):
    store = own / "data" / "athletes"
    shutil.copy(store / "emil" / "published.duckdb", store / "ada" / "published.duckdb")
    assert [line for line in told(own) if "is of another database" in line]


def test_a_snapshot_that_is_behind_is_named_unless_a_night_is_on(own):
    store = athlete_store(own / "data", "ada")
    with store.write() as writer:
        writer.write("forget_statuses", athlete_id="ada", since=NOW.replace(year=2020, tzinfo=None))
    assert [line for line in told(own) if "is older than the database" in line]
    with common_store(own / "data").night():
        assert not [line for line in told(own) if "is older than the database" in line]


def test_rows_of_a_raw_file_that_no_line_tells_of_are_named(own):
    path = own / "data" / "athletes" / "ada" / "niggle.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE runs SET raw_sha256 = repeat('0', 64) WHERE run_id = (SELECT min(run_id) FROM runs)")
    assert [line for line in told(own) if "has rows of a raw file that is not there (000000000000…)" in line]


def test_a_standing_that_says_something_else_is_named(own):
    path = own / "data" / "athletes" / "ada" / "standing.json"
    path.write_text(path.read_text().replace('"knee"', '"calf"').replace('"achilles"', '"shin"'))
    assert [line for line in told(own) if "is not what the snapshot says" in line]


def test_what_lands_during_the_look_is_no_fault(own, monkeypatch):
    """Whoever looks has read the manifest before, and finds a database that knows more."""
    config = load_config(own / "config.toml")
    landing = athlete_landing(config.store.path, "ada")
    landed = landing.land(
        b"new", kind="diary", athlete_id="ada", source="folder", place="x", landed_at=NOW
    )  # fmt: skip
    path = landing.path_of(landed.sha256, "diary")
    hidden, looks = path.rename(path.with_suffix(".hidden")), []
    original = type(landing).strange_lines

    def appears(self):
        looks.append(self)
        if len(looks) == 3:  # the first look at the common folder, the two at Ada's
            hidden.rename(path)
        return original(self)

    monkeypatch.setattr(type(landing), "strange_lines", appears)
    assert check(config, now=NOW).findings == ()
    assert len(looks) == 5


def test_what_may_not_be_kept_any_longer_need_not_be_there(own):
    streams = [path for path in (own / "data/athletes/ada/raw").rglob("*.json") if b"2026-03-11" in path.read_bytes()]
    config = load_config(own / "config.toml")
    for path in streams:
        path.unlink()
    later = NOW.replace(year=NOW.year + 1)
    assert streams
    assert any("is lost" in str(one) for one in check(config, now=NOW).findings)
    assert not any("is lost" in str(one) for one in check(config, now=later).findings)


def test_a_store_that_is_not_there_is_wrong_usage(tmp_path, make_config, niggle_in):
    make_config(ada=None)
    answer = niggle_in(tmp_path, "check")
    assert answer.returncode == 2
    assert "nothing here yet" in answer.stderr
