"""What `niggle doctor` says of sources: what is ready, how far it has come, and what to do."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from niggle.cli.findings import Findings
from niggle.cli.source_states import check_sources, progress_line
from niggle.config import (
    Athlete,
    Config,
    FolderConfig,
    GarminConfig,
    GarminPersonalConfig,
    IntervalsConfig,
    SourceConfig,
    StoreConfig,
    StravaConfig,
)
from niggle.landing import Landed
from niggle.sources import credentials
from niggle.sources.base import COMPLETE, backfill_place
from niggle.sources.garmin_markers import SETTLED, owed_place, visited_place

NETWORK_SOURCES = [
    GarminConfig(kind="garmin"),
    GarminPersonalConfig(kind="garmin_personal"),
    IntervalsConfig(kind="intervals"),
    StravaConfig(kind="strava"),
]


@pytest.fixture(autouse=True)
def keys_in_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(credentials.CHOICE_VARIABLE, "file")
    monkeypatch.setenv("STRAVA_CLIENT_ID", "1")
    monkeypatch.setenv("STRAVA_CLIENT_SECRET", "s")


def config_of(folder: Path, *sources: SourceConfig) -> Config:
    return Config(store=StoreConfig(path=folder), athletes=(Athlete(id="ada", name="Ada", sources=sources),))


def checked(folder: Path, *sources: SourceConfig) -> Findings:
    found = Findings()
    check_sources(config_of(folder, *sources), found)
    return found


def landed(place: str, *, stamp: str) -> Landed:
    return Landed(
        sha256="", kind="marker", athlete_id="ada", source="garmin", place=place, origin=place, stamp=stamp,
        landed_at=datetime(2026, 3, 5, 2, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.parametrize("source", NETWORK_SOURCES, ids=lambda source: source.kind)
def test_damaged_credentials_are_one_line_with_the_login_to_run(tmp_path, source):
    kept = tmp_path / "credentials" / f"{source.kind}-ada.json"
    kept.parent.mkdir()
    kept.write_text("{")
    found = checked(tmp_path, source)
    (advice,) = found.by_urgency
    assert "damaged" in advice
    assert f"`niggle login {source.kind} --athlete ada`" in advice
    assert found.details[0].startswith(f"✗ ada: {source.kind}: ")


@pytest.mark.parametrize("source", NETWORK_SOURCES, ids=lambda source: source.kind)
def test_a_source_without_login_says_which_one_to_run(tmp_path, source):
    (advice,) = checked(tmp_path, source).by_urgency
    assert f"`niggle login {source.kind} --athlete ada`" in advice


def test_a_key_is_ready_and_says_where_it_is_kept(tmp_path):
    credentials.save(tmp_path, "ada", "intervals", {"key": "k"})
    found = checked(tmp_path, IntervalsConfig(kind="intervals"))
    assert found.needs == []
    assert found.details[0].startswith(f"✓ ada: intervals: there is a key (kept in {tmp_path}")


def test_a_folder_that_is_not_there_is_named(tmp_path):
    (advice,) = checked(tmp_path, FolderConfig(kind="folder", path=tmp_path / "none")).by_urgency
    assert str(tmp_path / "none") in advice


def test_a_folder_without_recordings_says_what_there_is(tmp_path):
    (tmp_path / "holiday.jpg").touch()
    (advice,) = checked(tmp_path, FolderConfig(kind="folder", path=tmp_path)).by_urgency
    assert f"{tmp_path} holds no recordings (1 files, none of them a recording)" in advice


def test_what_cannot_be_read_in_a_folder_is_named_and_the_rest_counted(tmp_path):
    (tmp_path / "a.fit").touch()
    (tmp_path / "b.fit").symlink_to(tmp_path / "gone.fit")
    found = checked(tmp_path, FolderConfig(kind="folder", path=tmp_path))
    assert found.details == [f"✓ ada: folder {tmp_path}: 2 recordings and archives"]
    assert found.by_urgency == [
        f"ada: {tmp_path / 'b.fit'}: cannot be read: it is a link to what is not there; take it away, or mend it"
    ]


def test_an_athlete_without_sources_is_no_fault(tmp_path):
    found = checked(tmp_path)
    assert found.needs == []
    assert "no source" in found.details[0]


def test_progress_says_how_far_the_first_sync_has_come_and_what_is_owed():
    assert "never read yet" in progress_line("garmin", [])
    reached = [landed(backfill_place("garmin"), stamp="2024-05-01")]
    assert "come back to May 2024" in progress_line("garmin", reached)
    through = [landed(backfill_place("garmin"), stamp=COMPLETE), landed(visited_place("garmin"), stamp="2026-03-09")]
    assert progress_line("garmin", through) == "last read on 2026-03-09"
    owed = [landed(owed_place("garmin") + "1", stamp="2026-03-01"), landed(owed_place("garmin") + "2", stamp=SETTLED)]
    assert "1 activity failed" in progress_line("garmin", through + owed)
