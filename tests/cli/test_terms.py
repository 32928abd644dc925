"""What only Strava has reaches nobody but the athlete."""

import shutil
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from niggle.config import StravaConfig, load_config
from niggle.fit.activity import read_activity
from niggle.fit.decode import decode_fit
from niggle.sources import Fetched
from niggle.sources.terms import terms_of
from niggle.steps.collect import collect_from
from niggle.steps.decode import decode
from niggle.steps.judge import judge
from niggle.steps.measure import measure
from niggle.steps.night import publish_all
from niggle.steps.triage import triage
from niggle.tracks.streams import write_streams


class Strava:
    kind = "strava"
    terms = terms_of(StravaConfig(kind="strava"))

    def __init__(self, data: bytes) -> None:
        self.data = data

    def fetch(self, _seen: Mapping[str, str]) -> Iterator[Any]:
        yield Fetched(place="strava:1", origin="strava:1", data=self.data, format="streams", stamp="1")


@pytest.fixture(scope="module")
def with_strava(squad, squad_folder, tmp_path_factory) -> tuple[Path, str]:
    """A copy of the squad with a run of Emil's that only Strava has, a month after all others; its id."""
    folder = Path(shutil.copytree(squad, tmp_path_factory.mktemp("strava") / "squad"))
    path = sorted((squad_folder / "emil").glob("*.fit"))[-1]
    session = read_activity(decode_fit(path.read_bytes(), path=path.name)).sessions[0]
    started_at = session.started_at + timedelta(days=30)
    samples = {name: [float(v) for v in session.samples[name]] for name in ("elapsed_s", "distance_m", "speed_mps")}
    config = load_config(folder / "config.toml")
    athlete = config.athlete("emil")
    data = write_streams(samples, started_at=started_at, sport="running")
    collect_from(config.store.path, athlete.id, Strava(data))
    for step in (decode, measure, judge, triage):
        step(config, athlete)
    publish_all(config)
    return folder, f"emil-{started_at:%Y%m%dT%H%M%SZ}"


@pytest.mark.parametrize(
    ("arguments", "is_shown"),
    [
        (("--athlete", "emil", "--format", "json"), True),
        (("--athlete", "emil"), True),
        (("--athlete", "emil", "--format", "csv"), False),
        (("--format", "json"), False),
        ((), False),
        (("--format", "csv"), False),
    ],
)
def test_flags(with_strava, niggle_in, arguments, is_shown):
    folder, run_id = with_strava
    answer = niggle_in(folder, "flags", *arguments)
    assert answer.returncode == 0
    assert (run_id in answer.stdout) == is_shown
    assert ("1 left out" in answer.stderr) != is_shown


def test_pages_for_others_and_the_athletes_own(with_strava, niggle_in, tmp_path):
    kept, run_id = with_strava
    copied = Path(shutil.copytree(kept, tmp_path / "squad"))

    def pages(*arguments: str) -> dict[str, str]:
        answer = niggle_in(copied, "report", *arguments)
        assert answer.returncode == 0, answer.stderr
        folder = Path(answer.stdout.strip()).parent
        folder = folder if folder.is_absolute() else copied / folder
        return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*.html")}

    for arguments in (("--squad", "club", "--out", "for-the-coach"), ("--out", "for-all")):
        shown = pages(*arguments)
        assert f"runs/{run_id}.html" not in shown
        assert not any(run_id in page for page in shown.values())
    own = pages()
    assert f"runs/{run_id}.html" in own
    assert run_id in own["athletes/emil.html"]
    assert run_id not in own["squads/club.html"]
    assert run_id not in own["index.html"]
    assert f"runs/{run_id}.html" in pages("--athlete", "emil", "--out", "mine")
