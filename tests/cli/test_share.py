"""`niggle share` as a runner calls it, and the commands of a coach over what came of it."""

import json
import re
from pathlib import Path

import pytest

from niggle.config import load_config

SHARE = '\nshare_with_coach = "details"\n[athletes.share]\nfolder = "sync"\n'


@pytest.fixture
def runner(own_squad: Path) -> Path:
    """Cleo shares, Emil does not."""
    path = own_squad / "config.toml"
    head, _, rest = path.read_text().partition('timezone = "Europe/London"\n')
    path.write_text(f'{head}timezone = "Europe/London"{SHARE}{rest}')
    (own_squad / "sync").mkdir()
    return own_squad


@pytest.fixture
def call(niggle_in):
    def run(folder: Path, *arguments: object, **options: str):
        return niggle_in(folder, *arguments, NIGGLE_CREDENTIALS="file", **options)

    return run


def test_sharing_prints_a_line_a_target(runner, call):
    first = call(runner, "share")
    again = call(runner, "share")

    assert first.returncode == again.returncode == 0, first.stderr + again.stderr
    (line,) = first.stdout.splitlines()
    assert re.fullmatch(r"cleo: \d+ runs \(details\) written to .*cleo\.niggle\.json", line)
    (line,) = again.stdout.splitlines()
    assert "is up to date" in line
    assert (runner / "sync" / "cleo.niggle.json").stat().st_mode & 0o777 == 0o600


def test_nobody_who_shares_is_a_wrong_configuration(own_squad, call):
    answer = call(own_squad, "share")

    assert answer.returncode == 2
    assert "[athletes.share]" in answer.stderr
    assert answer.stdout == ""


def test_a_folder_that_is_not_there_needs_a_person(runner, call):
    (runner / "sync").rmdir()
    answer = call(runner, "share")

    assert answer.returncode == 3
    assert len(answer.stderr.splitlines()) == 1


def test_the_key_comes_with_the_lines_for_the_coach(runner, call, tmp_path):
    answer = call(runner, "share", "--key", "--athlete", "cleo")
    key, _, lines = answer.stdout.partition("\n")

    assert re.fullmatch(r"ed25519:[A-Za-z0-9_-]{43}", key)
    assert call(runner, "share", "--key", "--athlete", "cleo").stdout == answer.stdout
    (tmp_path / "coach.toml").write_text(f'[store]\npath = "data"\n[[athletes]]\nname = "Cleo"\n{lines}')
    (athlete,) = load_config(tmp_path / "coach.toml").athletes
    assert (athlete.id, athlete.shared and athlete.shared.key) == ("cleo", key)


def test_the_private_key_and_the_token_are_for_the_owner_alone(runner, call):
    answer = call(runner, "login", "share", "--athlete", "cleo", stdin="a-secret-token\n")

    assert answer.returncode == 0, answer.stderr
    assert "a-secret-token" not in answer.stdout + answer.stderr
    path = runner / "data" / "credentials" / "share-cleo.json"
    assert path.stat().st_mode & 0o777 == 0o600
    kept = json.loads(path.read_text())["secrets"]
    assert kept["token"] == "a-secret-token"
    key = call(runner, "share", "--key", "--athlete", "cleo").stdout
    assert kept["private_key"] not in key

    call(runner, "logout", "share", "--athlete", "cleo")
    assert set(json.loads(path.read_text())["secrets"]) == {"private_key"}
    assert call(runner, "share", "--key", "--athlete", "cleo").stdout == key


def test_a_coach_works_with_what_is_shared(runner, call, sync_in, tmp_path):
    call(runner, "share")
    key = call(runner, "share", "--key", "--athlete", "cleo").stdout.partition("\n")[0]
    coach = tmp_path / "coach"
    coach.mkdir()
    (coach / "config.toml").write_text(
        '[store]\npath = "data"\n[[athletes]]\nid = "cleo"\nname = "Cleo"\nsquad = "club"\n'
        f'[[athletes.sources]]\nkind = "shared"\nkey = "{key}"\npath = "{runner / "sync"}"\n'
    )

    doctor = call(coach, "doctor", "--verbose")
    assert re.search(r"cleo: shared: \d+ runs \(details\), as of 20", doctor.stdout)
    synced = sync_in(coach, NIGGLE_CREDENTIALS="file")
    assert synced.returncode == 0, synced.stderr
    runs = json.loads(call(coach, "flags", "--format", "json").stdout)
    theirs = json.loads(call(runner, "flags", "--format", "json", "--athlete", "cleo").stdout)
    assert [run["status"] for run in runs] == [run["status"] for run in theirs]
    assert call(coach, "flags", "--format", "csv").stdout.count("\n") == len(runs) + 1
    explained = call(coach, "explain", runs[-1]["run_id"])
    assert explained.returncode == 0, explained.stderr
    assert "by the runner's own niggle" in explained.stdout
    report = call(coach, "report", "--out", coach / "out")
    assert report.returncode == 0, report.stderr
    assert (coach / "out" / "runs" / f"{runs[-1]['run_id']}.html").exists()

    assert not re.search(r"^\s*·\s*$", explained.stdout, re.MULTILINE)

    config = runner / "config.toml"
    config.write_text(config.read_text().replace('share_with_coach = "details"', 'share_with_coach = "status"'))
    call(runner, "share")
    assert sync_in(coach, NIGGLE_CREDENTIALS="file").returncode == 0
    flags = call(coach, "flags", "--all")
    assert flags.returncode == 0, flags.stderr
    assert flags.stdout.count("cleo-") == len(runs)
    explained = call(coach, "explain", runs[-1]["run_id"])
    assert (explained.returncode, explained.stdout) == (2, "")
    assert "shares the status" in explained.stderr

    (runner / "sync" / "cleo.niggle.json").unlink()
    assert "not there yet" in call(coach, "doctor").stdout + call(coach, "doctor").stderr
    assert sync_in(coach, NIGGLE_CREDENTIALS="file").returncode == 0
    assert json.loads(call(coach, "flags", "--format", "json").stdout) == []
