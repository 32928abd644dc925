"""Debian's PostgreSQL and an S3-compatible object store on loopback, started for these tests alone."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from niggle.config import Config, load_config
from niggle.store.lake import Lake

for needed in ("boto3", "psycopg", "distributed", "prefect_dask", "duckdb_extension_ducklake", "moto", "flask_cors"):
    pytest.importorskip(needed, reason=f"no {needed}: uv sync --extra cluster")

_START_S = 60.0
_numbers = count()
_PROGRAMS = [*sorted(Path("/usr/lib/postgresql").glob("*/bin")), *map(Path, os.environ["PATH"].split(os.pathsep))]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL of these tests' own, without a database in it."""
    programs = next((folder for folder in _PROGRAMS if (folder / "initdb").exists()), None)
    if programs is None:
        pytest.skip("no PostgreSQL: apt-get install postgresql")
    # Not below pytest's own folder, into which nobody else may look.
    with tempfile.TemporaryDirectory(prefix="niggle-postgres-") as folder:
        user, port, data = None, _free_port(), Path(folder, "data")
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root: there is the user that Debian's package makes
            user = "postgres"
            shutil.chown(folder, user, user)
        _run(user, programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8")
        settings = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        _run(user, programs / "pg_ctl", "-D", data, "-s", "-w", "-l", Path(folder, "log"), "-o", settings, "start")
        yield f"host=127.0.0.1 port={port} user=postgres"
        _run(user, programs / "pg_ctl", "-D", data, "-s", "-m", "immediate", "stop")


@pytest.fixture(scope="session")
def object_store() -> Iterator[str]:
    """A bucket in an S3-compatible object store, which boto3 and DuckDB find by the environment."""
    port = _free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    found = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"{found['AWS_ENDPOINT_URL']}/moto-api/")
        with pytest.MonkeyPatch.context() as patch:
            for name, value in found.items():
                patch.setenv(name, value)
            import boto3

            boto3.client("s3").create_bucket(Bucket="bucket")
            yield "s3://bucket"
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def database(postgres: str) -> str:
    """The address of a new database."""
    import psycopg

    name = f"lake{next(_numbers)}"
    with psycopg.connect(f"{postgres} dbname=postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload, unused-ignore]
    return f"{postgres} dbname={name}"


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


def _run(user: str | None, *command: object) -> None:
    before = [] if user is None else ["runuser", "-u", user, "--"]
    subprocess.run([*before, *map(str, command)], check=True, stdout=subprocess.DEVNULL, cwd="/")


def _free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _wait_for(url: str) -> None:
    until = time.monotonic() + _START_S
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            if time.monotonic() > until:
                raise
        time.sleep(0.05)
