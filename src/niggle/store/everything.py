"""One SQL statement over all athletes, for the owner of the store: views over what is published of each, and samples.

Every view has the columns of its table in an athlete's database and says in `athlete_id` whose each row is; comments of
columns give units. Samples are published nowhere: where a statement names them, those of each athlete are copied into a
file of its own first, which is gone afterwards, so that no writer waits for longer than a copy.
"""

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from niggle.errors import UsageError
from niggle.store.connections import new_instance, quoted
from niggle.store.database import COMMENTS, Reader
from niggle.store.layout import athlete_store
from niggle.store.literals import literal

TABLES = (
    "runs", "statuses", "criteria", "stride_verdicts", "stride_metrics", "run_gait", "windows", "run_sensors",
    "pain_reports", "weekly_check_ins", "recordings", "raw_files", "activity_details",
)  # fmt: skip
_SAMPLES = re.compile(r"\bsamples\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a statement, and the names of their columns."""

    names: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]


def ask(root: Path, athlete_ids: Sequence[str], statement: str) -> Answer:
    """The answer to a statement over all these athletes.

    Raises:
        UsageError: if DuckDB does not take the statement.
    """
    with _everything(root, athlete_ids, statement) as connection, _told(statement):
        cursor = connection.execute(statement)
        return Answer(tuple(column[0] for column in cursor.description or ()), cursor.fetchall())


def ask_parquet(root: Path, athlete_ids: Sequence[str], statement: str) -> bytes:
    """The answer to a statement over all these athletes as a Parquet file.

    Raises:
        UsageError: if DuckDB does not take the statement.
    """
    with tempfile.TemporaryDirectory(dir=root, prefix=".sql-") as folder:  # mode 0700
        path = Path(folder) / "answer.parquet"
        with _everything(root, athlete_ids, statement, written=path) as connection, _told(statement):
            connection.execute(f"COPY ({statement.strip().rstrip(';')}) TO '{quoted(path)}' (FORMAT parquet)")
        return path.read_bytes()


@contextmanager
def _everything(
    root: Path, athlete_ids: Sequence[str], statement: str, *, written: Path | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB with the views that a statement may ask, and from which it reaches nothing else; but to write a file."""
    with ExitStack() as stack:
        connection = stack.enter_context(new_instance())
        stores = {athlete_id: athlete_store(root, athlete_id) for athlete_id in athlete_ids}
        readers = {
            athlete_id: stack.enter_context(store.read_published(connection))
            for athlete_id, store in stores.items()
            if store.is_published
        }
        if not readers:
            raise UsageError(f"{root}: nothing here yet; run `niggle sync` or `niggle import` first")
        sources = {athlete_id: _database(reader) for athlete_id, reader in readers.items()}
        for table in TABLES:
            _view(connection, table, {athlete_id: f"{source}.{table}" for athlete_id, source in sources.items()})
        if _SAMPLES.search(statement):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=root, prefix=".sql-")))
            _copy_samples(connection, root, list(readers), folder)
        if written is not None:
            connection.execute(f"SET allowed_paths = ['{quoted(written)}']")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection


def _view(connection: duckdb.DuckDBPyConnection, name: str, sources: dict[str, str]) -> None:
    described = connection.execute(f"DESCRIBE {next(iter(sources.values()))}").fetchall()
    own = "* EXCLUDE (athlete_id)" if "athlete_id" in {row[0] for row in described} else "*"
    parts = [
        f"SELECT {literal(athlete_id)} AS athlete_id, {own} FROM {source}" for athlete_id, source in sources.items()
    ]
    connection.execute(f"CREATE VIEW {name} AS {' UNION ALL BY NAME '.join(parts)}")
    for column, *_ in described:
        if column in COMMENTS:
            connection.execute(f'COMMENT ON COLUMN {name}."{column}" IS {literal(COMMENTS[column])}')


def _copy_samples(connection: duckdb.DuckDBPyConnection, root: Path, athlete_ids: Sequence[str], folder: Path) -> None:
    """Copy the samples of every athlete's runs into files, each under the athlete's lock, and make them a view."""
    for number, athlete_id in enumerate(athlete_ids):
        copy = folder / f"{number}.duckdb"
        with athlete_store(root, athlete_id).read_main() as main:
            main.connection.execute(f"ATTACH '{quoted(copy)}' AS copy")
            try:
                main.connection.execute(
                    "CREATE TABLE copy.samples AS SELECT run_id, samples.* EXCLUDE (run_no) "
                    "FROM samples JOIN runs USING (run_no)"
                )
            finally:
                main.connection.execute("DETACH copy")
        connection.execute(f"ATTACH '{quoted(copy)}' AS samples_{number} (READ_ONLY)")
    _view(connection, "samples", {
        athlete_id: f"samples_{number}.samples" for number, athlete_id in enumerate(athlete_ids)
    })  # fmt: skip


def _database(reader: Reader) -> str:
    return str(reader.connection.execute("SELECT current_database()").fetchall()[0][0])


@contextmanager
def _told(statement: str) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        raise UsageError(f"{' '.join(statement.split())[:60]}: {' '.join(str(error).split())}") from error
