"""Whatever a file holds is told of that file, and the files behind it are read."""

import json
import shutil
import zipfile

import pytest

from niggle.store import Store
from niggle.tracks.streams import write_streams
from tests.tracks.documents import START, gpx

RUN = "20260302T063105Z"
DEEP = b'{"niggle_streams":' + b"[" * 100_000
STREAMS = json.loads(write_streams({"elapsed_s": list(range(600))}, started_at=START, sport="running"))


def odd(**said: object) -> bytes:
    return json.dumps(STREAMS | said).encode()


BAD = {
    "lists in lists": DEEP,
    "a sport that is no text": odd(sub_sport=["trail"]),
    "a sport that cannot be written": odd(sport="\ud800"),
    "the first year": odd(started_at="0001-01-01T00:00:00Z"),
    "infinite": odd(distance_m=float("inf")),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_file_that_cannot_be_read_is_quarantined_by_name(make_config, land, take_in, results, kind):
    config = make_config(me=None)
    land(config, BAD[kind], place="a-bad.json", form="streams")
    land(config, gpx(), place="b-good.gpx", form="gpx")
    (problem,) = take_in(config)
    assert problem.startswith("me: a-bad.json: ")
    assert [run["run_id"] for run in results(config)] == [f"me-{RUN}"]
    with Store(config.store.path).read_published() as reader:
        (quarantined,) = reader.rows("quarantined_files")
    assert quarantined["origin"] == "a-bad.json"
    assert len(list((config.store.path / "quarantine").iterdir())) == 2  # the file, and why
    assert take_in(config) == []


def test_a_long_cell_of_a_diary_keeps_nobody_from_a_status(tmp_path, make_config, night, results):
    folder = tmp_path / "runs"
    folder.mkdir()
    (folder / "a.gpx").write_bytes(gpx())
    (folder / "diary.csv").write_text(f"date,peak,note\n2026-03-02,0,{'x' * 200_000}\n2026-03-02,0,fine\n")
    config = make_config(me=folder)
    (problem,) = night(config)
    assert "diary.csv" in problem
    assert results(config)[0]["status"] == "clear"


def test_a_member_that_is_damaged_and_an_odd_name_keep_nobody_from_a_night(tmp_path, make_config, night, results):
    folder = tmp_path / "runs"
    folder.mkdir()
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("bad.fit", bytes(range(256)) * 40)
    data = bytearray((folder / "a.zip").read_bytes())
    data[45:60] = bytes(15)
    (folder / "a.zip").write_bytes(data)
    (folder / "b.gpx").symlink_to(folder / "nowhere.gpx")
    (folder / "z.gpx").write_bytes(gpx())
    config = make_config(me=folder)
    problems = night(config)
    assert [name for name in ("a.zip", "b.gpx") if any(name in problem for problem in problems)] == ["a.zip", "b.gpx"]
    assert [run["run_id"] for run in results(config)] == [f"me-{RUN}"]
    shutil.rmtree(folder)
