"""Debian's PostgreSQL and an S3-compatible object store, each in a process of its own on loopback."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

BUCKET = "bucket"
_START_S = 60.0
_PROGRAMS = [*sorted(Path("/usr/lib/postgresql").glob("*/bin")), *map(Path, os.environ["PATH"].split(os.pathsep))]


def postgres_programs() -> Path | None:
    """The folder of PostgreSQL's programs; None if there are none."""
    return next((folder for folder in _PROGRAMS if (folder / "initdb").exists()), None)


@contextmanager
def postgres(programs: Path) -> Iterator[str]:
    """The address of a new PostgreSQL with no database but its own."""
    # Not below pytest's own folder, into which nobody else may look.
    with tempfile.TemporaryDirectory(prefix="niggle-postgres-") as folder:
        user, port, data = None, _free_port(), Path(folder, "data")
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root: there is the user that Debian's package makes
            user = "postgres"
            shutil.chown(folder, user, user)
        _run(user, programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8")
        settings = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        _run(user, programs / "pg_ctl", "-D", data, "-s", "-w", "-l", Path(folder, "log"), "-o", settings, "start")
        try:
            yield f"host=127.0.0.1 port={port} user=postgres"
        finally:
            _run(user, programs / "pg_ctl", "-D", data, "-s", "-m", "immediate", "stop")


def new_database(address: str, name: str) -> str:
    """The address of a new database."""
    import psycopg

    with psycopg.connect(f"{address} dbname=postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{address} dbname={name}"


@contextmanager
def object_store() -> Iterator[dict[str, str]]:
    """The environment by which boto3 and DuckDB find an object store that has the bucket."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"{url}/moto-api/")
        import boto3

        keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
        boto3.client("s3", endpoint_url=url, **keys).create_bucket(Bucket=BUCKET)
        yield {
            "AWS_ENDPOINT_URL": url,
            "AWS_ACCESS_KEY_ID": keys["aws_access_key_id"],
            "AWS_SECRET_ACCESS_KEY": keys["aws_secret_access_key"],
            "AWS_DEFAULT_REGION": keys["region_name"],
        }
    finally:
        process.kill()
        process.wait()


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
