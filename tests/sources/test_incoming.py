import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from niggle.config import SharedConfig, load_config
from niggle.errors import ConfigError
from niggle.landing import Landing
from niggle.sharing.bundle import MOST_BYTES, Bundle, stamp, write_bundle
from niggle.sharing.keys import new_private_key, public_key
from niggle.sources.base import Fetched, Gone, Marker, SourceError
from niggle.sources.incoming import SharedSource, inbox_path, newest_place, shared_place

KEY = new_private_key()
NOW = datetime(2026, 3, 3, 4, 0, tzinfo=UTC)


def write(path: Path, *, hour: int = 3, key: str = KEY, athlete_id: str = "cleo") -> bytes:
    issued_at = datetime(2026, 3, 3, hour, tzinfo=UTC)
    bundle = Bundle(athlete_id=athlete_id, level="none", mood=False, issued_at=issued_at, runs=())
    data = write_bundle(bundle, key)
    path.write_bytes(data)
    return data


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sync").mkdir()
    return tmp_path / "sync"


@pytest.fixture
def source(folder):
    return source_at(folder)


def source_at(path: Path | None, store: Path = Path("/nowhere")) -> SharedSource:
    config = SharedConfig(kind="shared", key=public_key(KEY), path=path)
    return SharedSource(config, athlete_id="cleo", store_folder=store, clock=lambda: NOW)


def seen_after(source: SharedSource, seen: dict[str, str]) -> dict[str, str]:
    """What is known after a visit."""
    known = dict(seen)
    for arrival in source.fetch(seen):
        if isinstance(arrival, Gone):
            known.pop(arrival.place)
        elif arrival.stamp is not None:
            known[arrival.place] = arrival.stamp
    return known


def test_a_bundle_is_fetched_once_with_when_it_was_made(source, folder):
    data = write(folder / "cleo.niggle.json")

    marker, fetched = source.fetch({})
    assert marker == Marker(place=newest_place(public_key(KEY)), stamp=stamp(datetime(2026, 3, 3, 3, tzinfo=UTC)))
    assert isinstance(fetched, Fetched)
    assert (fetched.data, fetched.kind, fetched.stamp) == (data, "shared", marker.stamp)
    assert list(source.fetch({marker.place: marker.stamp, fetched.place: fetched.stamp})) == []


def test_a_path_may_be_the_file_itself(folder):
    write(folder / "from cleo.json")

    assert len(list(source_at(folder / "from cleo.json").fetch({}))) == 2


def test_without_a_path_it_is_what_was_posted(tmp_path):
    inbox_path(tmp_path, "cleo").parent.mkdir()
    write(inbox_path(tmp_path, "cleo"))

    assert len(list(source_at(None, tmp_path).fetch({}))) == 2
    assert list(source_at(None, tmp_path / "other").fetch({})) == []


def test_an_old_consent_does_not_come_back(source, folder):
    path = folder / "cleo.niggle.json"
    old = write(path, hour=1)
    write(path, hour=2)
    seen = seen_after(source, {})

    path.write_bytes(old)
    with pytest.raises(SourceError, match=r"older than what came before.*`niggle share`"):
        list(source.fetch(seen))


def test_an_old_consent_does_not_come_back_by_way_of_none(source, folder):
    path = folder / "cleo.niggle.json"
    old = write(path, hour=1)
    write(path, hour=2)
    seen = seen_after(source, {})
    path.unlink()
    seen = seen_after(source, seen)
    assert shared_place("cleo") not in seen

    path.write_bytes(old)
    with pytest.raises(SourceError, match="older"):
        list(source.fetch(seen))


def test_a_file_that_is_gone_says_so_once(source, folder):
    path = folder / "cleo.niggle.json"
    write(path)
    seen = seen_after(source, {})

    path.unlink()
    assert list(source.fetch(seen)) == [Gone(place=shared_place("cleo"))]
    assert list(source.fetch(seen_after(source, seen))) == []


def test_a_file_that_comes_back_is_fetched_again(source, folder):
    path = folder / "cleo.niggle.json"
    data = write(path)
    seen = seen_after(source, {})
    path.unlink()
    seen = seen_after(source, seen)

    path.write_bytes(data)
    (fetched,) = source.fetch(seen)
    assert isinstance(fetched, Fetched)


def test_a_folder_that_is_not_there_says_nothing_about_consent(source, folder):
    write(folder / "cleo.niggle.json")
    seen = seen_after(source, {})
    (folder / "cleo.niggle.json").unlink()
    folder.rmdir()

    with pytest.raises(SourceError, match="no such folder; make it, or mend `path`"):
        list(source.fetch(seen))


def test_another_key_another_athlete_and_rubbish_are_refused(source, folder):
    path = folder / "cleo.niggle.json"
    write(path, key=new_private_key())
    with pytest.raises(SourceError, match=r"cleo\.niggle\.json: is not signed with the key"):
        list(source.fetch({}))
    write(path, athlete_id="emil")
    with pytest.raises(SourceError, match="another id"):
        list(source.fetch({}))
    path.write_text("rubbish")
    with pytest.raises(SourceError, match="not a whole file"):
        list(source.fetch({}))


def test_of_a_file_without_end_only_so_much_is_read(source, folder):
    with (folder / "cleo.niggle.json").open("wb") as file:
        file.truncate(500 * 1024 * 1024)  # takes no room on the disk

    with pytest.raises(SourceError, match=f"larger than {MOST_BYTES // 2**20} MB"):
        list(source.fetch({}))


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir], ids=["pipe", "folder"])
def test_what_is_no_file_does_not_hold_up_the_night(make, source, folder):
    make(folder / "cleo.niggle.json")

    with pytest.raises(SourceError):
        list(source.fetch({}))


def test_a_new_key_begins_anew(folder):
    path = folder / "cleo.niggle.json"
    write(path, hour=2)
    seen = seen_after(source_at(folder), {})
    other = new_private_key()
    config = SharedConfig(kind="shared", key=public_key(other), path=folder)
    changed = SharedSource(config, athlete_id="cleo", store_folder=folder, clock=lambda: NOW)

    write(path, hour=3, key=other)
    assert len(list(changed.fetch(seen))) == 2


def test_a_bundle_lands_under_a_name_of_its_own(tmp_path):
    landing = Landing(tmp_path)
    landed = landing.land(
        b"{}", kind="shared", athlete_id="cleo", source="shared", place="shared:cleo", landed_at=NOW + timedelta(0)
    )

    assert landing.path_of(landed.sha256, "shared").name == f"{landed.sha256}.niggle.json"


def test_an_athlete_shares_once(tmp_path):
    table = f'[[athletes.sources]]\nkind = "shared"\nkey = "{public_key(KEY)}"\n'
    head = '[store]\npath = "data"\n[[athletes]]\nid = "cleo"\nname = "Cleo"\n'
    (tmp_path / "config.toml").write_text(head + table)
    assert load_config(tmp_path / "config.toml").athletes[0].shared is not None

    (tmp_path / "config.toml").write_text(head + table + table)
    with pytest.raises(ConfigError, match='two sources of kind "shared"'):
        load_config(tmp_path / "config.toml")
