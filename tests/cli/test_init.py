"""`niggle init`: asks, checks each answer at once, writes once, and says how to go on."""

import shutil
import stat

import pytest

from niggle.cli import init
from niggle.config import load_config


@pytest.fixture
def asked(niggle_in, monkeypatch, tmp_path):
    """Call it in an empty folder, as somebody at a terminal who types these lines."""

    def call(*options, lines=()):
        monkeypatch.setattr(init, "is_terminal", lambda: True)
        monkeypatch.setattr(init, "system_zone", lambda: "Europe/Madrid")
        return niggle_in(tmp_path, "init", *options, stdin="".join(f"{line}\n" for line in lines))

    return call


def test_each_answer_is_checked_at_once_and_asked_again(asked, tmp_path, squad_folder):
    shutil.copytree(squad_folder / "emil", tmp_path / "runs")
    answer = asked(lines=["", "Ada", "Europe/Londn", "", "9", "1", "none", "runs"])
    assert (answer.returncode, answer.stdout) == (0, "niggle sync\n")
    for says in (
        "a name has 1 to 60 letters", 'did you mean "Europe/London"?', "'9' is not one of", "none: no such folder",
        "22 recordings and archives there",
        "in commands you are `ada`",
    ):  # fmt: skip
        assert says in answer.stderr
    config = load_config(tmp_path / "config.toml")
    assert (config.athletes[0].timezone, config.athletes[0].sources[0].path) == ("Europe/Madrid", tmp_path / "runs")
    assert stat.S_IMODE((tmp_path / "config.toml").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("kind", "then"),
    [
        ("intervals", "niggle login intervals\nniggle sync\n"),
        ("garmin_personal", "niggle login garmin_personal\nniggle sync\n"),
        ("nowhere", "niggle import PATH\n"),
    ],
)
def test_it_ends_with_the_next_command(niggle_in, tmp_path, kind, then):
    answer = niggle_in(tmp_path, "init", "--name", "Ada", "--timezone", "UTC", "--from", kind)
    assert (answer.returncode, answer.stdout) == (0, then)


def test_another_file_is_named_in_the_next_command(niggle_in, tmp_path):
    answer = niggle_in(tmp_path, "init", "--name", "Ada", "--from", "nowhere", "--config", "ada.toml")
    assert answer.stdout == "niggle import PATH --config ada.toml\n"


def test_a_file_that_is_there_stays_as_it_is(asked, tmp_path):
    (tmp_path / "config.toml").write_text("mine")
    answer = asked()
    assert (answer.returncode, (tmp_path / "config.toml").read_text()) == (2, "mine")
    assert "is there already and stays as it is" in answer.stderr


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ([], "--name"),
        (["--name", "Ada"], "--from"),
        (["--name", "Ada", "--from", "folder"], "--path"),
        (["--name", "Ada", "--from", "folder", "--path", "none"], "--path: none: no such folder"),
        (["--name", "Ada", "--from", "export", "--path", "."], "is no export of Garmin, Strava or Apple Health"),
        (["--name", "Ada", "--timezone", "Mars", "--from", "nowhere"], "--timezone: 'Mars' is not a time zone"),
        (["--name", "Ada", "--from", "nowhere", "--config", "none/config.toml"], "none/config.toml: cannot be written"),
    ],
)
def test_where_nobody_can_be_asked_what_is_missing_or_wrong_is_said(niggle_in, tmp_path, options, says):
    answer = niggle_in(tmp_path, "init", *options)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert says in answer.stderr
    assert not (tmp_path / "config.toml").exists()


@pytest.mark.parametrize(("told", "zone"), [("Europe/Berlin", "Europe/Berlin"), (None, "UTC"), ("Mars/Base", "UTC")])
def test_the_time_zone_of_this_machine_is_proposed_if_it_can_be_told(monkeypatch, told, zone):
    monkeypatch.setattr("tzlocal.get_localzone_name", lambda: told)
    assert init.system_zone() == zone
