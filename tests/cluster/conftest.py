"""Debian's PostgreSQL and an S3-compatible object store on loopback, started for these tests alone."""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from types import ModuleType

import pytest

from niggle.config import Config, load_config
from niggle.store.lake import Lake

for needed in ("boto3", "psycopg", "distributed", "prefect_dask", "duckdb_extension_ducklake", "moto", "flask_cors"):
    pytest.importorskip(needed, reason=f"no {needed}: uv sync --extra cluster")

_numbers = count()


@pytest.fixture(scope="session")
def postgres(services: ModuleType) -> Iterator[str]:
    """The address of a PostgreSQL of these tests' own."""
    programs = services.postgres_programs()
    if programs is None:
        pytest.skip("no PostgreSQL: apt-get install postgresql")
    with services.postgres(programs) as address:
        yield address


@pytest.fixture(scope="session")
def object_store(services: ModuleType) -> Iterator[str]:
    """A bucket in an S3-compatible object store, which boto3 and DuckDB find by the environment."""
    with services.object_store() as environment, pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        yield f"s3://{services.BUCKET}"


@pytest.fixture
def database(postgres: str, services: ModuleType) -> str:
    """The address of a new database."""
    address: str = services.new_database(postgres, f"lake{next(_numbers)}")
    return address


@pytest.fixture
def place(object_store: str) -> str:
    """A place in the object store with nothing in it."""
    return f"{object_store}/place{next(_numbers)}"


@pytest.fixture
def lake(database: str, place: str) -> Lake:
    """A new lake."""
    made = Lake(f"ducklake:postgres:{database}", f"{place}/lake")
    made.create()
    return made


@pytest.fixture
def cluster_config(tmp_path: Path, squad_folder: Path, place: str, database: str) -> Callable[..., Config]:
    """A configuration with a store in the object store: athlete ids, and how many runs each has."""

    def make(engine: str = "", **runs: int) -> Config:
        lines = [f'[store]\npath = "{place}"\nlake = "ducklake:postgres:{database}"\n\n[engine]\n{engine}\n']
        for athlete_id, number in runs.items():
            (tmp_path / athlete_id).mkdir(exist_ok=True)
            for path in sorted((squad_folder / "ben").glob("*.fit"))[:number]:
                shutil.copy2(path, tmp_path / athlete_id)
            lines.append(f'[[athletes]]\nid = "{athlete_id}"\nname = "{athlete_id.title()}"\nsquad = "club"\n')
            lines.append(f'[[athletes.sources]]\nkind = "folder"\npath = "{athlete_id}"\n')
        (tmp_path / "config.toml").write_text("\n".join(lines))
        return load_config(tmp_path / "config.toml")

    return make
