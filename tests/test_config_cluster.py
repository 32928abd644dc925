"""Where the store is and who does the work: what is taken, and what is refused in a line that says what to do."""

from pathlib import Path

import pytest

from niggle import config_cluster, homes
from niggle.config import Config, load_config
from niggle.errors import ConfigError

LAKE = 'lake = "ducklake:postgres:dbname=niggle host=db"'
ANNA = '[[athletes]]\nid = "anna"\nname = "Anna"\n'


@pytest.fixture(autouse=True)
def all_installed(monkeypatch):
    """What these tests ask for is there, whether or not it is."""
    monkeypatch.setattr(config_cluster, "find_spec", lambda _: object())


@pytest.fixture
def load(tmp_path):
    def of(store: str, rest: str = ANNA) -> Config:
        (tmp_path / "config.toml").write_text(f"[store]\n{store}\n\n{rest}")
        return load_config(tmp_path / "config.toml")

    return of


def test_a_folder_is_what_it_always_was(load, tmp_path):
    config = load('path = "data"')
    assert (config.store.path, config.store.objects, config.store.lake) == (tmp_path / "data", None, None)
    assert config.engine.runner is None
    assert homes.elsewhere(config.store.path) is None


def test_an_object_store_has_a_folder_of_this_machine_beside_it(load, tmp_path):
    config = load(f'path = "s3://bucket/niggle/"\n{LAKE}')
    assert (config.store.path, config.store.objects) == (tmp_path / "niggle-local", "s3://bucket/niggle")
    assert load(f'path = "s3://bucket"\nlocal = "here"\n{LAKE}').store.path == tmp_path / "here"
    assert homes.elsewhere(tmp_path / "here") == homes.Elsewhere("s3://bucket", config.store.lake)


def test_a_worker_is_handed_the_configuration_as_text(load):
    source = '[[athletes.sources]]\nkind = "folder"\npath = "anna"\n'
    config = load(f'path = "s3://bucket/niggle"\n{LAKE}', f"{ANNA}{source}")
    assert Config.model_validate_json(config.model_dump_json()) == config


@pytest.mark.parametrize(
    ("store", "rest", "said"),
    [
        ('path = "s3://bucket"', ANNA, "store: lake is missing"),
        ('path = "gs://bucket"', ANNA, "'gs://bucket' is not a place in an object store"),
        (f'path = "s3://bucket/../x y"\n{LAKE}', ANNA, "is not a place in an object store"),
        ('path = "data"\nlake = "postgres://db"', ANNA, "'postgres://db' is not a lake"),
        ('path = "data"\nlocal = "here"', ANNA, "store.local: unknown key"),
        ('path = "data"', f'[engine]\nrunner = "ray"\n{ANNA}', "'ray' is not one of 'dask'"),
        ('path = "data"', f'[engine]\naddress = "scheduler"\n{ANNA}', "'scheduler' is not a Dask scheduler"),
        ('path = "data"', f"[engine]\nbatch_athletes = 0\n{ANNA}", "engine.batch_athletes: "),
        (
            f'path = "s3://bucket"\n{LAKE}',
            f'{ANNA}[[athletes.sources]]\nkind = "strava"\n',
            "config.toml:9: athletes.sources.kind: 'strava' needs a store in a folder",
        ),
        (
            f'path = "s3://bucket"\n{LAKE}',
            f'{ANNA}[athletes.share]\nfolder = "out"\n',
            "config.toml:8: athletes.share: needs a store in a folder",
        ),
    ],
)
def test_what_cannot_be_is_said_in_a_line(load, store, rest, said):
    with pytest.raises(ConfigError) as refused:
        load(store, rest)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("key", "store", "engine"),
    [
        ("store.path", f'path = "s3://bucket"\n{LAKE}', ""),
        ("store.lake", f'path = "data"\n{LAKE}', ""),
        ("engine.runner", 'path = "data"', '[engine]\nrunner = "dask"\n'),
    ],
)
def test_what_is_not_installed_is_named_with_what_to_install(load, monkeypatch, key, store, engine):
    monkeypatch.setattr(config_cluster, "find_spec", lambda _: None)
    with pytest.raises(ConfigError, match=rf"{key}: needs more than is installed; install niggle\[cluster\]"):
        load(store, engine + ANNA)
    load('path = "data"')


def test_the_base_installation_imports_nothing_of_it():
    code = Path(config_cluster.__file__).parent
    lazily = {"homes.py", "lake.py", "leases.py"}
    outside = ("boto3", "botocore", "psycopg", "distributed", "prefect_dask")
    for path in code.rglob("*.py"):
        for line in path.read_text().splitlines():
            if line.startswith(tuple(f"{word} {name}" for word in ("import", "from") for name in outside)):
                pytest.fail(f"{path.name}: {line}")
    assert lazily <= {path.name for path in code.rglob("*.py")}
