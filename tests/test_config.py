from pathlib import Path

import pytest

from niggle.config import load_config
from niggle.errors import ConfigError, NotFoundError

GOOD = """\
[store]
path = "data"

[[athletes]]
id = "me"
name = "Me"

[[athletes.sources]]
kind = "folder"
path = "runs"

[[athletes]]
id = "you"
name = "You"
timezone = "Europe/London"

[[athletes.sources]]
kind = "folder"
path = "/elsewhere"
"""


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "config.toml"
        path.write_text(text)
        return path

    return write


def test_paths_are_taken_from_the_files_folder(written, tmp_path):
    config = load_config(written(GOOD))
    assert config.store.path == tmp_path / "data"
    assert [source.path for athlete in config.athletes for source in athlete.sources] == [
        tmp_path / "runs",
        Path("/elsewhere"),
    ]


def test_what_is_left_out_has_a_default(written):
    config = load_config(written(GOOD))
    assert config.athlete("me").timezone == "UTC"
    assert config.athlete("me").share_with_coach == "status"
    assert config.athlete("me").squad is None
    assert config.schedule.cron == "30 3 * * *"


def test_an_athlete_that_is_not_there_is_named_with_those_who_are(written):
    with pytest.raises(NotFoundError, match=r"'she'.*me, you"):
        load_config(written(GOOD)).athlete("she")


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('id = "you"', 'id = "me"', 13, "athletes.id: 'me' is used twice"),
        ('id = "you"', 'id = "You There"', 13, "athletes.id: 'You There' may only have"),
        ('name = "You"', "name = 7", 14, "athletes.name: .*string, not 7"),
        ('name = "You"\n', "", 12, "athletes.name: is missing"),
        ('timezone = "Europe/London"', 'timezone = "Mars/Base"', 15, "athletes.timezone: 'Mars/Base'"),
        ('path = "/elsewhere"', 'pfad = "/elsewhere"', 19, r"athletes.sources.pfad: unknown key.*1 more"),
        ('kind = "folder"\npath = "runs"', 'kind = "fax"\npath = "runs"', 9, "athletes.sources.kind: 'fax'"),
        ('path = "data"', 'path = "data"\ncolour = 1', 3, "store.colour: unknown key"),
        ('[store]\npath = "data"', "[stor]\n", 1, "stor"),
        ('path = "data"', "path = ", 2, "not valid TOML"),
    ],
)
def test_a_fault_names_its_key_and_line(written, old, new, line, says):
    assert old in GOOD
    path = written(GOOD.replace(old, new, 1))
    with pytest.raises(ConfigError, match=says) as caught:
        load_config(path)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert "\n" not in str(caught.value)


def test_no_athletes_is_a_fault(written):
    with pytest.raises(ConfigError, match="athletes: is missing"):
        load_config(written('[store]\npath = "data"\n'))


def test_a_file_that_is_not_there_is_a_fault(tmp_path):
    with pytest.raises(ConfigError, match="no such configuration file"):
        load_config(tmp_path / "none.toml")


def test_the_shipped_configuration_is_good(project_root):
    config = load_config(project_root / "config.toml")
    assert len(config.athletes) == 5
    assert all(source.path.is_dir() for athlete in config.athletes for source in athlete.sources)
