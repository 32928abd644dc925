"""From a runner's store to a coach's, and back out of it when the consent is withdrawn."""

import gzip
import json
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from niggle.config import Athlete, Config, load_config
from niggle.consent import configured_visibility
from niggle.records.objects import run_objects
from niggle.records.visibility import coach_visibility
from niggle.reports.run.query import find_run
from niggle.reports.squad.query import squad_view
from niggle.sources.folder import FolderSource
from niggle.steps.collect import collect, collect_from
from niggle.steps.decode import decode
from niggle.steps.judge import judge
from niggle.steps.measure import measure
from niggle.steps.night import publish_all
from niggle.steps.outgoing import Shared, delete_token, keep_token, share, share_key
from niggle.steps.report import report, report_squads
from niggle.steps.take_in import take_in
from niggle.steps.triage import triage
from niggle.store.layout import athlete_folder, athlete_landing, athlete_store, published

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)

RUNNER = """
[store]
path = "data"

[[athletes]]
id = "{own_id}"
name = "Cleo"
timezone = "Europe/London"
share_with_coach = "{level}"
share_mood_with_coach = {mood}
{share}
"""

COACH = """
[store]
path = "data"

[[athletes]]
id = "cleo"
name = "Cleo"
squad = "club"
timezone = "Europe/London"
{said}

[[athletes.sources]]
kind = "shared"
key = "{key}"
path = "../sync"

[[athletes]]
id = "emil"
name = "Emil"
squad = "club"
"""


class Runner:
    """A runner's own niggle; its configuration can be written anew."""

    def __init__(self, folder: Path, *, own_id: str = "cleo") -> None:
        self.folder = folder
        self.own_id = own_id

    def write(self, level: str = "details", *, mood: bool = False, share: str = 'folder = "../sync"') -> None:
        share = f"[athletes.share]\n{share}" if share else ""
        text = RUNNER.format(level=level, mood=str(mood).lower(), share=share, own_id=self.own_id)
        (self.folder / "config.toml").write_text(text)

    @property
    def config(self) -> Config:
        return load_config(self.folder / "config.toml")

    @property
    def athlete(self) -> Athlete:
        return self.config.athletes[0]

    def share(self, **times: Any) -> Shared:
        return share(self.config, self.athlete, **times)

    @property
    def runs(self) -> list[dict[str, Any]]:
        """What a coach may see, out of the runner's own store."""
        with published(self.config.store.path) as results:
            return run_objects(results, [self.athlete], visibility=configured_visibility(self.athlete), now=NOW)


def new_runner(folder: Path, squad_folder: Path, *, own_id: str = "cleo") -> Runner:
    """A runner with the runs of Cleo."""
    folder.mkdir()
    runner = Runner(folder, own_id=own_id)
    runner.write()
    collect_from(runner.config.store.path, own_id, FolderSource(squad_folder / "cleo"))
    take_in(runner.config, runner.config.athletes)
    return runner


class Coach:
    """A coach's niggle."""

    def __init__(self, folder: Path, key: str) -> None:
        self.folder = folder
        self.key = key
        folder.mkdir()
        self.write()

    def write(self, said: str = "", *, drops: str = "") -> None:
        text = COACH.format(key=self.key, said=said)
        (self.folder / "config.toml").write_text(text.replace(drops, "") if drops else text)

    @property
    def config(self) -> Config:
        return load_config(self.folder / "config.toml")

    def sync(self, *, pages: bool = False) -> list[str]:
        config, problems = self.config, list[str]()
        for athlete in config.athletes:
            problems += collect(config, athlete).problems
            problems += decode(config, athlete).problems
            measure(config, athlete)
            judge(config, athlete)
            triage(config, athlete)
        publish_all(config)
        if pages:
            for athlete in config.athletes:
                report(config, athlete)
            report_squads(config)
        return problems

    @property
    def runs(self) -> list[dict[str, Any]]:
        with published(self.config.store.path) as results:
            return run_objects(results, self.config.athletes, now=NOW)

    def kept(self) -> list[Path]:
        """Every file of the store that has a word of the athlete's runs in it, but the manifest."""
        files = [path for path in self.config.store.path.rglob("*") if path.is_file() and ".lock" not in path.name]
        return [path for path in files if b"cleo-2026" in path.read_bytes() or b"cleo-2025" in path.read_bytes()]


@pytest.fixture(scope="module")
def runner_folder(tmp_path_factory: pytest.TempPathFactory, squad_folder: Path) -> Path:
    """A runner's store, only to be copied."""
    return new_runner(tmp_path_factory.mktemp("shared") / "runner", squad_folder).folder


