"""What athletes' own niggles post."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from niggle.config import Config, WebConfig, load_config
from niggle.consent import Visibility, narrowed
from niggle.errors import StoreBusyError
from niggle.records.objects import run_objects
from niggle.sharing.bundle import MOST_BYTES, Bundle, write_bundle
from niggle.sharing.keys import new_private_key, public_key
from niggle.sources.incoming import inbox_path
from niggle.steps.collect import collect
from niggle.steps.take_in import take_in
from niggle.store.layout import athlete_folder, athlete_store, published
from niggle.web.accounts import Accounts
from niggle.web.app import create_app
from niggle.web.viewer import Viewer

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)

KEY = new_private_key()
CONFIG = f"""
[store]
path = "data"

[[athletes]]
id = "cleo"
name = "Cleo"
squad = "club"

[[athletes.sources]]
kind = "shared"
key = "{public_key(KEY)}"

[[athletes]]
id = "emil"
name = "Emil"
squad = "club"
"""

type Send = Callable[..., Any]


@pytest.fixture
def coach(tmp_path: Path) -> Config:
    """A coach's configuration, with an inbox for Cleo."""
    (tmp_path / "coach").mkdir()
    (tmp_path / "coach" / "config.toml").write_text(CONFIG)
    return load_config(tmp_path / "coach" / "config.toml")


@pytest.fixture(scope="session")
def runs(web_squad: Path) -> list[dict[str, Any]]:
    config = load_config(web_squad / "config.toml")
    with published(config.store.path) as results:
        return run_objects(results, [config.athlete("cleo")], now=NOW)


@pytest.fixture
def bundle(runs: list[dict[str, Any]]) -> Callable[..., bytes]:
    """A file of Cleo's."""

    def make(level: str = "details", *, hour: int = 3, key: str = KEY, athlete_id: str = "cleo") -> bytes:
        visibility = Visibility(level)
        return write_bundle(
            Bundle(
                athlete_id=athlete_id,
                level=visibility.level,
                mood=False,
                issued_at=datetime(2026, 2, 25, hour, tzinfo=UTC),
                runs=[] if level == "none" else [narrowed(run, visibility) for run in runs],
            ),
            key,
        )

    return make


@pytest.fixture
def token(coach: Config) -> str:
    return Accounts(coach.store.path).new_token("cleo")


@pytest.fixture
def client(coach: Config, web_clock: Any) -> TestClient:
    """A stranger's client of the coach's pages on the network."""
    config = coach.model_copy(update={"web": WebConfig(public_url="https://niggle.example.org")})
    app = create_app(config, clock=web_clock, lets_faults_through=True)
    return TestClient(app, base_url="https://niggle.example.org", follow_redirects=False)


@pytest.fixture
def send(client: TestClient, token: str) -> Send:
    def post(data: bytes, *, athlete_id: str = "cleo", token: str | None = token) -> Any:
        headers = {} if token is None else {"authorization": f"Bearer {token}"}
        return client.post(f"/shared/{athlete_id}", content=data, headers=headers)

    return post


def seen(config: Config) -> list[dict[str, Any]]:
    with published(config.store.path) as results:
        return run_objects(results, config.athletes, now=NOW)


def test_what_is_posted_is_seen_at_once(coach, send, bundle, runs):
    answer = send(bundle())

    assert (answer.status_code, answer.content) == (204, b"")
    assert [run["run_id"] for run in seen(coach)] == [run["run_id"] for run in runs]
    assert inbox_path(coach.store.path, "cleo").stat().st_mode & 0o777 == 0o600


def test_consent_that_is_withdrawn_is_gone_at_once(coach, send, bundle):
    send(bundle(hour=3))

    assert send(bundle("none", hour=4)).status_code == 204
    assert seen(coach) == []
    (raw,) = (athlete_folder(coach.store.path, coach.athletes[0].id) / "raw").rglob("*.niggle.json")
    assert json.loads(raw.read_bytes())["runs"] == []


@pytest.mark.parametrize("token", [None, "", "wrong", "\u00fc"])
def test_without_the_token_nothing_is_taken(token, coach, client, bundle):
    headers = {} if token is None else {"authorization": f"Bearer {token}".encode()}
    answer = client.post("/shared/cleo", content=bundle(), headers=headers)

    assert answer.status_code == 401
    assert not inbox_path(coach.store.path, "cleo").exists()


def test_a_token_is_for_one_athlete(coach, send, bundle):
    assert send(bundle(athlete_id="emil"), athlete_id="emil").status_code == 401
    other = Accounts(coach.store.path).new_token("emil")
    assert send(bundle(), token=other).status_code == 401


