"""Contracts 1 and 3: commands, exit codes, and the object of a run, as other programs rely on them."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from niggle.cli import niggle

LATEST = "cleo-20260224T074831Z"
CRITERIA = [
    "warms_up", "low_and_stable", "mechanics_unchanged", "resolves_quickly", "worsens", "alters_stride",
    "persists_despite_reduced_training", "affects_mood_sleep_confidence", "sharp", "limping",
]  # fmt: skip


def flags(niggle_in, folder, *more):
    answer = niggle_in(folder, "flags", "--format", "json", *more)
    assert answer.returncode == 0, answer.stderr
    assert answer.stderr == ""
    return json.loads(answer.stdout)


def test_the_object_of_a_run_has_the_keys_of_the_contract(niggle_in, squad):
    runs = flags(niggle_in, squad)
    assert len(runs) == 44
    for run in runs:
        assert set(run) == {
            "run_id", "athlete_id", "started_at", "distance_m", "moving_time_s", "source", "status", "provisional",
            "summary", "stride", "criteria", "questions", "pain", "load",
        }  # fmt: skip
        assert set(run["stride"]) == {"verdict", "reason", "onset_s", "side", "metrics"}
        for metric in run["stride"]["metrics"]:
            assert set(metric) == {"name", "value", "expected", "difference", "z", "unit", "is_altered"}
        assert [criterion["id"] for criterion in run["criteria"]][:10] == CRITERIA
        for criterion in run["criteria"]:
            assert set(criterion) == {"id", "group", "status", "evidence", "references"}
            assert criterion["status"] in ("met", "not_met", "unknown")
        assert set(run["pain"]) == {"site", "side", "before", "first", "peak", "end", "next_morning", "quality", "kind"}
        assert set(run["load"]) == {"longest_30d_m", "distance_over_longest_pct", "minutes_7d", "is_reduced"}
        assert (run["stride"]["reason"] is None) == (run["stride"]["verdict"] != "insufficient_data")


def test_runs_are_sorted_and_no_number_is_nan(niggle_in, squad):
    text = niggle_in(squad, "flags", "--format", "json").stdout
    assert "NaN" not in text
    starts = [run["started_at"] for run in json.loads(text)]
    assert starts == sorted(starts)


def test_an_athlete_and_a_day_can_be_chosen(niggle_in, squad):
    runs = flags(niggle_in, squad, "--athlete", "cleo", "--since", "2026-02-22")
    assert [run["run_id"] for run in runs] == ["cleo-20260222T070327Z", LATEST]


def test_an_altered_stride_without_a_word_asks(niggle_in, squad):
    run = next(run for run in flags(niggle_in, squad) if run["run_id"] == LATEST)
    assert run["status"] == "check_in"
    assert run["stride"]["verdict"] == "altered"
    assert run["questions"]


def test_a_wrist_watch_alone_never_reassures(niggle_in, squad):
    for run in flags(niggle_in, squad, "--athlete", "emil"):
        assert run["stride"]["verdict"] == "insufficient_data"
        assert run["provisional"] is True


def test_csv_has_one_row_a_run(niggle_in, squad):
    rows = list(csv.DictReader(io.StringIO(niggle_in(squad, "flags", "--format", "csv").stdout)))
    assert len(rows) == 44
    assert rows[-1]["pain_peak"] == ""


def test_the_table_names_every_run(niggle_in, squad):
    answer = niggle_in(squad, "flags", "--all")
    assert answer.stdout.count("Z\n") == 44
    assert "? check in" in answer.stdout


def test_pain_changes_the_status_at_once(niggle_in, own_squad):
    answer = niggle_in(
        own_squad, "pain", "add", "--athlete", "cleo", "--site", "achilles", "--side", "right", "--peak", "4",
        "--first", "2", "--limped", "yes",
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    run = flags(niggle_in, own_squad, "--athlete", "cleo")[-1]
    assert run["status"] == "concern"
    assert run["pain"]["site"] == "achilles"
    assert run["pain"]["before"] is None
    assert next(c for c in run["criteria"] if c["id"] == "limping")["status"] == "met"


def test_a_correction_replaces_what_was_said_before(niggle_in, own_squad):
    for peak in ("8", "2"):
        niggle_in(own_squad, "pain", "add", "--athlete", "emil", "--site", "knee", "--side", "left", "--peak", peak)
    assert flags(niggle_in, own_squad, "--athlete", "emil")[-1]["pain"]["peak"] == 2


def test_a_report_before_its_run_waits_for_it(niggle_in, own_squad):
    answer = niggle_in(own_squad, "pain", "add", "--athlete", "emil", "--date", "2026-03-01", "--peak", "0")
    assert answer.returncode == 0
    assert "waits" in answer.stderr
    assert "2026-03-01" in niggle_in(own_squad, "pain", "list").stdout


def test_a_diary_comes_in_once_and_goes_out_as_it_came(niggle_in, own_squad, tmp_path):
    diary = tmp_path / "diary.csv"
    diary.write_text("athlete_id,date,site,side,peak,end\nemil,2026-02-24,knee,left,3,1\ncleo,2026-02-24,,,0,\n")
    first, second = (niggle_in(own_squad, "pain", "import", diary) for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0)
    assert "2 new of 2" in first.stderr
    assert "0 new of 2" in second.stderr
    listed = niggle_in(own_squad, "pain", "list", "--format", "csv").stdout
    again = tmp_path / "again.csv"
    again.write_text(listed)
    assert "0 new of 2" in niggle_in(own_squad, "pain", "import", again).stderr
    assert len(json.loads(niggle_in(own_squad, "pain", "list", "--format", "json").stdout)) == 2


def test_bad_rows_are_named_and_the_good_ones_kept(niggle_in, own_squad, tmp_path):
    diary = tmp_path / "diary.csv"
    diary.write_text(
        "athlete_id,date,site,peak\nemil,2026-02-24,knee,3\nemil,2026-02-24,elbow,3\nzoe,2026-02-24,knee,3\n"
    )
    answer = niggle_in(own_squad, "pain", "import", diary)
    assert answer.returncode == 3
    assert "line 3: column site" in answer.stderr
    assert "line 4: column athlete_id" in answer.stderr
    assert flags(niggle_in, own_squad, "--athlete", "emil")[-1]["pain"]["peak"] == 3


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["flags", "--config", "none.toml"], 2, "none.toml: no such configuration file"),
        (["flags", "--athlete", "zoe"], 2, "no athlete 'zoe'"),
        (["flags", "--since", "the other day"], 2, "--since"),
        (["flags", "--all", "--last", "3"], 2, "--all or --last"),
        (["flags", "--format", "xml"], 2, "--format"),
        (["fly"], 2, "No such command 'fly'"),
        (["flagz"], 2, 'did you mean "flags"?'),
        (["pain", "ad"], 2, 'did you mean "add"?'),
        (["explain", "none"], 2, "no run 'none'"),
        (["import", "none.fit", "--athlete", "emil"], 2, "none.fit: no such file"),
        (["import", "config.toml"], 2, "--athlete ID, one of: cleo, emil"),
        (["import", "config.toml", "--athlete", "emil"], 3, "config.toml: "),
        (["report", "--squad", "none"], 2, "no squad 'none'"),
        (["report", "--out", "config.toml"], 2, "config.toml: is a file"),
        (["pain", "add", "--athlete", "emil"], 2, "nothing to report"),
        (["pain", "add", "--athlete", "emil", "--peak", "11", "--site", "knee"], 2, "--peak"),
        (["pain", "add", "--athlete", "emil", "--peak", "1", "--site", "knee", "--run", "x"], 2, "no run 'x'"),
        (["pain", "import", "none.csv"], 2, "none.csv: cannot be read"),
        (["pain", "import", "config.toml"], 2, "config.toml: unknown column"),
        (["report", "--out", "/proc/none"], 2, "/proc/none: cannot be written"),
        (["flags", "--config", "/"], 2, "/: cannot be read: Is a directory"),
        (["doctor", "none.fit"], 2, "none.fit: cannot be read"),
        (["doctor", "config.toml"], 3, ""),
        (["sync", "--config", "none.toml"], 2, "none.toml: no such configuration file"),
    ],
)
def test_what_is_wrong_is_one_line_and_an_exit_code(niggle_in, own_squad, arguments, code, says):
    answer = niggle_in(own_squad, *arguments)
    assert answer.returncode == code, answer.stderr
    assert says in answer.stderr
    assert "Traceback" not in answer.stderr
    complaints = [line for line in answer.stderr.splitlines() if line.startswith("niggle: ")]
    assert len(complaints) == (1 if says else 0)


def test_before_the_first_night_every_command_says_what_to_do(niggle_in, tmp_path):
    (tmp_path / "config.toml").write_text('[store]\npath = "data"\n[[athletes]]\nid = "me"\nname = "Me"\n')
    for command in (["flags"], ["explain", "x"], ["report"], ["pain", "list"], ["pain", "add", "--peak", "0"]):
        answer = niggle_in(tmp_path, *command)
        assert answer.returncode == 2
        assert "niggle import" in answer.stderr, command


def test_the_configuration_can_come_from_the_environment(niggle_in, squad, tmp_path):
    chosen = str(squad / "config.toml")
    answer = niggle_in(tmp_path, "flags", "--athlete", "emil", "--format", "csv", NIGGLE_CONFIG=chosen)
    assert answer.returncode == 0
    assert answer.stdout.count("\n") == 23


@pytest.mark.parametrize(
    "command",
    [
        "",
        "init",
        "sync",
        "import",
        "pain",
        "pain add",
        "pain import",
        "pain list",
        "pain week",
        "flags",
        "explain",
        "report",
        "serve",
        "access",
        "access add",
        "access link",
        "access token",
        "access list",
        "access revoke",
        "share",
        "notify",
        "login",
        "logout",
        "study",
        "study export",
        "study replay",
        "study priors",
        "doctor",
    ],
)
def test_help_of_every_command_is_there(command):
    answer = CliRunner().invoke(niggle, [*command.split(), "--help"], prog_name="niggle")
    assert answer.exit_code == 0
    assert answer.stdout.startswith(f"Usage: niggle {command}".rstrip())
