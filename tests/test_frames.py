"""Results as data frames: units, times, consent."""

import json
import shutil
from datetime import UTC
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from niggle import frames
from niggle.config import load_config
from niggle.errors import NiggleError
from niggle.sources.folder import FolderSource
from niggle.steps.collect import collect_from
from niggle.steps.take_in import take_in

DIARY = "date,site,side,peak,end,note\n{day},achilles,left,4,3,my own words\n"
NOTHING_SHARED = '[[athletes]]\nid = "cleo"\nname = "Cleo"\nshare_with_coach = "{level}"\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, squad_folder: Path) -> Path:
    """Four runs of Cleo's and a word on the last."""
    folder = tmp_path_factory.mktemp("frames")
    (folder / "config.toml").write_text('[store]\npath = "data"\n' + NOTHING_SHARED.format(level="details"))
    (folder / "runs").mkdir()
    for path in sorted((squad_folder / "cleo").glob("*.fit"))[:4]:
        shutil.copy(path, folder / "runs")
    (folder / "runs" / "diary.csv").write_text(DIARY.format(day="2026-01-08"))
    config = load_config(folder / "config.toml")
    collect_from(config.store.path, "cleo", FolderSource(folder / "runs"))
    take_in(config, config.athletes)
    return folder


@pytest.fixture
def config(folder: Path) -> Path:
    return folder / "config.toml"


def as_shared(folder: Path, level: str) -> Path:
    path = folder / f"{level}.toml"
    path.write_text('[store]\npath = "data"\n' + NOTHING_SHARED.format(level=level))
    return path


def test_every_frame_is_indexed_by_time_and_names_its_units(config):
    for make in (frames.runs, frames.windows, frames.pain, frames.statuses, frames.episodes):
        frame = make(config=config)
        assert len(frame), make.__name__
        assert isinstance(frame.index, pd.DatetimeIndex)
        assert str(frame.index.tz) == str(UTC)
        assert frame.index.is_monotonic_increasing
    runs = frames.runs(config=config)
    assert runs.attrs["units"]["stance_time_ms"] == "ms"
    assert runs.attrs["meanings"]["moving_time_s"]
    assert len(runs) == 4


def test_samples_of_a_run_are_its_seconds(config):
    run = frames.runs(config=config).iloc[-1]
    seconds = frames.samples(run["run_id"], config=config)
    assert seconds.index[0] == run.name
    assert np.isfinite(seconds["stance_time_ms"]).any()
    assert seconds.attrs["units"]["speed_mps"] == "m/s"
    with pytest.raises(NiggleError, match="no such run"):
        frames.samples("cleo-nothing", config=config)


def test_missing_is_nan_and_never_zero(config):
    assert frames.runs(config=config)["stride_onset_s"].isna().all()


def test_a_coach_sees_what_is_shared(folder, config):
    own, coach = frames.pain(config=config), frames.pain(config=config, as_coach=True)
    assert own["note"].tolist() == ["my own words"]
    assert coach["peak"].tolist() == [4]
    assert not {"note", "affected_mood"} & set(coach.columns)
    status = as_shared(folder, "status")
    assert frames.runs(config=status, as_coach=True)["status"].notna().all()
    assert frames.runs(config=status, as_coach=True)["distance_m"].isna().all()
    assert "stance_time_ms" not in frames.runs(config=status, as_coach=True)
    run_id = frames.runs(config=config)["run_id"].iloc[0]
    for make in (frames.windows, frames.pain, frames.episodes):
        assert make(config=status, as_coach=True).empty
    with pytest.raises(NiggleError):
        frames.samples(run_id, config=status, as_coach=True)
    assert frames.runs(config=as_shared(folder, "none"), as_coach=True).empty


def test_the_example_notebook_runs(config, project_root, monkeypatch):
    monkeypatch.setenv("NIGGLE_CONFIG", str(config))
    notebook = json.loads((project_root / "docs" / "frames.ipynb").read_text(encoding="utf-8"))
    space: dict[str, object] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            exec("".join(cell["source"]), space)
    assert isinstance(space["shared"], pd.DataFrame)
