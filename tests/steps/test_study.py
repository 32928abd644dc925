"""What the export of a store tells, and what it must not."""

import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from niggle.config import Config, StravaConfig, load_config
from niggle.fit.activity import read_activity
from niggle.fit.decode import decode_fit
from niggle.records.gait import gaits
from niggle.sources import OWN_FILES, ActivityDetails, Fetched
from niggle.sources.terms import terms_of
from niggle.steps.collect import collect_from
from niggle.steps.decode import decode
from niggle.steps.judge import judge
from niggle.steps.measure import measure
from niggle.steps.night import publish_all
from niggle.steps.study import study_rows
from niggle.steps.triage import triage
from niggle.store.layout import athlete_store, published
from niggle.study.columns import COLUMNS, METRICS
from niggle.study.table import parse_table, write_table
from niggle.tracks.streams import write_streams

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)

NAMES = {"zenobia": "Zenobia Quist", "xerxes": "Xerxes Plimsoll"}
NOTE = "aching under the old scar"
TITLE = "Morning loop around Loch Ness"
DESCRIPTION = "niggle: left achilles 1/3/3/1, sharp\nwith Aunt Petunia"


class Says:
    """A source that says what it is told to."""

    kind = "garmin_personal"

    def __init__(self, arrivals, terms=OWN_FILES):
        self.arrivals, self.terms = arrivals, terms

    def fetch(self, _seen):
        yield from self.arrivals


def session_of(path):
    return read_activity(decode_fit(path.read_bytes(), path=path.name)).sessions[0]


@pytest.fixture(scope="module")
def config(tmp_path_factory, squad_folder, night) -> Config:
    """Two athletes with names, titles, notes and reports; the second has no strap."""
    folder = tmp_path_factory.mktemp("study")
    lines = ['[store]\npath = "data"\n']
    for athlete_id, source in zip(NAMES, ("cleo", "emil"), strict=True):
        (folder / athlete_id).mkdir()
        for path in sorted((squad_folder / source).glob("*.fit"))[:13]:
            shutil.copy(path, folder / athlete_id)
        lines.append(f'[[athletes]]\nid = "{athlete_id}"\nname = "{NAMES[athlete_id]}"\nsquad = "Harriers"\n')
        lines.append(f'[[athletes.sources]]\nkind = "folder"\npath = "{athlete_id}"\n')
    (folder / "config.toml").write_text("\n".join(lines))
    day = session_of(sorted((folder / "zenobia").glob("*.fit"))[0]).started_at.date()
    (folder / "zenobia" / "diary.csv").write_text(f"date,site,side,peak,note\n{day},shin,right,4,{NOTE}\n")
    config = load_config(folder / "config.toml")
    described = sorted((squad_folder / "cleo").glob("*.fit"))[13]
    details = ActivityDetails(name=TITLE, description=DESCRIPTION, upstream_id="activity-777")
    recording = Fetched(
        place="garmin:7", origin="garmin:7", data=described.read_bytes(), format="fit", stamp="1", details=details
    )
    collect_from(config.store.path, "zenobia", Says([recording]))
    assert night(config) == []
    return config


def export(config: Config, *athlete_ids: str):
    athletes = [athlete for athlete in config.athletes if not athlete_ids or athlete.id in athlete_ids]
    with published(config.store.path) as results:
        return study_rows(results, athletes, now=NOW)


def test_every_run_is_there_with_what_was_measured(config):
    found = export(config, "zenobia")
    assert (len(found.rows), found.runners, found.left_out) == (14, 1, 0)
    with athlete_store(config.store.path, config.athletes[0].id).read_published() as reader:
        run_ids = [row["run_id"] for row in reader.rows("runs_in_order", athlete_id="zenobia")]
        gait_of = gaits(reader, run_ids)
    for row, run_id in zip(found.rows, run_ids, strict=True):
        gait = gait_of[run_id]
        for name in METRICS:
            assert row.number(name) == pytest.approx(gait.values[name])
            raw = np.nanstd(gait.windows[name][gait.is_eligible], ddof=1)
            assert 0.0 < row.number(f"{name}_window_sd") < 1.1 * raw
        assert 0.0 <= gait.eligible_s - row.number("usable_s") < 10.0
    assert {row.sensor for row in found.rows} == {"1"}
    assert found.rows[0].day == 0.0


