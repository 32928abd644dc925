"""The committed fixtures: reproducible, readable by another decoder, and true to their story."""

import json
from pathlib import Path

import fitdecode
import numpy as np
import pytest

from niggle.pain.diary import parse_diary
from niggle.pain.join import RunKey, join_reports
from niggle.simulate.__main__ import main
from niggle.simulate.fixtures import DEFAULT_SEED, make_fixtures
from niggle.simulate.stories import STORIES, tell

FIXTURES = Path(__file__).parents[2] / "fixtures"
MAX_BYTES = 6_000_000


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the command writes, by name."""
    folder = tmp_path_factory.mktemp("fixtures")
    main(["--out", str(folder)], standalone_mode=False)
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_command_writes_the_committed_fixtures_again(contents: dict[str, bytes]) -> None:
    differing = [
        name
        for name, content in contents.items()
        if not (FIXTURES / name).is_file() or (FIXTURES / name).read_bytes() != content
    ]
    assert differing == []
    committed = {path.relative_to(FIXTURES).as_posix() for path in (FIXTURES / "squad").rglob("*") if path.is_file()}
    assert committed == {name for name in contents if name.startswith("squad/")}


def test_another_seed_makes_another_squad(contents: dict[str, bytes]) -> None:
    other = make_fixtures(seed=1)
    assert other["truth.json"] != contents["truth.json"]


def test_fixtures_are_small(contents: dict[str, bytes]) -> None:
    assert sum(map(len, contents.values())) <= MAX_BYTES


def test_truth_names_every_file_and_the_five_stories(contents: dict[str, bytes]) -> None:
    truth = json.loads(contents["truth.json"])
    paths = [run["path"] for athlete in truth["athletes"] for run in athlete["runs"]]
    assert sorted(paths) == sorted(name for name in contents if name.endswith(".fit"))
    latest = {athlete["athlete_id"]: athlete["runs"][-1]["expected_status"] for athlete in truth["athletes"]}
    assert latest == {
        "ada": ["clear"],
        "ben": ["monitor"],
        "cleo": ["check_in"],
        "dana": ["concern"],
        "emil": ["clear"],
    }


def test_nobody_writes_what_the_story_does_not_say(contents: dict[str, bytes]) -> None:
    diaries = {name.split("/")[1]: content.decode() for name, content in contents.items() if name.endswith(".csv")}
    assert set(diaries) == {"ada", "ben", "dana"}
    for athlete_id, diary in diaries.items():
        assert {row.split(",")[0] for row in diary.splitlines()[1:]} == {athlete_id}


def test_diary_is_a_good_one_and_joins_the_runs_it_is_about(contents: dict[str, bytes]) -> None:
    known = [story.athlete_id for story in STORIES]
    for story in STORIES:
        if f"squad/{story.athlete_id}/diary.csv" not in contents:
            continue
        text = contents[f"squad/{story.athlete_id}/diary.csv"].decode()
        diary = parse_diary(text, athlete_id=None, known_athletes=known)
        assert diary.problems == ()
        told_runs = tell(story, DEFAULT_SEED)
        keys = [
            RunKey(
                run_id=str(told.run.index),
                started_at=told.run.plan.started_at,
                local_date=told.run.plan.started_at.date(),
                duration_s=float(told.run.samples["elapsed_s"][-1]),
            )
            for told in told_runs
        ]
        joined = join_reports(diary.reports, keys)
        peaks = {int(joined[report.report_id] or -1): report.peak for report in diary.reports}
        assert peaks == {told.run.index: told.feeling.peak for told in told_runs if told.is_in_diary}


@pytest.mark.parametrize("athlete_id", [story.athlete_id for story in STORIES])
def test_fitdecode_reads_what_was_simulated(contents: dict[str, bytes], athlete_id: str) -> None:
    story = next(story for story in STORIES if story.athlete_id == athlete_id)
    run = tell(story, DEFAULT_SEED)[-1].run
    name = max(name for name in contents if name.startswith(f"squad/{athlete_id}/") and name.endswith(".fit"))
    with fitdecode.FitReader(contents[name], check_crc=fitdecode.CrcCheck.RAISE) as reader:
        messages = [frame for frame in reader if isinstance(frame, fitdecode.FitDataMessage)]
    records = [message for message in messages if message.name == "record"]
    assert len(records) == run.plan.duration_s
    for column, field in {
        "speed_mps": "speed",
        "distance_m": "distance",
        "stance_time_ms": "stance_time",
        "stance_time_balance_left_pct": "stance_time_balance",
        "step_length_mm": "step_length",
    }.items():
        read = np.array([record.get_value(field, fallback=None) for record in records], dtype=np.float64)
        assert np.allclose(read, run.samples[column], atol=1e-9, equal_nan=True), column
    strides = [record.get_value("cadence") + record.get_value("fractional_cadence") for record in records]
    assert np.array_equal(2.0 * np.array(strides), run.samples["cadence_spm"])
    elapsed_s = [(r.get_value("timestamp") - run.plan.started_at).total_seconds() for r in records]
    assert np.array_equal(elapsed_s, run.samples["elapsed_s"])


def test_devices_tell_who_wears_a_strap(contents: dict[str, bytes]) -> None:
    products = {}
    for story in STORIES:
        name = max(name for name in contents if name.startswith(f"squad/{story.athlete_id}/") and name.endswith(".fit"))
        with fitdecode.FitReader(contents[name]) as reader:
            products[story.athlete_id] = [
                frame.get_value("garmin_product")
                for frame in reader
                if isinstance(frame, fitdecode.FitDataMessage) and frame.name == "device_info"
            ]
    assert products["emil"] == ["fr55"]
    assert products["ada"] == ["fenix7", "hrm_pro", "hrm_pro"]


def test_stop_and_start_events_frame_the_pauses(contents: dict[str, bytes]) -> None:
    told = next(t for t in tell(STORIES[3], DEFAULT_SEED) if len(t.run.pauses_s) >= 2)
    name = f"squad/dana/{told.run.plan.started_at:%Y-%m-%d-%H%M}.fit"
    with fitdecode.FitReader(contents[name]) as reader:
        events = [
            (frame.get_value("event_type"), frame.get_value("timestamp") - told.run.plan.started_at)
            for frame in reader
            if isinstance(frame, fitdecode.FitDataMessage) and frame.name == "event"
        ]
    assert [kind for kind, _ in events] == [
        "start",
        *["stop_all", "start"] * len(told.run.pauses_s),
        "stop_all",
    ]
    times_s = [at.total_seconds() for _, at in events[1:-1]]
    assert times_s == told.run.pauses_s.ravel().tolist()