@pytest.fixture
def runner(runner_folder: Path, tmp_path: Path) -> Runner:
    (tmp_path / "sync").mkdir()
    return Runner(Path(shutil.copytree(runner_folder, tmp_path / "runner")))


@pytest.fixture
def coach(runner: Runner, tmp_path: Path) -> Coach:
    return Coach(tmp_path / "coach", share_key(runner.config, runner.athlete))


@pytest.fixture
def bundle(tmp_path: Path) -> Callable[[], dict[str, Any]]:
    """What the file in the folder says."""
    return lambda: json.loads((tmp_path / "sync" / "cleo.niggle.json").read_bytes())


def test_a_coach_sees_what_the_runner_lets_a_coach_see(runner, coach):
    assert len(runner.share().written) == 1

    assert coach.sync() == []
    assert coach.runs == runner.runs
    assert len(coach.runs) > 10


def test_sharing_twice_writes_once(runner, tmp_path):
    path = tmp_path / "sync" / "cleo.niggle.json"
    runner.share()
    before = path.stat().st_ino, path.stat().st_mtime_ns

    again = runner.share()
    assert (again.written, again.problems, len(again.unchanged)) == ((), (), 1)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == before


def test_syncing_twice_changes_nothing(runner, coach):
    runner.share()
    coach.sync(pages=True)
    before = {path: path.stat().st_mtime_ns for path in coach.config.store.path.rglob("*") if path.is_file()}

    coach.sync(pages=True)
    after = {path: path.stat().st_mtime_ns for path in coach.config.store.path.rglob("*") if path.is_file()}
    changed = {path.name for path in after if after[path] != before.get(path)}
    assert changed <= {".lock", "niggle.duckdb", "niggle.duckdb.wal"}


def test_a_file_that_was_lost_on_the_way_is_written_again(runner, tmp_path):
    path = tmp_path / "sync" / "cleo.niggle.json"
    runner.share()
    data = path.read_bytes()
    path.unlink()

    assert len(runner.share().written) == 1
    assert path.read_bytes() == data


@pytest.mark.parametrize("level", ["status", "details", "none"])
def test_a_coach_is_told_no_more_than_the_level(level, runner, coach):
    runner.write(level)
    runner.share()
    coach.sync()

    with athlete_store(coach.config.store.path, coach.config.athletes[0].id).read_published() as reader:
        assert coach_visibility(reader, coach.config.athletes[0]).level == level
    assert {run["summary"] is None for run in coach.runs} == ({level == "status"} if level != "none" else set())


@pytest.mark.parametrize(
    ("shared", "said", "seen"),
    [
        ("details", "status", "status"), ("status", "details", "status"), ("details", "none", "none"),
        ("none", "details", "none"), ("details", "details", "details"),
    ],
)  # fmt: skip
def test_a_coach_can_see_less_and_never_more(shared, said, seen, runner, coach):
    runner.write(shared)
    runner.share()
    coach.write(f'share_with_coach = "{said}"')
    coach.sync()

    with athlete_store(coach.config.store.path, coach.config.athletes[0].id).read_published() as reader:
        assert coach_visibility(reader, coach.config.athletes[0]).level == seen


@pytest.mark.parametrize("mood", [True, False])
def test_mood_needs_a_consent_of_its_own(mood, runner, coach, bundle):
    runner.write(mood=mood)
    runner.share()
    coach.sync()

    told = {criterion["id"] for run in bundle()["runs"] for criterion in run["criteria"]}
    assert ("affects_mood_sleep_confidence" in told) == mood
    with athlete_store(coach.config.store.path, coach.config.athletes[0].id).read_published() as reader:
        assert coach_visibility(reader, coach.config.athletes[0]).mood == mood


def test_what_is_withdrawn_is_gone_at_the_next_sync(runner, coach):
    runner.share()
    coach.sync(pages=True)
    assert {path.suffix for path in coach.kept()} >= {".html", ".json", ".duckdb"}

    runner.write("none")
    assert len(runner.share().written) == 1
    assert coach.sync(pages=True) == []

    assert coach.runs == []
    assert coach.kept() == []
    assert list((coach.config.store.path / "reports" / "runs").iterdir()) == []
    with athlete_store(coach.config.store.path, coach.config.athletes[0].id).read_main() as reader:
        assert reader.rows("shared_objects_of", athlete_id="cleo") == []


