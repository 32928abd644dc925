"""A runner uploads a recording of their own: kept as it is, once, and decided beside answering."""

import io
import re
import tempfile
import zipfile
from uuid import UUID

import pytest

from niggle.store.layout import athlete_landing, athlete_store, common_store
from niggle.web import uploading
from niggle.web.viewer import NOBODY, Viewer

CLEO = Viewer("athlete:cleo", "athlete", name="Cleo", athlete_id="cleo")
EMIL = Viewer("athlete:emil", "athlete", name="Emil", athlete_id="emil")
COACH = Viewer("account:carl", "coach", name="carl", squads=frozenset({"club"}))
PLACE = "/athletes/cleo/upload.html"
FIRST = UUID(int=1)
GPX_OF_A_RIDE = (
    b'<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><type>cycling</type><trkseg>'
    + b"".join(
        b'<trkpt lat="0.%04d" lon="0"><time>2026-02-01T10:%02d:00Z</time></trkpt>' % (minute * 30, minute)
        for minute in range(30)
    )
    + b"</trkseg></trk></gpx>"
)


@pytest.fixture
def recording(squad_folder):
    """A run of somebody else's day, which Cleo has not run yet."""
    return sorted((squad_folder / "ada").glob("*.fit"))[0].read_bytes()


@pytest.fixture
def cleo(client_of):
    return client_of(CLEO)


@pytest.fixture
def landed(web_config):
    """What has come to Cleo by uploads."""

    def of():
        return [
            one for one in athlete_landing(web_config.store.path, "cleo").arrivals("cleo") if one.source == "upload"
        ]

    return of


def send(client, name, data, *, upload_id=FIRST, **fields):
    token = client.get("/token")
    csrf = token.json()["csrf"] if token.status_code == 200 else ""
    return client.post(PLACE, data={"csrf": csrf, "entry_id": str(upload_id), **fields}, files={"file": (name, data)})


def words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def test_a_file_is_kept_and_its_run_shown_and_the_same_file_again_is_one(
    cleo, landed, web_config, recording, tmp_path, monkeypatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    form = cleo.get(PLACE)
    assert 'enctype="multipart/form-data"' in form.text
    answer = send(cleo, "Morning <Run>.fit", recording)
    assert answer.status_code == 303
    page = cleo.get(f"/athletes/cleo/{answer.headers['location']}")
    assert "One run is in it." in page.text
    assert "Morning &lt;Run&gt;.fit" in page.text
    run_path = re.search(r'href="\.\./\.\./(runs/[^"]+)"', page.text)[1]
    assert cleo.get(f"/{run_path}").status_code == 200
    [one] = landed()
    assert athlete_landing(web_config.store.path, "cleo").read_arrival(one) == recording
    assert str(web_config.store.path) not in one.origin

    with zipfile.ZipFile(packed := io.BytesIO(), "w") as archive:
        archive.writestr("a.fit", recording)
    again = send(cleo, "all.zip", packed.getvalue(), upload_id=UUID(int=2))
    assert "It was here already." in cleo.get(f"/athletes/cleo/{again.headers['location']}").text
    assert {one.sha256 for one in landed()} == {one.sha256}
    assert not list(tmp_path.glob("niggle-upload-*"))


def test_another_file_from_a_form_that_was_gone_back_to_takes_no_run_away(cleo, squad_folder):
    runs = []
    for path in sorted((squad_folder / "ada").glob("*.fit"))[:2]:
        answer = send(cleo, path.name, path.read_bytes())
        page = cleo.get(f"/athletes/cleo/{answer.headers['location']}").text
        assert "One run is in it." in page
        runs += re.findall(r'href="\.\./\.\./(runs/[^"]+)"', page)
    assert send(cleo, path.name, path.read_bytes()).headers["location"] == answer.headers["location"]
    assert [cleo.get(f"/{run}").status_code for run in runs] == [200, 200]


def test_what_cannot_be_read_is_put_aside_and_told_in_one_line(cleo, web_config):
    answer = send(cleo, "cut.fit", b"not what its name says")
    page = words(cleo.get(f"/athletes/cleo/{answer.headers['location']}"))
    assert "Kept, but not read: cut.fit: " in page
    assert page.count("cut.fit: ") == 1
    assert [path.name.startswith("cleo-") for path in (web_config.store.path / "quarantine").glob("*.txt")] == [True]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"<gpx and no more", "Kept, but no recording is in it that niggle can read."),
        (GPX_OF_A_RIDE, "No run is in it. Other sports count as load."),
    ],
)
def test_what_holds_no_run_is_told_of(cleo, data, line):
    answer = send(cleo, "a.gpx", data)
    assert line in words(cleo.get(f"/athletes/cleo/{answer.headers['location']}"))


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("notes.txt", b"x", "Choose a .fit, .gpx or .tcx file"),
        ("", b"", "Choose a file first."),
        ("photos.zip", None, "No recording is in that file"),
    ],
)
def test_what_is_no_recording_is_not_taken(cleo, landed, name, data, line):
    if data is None:
        with zipfile.ZipFile(packed := io.BytesIO(), "w") as archive:
            archive.writestr("photo.jpg", b"no recording")
        data = packed.getvalue()
    answer = send(cleo, name, data)
    assert answer.status_code == 422
    assert line in answer.text
    assert not [one for one in landed() if one.sha256]


def test_during_a_night_it_is_kept_at_once_and_the_page_says_so(cleo, landed, web_config, recording):
    root = web_config.store.path
    with common_store(root).night(), athlete_store(root, "cleo").write():  # nothing can be decided before this ends
        answer = send(cleo, "run.fit", recording)
        assert len(landed()) == 1
        page = cleo.get(f"/athletes/cleo/{answer.headers['location']}")
        assert "Kept; decided when the night is through." in page.text


def test_one_upload_is_read_at_a_time(cleo, recording, monkeypatch):
    held = []
    monkeypatch.setattr(uploading, "land_upload", lambda *_, **__: held.append(uploading._ONE_AT_A_TIME.locked()))
    assert send(cleo, "run.fit", recording).status_code == 303
    assert held == [True]
    assert not uploading._ONE_AT_A_TIME.locked()


def test_nobody_uploads_for_somebody_else(client_of, landed, recording):
    assert send(client_of(EMIL), "run.fit", recording).status_code == 404
    assert send(client_of(COACH), "run.fit", recording).status_code == 404
    assert send(client_of(NOBODY), "run.fit", recording).status_code == 401
    assert landed() == []


def test_a_file_without_the_token_of_its_page_is_not_taken(cleo, landed, recording):
    assert send(cleo, "run.fit", recording, csrf="of another").status_code == 403
    assert send(cleo, "run.fit", recording, entry_id="no id").status_code == 400
    assert landed() == []


def test_what_became_of_an_upload_is_for_its_runner_alone(client_of, cleo, recording):
    answer = send(cleo, "run.fit", recording)
    told = answer.headers["location"].partition("?")[2]
    assert "One run is in it." not in client_of(EMIL).get(f"/athletes/emil/upload.html?{told}").text
    assert client_of(EMIL).get(f"{PLACE}?{told}").status_code == 404