def test_an_athlete_who_does_not_share_so_has_no_inbox(coach, send, bundle):
    token = Accounts(coach.store.path).new_token("emil")

    assert send(bundle(athlete_id="emil"), athlete_id="emil", token=token).status_code == 404


def test_an_id_is_no_path(coach, send, bundle):
    for athlete_id in ("..%2Fcleo", "%2e%2e", "cleo%00"):
        assert send(bundle(), athlete_id=athlete_id).status_code in (401, 404)
    assert not (coach.store.path / "inbox").exists()


@pytest.mark.parametrize("fault", ["key", "athlete", "cut", "rubbish"])
def test_what_cannot_be_trusted_is_not_taken(fault, coach, send, bundle):
    data = {
        "key": lambda: bundle(key=new_private_key()), "athlete": lambda: bundle(athlete_id="emil"),
        "cut": lambda: bundle()[:-1], "rubbish": lambda: b"<script>",
    }[fault]()  # fmt: skip

    answer = send(data)
    assert answer.status_code == 422
    assert "<script>" not in answer.text
    assert not inbox_path(coach.store.path, "cleo").exists()


def test_an_old_file_is_not_taken(coach, send, bundle):
    send(bundle("none", hour=4))

    assert send(bundle(hour=3)).status_code == 409
    assert seen(coach) == []


def test_the_same_again_is_fine(coach, send, bundle):
    send(bundle())
    before = inbox_path(coach.store.path, "cleo").stat().st_mtime_ns

    assert send(bundle()).status_code == 204
    assert inbox_path(coach.store.path, "cleo").stat().st_mtime_ns == before


def test_the_same_again_is_seen_again_after_it_was_taken_out(coach, send, bundle, runs):
    send(bundle())
    inbox_path(coach.store.path, "cleo").unlink()
    athlete = coach.athlete("cleo")
    collect(coach, athlete)
    take_in(coach, [athlete])
    assert seen(coach) == []

    send(bundle())
    assert len(seen(coach)) == len(runs)


def test_what_is_too_large_is_not_taken(coach, send):
    assert send(b"x" * (MOST_BYTES + 1)).status_code == 413
    assert not inbox_path(coach.store.path, "cleo").exists()


def test_nobody_can_look_into_the_inbox(client):
    assert client.get("/shared/cleo").status_code == 405


def test_while_another_writes_it_is_kept_for_later(coach, send, bundle, monkeypatch):
    def busy(*_arguments: object) -> None:
        raise StoreBusyError("another niggle has been writing")

    with monkeypatch.context() as patched:
        patched.setattr("niggle.web.incoming.take_in", busy)
        assert send(bundle()).status_code == 204
    take_in(coach, coach.athletes)
    assert seen(coach)


def test_pages_of_who_shares_are_a_coachs_even_at_ones_own_machine(coach, send, bundle, runs, web_clock):
    send(bundle("status"))
    client = TestClient(create_app(coach, clock=web_clock, lets_faults_through=True), base_url="http://localhost:8712")

    assert client.get("/athletes/cleo.html").status_code == 200
    assert client.get(f"/runs/{runs[-1]['run_id']}.html").status_code == 404
    assert client.get(f"/runs/{runs[-1]['run_id']}/pain.html").status_code == 404
    assert runs[-1]["summary"] not in client.get("/squads/club.html").text


def test_a_run_that_was_shared_has_a_page(coach, send, bundle, runs, web_clock):
    send(bundle())
    client = TestClient(create_app(coach, clock=web_clock, lets_faults_through=True), base_url="http://localhost:8712")

    for run in runs:
        page = client.get(f"/runs/{run['run_id']}.html")
        assert page.status_code == 200
        assert "Shared without the recording" in page.text
        assert "Report on this run" not in page.text
    assert client.get("/athletes/cleo.html").status_code == 200
    assert client.get("/squads/club.html").status_code == 200
    assert client.get("/index.html").status_code == 200


def test_an_athlete_with_a_link_sees_what_the_coach_sees(coach, send, bundle):
    send(bundle("status"))

    with athlete_store(coach.store.path, coach.athletes[0].id).read_published() as reader:
        viewer = Viewer("athlete:cleo", "athlete", athlete_id="cleo")
        assert viewer.visibility(reader, coach.athlete("cleo")) == Visibility("status")
        assert not viewer.owns(coach.athlete("cleo"))
        assert viewer.visibility(reader, coach.athlete("emil")).level == "none"
