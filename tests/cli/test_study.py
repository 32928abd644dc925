"""`niggle study` as a user calls it."""

import json
import shutil
import tomllib

import numpy as np
import pytest

from niggle.study.columns import COLUMNS

KEYS = {
    "runs", "judged", "confirmed_episodes", "confirmed_per_100", "questions_per_100", "z_sd", "power", "runners",
}  # fmt: skip


def table(path, *, runners="AB", n=40, shift=0.0):
    """Balance to 0.1 pp and nothing else."""
    lines = ["runner,day,stance_time_balance_left_pct"]
    for number, runner in enumerate(runners):
        rng = np.random.default_rng(number)
        balance = 50.4 + 0.4 * rng.standard_normal(n) + shift * (np.arange(n) >= n - 5)
        lines += [f"{runner},{2 * day},{value:.1f}" for day, value in enumerate(balance)]
    path.write_text("\n".join(lines) + "\n")
    return path


def test_export(niggle_in, own_squad):
    answer = niggle_in(own_squad, "study", "export", "runs.csv")
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout == "runs.csv\n"
    assert "Nothing was sent. Read the table before you share it" in answer.stderr
    assert "44 runs of 2 runners; runs.md says" in answer.stderr
    for name in ("runs.csv", "runs.md"):
        assert (own_squad / name).stat().st_mode & 0o777 == 0o600
    described = (own_squad / "runs.md").read_text()
    header = (own_squad / "runs.csv").read_text().splitlines()[0].split(",")
    assert header == [line.split("`")[1] for line in described.splitlines() if line.startswith("| `")] == list(COLUMNS)

    again = niggle_in(own_squad, "study", "export", "runs.csv")
    assert again.returncode == 2
    assert "is there already; --force" in again.stderr
    forced = niggle_in(own_squad, "study", "export", "runs.csv", "--force", "--athlete", "emil")
    assert forced.returncode == 0
    assert len((own_squad / "runs.csv").read_text().splitlines()) == 23


def test_an_export_can_be_replayed_and_read_for_priors(niggle_in, squad, tmp_path):
    niggle_in(squad, "study", "export", tmp_path / "runs.csv")
    answer = niggle_in(squad, "study", "replay", tmp_path / "runs.csv", "--format", "json")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert json.loads(answer.stdout)["runs"] == 44
    priors = niggle_in(squad, "study", "priors", tmp_path / "runs.csv")
    assert priors.returncode == 0
    assert tomllib.loads(priors.stdout)["metrics"]["cadence_spm"]["unit"] == "%"


def test_replay_prints_the_object_of_the_contract(niggle_in, tmp_path):
    table(tmp_path / "t.csv")
    answer = niggle_in(tmp_path, "study", "replay", "t.csv", "--format", "json")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "NaN" not in answer.stdout
    found = json.loads(answer.stdout)
    assert set(found) == KEYS
    assert set(found["runners"]) == {"A", "B"}
    assert all(set(one) == KEYS - {"runners"} for one in found["runners"].values())
    assert set(found["z_sd"]) == {"stance_time_balance_left_pct"}
    assert [(one["kind"], one["size_pp"], one["within_runs"]) for one in found["power"]] == [
        ("balance", size_pp, within) for size_pp in (0.75, 1.0, 1.5, 2.0, 3.0) for within in (3, 5)
    ]
    for one in found["power"]:
        assert set(one) == {"kind", "size_pp", "within_runs", "share", "n"}


def test_files_processes_and_order_change_nothing(niggle_in, tmp_path):
    table(tmp_path / "ab.csv")
    lines = (tmp_path / "ab.csv").read_text().splitlines()
    (tmp_path / "a.csv").write_text("\n".join(line for line in lines if not line.startswith("B")) + "\n")
    (tmp_path / "b.csv").write_text(
        "\n".join([lines[0], *[line for line in lines if line.startswith("B")][::-1]]) + "\n"
    )
    replay = ["study", "replay", "--format", "json"]
    answers = [
        niggle_in(tmp_path, *replay, "ab.csv").stdout,
        niggle_in(tmp_path, *replay, "b.csv", "a.csv", "--processes", "2").stdout,
    ]
    assert answers[0] == answers[1]


