"""Sensors over a season: one strap is one baseline, whatever its files call it and whenever they arrive."""

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import pytest

from niggle.config import Config
from niggle.fit.activity import read_activity
from niggle.fit.decode import decode_fit
from niggle.fit.write import Block, write_fit
from niggle.steps.decode import Decoded, decode
from niggle.steps.judge import judge
from niggle.steps.measure import measure
from niggle.steps.night import publish_all
from niggle.steps.triage import triage
from niggle.store.layout import athlete_folder
from niggle.vocabulary.metrics import MEASURED

recordings = import_module("niggle.steps.recordings")
KNOW_VERSION = [recordings, *map(import_module, ("niggle.steps.decode", "niggle.steps.measure", "niggle.records.gait"))]

CHANNEL = {"device_index": 2, "source_type": "antplus", "device_type": 30}
STRAP = {"manufacturer": "garmin", "product": 3300, "serial_number": 700_001}
OTHER_STRAP = STRAP | {"serial_number": 700_002}
LISTS = {
    "named at once": [CHANNEL | STRAP],
    "named later": [CHANNEL, CHANNEL | STRAP],
    "another product": [CHANNEL | STRAP | {"product": 2593}],
    "a product new to us": [CHANNEL | STRAP | {"product": 9999}],
    "listed for the heart": [CHANNEL, CHANNEL | STRAP | {"device_index": 1, "device_type": 120}],
    "never named": [CHANNEL],
}


def rewritten(path: Path, listed: Sequence[dict[str, Any]]) -> bytes:
    """A run of the squad as its watch would have written it with these messages on the strap."""
    (session,) = read_activity(decode_fit(path.read_bytes(), path=path.name)).sessions
    start, columns = session.started_at.timestamp(), session.samples
    watch = {"device_index": 0, "manufacturer": "garmin", "product": 3906, "serial_number": 1}
    fields = {
        "enhanced_speed": columns["speed_mps"],
        "distance": columns["distance_m"],
        "enhanced_altitude": columns["altitude_m"],
        "cadence": columns["cadence_spm"] / 2,
        "stance_time": columns["stance_time_ms"],
        "stance_time_balance": columns["stance_time_balance_left_pct"],
    }
    return write_fit(
        [
            Block("file_id", {"type": "activity", "manufacturer": "garmin", "product": 3906, "time_created": start}),
            *(Block("device_info", {"timestamp": start + at} | one) for at, one in enumerate([watch, *listed])),
            Block("record", {"timestamp": start + columns["elapsed_s"], **fields}),
            Block(
                "session",
                {
                    "timestamp": start + session.elapsed_s, "start_time": start, "sport": "running",
                    "sub_sport": session.sub_sport, "total_elapsed_time": session.elapsed_s,
                    "total_timer_time": session.timer_s,
                },
            ),
        ]
    )  # fmt: skip


@pytest.fixture
def season(tmp_path: Path, squad_folder: Path) -> Callable[[Sequence[str | list[dict[str, Any]]]], list[Path]]:
    """Writes the first runs of a runner, each with the messages on its strap (by name in `LISTS`, or as they are)."""

    def write(lists: Sequence[str | list[dict[str, Any]]]) -> list[Path]:
        (tmp_path / "season").mkdir(exist_ok=True)
        paths = []
        originals = sorted((squad_folder / "ada").glob("*.fit"))[: len(lists)]
        for original, listed in zip(originals, lists, strict=True):
            paths.append(tmp_path / "season" / original.name)
            paths[-1].write_bytes(rewritten(original, LISTS[listed] if isinstance(listed, str) else listed))
        return paths

    return write


def stride_of(results: Sequence[dict[str, Any]]) -> list[Any]:
    return [run["stride"] for run in results]


def test_one_strap_is_one_baseline_whatever_its_files_call_it(make_config, season, results, by_import, tmp_path):
    strides = []
    for names in (["named at once"] * 12, [*LISTS] * 2):
        config = make_config(ada=None)
        by_import(config, config.athletes[0], [season(names)[0].parent])
        strides.append(stride_of(results(config)))
        (tmp_path / "data").rename(tmp_path / f"data {len(strides)}")
    assert strides[1] == strides[0]
    assert strides[0][-1]["verdict"] == "usual"


def test_a_strap_without_a_name_between_two_straps_is_neither(make_config, season, results, by_import):
    config = make_config(ada=None)
    paths = season(["named at once"] * 10 + [[CHANNEL | OTHER_STRAP], "never named"])
    by_import(config, config.athletes[0], [paths[0].parent])
    *_, before, other, nameless = stride_of(results(config))
    assert before["verdict"] == "usual"
    assert (other["verdict"], nameless["verdict"]) == ("insufficient_data", "insufficient_data")
    assert "new strap or pod" in nameless["reason"]


@pytest.mark.parametrize(
    ("late", "strap", "verdict"),
    [(0, OTHER_STRAP, "insufficient_data"), (5, OTHER_STRAP, "insufficient_data"), (5, STRAP, "usual")],
)
def test_late_arrivals_name_it_as_if_they_had_been_there(
    make_config, season, results, by_import, tmp_path, late, strap, verdict
):
    """Runs without a name before and after the one that comes late: another strap leaves them as they are."""
    lists: list[str | list[dict[str, Any]]] = ["named at once", "never named"] * 5
    lists[late] = [CHANNEL | strap]
    paths = season(lists)
    aside = tmp_path / "late.fit"
    found = []
    for is_late in (False, True):
        config = make_config(ada=None)
        if is_late:
            paths[late].rename(aside)
        by_import(config, config.athletes[0], [paths[0].parent, *([aside] if is_late else [])])
        found.append(results(config))
        (tmp_path / "data").rename(tmp_path / f"data {len(found)}")
    assert found[1] == found[0]
    assert found[0][-1]["stride"]["verdict"] == verdict


def sensors_in(config: Config) -> set[str]:
    with duckdb.connect(
        str(athlete_folder(config.store.path, config.athletes[0].id) / "niggle.duckdb"), read_only=True
    ) as connection:
        return {key for (key,) in connection.execute("SELECT DISTINCT sensor FROM run_sensors").fetchall()}


def test_what_an_older_niggle_read_is_read_again(make_config, season, results, by_import, monkeypatch):
    """Sensors are chosen when a file is read: to measure anew what was read before would not be enough."""
    config = make_config(ada=None)
    athlete = config.athletes[0]
    paths = season(["named later"] * 8)
    with monkeypatch.context() as older:
        for module in KNOW_VERSION:
            older.setattr(module, "METRICS_VERSION", 1)
        older.setattr(
            recordings,
            "choose_sensors",
            lambda session, *_: (session.samples, dict.fromkeys(MEASURED, f"one of {session.started_at:%d %b}")),
        )
        by_import(config, athlete, [paths[0].parent])
    before = results(config)
    assert before[-1]["stride"]["verdict"] == "insufficient_data"

    assert decode(config, athlete) == Decoded(0)
    assert len(sensors_in(config)) == 1
    assert measure(config, athlete) == 0  # they were measured as they were read
    assert judge(config, athlete) == 8
    triage(config, athlete)
    publish_all(config)
    after = results(config)
    assert [run["run_id"] for run in after] == [run["run_id"] for run in before]
    assert after[-1]["stride"]["verdict"] == "usual"
    assert (decode(config, athlete).runs, measure(config, athlete)) == (0, 0)
