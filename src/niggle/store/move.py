"""Stores of the layout before: one database, one manifest and one heap of raw files of all athletes → one store each.

All of it is made beside the old in `athletes.moving/` and given its name in one step; the old is whole until then, so
whoever is killed before it leaves nothing to repair, and the next one begins anew. What follows only takes away, can be
done again, and is done again until a mark that came with the name is gone. Raw files are linked and never rewritten.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import duckdb

from niggle.durable import prepare_folder, write_atomically, writing
from niggle.landing import MANIFEST, Landed, Landing, parsed
from niggle.store.database import Store
from niggle.store.literals import literal
from niggle.vocabulary.slugs import is_id

ATHLETES = "athletes"
_DRAFT = "athletes.moving"
_COMMON = ".common"  # within the athletes' folder: what is to be in the place of the old, until it is there

_OF_ATHLETE = (
    "raw_files", "recordings", "gone_runs", "activity_details", "shared_bundles", "shared_runs", "forgotten_recordings",
)  # fmt: skip
_OF_RUN = (
    "run_sensors", "run_gait", "windows", "stride_verdicts", "stride_metrics", "statuses", "criteria",
)  # fmt: skip
# By which line of the manifest a row is in its place, and what else is in that number.
_NUMBERED = {"pain_reports": 1_000_000, "pain_statements": 1_000_000, "weekly_check_ins": 1}
OF_NOBODY = ("second_opinions", "notices", "notice_beginnings", "source_troubles")

_settled: set[Path] = set()  # the stores of which this process knows that there is nothing to move


def settle(root: Path) -> None:
    """Move a store that has the layout before, if it is one, and finish what was begun.

    Raises:
        StoreBusyError: if another process goes on writing.
        DamagedError: if its database is damaged; it is put aside, and the next call makes do with the raw files.
    """
    if root in _settled:
        return
    if is_to_move(root):
        for _ in moving(root):
            pass
    if (root / ATHLETES).exists():  # from here on there is nothing to move, whoever asks again and again
        _settled.add(root)


def moving(root: Path) -> Iterator[str]:
    """Move a store, and after each step tell what was done; whoever stops in between loses nothing."""
    with Store(root).read_main() as old, writing(root):
        if not is_to_move(root):  # another process was quicker
            return
        if not (root / ATHLETES).exists():
            yield from _drafted(root, old.connection)
            (root / _DRAFT).rename(root / ATHLETES)
            yield "named"
    if (root / ATHLETES / _COMMON).exists():
        with Store(root).locked(), writing(root):
            yield from _old_taken_away(root)


def is_to_move(root: Path) -> bool:
    """Whether a store has the layout before, or is not wholly moved."""
    if (root / ATHLETES).exists():
        return (root / ATHLETES / _COMMON).exists()
    return (root / MANIFEST).exists() or Store(root).is_there


def _drafted(root: Path, old: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Make every athlete's folder, and what is to be in the place of the old."""
    draft, landing = root / _DRAFT, Landing(root)
    shutil.rmtree(draft, ignore_errors=True)
    prepare_folder(draft / _COMMON)
    yield "begun"
    lines = _lines(root)
    is_published = Store(root).is_published
    for athlete_id in _athletes(old, lines):
        folder = draft / athlete_id
        prepare_folder(folder)
        own = [(number, line) for number, line, landed in lines if _is_of(landed, athlete_id)]
        _link_raw(landing, Landing(folder), [one for _, _, one in lines if one is not None], athlete_id)
        yield f"{athlete_id}: raw files"
        if own:
            write_atomically(folder / MANIFEST, "".join(f"{line}\n" for _, line in own).encode())
        _copy_rows(old, Store(folder), athlete_id, [number for number, _ in own])
        yield f"{athlete_id}: rows"
        if is_published:
            Store(folder).publish()
        yield f"{athlete_id}: published"
    stays = [line for _, line, landed in lines if landed is None or not is_id(landed.athlete_id)]
    write_atomically(draft / _COMMON / MANIFEST, "".join(f"{line}\n" for line in stays).encode())
    with Store(draft / _COMMON).write(publishes=False) as writer:
        for table in OF_NOBODY:
            writer.connection.execute(f"INSERT INTO {table} BY NAME FROM {_name(old)}.{table}")
    yield "common"


def _old_taken_away(root: Path) -> Iterator[str]:
    """Put in the place of the old what is nobody's alone, and unlink what has its place with its athlete now."""
    common = root / ATHLETES / _COMMON
    if (common / "niggle.duckdb").exists():
        (root / "niggle.duckdb.wal").unlink(missing_ok=True)  # of the old one; the new one has none
        (common / "niggle.duckdb").replace(root / "niggle.duckdb")
    yield "database"
    (root / Store.PUBLISHED).unlink(missing_ok=True)
    yield "snapshot"
    if (common / MANIFEST).exists():
        (common / MANIFEST).replace(root / MANIFEST)
    yield "manifest"
    kept = {landed.sha256 for landed in Landing(root).arrivals()}
    for moved in (root / ATHLETES).glob("*/raw/*/*"):
        if moved.name.partition(".")[0] not in kept:
            (root / "raw" / moved.parent.name / moved.name).unlink(missing_ok=True)
    for folder in (root / "raw").glob("*/"):
        with suppress(OSError):  # something is left in it
            folder.rmdir()
    yield "raw files"
    shutil.rmtree(common)
    yield "done"