def test_what_is_withdrawn_by_a_level_leaves_nothing_of_the_higher_one(runner, coach):
    runner.share()
    coach.sync(pages=True)
    store = coach.config.store.path

    def telling() -> list[Path]:
        files = (path for path in store.rglob("*") if path.is_file())
        return [path for path in files if b'"evidence": "' in path.read_bytes()]

    assert telling()
    runner.write("status")
    runner.share()
    coach.sync(pages=True)

    assert {run["summary"] for run in coach.runs} == {None}
    assert not telling()
    assert list((coach.config.store.path / "reports" / "runs").iterdir()) == []
    (raw,) = (athlete_folder(coach.config.store.path, coach.config.athletes[0].id) / "raw").rglob("*.niggle.json")
    assert json.loads(raw.read_bytes())["level"] == "status"


def test_a_file_that_was_taken_away_takes_everything_with_it(runner, coach, tmp_path):
    runner.share()
    coach.sync()
    (tmp_path / "sync" / "cleo.niggle.json").unlink()
    coach.sync()

    assert coach.runs == []
    assert (
        list((athlete_folder(coach.config.store.path, coach.config.athletes[0].id) / "raw").rglob("*.niggle.json"))
        == []
    )


@pytest.mark.parametrize("drops", ["source", "athlete"])
def test_who_is_taken_out_of_the_configuration_is_taken_out_of_the_store(drops, runner, coach):
    runner.share()
    coach.sync(pages=True)
    text = (coach.folder / "config.toml").read_text()
    start = text.index("[[athletes.sources]]" if drops == "source" else "[[athletes]]")
    coach.write(drops=text[start : text.index('[[athletes]]\nid = "emil"')])
    coach.sync(pages=True)

    assert coach.runs == []
    assert (
        list((athlete_folder(coach.config.store.path, coach.config.athletes[0].id) / "raw").rglob("*.niggle.json"))
        == []
    )
    assert list((coach.config.store.path / "reports" / "runs").iterdir()) == []


def test_an_old_file_that_comes_back_changes_nothing(runner, coach, tmp_path):
    path = tmp_path / "sync" / "cleo.niggle.json"
    runner.share()
    old = path.read_bytes()
    coach.sync()
    runner.write("none")
    runner.share()
    coach.sync()

    path.write_bytes(old)
    (problem,) = coach.sync()
    assert "older than what came before" in problem
    assert coach.runs == []


def test_a_file_that_cannot_be_trusted_leaves_what_was_there(runner, coach, tmp_path):
    path = tmp_path / "sync" / "cleo.niggle.json"
    runner.share()
    coach.sync()
    before = coach.runs

    path.write_bytes(path.read_bytes().replace(b'"clear"', b'"adapt"'))
    (problem,) = coach.sync()
    assert "not signed with the key" in problem
    assert coach.runs == before


def test_a_clock_that_was_set_back_does_not_make_old_news(runner, coach):
    runner.share(clock=lambda: datetime.now(UTC) + timedelta(minutes=5))
    coach.sync()
    runner.write("status")
    runner.share()

    assert coach.sync() == []
    assert {run["summary"] for run in coach.runs} == {None}


def test_what_strava_alone_has_is_never_in_the_file(runner, bundle, squad_folder):
    landing, config = athlete_landing(runner.config.store.path, runner.config.athletes[0].id), runner.config
    fit = sorted((squad_folder / "emil").glob("*.fit*"))[0].read_bytes()
    landing.land(
        gzip.decompress(fit) if fit[:2] == b"\x1f\x8b" else fit, kind="activity", athlete_id="cleo", source="strava",
        place="strava:1", landed_at=datetime.now(UTC), stamp="1", who_may_see="athlete", keep_days=7,
        may_feed_baselines=False,
    )  # fmt: skip
    take_in(config, config.athletes)
    runner.share()

    with published(config.store.path) as results:
        own = {run["run_id"] for run in run_objects(results, config.athletes, now=NOW)}
    shared = {run["run_id"] for run in bundle()["runs"]}
    assert shared < own
    assert len(own - shared) == 1


def test_notes_and_names_are_never_in_the_file(runner, tmp_path):
    diary = b"athlete_id,date,site,side,peak,note\ncleo,2026-02-20,knee,left,2,my secret words\n"
    landing = athlete_landing(runner.config.store.path, runner.config.athletes[0].id)
    landing.land(diary, kind="diary", athlete_id="", source="pain import", place="d", landed_at=datetime.now(UTC))
    take_in(runner.config, runner.config.athletes)
    runner.write("details", mood=True)
    runner.share()

    text = (tmp_path / "sync" / "cleo.niggle.json").read_text()
    for word in ("secret", "Cleo", "club", "London", "position", "latitude", "fixtures", ".fit"):
        assert word not in text