def test_a_change_at_the_end_is_confirmed(niggle_in, tmp_path):
    table(tmp_path / "t.csv", runners="A", shift=4.0)
    answer = niggle_in(tmp_path, "study", "replay", "t.csv", "--format", "json", "--no-power")
    found = json.loads(answer.stdout)
    assert found["confirmed_episodes"] == 1
    assert found["power"] == []


def test_replay_in_words(niggle_in, tmp_path):
    table(tmp_path / "t.csv")
    answer = niggle_in(tmp_path, "study", "replay", "t.csv")
    assert answer.returncode == 0
    for word in ("false alarms", "questions per 100", "balance alone, within 3 runs", "1 is right"):
        assert word in answer.stdout
    assert max(map(len, answer.stdout.splitlines())) <= 100


def test_what_is_wrong_is_a_line_each_and_the_rest_is_judged(niggle_in, tmp_path):
    table(tmp_path / "good.csv", runners="A", n=30)
    (tmp_path / "bad.csv").write_text("runner,day,cadence_spm,colour\nZ,0,170,red\nZ,one,171,red\nZ,2,fast,red\n")
    (tmp_path / "none.csv").write_text("date,pace\n1,2\n")
    (tmp_path / "noise.csv").write_bytes(bytes(range(256)) * 20)
    files = ("good.csv", "bad.csv", "none.csv", "noise.csv")
    answer = niggle_in(tmp_path, "study", "replay", *files, "--format", "json", "--no-power")
    assert answer.returncode == 3
    assert json.loads(answer.stdout)["runs"] == 31
    assert "niggle: bad.csv: line 3: column day: 'one' is not a number\n" in answer.stderr
    assert "niggle: bad.csv: line 4: column cadence_spm: 'fast' is not a number\n" in answer.stderr
    assert "bad.csv: columns not used: 'colour'\n" in answer.stderr
    assert "niggle: none.csv: no column runner and no column day" in answer.stderr
    assert answer.stderr.count("noise.csv") == 1
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["replay"], "Missing argument 'FILE...'"),
        (["replay", "none.csv"], "'none.csv' does not exist"),
        (["replay", "."], "is a directory"),
        (["priors", "t.csv", "--format", "xml"], "--format"),
        (["export", "none/runs.csv"], "cannot be written"),
        (["export", "runs.md"], "another name"),
        (["export", "t.csv"], "is there already"),
        (["export", "runs.csv", "--athlete", "zoe"], "no athlete 'zoe'"),
    ],
)
def test_wrong_usage(niggle_in, squad, tmp_path, arguments, says):
    shutil.copy(squad / "config.toml", tmp_path)
    text = (tmp_path / "config.toml").read_text().replace('path = "data"', f'path = "{squad / "data"}"')
    (tmp_path / "config.toml").write_text(text)
    table(tmp_path / "t.csv", n=3)
    answer = niggle_in(tmp_path, "study", *arguments)
    assert answer.returncode == 2, answer.stderr
    assert says in answer.stderr
    assert "Traceback" not in answer.stderr


def test_nothing_to_learn_from(niggle_in, tmp_path):
    table(tmp_path / "t.csv", n=5)
    answer = niggle_in(tmp_path, "study", "priors", "t.csv")
    assert answer.returncode == 3
    assert "no runner has 12 runs" in answer.stderr
    found = json.loads(niggle_in(tmp_path, "study", "replay", "t.csv", "--format", "json").stdout)
    assert (found["judged"], found["confirmed_per_100"]) == (0, None)


def test_the_documentation_has_every_column(project_root):
    page = (project_root / "docs" / "study.md").read_text()
    for name in COLUMNS:
        assert f"`{name}`" in page or name.endswith("_window_sd"), name
