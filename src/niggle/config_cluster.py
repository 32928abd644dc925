"""Where everything is kept and who does the work: the tables of a configuration that lead beyond one machine."""

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictInt, StrictStr, model_validator

from niggle.errors import ConfigError

LOCAL_FOLDER = "niggle-local"  # beside the configuration
_NEEDED_FOR = {
    "store.path": ("boto3",),
    "store.lake": ("psycopg", "duckdb_extension_ducklake", "duckdb_extension_postgres_scanner",
                   "duckdb_extension_httpfs"),
    "engine.runner": ("prefect_dask", "distributed"),
}  # fmt: skip


def _object_address(text: str) -> str:
    if not re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]+[a-z0-9](/[A-Za-z0-9._-]+)*/?", text):
        raise ValueError(f'{text!r} is not a place in an object store; write one like "s3://bucket/niggle"')
    return text.rstrip("/")


def _lake_address(text: str) -> str:
    if not re.fullmatch(r"ducklake:postgres:\S[^'\n]*", text):
        raise ValueError(
            f'{text!r} is not a lake; write one like "ducklake:postgres:dbname=niggle host=db.example.org"'
        )
    return text


def _scheduler_address(text: str) -> str:
    if not re.fullmatch(r"(tcp|tls)://[^\s/]+:\d+", text):
        raise ValueError(f'{text!r} is not a Dask scheduler; write one like "tcp://scheduler:8786"')
    return text


class Table(BaseModel):
    """One table of the file: what it does not know is refused, and nothing of it changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True)


class StoreConfig(Table):
    """Where everything is kept: in a folder, or in an object store with a folder of this machine's own beside it.

    `path = "s3://bucket/prefix"` is read as `objects`; `path` is this machine's folder then (`local` in the file).
    `lake` is where the standings of all athletes are; absent, each is in a file with its athlete.
    """

    path: Path
    objects: Annotated[StrictStr, AfterValidator(_object_address)] | None = None
    lake: Annotated[StrictStr, AfterValidator(_lake_address)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _told_apart(cls, told: object) -> object:
        """Tell a folder and an object store apart, which have one key in the file."""
        if not isinstance(told, dict) or "://" not in str(told.get("path")):
            return told
        rest = {key: value for key, value in told.items() if key not in ("path", "local")}
        return {**rest, "objects": told["path"], "path": told.get("local", LOCAL_FOLDER)}

    @model_validator(mode="after")
    def _has_a_lake(self) -> Self:
        if self.objects is not None and self.lake is None:
            raise ValueError(
                'lake is missing, which a path in an object store needs: lake = "ducklake:postgres:dbname=… host=…"'
            )
        return self


class EngineConfig(Table):
    """Who does the work of a night: this machine's own processes, or a Dask cluster."""

    runner: Literal["dask"] | None = None
    address: Annotated[StrictStr, AfterValidator(_scheduler_address)] | None = None  # absent: a cluster on this machine
    workers: Annotated[StrictInt, Field(ge=1, le=1024)] | None = None  # of a cluster on this machine
    batch_athletes: Annotated[StrictInt, Field(ge=1, le=10_000)] = 200


def refuse_what_is_not_installed(store: StoreConfig, engine: EngineConfig, path: Path) -> None:
    """See whether what a configuration asks for is there; nothing of it is imported.

    Raises:
        ConfigError: naming the key, and what to install.
    """
    asked = {
        "store.path": store.objects is not None,
        "store.lake": store.lake is not None,
        "engine.runner": engine.runner is not None,
    }
    for key, modules in _NEEDED_FOR.items():
        if asked[key] and any(find_spec(module) is None for module in modules):
            message = f"{key}: needs more than is installed; install niggle[cluster] (pip install 'niggle[cluster]')"
            raise ConfigError(message, path=path, key=key)
