"""The whole way from files to statuses, on the simulated squad and on damaged input."""

import gzip
import os
import shutil
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from niggle.fit.second_opinion import CellDifference
from niggle.reports.squad.query import squad_view
from niggle.sources.folder import FolderSource
from niggle.steps.collect import Collected, collect, collect_from
from niggle.steps.decode import Decoded, decode
from niggle.steps.judge import judge
from niggle.steps.measure import measure
from niggle.steps.night import discard_results, publish_all, second_opinion
from niggle.steps.report import report, report_squads
from niggle.steps.triage import triage
from niggle.store.layout import athlete_folder, athlete_store, common_store, published

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


def files_of(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.fit"))


def test_the_squad_gets_the_statuses_of_its_stories(make_config, squad_folder, night, results, truth):
    config = make_config(**{name: squad_folder / name for name in truth})
    assert night(config) == []
    found = {run["run_id"]: run for run in results(config)}
    assert len(found) == sum(map(len, truth.values()))
    for athlete_id, runs in truth.items():
        for run in runs:
            run_id = f"{athlete_id}-{run['started_at'].replace('-', '').replace(':', '')}"
            assert found[run_id]["status"] in run["expected_status"], run_id


def test_every_number_has_its_source(make_config, squad_folder, night):
    config = make_config(ada=squad_folder / "ada")
    night(config)
    with duckdb.connect(
        str(athlete_folder(config.store.path, config.athletes[0].id) / "niggle.duckdb"), read_only=True
    ) as connection:
        for table in ("run_gait", "stride_verdicts", "statuses"):
            question = f"SELECT count(*), count(raw_sha256), count(metrics_version) FROM {table}"
            assert connection.execute(question).fetchall() == [(22, 22, 22)]


def test_a_second_night_does_nothing(make_config, squad_folder, night, results):
    config = make_config(dana=squad_folder / "dana")
    night(config)
    before = results(config)
    athlete = config.athletes[0]
    assert collect(config, athlete) == Collected(0)
    assert decode(config, athlete) == Decoded(0)
    assert (measure(config, athlete), judge(config, athlete), triage(config, athlete)) == (0, 0, 0)
    assert not publish_all(config)
    assert results(config) == before


def test_nothing_is_collected_of_who_is_archived_until_they_are_back(make_config, squad_folder):
    config = make_config(dana=squad_folder / "dana")
    (dana,) = config.athletes
    archived = dana.model_copy(update={"archived_from": date(2026, 3, 1)})
    assert collect(config, archived, clock=lambda: datetime(2026, 3, 2, tzinfo=UTC)) == Collected(0)
    assert collect(config, dana.model_copy(update={"paused_from": date(2026, 3, 1)})).new_files > 20


def test_the_order_of_arrival_changes_nothing(make_config, squad_folder, tmp_path, night, results, by_import):
    paths = [*files_of(squad_folder / "dana"), squad_folder / "dana" / "diary.csv"]
    at_once = make_config(dana=squad_folder / "dana")
    night(at_once)
    expected = results(at_once)
    shutil.rmtree(at_once.store.path)
    one_by_one = make_config(dana=None)
    shuffled = [paths[i * 7 % len(paths)] for i in range(len(paths))]
    assert sorted(shuffled) == sorted(paths)
    by_import(one_by_one, one_by_one.athletes[0], shuffled)
    assert results(one_by_one) == expected


def test_a_late_run_changes_only_what_depends_on_it(make_config, squad_folder, results, by_import):
    config = make_config(cleo=None)
    athlete = config.athletes[0]
    *others, late, last = files_of(squad_folder / "cleo")
    by_import(config, athlete, [*others, last])
    collect_from(config.store.path, athlete.id, FolderSource(late))
    decode(config, athlete)
    assert measure(config, athlete) == 0  # it was measured as it was read
    assert judge(config, athlete) == 2  # the late run and the one after it
    assert triage(config, athlete) == 3  # and the one before it, for how it settled
    publish_all(config)
    assert len(results(config)) == 22


def test_wrappers_and_copies_give_the_run_once(make_config, squad_folder, tmp_path, night, results):
    folder = tmp_path / "files"
    folder.mkdir()
    first, second, *_ = files_of(squad_folder / "emil")
    shutil.copy(first, folder / "a.fit")
    shutil.copy(first, folder / "the same again.FIT")
    (folder / "b.fit.gz").write_bytes(gzip.compress(second.read_bytes()))
    with zipfile.ZipFile(folder / "export.zip", "w") as archive:
        archive.write(first, "DI_CONNECT/uploads/1.fit")
        archive.write(second, "DI_CONNECT/uploads/2.fit")
        archive.writestr("readme.txt", "nothing to see")
    config = make_config(emil=folder)
    assert night(config) == []
    assert len(results(config)) == 2


def test_a_file_that_cannot_be_read_is_quarantined_and_the_night_goes_on(
    make_config, squad_folder, tmp_path, night, results
):
    folder = tmp_path / "files"
    folder.mkdir()
    shutil.copy(files_of(squad_folder / "emil")[0], folder / "good.fit")
    (folder / "bad.fit").write_bytes(b"this is not a FIT file at all, whatever its name says")
    (folder / "bad.zip").write_bytes(b"PK\x03\x04 and then nothing")
    os.utime(folder / "bad.zip", (1_770_000_000, 1_770_000_000))  # not just being written
    config = make_config(emil=folder)
    problems = night(config)
    assert len(problems) == 2
    assert all(problem.startswith("emil: ") and "bad." in problem and "\n" not in problem for problem in problems)
    assert len(results(config)) == 1
    kept = sorted(path.suffix for path in (config.store.path / "quarantine").iterdir())
    assert kept == [".fit", ".fit", ".txt", ".txt"]
    assert night(config) == []  # told once


def test_a_run_cut_short_is_salvaged_with_its_defect(make_config, squad_folder, tmp_path, night, results):
    folder = tmp_path / "files"
    folder.mkdir()
    data = files_of(squad_folder / "ada")[0].read_bytes()
    (folder / "cut.fit").write_bytes(data[: len(data) // 2])
    os.utime(folder / "cut.fit", (1_770_000_000, 1_770_000_000))  # not just being written
    config = make_config(ada=folder)
    assert night(config) == []
    assert len(results(config)) == 1
    with athlete_store(config.store.path, config.athletes[0].id).read_published() as reader:
        assert len(reader.rows("damaged_files")[0]["defects"]) > 0


def test_the_same_run_in_a_poorer_recording_changes_nothing(make_config, squad_folder, tmp_path, results, by_import):
    rich = files_of(squad_folder / "ada")[0]
    poor = tmp_path / "poor.fit"
    poor.write_bytes(rich.read_bytes()[: rich.stat().st_size * 2 // 3])
    outcomes = []
    for order in ([rich, poor], [poor, rich]):
        config = make_config(ada=None)
        by_import(config, config.athletes[0], order)
        outcomes.append(results(config))
        shutil.rmtree(config.store.path)
    assert outcomes[0] == outcomes[1]
    assert len(outcomes[0]) == 1


def test_what_a_diary_no_longer_says_is_gone(make_config, squad_folder, tmp_path, night, results):
    folder = tmp_path / "files"
    shutil.copytree(squad_folder / "ben", folder)
    config = make_config(ben=folder)
    night(config)
    assert any(run["pain"]["peak"] for run in results(config))
    (folder / "diary.csv").write_text("date,site,side,peak\n2026-02-24,,,0\n")
    night(config)
    peaks = {run["started_at"][:10]: run["pain"]["peak"] for run in results(config)}
    assert peaks.pop("2026-02-24") == 0
    assert set(peaks.values()) == {None}


def test_a_bad_row_of_a_diary_is_told_once_and_the_good_ones_are_kept(
    make_config, squad_folder, tmp_path, night, results
):
    folder = tmp_path / "files"
    folder.mkdir()
    shutil.copy(files_of(squad_folder / "ben")[-1], folder)
    (folder / "diary.csv").write_text("date,site,side,peak\n2026-02-24,knee,left,2\n2026-02-24,knee,left,eleven\n")
    config = make_config(ben=folder)
    (problem,) = night(config)
    assert "diary.csv: line 3: column peak" in problem
    assert results(config)[0]["pain"]["peak"] == 2
    assert night(config) == []


def test_a_source_that_is_gone_does_not_stop_the_others(make_config, squad_folder, tmp_path, night, results):
    config = make_config(ada=tmp_path / "nowhere", emil=squad_folder / "emil")
    (problem,) = night(config)
    assert "nowhere: no such folder" in problem
    assert {run["athlete_id"] for run in results(config)} == {"emil"}


def test_forgotten_runs_come_back_the_same(make_config, squad_folder, night, results):
    config = make_config(dana=squad_folder / "dana")
    night(config)
    before = results(config)
    assert discard_results(config, config.athletes[0], date(2026, 2, 1), date(2026, 2, 10)) > 0
    night(config)
    assert results(config) == before


@pytest.mark.parametrize("table", ["metrics_version", "stride", "triage"])
def test_a_newer_method_is_applied_to_every_run(make_config, squad_folder, night, results, table):
    config = make_config(emil=squad_folder / "emil")
    night(config)
    before = results(config)
    outdated = {
        "metrics_version": "UPDATE run_gait SET metrics_version = 0",
        "stride": "UPDATE stride_verdicts SET rules_version = 0, word = 'usual'",
        "triage": "UPDATE statuses SET rules_version = 0, status = 'clear'",
    }[table]
    with duckdb.connect(str(athlete_folder(config.store.path, config.athletes[0].id) / "niggle.duckdb")) as connection:
        connection.execute(outdated)
    night(config)
    assert results(config) == before


def test_pages_are_drawn_once_and_only_for_their_owner(make_config, squad_folder, night):
    config = make_config(emil=squad_folder / "emil")
    night(config)
    athlete = config.athletes[0]
    assert report(config, athlete) == 24  # 22 runs, the athlete's own and their year
    assert report(config, athlete) == 0
    assert report_squads(config) == 3  # the squad, who is here, what the coach sees
    assert report_squads(config) == 0
    for path in (config.store.path / "reports").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_the_first_file_of_each_device_gets_a_second_opinion(make_config, squad_folder, night):
    config = make_config(emil=squad_folder / "emil")
    night(config)
    assert second_opinion(config, config.athletes[0]) == ()
    with common_store(config.store.path).read_main() as reader:
        (opinion,) = reader.rows("second_opinions")
    assert (opinion["product"], opinion["differing_cells"]) == ("fr55", 0)


@pytest.mark.parametrize("is_of_run", [True, False])
def test_what_two_decoders_read_differently_is_a_problem_if_a_run_is_made_of_it(
    make_config, squad_folder, night, monkeypatch, is_of_run
):
    cell = CellDifference("record", 4, "cadence", 80, 81, is_of_run)
    monkeypatch.setattr("niggle.fit.second_opinion.differing_cells", lambda *_, **__: [cell])
    (file,) = files_of(squad_folder / "emil")[:1]
    config = make_config(emil=file)
    night(config)
    named = f"emil: {file}: two decoders read 1 value of this run differently; `niggle doctor` says what to do"
    assert second_opinion(config, config.athletes[0]) == ((named,) if is_of_run else ())


def test_nothing_of_a_person_is_logged(make_config, squad_folder, night, caplog):
    caplog.set_level("DEBUG")
    config = make_config(dana=squad_folder / "dana")
    night(config)
    assert "knee" not in caplog.text
    assert "Dana" not in caplog.text


def test_a_squads_table_marks_what_may_be_chance_and_hides_nothing(make_config, squad_folder, night, truth):
    config = make_config(**{name: squad_folder / name for name in truth})
    night(config)
    with published(config.store.path) as results:
        rows = {row.athlete_id: row for row in squad_view(results, config, "club", now=NOW).rows}
    assert set(rows) == set(truth)
    assert rows["cleo"].status == "check_in"
    assert not rows["cleo"].may_be_chance  # far out, also among five
    assert not rows["dana"].may_be_chance  # pain is never a matter of chance


def test_diaries_are_read_again_after_an_update_that_knows_more_answers(make_config, squad_folder, tmp_path, night):
    folder = tmp_path / "files"
    folder.mkdir()
    run = sorted((squad_folder / "dana").glob("*.fit"))[-1]
    shutil.copy(run, folder)
    (folder / "diary.csv").write_text(f"date,site,side,peak,kind\n{run.name[:10]},foot,left,3,skin\n")
    config = make_config(dana=folder)
    night(config)
    before = _reports(config)
    # An older version had refused the diary for a column that it did not know, and was done with it.
    with duckdb.connect(str(athlete_folder(config.store.path, config.athletes[0].id) / "niggle.duckdb")) as connection:
        connection.execute("DELETE FROM pain_reports")
        connection.execute("DELETE FROM pain_statements")
        connection.execute("DELETE FROM schema_migrations WHERE name = 'diaries_again'")
    night(config)
    assert _reports(config) == before
    night(config)
    assert _reports(config) == before
    assert [(row["site"], row["kind"]) for row in before] == [("foot", "skin")]


def _reports(config):
    with athlete_store(config.store.path, config.athletes[0].id).read_published() as reader:
        return reader.rows("pain_reports_of", athlete_id="dana")
