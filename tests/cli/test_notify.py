"""`niggle notify`, what `niggle doctor` says of messages and logins, and a whole night that tells somebody."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from niggle.web.accounts import Accounts

CONFIG = """
[store]
path = "data"

[[athletes]]
id = "dana"
name = "Dana"
squad = "club"
timezone = "Europe/London"

[[athletes.sources]]
kind = "folder"
path = "runs"
"""


@pytest.fixture
def folder(tmp_path: Path, squad_folder: Path) -> Callable[..., Path]:
    """A folder with the last runs of dana, whose pain is a concern, and a [notify] table."""

    def make(notify: str, *, more: str = "") -> Path:
        runs = tmp_path / "night" / "runs"
        runs.mkdir(parents=True)
        for path in sorted((squad_folder / "dana").glob("*.fit"))[-6:]:
            shutil.copy(path, runs)
        shutil.copy(squad_folder / "dana" / "diary.csv", runs)
        (tmp_path / "night" / "config.toml").write_text(f"{more}{CONFIG}{notify}")
        (tmp_path / "night" / "config.toml").chmod(0o600)
        return tmp_path / "night"

    return make


def to(url: str, whom: str = 'athlete = "dana"') -> str:
    return f'\n[[notify.to]]\n{whom}\nurls = ["{url}"]\n'


def test_a_night_tells_once_and_the_next_has_nothing_new(folder, niggle_in, sync_in, mailbox: Any) -> None:
    night = folder(to("${DANAS_BOX}") + to("${DANAS_BOX}", 'squad = "club"') + to("json://127.0.0.1:9/secret-token"))
    first = sync_in(night, DANAS_BOX=mailbox.address)
    assert first.returncode == 3
    assert "2 messages sent" in first.stderr
    problem = "problem: notify: athlete:dana by json: it was not taken"
    assert problem in first.stderr
    assert sorted(letter["message"].split("\n")[0] for letter in mailbox.letters) == [
        "There is something new on Dana's page.", "There is something new on your page.",
    ]  # fmt: skip
    assert "secret-token" not in first.stdout + first.stderr
    assert mailbox.address not in first.stdout + first.stderr
    doctor = niggle_in(night, "doctor", "--verbose", DANAS_BOX=mailbox.address)
    assert "by ${DANAS_BOX}: last told on 20" in doctor.stdout
    assert "by json: nothing sent yet; 1 matter waits" in doctor.stdout
    (night / "config.toml").write_text(CONFIG + to("${DANAS_BOX}"))
    again = sync_in(night, DANAS_BOX=mailbox.address)
    assert (again.returncode, "Nothing new" in again.stderr) == (0, True)
    assert len(mailbox.letters) == 2


@pytest.mark.parametrize("options", [[], ["--test"]])
def test_nobody_to_tell_is_said(folder, niggle_in, options: list[str]) -> None:
    answer = niggle_in(folder(""), "notify", *options)
    assert answer.returncode == 2
    assert "[[notify.to]]" in answer.stderr


def test_a_test_message_goes_to_every_address(folder, niggle_in, mailbox: Any) -> None:
    night = folder(to(mailbox.address) + to("json://127.0.0.1:9/secret-token") + to("ntfy://h/${TOPIC_OF_DANA}"))
    answer = niggle_in(night, "notify", "--test")
    assert answer.returncode == 3
    good, refused, missing = answer.stdout.splitlines()
    assert good == "✓ athlete:dana by json"
    assert refused.startswith("✗ athlete:dana by json: it was not taken")
    assert missing == "✗ athlete:dana by ntfy: $TOPIC_OF_DANA is not set in the environment"
    assert len(mailbox.letters) == 1
    assert not (night / "data").exists()


def test_without_news_nothing_is_said(folder, niggle_in, mailbox: Any) -> None:
    answer = niggle_in(folder(to(mailbox.address)), "notify")
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")


def test_doctor_says_who_is_told_and_what_is_missing(folder, niggle_in, mailbox: Any) -> None:
    night = folder(to("${DANAS_BOX}") + to("ntfy://ntfy.sh/secret-topic", 'squad = "club"'))
    niggle_in(night, "import", night / "runs", "--athlete", "dana")
    (night / "config.toml").chmod(0o644)
    answer = niggle_in(night, "doctor", "--verbose")
    assert answer.returncode == 3
    assert "✗ notify: athlete:dana by ${DANAS_BOX}: nothing told yet" in answer.stdout
    assert "✓ notify: squad:club by ntfy: nothing told yet" in answer.stdout
    assert "→ notify: athlete:dana by ${DANAS_BOX}: $DANAS_BOX is not set here" in answer.stdout
    assert "chmod 600" in answer.stdout
    assert "secret-topic" not in answer.stdout
    (night / "config.toml").chmod(0o600)
    answer = niggle_in(night, "doctor", DANAS_BOX=mailbox.address)
    assert answer.returncode == 0, answer.stdout


def test_doctor_says_if_nobody_can_log_in_at_the_public_address(folder, niggle_in) -> None:
    night = folder("", more='[web]\npublic_url = "https://n.example"\n')
    niggle_in(night, "import", night / "runs", "--athlete", "dana")
    assert "→ https://n.example: nobody can log in yet; run `niggle access add" in niggle_in(night, "doctor").stdout
    assert not (night / "data" / "credentials" / "access.json").exists()
    Accounts(night / "data").link_epoch("dana")
    answer = niggle_in(night, "doctor", "--verbose")
    assert "✓ https://n.example: 0 with a password, 1 with a link" in answer.stdout
    assert answer.returncode == 0