def _lines(root: Path) -> list[tuple[int, str, Landed | None]]:
    """The lines of the manifest with their numbers and what they tell; None for one that cannot be understood."""
    try:
        data = (root / MANIFEST).read_bytes()
    except FileNotFoundError:
        return []
    told, lines = parsed(data), data.decode("utf-8", "replace").split("\n")
    return [(number, line, told[number]) for number, line in enumerate(lines) if line]


def _is_of(landed: Landed | None, athlete_id: str) -> bool:
    """Whether a line is among an athlete's: their own, and in its turn each that names nobody."""
    return landed is not None and landed.athlete_id in ("", athlete_id)


def _athletes(old: duckdb.DuckDBPyConnection, lines: Sequence[tuple[int, str, Landed | None]]) -> list[str]:
    told = {landed.athlete_id for _, _, landed in lines if landed is not None}
    for table in ("runs", *_OF_ATHLETE, *_NUMBERED):
        told |= {athlete_id for (athlete_id,) in old.execute(f"SELECT DISTINCT athlete_id FROM {table}").fetchall()}
    return sorted(athlete_id for athlete_id in told if is_id(athlete_id))


def _link_raw(old: Landing, new: Landing, arrivals: Sequence[Landed], athlete_id: str) -> None:
    """Give an athlete's raw files a second name; where the disk knows no second names, a copy."""
    for landed in arrivals:
        if landed.sha256 and landed.athlete_id == athlete_id:
            source = old.path_of(landed.sha256, landed.kind, landed.format)
            target = new.path_of(landed.sha256, landed.kind, landed.format)
            if source.exists() and not target.exists():
                prepare_folder(target.parent)
                try:
                    target.hardlink_to(source)
                except OSError:
                    write_atomically(target, source.read_bytes())


def _copy_rows(old: duckdb.DuckDBPyConnection, store: Store, athlete_id: str, numbers: Sequence[int]) -> None:
    """Copy an athlete's rows; those that are in order of the manifest's lines by where their line is now."""
    source, whose = _name(old), literal(athlete_id)
    own_runs = f"SELECT run_id FROM {source}.runs WHERE athlete_id = {whose}"
    pages = f"{own_runs} UNION SELECT run_id FROM {source}.shared_runs WHERE athlete_id = {whose}"
    lines = ", ".join(f"({old_number}, {number})" for number, old_number in enumerate(numbers)) or "(-1, -1)"
    count = "(SELECT count(*) FROM lines WHERE lines.old < told.lines)"
    read = f"SELECT athlete_id, {count} FROM {source}.statements_read AS told"
    with store.write() as writer:
        execute = writer.connection.execute
        execute(f"CREATE TEMP TABLE lines AS FROM (VALUES {lines}) AS lines(old, new)")
        for table in _OF_ATHLETE:
            execute(f"INSERT INTO {table} BY NAME FROM {source}.{table} WHERE athlete_id = {whose}")
        # Samples go by a number that the new database gives; the old one would come again.
        execute(
            f"INSERT INTO runs BY NAME SELECT * EXCLUDE (run_no) FROM {source}.runs WHERE athlete_id = {whose} "
            "ORDER BY run_no"
        )
        for table in _OF_RUN:
            execute(f"INSERT INTO {table} BY NAME FROM {source}.{table} WHERE run_id IN ({own_runs})")
        execute(f"INSERT INTO pages BY NAME FROM {source}.pages WHERE run_id IN ({pages})")
        execute(
            f"INSERT INTO samples BY NAME SELECT samples.* REPLACE (own.run_no AS run_no) FROM {source}.samples "
            f"JOIN {source}.runs AS before USING (run_no) JOIN runs AS own ON own.run_id = before.run_id "
            "ORDER BY own.run_no, elapsed_s"
        )
        for table, rows in _NUMBERED.items():
            execute(
                f"INSERT INTO {table} BY NAME SELECT whole.* REPLACE "
                f"(coalesce(lines.new, position // {rows}) * {rows} + position % {rows} AS position) "
                f"FROM {source}.{table} AS whole LEFT JOIN lines ON lines.old = position // {rows} "
                f"WHERE athlete_id = {whose}"
            )
        execute(f"INSERT INTO statements_read {read} WHERE athlete_id = {whose}")
        execute(f"INSERT INTO second_opinions BY NAME FROM {source}.second_opinions")
        execute("DROP TABLE lines")


def _name(connection: duckdb.DuckDBPyConnection) -> str:
    return str(connection.execute("SELECT current_database()").fetchall()[0][0])
