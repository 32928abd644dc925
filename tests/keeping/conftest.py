"""A store with all that a store can hold, made once; and what is asked of stores in these tests."""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from niggle.config import StravaConfig, load_config
from niggle.landing import Landing
from niggle.sources import ActivityDetails, Arrival, Fetched
from niggle.sources.base import OWN_FILES
from niggle.sources.terms import terms_of
from niggle.steps.collect import _Collection
from niggle.steps.night import second_opinion
from niggle.steps.report import report, report_squads
from niggle.steps.take_in import take_in
from niggle.store.layout import common_store
from niggle.tracks.streams import write_streams
from niggle.web.accounts import Accounts

SECRET = "Zwiebelfisch"  # said by Ada in every way there is, and by nobody else
CONFIG = """
[store]
path = "data"

[[athletes]]
id = "ada"
name = "Ada"
squad = "club"
timezone = "Europe/London"
share_with_coach = "details"

[[athletes]]
id = "emil"
name = "Emil"
squad = "club"
timezone = "Europe/London"
"""


class TestSource:
    """A source that gives what it is given."""

    __test__ = False

    def __init__(self, kind: str, terms: Any, *arrivals: Arrival) -> None:
        self.kind, self.terms, self._arrivals = kind, terms, arrivals

    def fetch(self, _seen: Mapping[str, str]) -> Iterator[Arrival]:
        yield from self._arrivals


def streams_at(start: datetime) -> bytes:
    seconds = [float(s) for s in range(900)]
    return write_streams({"elapsed_s": seconds, "speed_mps": [3.0] * 900}, started_at=start, sport="running")


def from_network(place: str, start: datetime, **details: Any) -> Fetched:
    """A run that a network source gives, with what it says of it."""
    return Fetched(
        place=place, origin=place, data=streams_at(start), format="streams", stamp="a-b", workout_id=place,
        details=ActivityDetails(upstream_id="1", started_at=start, **details),
    )  # fmt: skip


def make_store(folder: Path, niggle: Callable[..., Any], squad: Path) -> None:
    """Runs, a diary of one and a diary of both, entries, edits, undone and forgotten things, sources that say much."""

    def call(*arguments: object, **more: Any) -> Any:
        answer = niggle(folder, *arguments, **more)
        assert answer.returncode == 0, answer.stderr
        return answer

    (folder / "config.toml").write_text(CONFIG)
    call("import", squad / "ada" / "diary.csv", *sorted((squad / "ada").glob("*.fit"))[:14], "--athlete", "ada")
    call("import", *sorted((squad / "emil").glob("*.fit"))[:8], "--athlete", "emil")
    config = load_config(folder / "config.toml")
    ada, root = config.athletes[0], config.store.path
    start = datetime(2026, 3, 10, 6, 0, 5, tzinfo=UTC)
    told = from_network("intervals:1", start, name=f"{SECRET} loop", description=f"niggle: left knee 2, {SECRET}")
    _Collection(root, ada.id, clock=lambda: start).make(TestSource("intervals", OWN_FILES, told))
    strava = from_network("strava:1", start + timedelta(days=1), name=f"{SECRET} hill", description="easy")
    _Collection(root, ada.id).make(TestSource("strava", terms_of(StravaConfig(kind="strava")), strava))
    both = "athlete_id,date,site,side,peak,note\n" + (
        f'ada,2026-02-03,knee,left,2,"{SECRET},\nsaid aloud"\nemil,2026-02-03,calf,right,3,Erdapfel\n'
        f"ada,2026-02-05,knee,left,1,{SECRET}\nemil,2026-02-08,calf,right,1,=1+1\n"
    )
    (folder / "both.csv").write_text(both)
    call("pain", "import", "both.csv")
    runs = [one["run_id"] for one in json.loads(call("flags", "--athlete", "ada", "--format", "json").stdout)]
    pain = ("--site", "achilles", "--side", "left", "--peak", "3")
    call("pain", "add", "--athlete", "ada", "--run", runs[-6], *pain, "--note", SECRET)
    call("pain", "edit", "--athlete", "ada", "--run", runs[-6], "--peak", "4")
    call("pain", "add", "--athlete", "ada", *pain, "--note", f"{SECRET} too")
    call("pain", "undo", "--athlete", "ada")
    call("pain", "week", "--athlete", "ada", "--participation", "1", "--volume", "1", "--performance", "0",
         "--pain", "2", "--date", "2026-03-08")  # fmt: skip
    call("forget", "run", runs[1])
    accounts = Accounts(root)
    accounts.add("ada@example.org", "coach", "long enough words", squads=("club",), athlete="ada")
    accounts.add("carla", "owner", "other long words", squads=(), athlete=None)
    accounts.link_epoch("ada")
    accounts.link_epoch("emil")
    accounts.new_token("ada")
    Landing(root / "squads" / "club" / "ada").land(
        f"coach saw {SECRET}".encode(), kind="details", athlete_id="ada", source="web", place="note:1", landed_at=start
    )
    for athlete in config.athletes:
        second_opinion(config, athlete)
    with common_store(root).write(publishes=False) as writer:
        writer.insert("notices", [
            {"target": f"squad:{one}", "address": "f00d", "matter": f"question:{one}:1", "athlete_id": one,
             "kind": "question", "run_id": None, "source": None, "noticed_at": start.replace(tzinfo=None),
             "sent_at": None, "failed_at": None}
            for one in ("ada", "emil")
        ])  # fmt: skip
        writer.insert("notice_beginnings", [
            {"target": "squad:club", "address": "f00d", "athlete_id": one, "started_at": start.replace(tzinfo=None)}
            for one in ("ada", "emil")
        ])  # fmt: skip
    take_in(config, config.athletes)
    for athlete in config.athletes:
        report(config, athlete)
    report_squads(config)


@pytest.fixture(scope="session")
def kept(made_once: Callable[..., Path], niggle_in: Callable[..., Any], squad_folder: Path) -> Path:
    """A folder with a configuration and a store; only to be read."""
    return made_once("kept", lambda folder: make_store(folder, niggle_in, squad_folder))


@pytest.fixture
def own(kept: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of `kept` to write to."""
    yield Path(shutil.copytree(kept, tmp_path / "own"))
    shutil.rmtree(tmp_path / "own")  # they are large, and pytest keeps what tests leave


@pytest.fixture
def flags(niggle_in: Callable[..., Any]) -> Callable[[Path], str]:
    """All that is told of the runs of each athlete in a folder, and of what was reported, as text."""

    def told(folder: Path) -> str:
        answers = [niggle_in(folder, "flags", "--athlete", one, "--format", "json") for one in ("ada", "emil")]
        answers += [niggle_in(folder, "pain", "list", "--format", "json")]
        answers += [niggle_in(folder, "pain", "list", "--weekly", "--format", "json")]
        assert [answer.returncode for answer in answers] == [0, 0, 0, 0], [answer.stderr for answer in answers]
        return "\n".join(answer.stdout for answer in answers)

    return told


@pytest.fixture(scope="session")
def files_with() -> Callable[[Path, bytes], list[str]]:
    """Every file below a folder in which some bytes are."""

    def found(folder: Path, needle: bytes) -> list[str]:
        paths = (path for path in folder.rglob("*") if path.is_file())
        return sorted(str(path.relative_to(folder)) for path in paths if needle in path.read_bytes())

    return found
