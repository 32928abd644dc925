from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from niggle.config import Athlete, Config, StoreConfig, load_config
from niggle.errors import ConfigError, ConfigFaultsError, NotFoundError

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
        ('path = "/elsewhere"', 'paht = "/elsewhere"', 19, 'athletes.sources.paht: unknown key; did you mean "path"'),
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


ATHLETE = Athlete(
    id="ada", name="Ada", squad="club", also_in=("juniors", "club"), timezone="Pacific/Auckland",
    paused_from=date(2026, 3, 2), paused_until=date(2026, 3, 9), archived_from=date(2026, 5, 1),
)  # fmt: skip


def test_an_athlete_may_be_in_several_squads() -> None:
    config = Config(store=StoreConfig(path=Path("data")), athletes=(ATHLETE,))
    assert ATHLETE.squads == ("club", "juniors")
    assert config.squads == ("club", "juniors")
    assert config.members("juniors") == (ATHLETE,)


@pytest.mark.parametrize(
    ("now", "is_paused", "is_archived"),
    [
        (datetime(2026, 3, 1, 10, tzinfo=UTC), False, False),
        (datetime(2026, 3, 1, 11, tzinfo=UTC), True, False),  # in Auckland it is the second
        (datetime(2026, 3, 9, 10, tzinfo=UTC), True, False),
        (datetime(2026, 3, 9, 11, tzinfo=UTC), False, False),
        (datetime(2026, 4, 30, 12, tzinfo=UTC), False, True),
    ],
)
def test_pauses_and_the_archive_go_by_the_athletes_days(now: datetime, is_paused: bool, is_archived: bool) -> None:
    config = Config(store=StoreConfig(path=Path("data")), athletes=(ATHLETE,))
    assert (ATHLETE.is_paused(now), ATHLETE.is_archived(now)) == (is_paused, is_archived)
    assert config.roster("club", now) == (() if is_archived else (ATHLETE,))
    assert ATHLETE.model_copy(update={"paused_until": None}).is_paused(datetime(2030, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("more", ["paused_until = 2026-03-01", 'contact = "javascript:alert(1)"'])
def test_a_pause_without_a_beginning_and_a_contact_that_is_none_are_refused(tmp_path: Path, more: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f'[store]\npath = "data"\n[[athletes]]\nid = "a"\nname = "A"\n{more}\n')
    with pytest.raises(ConfigError):
        load_config(path)


SQUADS = GOOD.replace('name = "Me"', 'name = "Me"\nsquad = "harriers"').replace(
    'name = "You"', 'name = "You"\nsquad = "b"'
)


def test_a_squad_has_had_other_names(written):
    config = load_config(written(SQUADS + '[[squads]]\nname = "harriers"\nwas = ["runners", "club"]\n'))
    assert config.names_of("harriers") == ("harriers", "runners", "club")
    assert config.names_of("b") == ("b",)
    assert config.squads_named(["club", "b", "elsewhere"]) == {"harriers", "b"}


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ('name = "club"\nwas = ["a"]', r"squads.name: nobody is in a squad 'club'; there is: b, harriers"),
        ('name = "harriers"\nwas = ["b"]', r"squads.was: 'b' is the name of another squad, or stands here twice"),
        (
            'name = "b"\nwas = ["a"]\n[[squads]]\nname = "harriers"\nwas = ["a"]',
            r"squads.was: 'a' is the name of another",
        ),
        ('name = "b"\nwas = []', r"squads.was"),
        ('nmae = "b"\nwas = ["a"]', r'squads.nmae: .*did you mean "name"'),
    ],
)
def test_a_former_name_is_of_one_squad_that_there_is(written, table, fault):
    with pytest.raises(ConfigError, match=fault) as caught:
        load_config(written(f"{SQUADS}[[squads]]\n{table}\n"))
    assert caught.value.line is not None


def test_a_night_visits_the_sources_in_a_pause_and_not_once_archived(written):
    (me, _) = load_config(written(GOOD)).athletes
    at = datetime(2026, 9, 1, 1, tzinfo=UTC)
    assert me.model_copy(update={"paused_from": date(2026, 8, 1)}).sources_at(at) == me.sources
    assert me.model_copy(update={"archived_from": date(2026, 9, 2)}).sources_at(at) == me.sources
    assert me.model_copy(update={"archived_from": date(2026, 9, 1)}).sources_at(at) == ()


FAULTY = """\
[store]
path = "data"
[[athletes]]
id = "me"
nmae = "Me"
share_with_coach = "statuss"
[[athletes.sources]]
kind = "foldr"
[[athletes.sources]]
kind = "folder"
pth = "x"
[notfy]
[web]
colour = "green"
"""


def test_all_faults_are_told_by_line_with_what_was_probably_meant(written) -> None:
    path = written(FAULTY)
    with pytest.raises(ConfigFaultsError) as caught:
        load_config(path)
    told = [str(fault).removeprefix(f"{path}:") for fault in caught.value.faults]
    assert [line.partition(":")[0] for line in told] == ["5", "6", "8", "11", "12", "14"]
    assert [line.rpartition("did you mean ")[2] for line in told[:5]] == [
        '"name"?', '"status"?', '"folder"?', '"path"?', '"notify"?',
    ]  # fmt: skip
    assert told[5].endswith("web.colour: unknown key; take it out")
    assert "\n" not in str(caught.value)


def test_faults_that_only_the_whole_shows_are_told_together(written) -> None:
    text = GOOD.replace('id = "you"', 'id = "me"') + '[[notify.to]]\nathlete = "mee"\nurls = ["json://x"]\n'
    with pytest.raises(ConfigFaultsError, match=r"'me' is used twice.*there is no athlete 'mee'.*did you mean"):
        load_config(written(text))
