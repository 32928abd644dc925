"""What `niggle serve` answers, asked in this process: a small store, and clients for each kind of viewer.

def test_x(local_client): ...                      nobody has to log in: the owner at their own machine
def test_y(client_of, web_config): ...             client_of(viewer) is logged in as that `Viewer`
def test_z(local_client, post_form): ...           post_form(client, "/runs/….html", key="value") sends the token too
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from starlette.responses import Response
from starlette.testclient import TestClient

from niggle.config import Config, WebConfig, load_config
from niggle.sources.folder import FolderSource
from niggle.steps.collect import collect_from
from niggle.steps.take_in import take_in
from niggle.store.layout import athlete_store
from niggle.web.accounts import Accounts
from niggle.web.app import create_app
from niggle.web.session import Authenticator, new_session
from niggle.web.viewer import LOCAL, NOBODY, Viewer

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)

CONFIG = """
[store]
path = "data"

[[athletes]]
id = "cleo"
name = "Cleo"
squad = "club"
timezone = "Europe/London"
share_with_coach = "details"

[[athletes]]
id = "emil"
name = "Emil"
squad = "club"
timezone = "Europe/London"
share_with_coach = "details"
"""


PASSWORD = "a few words do well"

type ClientOf = Callable[..., TestClient]


class WebClock:
    """A clock that stands still until it is moved on; a day after the newest run of the fixture squad."""

    def __init__(self) -> None:
        self.now = datetime(2026, 2, 25, 18, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move_on(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture(scope="session")
def web_squad(tmp_path_factory: pytest.TempPathFactory, squad_folder: Path) -> Path:
    """A folder with a configuration and the store of Cleo and Emil; only to be read."""
    folder = tmp_path_factory.mktemp("web")
    (folder / "config.toml").write_text(CONFIG)
    config = load_config(folder / "config.toml")
    for athlete in config.athletes:
        collect_from(config.store.path, athlete.id, FolderSource(squad_folder / athlete.id))
    take_in(config, config.athletes)
    return folder


@pytest.fixture
def web_folder(web_squad: Path, tmp_path: Path) -> Path:
    """A copy of `web_squad` to write to."""
    return Path(shutil.copytree(web_squad, tmp_path / "web"))


@pytest.fixture
def web_config(web_folder: Path) -> Config:
    """The configuration of `web_folder`; everybody shares details with the coach."""
    return load_config(web_folder / "config.toml")


@pytest.fixture
def web_clock() -> WebClock:
    """The clock of the applications that the other fixtures make."""
    return WebClock()


@pytest.fixture
def local_client(web_config: Config, web_clock: WebClock) -> Iterator[TestClient]:
    """The owner at their own machine, over `web_config`: nobody has to log in."""
    with _client(web_config, web_clock) as client:
        yield client


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords that cost little to check; what they cost otherwise is the library's own default."""
    monkeypatch.setattr("niggle.web.accounts._HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def client_of(request: pytest.FixtureRequest, web_clock: WebClock) -> Iterator[ClientOf]:
    """A client that is logged in as that viewer; `config` is one over the same store, such as with other consents.

    The session is a real one: of an athlete's link, or of an account that is made on the way.
    """
    with ExitStack() as stack:

        def make(viewer: Viewer, config: Config | None = None) -> TestClient:
            config = request.getfixturevalue("web_config") if config is None else config
            if viewer is LOCAL:
                return stack.enter_context(_client(config, web_clock))
            config = config.model_copy(update={"web": WebConfig(public_url="https://niggle.example.org")})
            client = stack.enter_context(_client(config, web_clock, base_url="https://niggle.example.org"))
            if viewer is not NOBODY:
                _log_in(client, config, viewer, web_clock())
            return client

        yield make


def _client(config: Config, clock: WebClock, *, base_url: str = "http://localhost:8712") -> TestClient:
    app = create_app(config, clock=clock, lets_faults_through=True, patience_s=600.0)  # however busy the machine is
    return TestClient(app, base_url=base_url, follow_redirects=False)


def _log_in(client: TestClient, config: Config, viewer: Viewer, now: datetime) -> None:
    accounts = Accounts(config.store.path)
    if viewer.role == "athlete":
        assert viewer.athlete_id is not None
        session = new_session(now, kind="athlete", name=viewer.athlete_id, epoch=accounts.link_epoch(viewer.athlete_id))
    else:
        assert viewer.role in ("owner", "coach")
        assert viewer.name is not None, "an account needs a name"
        accounts.add(viewer.name, viewer.role, PASSWORD, squads=tuple(viewer.squads), athlete=viewer.athlete_id)
        epoch = accounts.read().accounts[viewer.name].epoch
        session = new_session(now, kind="account", name=viewer.name, epoch=epoch)
    authenticator, response = Authenticator(config), Response()
    authenticator.keep(response, session)
    client.cookies.set(
        authenticator.deployment.cookie,
        SimpleCookie(response.headers["set-cookie"])[authenticator.deployment.cookie].value,
    )


@pytest.fixture
def run_ids(web_config: Config) -> Callable[[str], list[str]]:
    """The ids of an athlete's runs, oldest first."""
    from niggle.records.objects import result_rows

    def of(athlete_id: str) -> list[str]:
        with athlete_store(web_config.store.path, athlete_id).read_published() as reader:
            return [row["run_id"] for row in result_rows(reader, web_config.athlete(athlete_id), now=NOW)]

    return of


@pytest.fixture
def post_form() -> Callable[..., Any]:
    """Send a form as the page's own would be sent, with the token of the client's session."""

    def post(client: TestClient, path: str, **answers: str) -> Any:
        token = client.get("/token")
        csrf = token.json()["csrf"] if token.status_code == 200 else ""
        return client.post(path, data={"csrf": csrf, **answers})

    return post