def test_an_athlete_may_have_another_id_at_the_coach(tmp_path, squad_folder, bundle):
    (tmp_path / "sync").mkdir()
    runner = new_runner(tmp_path / "runner", squad_folder, own_id="me")
    runner.write(share='folder = "../sync"\nknown_as = "cleo"')
    coach = Coach(tmp_path / "coach", share_key(runner.config, runner.athlete))
    runner.share()

    assert coach.sync() == []
    assert {run["athlete_id"] for run in bundle()["runs"]} == {"cleo"}
    assert [run["status"] for run in coach.runs] == [run["status"] for run in runner.runs]


def test_who_shares_nowhere_shares_nothing(runner):
    runner.write(share="")

    assert runner.share() == Shared()


def test_a_folder_that_is_not_there_is_one_problem_and_tried_again(runner, tmp_path):
    (tmp_path / "sync").rmdir()
    (problem,) = runner.share().problems
    assert "make the folder, or mend `folder`" in problem

    (tmp_path / "sync").mkdir()
    assert len(runner.share().written) == 1


def test_a_place_that_is_named_no_more_is_cleared(runner, tmp_path):
    (tmp_path / "other").mkdir()
    runner.share()
    runner.write(share='folder = "../other"')
    runner.share()

    assert list((tmp_path / "sync").iterdir()) == []
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["cleo.niggle.json"]
    runner.write(share="")
    assert runner.share().problems == ()
    assert list((tmp_path / "other").iterdir()) == []


def test_pages_and_commands_show_a_shared_run(runner, coach):
    runner.share()
    coach.sync(pages=True)

    with published(coach.config.store.path) as results:
        view = find_run(results, coach.config, coach.runs[-1]["run_id"], now=NOW)
        (row, *_) = [row for row in squad_view(results, coach.config, "club", now=NOW).rows if row.athlete_id == "cleo"]
    assert view.is_shared
    assert row.status == coach.runs[-1]["status"]
    page = (coach.config.store.path / "reports" / "runs" / f"{coach.runs[-1]['run_id']}.html").read_text()
    assert "Shared without the recording" in page


class _Inbox(ThreadingHTTPServer):
    """A coach's `serve` that answers with `status`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Post)
        self.status = 204
        self.came: list[dict[str, Any]] = []


class _Post(BaseHTTPRequestHandler):
    server: _Inbox

    def do_POST(self) -> None:
        self.server.came.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def inbox() -> Iterator[_Inbox]:
    server = _Inbox()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_it_is_posted_once_and_again_only_after_a_change_or_a_failure(runner, inbox):
    runner.write(share=f'url = "http://127.0.0.1:{inbox.server_port}"')
    (problem,) = runner.share().problems
    assert "niggle login share" in problem
    assert inbox.came == []
    keep_token(runner.config, runner.athlete, "secret")
    inbox.status = 503
    (problem,) = runner.share().problems
    assert "next night" in problem
    assert "secret" not in problem

    inbox.status = 204
    assert len(runner.share().written) == 1
    assert len(runner.share().unchanged) == 1
    assert len(inbox.came) == 2
    runner.write("none", share=f'url = "http://127.0.0.1:{inbox.server_port}"')
    runner.share()
    assert (inbox.came[-1]["level"], inbox.came[-1]["runs"]) == ("none", [])


def test_an_address_that_is_named_no_more_gets_an_empty_file(runner, inbox):
    runner.write(share=f'url = "http://127.0.0.1:{inbox.server_port}"')
    keep_token(runner.config, runner.athlete, "secret")
    runner.share()
    runner.write(share='folder = "../sync"')

    assert runner.share().problems == ()
    first, last = inbox.came
    assert (last["level"], last["runs"]) == ("none", [])
    assert last["issued_at"] > first["issued_at"]
    assert len(runner.share().unchanged) == 1
    assert len(inbox.came) == 2


def test_no_token_goes_out_in_the_clear(runner):
    keep_token(runner.config, runner.athlete, "secret")
    runner.write(share='url = "http://coach.example"')

    (problem,) = runner.share().problems
    assert "https://" in problem


def test_a_token_can_be_forgotten_and_the_key_stays(runner):
    key = share_key(runner.config, runner.athlete)
    keep_token(runner.config, runner.athlete, "secret")

    assert delete_token(runner.config, runner.athlete)
    assert not delete_token(runner.config, runner.athlete)
    assert share_key(runner.config, runner.athlete) == key