def test_pain_is_there_and_silence_is_no_zero(config):
    rows = export(config, "zenobia").rows
    said = [(row.number("pain_peak"), row.pain_site, row.pain_side) for row in (rows[0], rows[-1])]
    assert said == [(4.0, "shin", "right"), (3.0, "achilles", "left")]
    assert np.isnan([row.number("pain_peak") for row in rows[1:-1]]).all()
    assert {row.equipment for row in rows} == {None}


def test_a_wrist_watch_has_what_it_has(config):
    rows = export(config, "xerxes").rows
    assert len(rows) == 13
    assert all(np.isnan(row.number("stance_time_balance_left_pct")) for row in rows)
    assert all(np.isfinite(row.number("cadence_spm")) for row in rows)


def test_nothing_of_the_person_is_in_it(config):
    text = write_table(export(config).rows)
    with athlete_store(config.store.path, config.athletes[0].id).read_published() as reader:
        runs = [row for name in NAMES for row in reader.rows("runs_in_order", athlete_id=name)]
        sensors = {row["sensor"] for row in reader.rows("sensors_of", run_ids=[run["run_id"] for run in runs])}
        details = reader.rows("activity_details_of", athlete_id="zenobia")
    assert {TITLE, DESCRIPTION} <= {details[0]["name"], details[0]["description"]}
    secrets = {
        *NAMES,
        *NAMES.values(),
        "Harriers",
        NOTE,
        TITLE,
        DESCRIPTION,
        "Petunia",
        "Ness",
        "activity-777",
        "garmin",
    }
    secrets |= {part for sensor in sensors for part in sensor.split(":") if len(part) > 2}
    for run in runs:
        secrets |= {run["run_id"], run["raw_sha256"], f"{run['started_at']:%Y-%m-%d}", f"{run['started_at']:%H:%M}"}
    assert len(secrets) > 60
    for secret in secrets:
        assert secret.lower() not in text.lower()
    assert not re.search(r"20\d\d-", text)
    header, *lines = text.splitlines()
    assert header == ",".join(COLUMNS)
    allowed = {word for column in COLUMNS.values() for word in column.words} | {""}
    for line in lines:
        assert all(cell in allowed or re.fullmatch(r"-?\d+(\.\d+)?", cell) for cell in line.split(","))


def test_the_number_of_a_runner_tells_nothing_of_the_order_of_athletes(config):
    with published(config.store.path) as results:
        one, other = study_rows(results, config.athletes, now=NOW), study_rows(results, config.athletes[::-1], now=NOW)
    assert one == other
    assert {row.runner for row in one.rows} == {"1", "2"}


def test_it_can_be_read_back(config):
    table = parse_table(write_table(export(config).rows))
    assert not table.problems
    assert len(table.rows) == 27


def test_what_the_terms_of_a_source_forbid_is_left_out(config, tmp_path, squad_folder):
    copy = Path(shutil.copytree(config.store.path.parent, tmp_path / "copy"))
    config = load_config(copy / "config.toml")
    session = session_of(sorted((squad_folder / "emil").glob("*.fit"))[-1])
    samples = {name: [float(v) for v in session.samples[name]] for name in ("elapsed_s", "distance_m", "speed_mps")}
    data = write_streams(samples, started_at=session.started_at + timedelta(days=30), sport="running")
    strava = Says(
        [Fetched(place="strava:1", origin="strava:1", data=data, format="streams", stamp="1")],
        terms_of(StravaConfig(kind="strava")),
    )
    strava.kind = "strava"
    collect_from(config.store.path, "xerxes", strava)
    for step in (decode, measure, judge, triage):
        step(config, config.athlete("xerxes"))
    publish_all(config)
    found = export(config, "xerxes")
    assert (len(found.rows), found.left_out) == (13, 1)
