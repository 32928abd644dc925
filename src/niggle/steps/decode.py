"""Landing → fit, tracks → store: every raw file is read once; what cannot be read is quarantined with the reason.

What was read for another version of the metrics is read again: which sensor gave what is chosen on reading.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import batched
from pathlib import Path

from niggle.arrivals import current
from niggle.config import Athlete, Config
from niggle.fit.activity import Activity
from niggle.gait import METRICS_VERSION
from niggle.landing import Landed, Landing
from niggle.sources.shared import KIND as SHARED
from niggle.sources.terms import terms_of
from niggle.steps.details import read_details, tell_local_days
from niggle.steps.diaries import read_diaries
from niggle.steps.recordings import Key, RawFile, Recording, raw_file_row, raw_files, read_raw, recordings_of
from niggle.steps.runs import Runs
from niggle.steps.shared_runs import read_shared
from niggle.steps.weekly import read_weeks
from niggle.store import Store, Writer
from niggle.store.database import Row

NO_RECORDING, NOT_READ = "without a recording", "not read"
_BATCH = 64  # files: bounds memory, and how long the lock is held


@dataclass(frozen=True, slots=True)
class Decoded:
    """How many runs and pain reports are new, and one line for each file or row that could not be read.

    `held` counts what the files that were read hold: recordings by sport, `NO_RECORDING` and `NOT_READ`.
    """

    runs: int
    reports: int = 0
    problems: tuple[str, ...] = ()
    held: Counter[str] = field(default_factory=Counter)


def decode(config: Config, athlete: Athlete, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Decoded:
    """Read what an athlete has landed since the last time, and take out what is over."""
    store, landing = Store(config.store.path), Landing(config.store.path)
    arrivals = list(landing.arrivals(athlete.id, sources=(SHARED,)))
    now = clock()
    held = current((one for one in arrivals if one.athlete_id == athlete.id), now=now)
    feeding: dict[str, bool] = {source.kind: terms_of(source).may_feed_baselines for source in athlete.sources}
    wanted = raw_files(held, feeding)
    version = {"athlete_id": athlete.id, "metrics_version": METRICS_VERSION}
    with store.look() as reader:
        known = {row["sha256"]: row for row in reader.rows("known_activity_files", athlete_id=athlete.id)}
        outdated = {row["sha256"] for row in reader.rows("outdated_activity_files", **version)}
    changed = _bring_up_to_date(store, landing, athlete, wanted, known)
    again = [raw for sha256, raw in wanted.items() if sha256 in outdated]
    changed |= bool(again)
    reread = _read(config, athlete, landing, again)
    fresh = _read(config, athlete, landing, [raw for sha256, raw in wanted.items() if sha256 not in known])
    changed |= read_details(store, landing, athlete, arrivals, held.details)
    changed |= tell_local_days(store, athlete)
    reports, bad_rows = read_diaries(store, landing, config, athlete, arrivals, new_runs=fresh.runs > 0 or changed)
    bad_weeks = read_weeks(store, landing, athlete, arrivals)
    if _discard(config.store.path, held.over, now):
        store.shred()  # what may not be kept is in no file any more
    shared, bad_bundles = read_shared(store, landing, config, athlete, arrivals, now=now)
    problems = (*reread.problems, *fresh.problems, *bad_rows, *bad_weeks, *bad_bundles)
    return Decoded(fresh.runs + shared, reports, problems, fresh.held)


def _held(outcome: Activity | str) -> list[str]:
    """What a file holds, a word for each recording."""
    if isinstance(outcome, str):
        return [NOT_READ]
    return [session.sport or "" for session in outcome.sessions] or [NO_RECORDING]


def _bring_up_to_date(
    store: Store, landing: Landing, athlete: Athlete, wanted: Mapping[str, RawFile], known: Mapping[str, Row]
) -> bool:
    """Take out files that are over, and change the terms of others; whether there was anything to do."""
    lost = [sha256 for sha256 in known if sha256 not in wanted]
    other_terms = [
        raw
        for sha256, raw in wanted.items()
        if sha256 in known and any(known[sha256][name] != value for name, value in raw.terms.items())
    ]
    if not lost and not other_terms:
        return False
    with store.write() as writer:
        rows = writer.rows("recordings_of_files", athlete_id=athlete.id, sha256s=lost)
        bereft = {row["run_id"] for row in rows if row["run_id"] is not None and row["gave"]}
        for statement in ("delete_recordings_of_files", "delete_raw_files"):
            writer.write(statement, athlete_id=athlete.id, sha256s=lost)
        for raw in other_terms:
            writer.write("set_terms", athlete_id=athlete.id, sha256=raw.first.sha256, **raw.terms)
        touched = writer.rows(
            "recordings_of_files", athlete_id=athlete.id, sha256s=[raw.first.sha256 for raw in other_terms]
        )
        keys = [(row["raw_sha256"], row["session_index"]) for row in touched]
        Runs(writer, landing, athlete.id, {}).regroup(keys, bereft)
    return True


def _read(config: Config, athlete: Athlete, landing: Landing, files: Sequence[RawFile]) -> Decoded:
    """Read files and store what they hold; how many runs are new or other, and a line for each that cannot be read."""
    runs, problems, held = 0, list[str](), Counter[str]()
    for batch in batched(files, _BATCH):
        read = [(raw, read_raw(landing, raw.first)) for raw in batch]
        with Store(config.store.path).write() as writer:
            runs += _keep(writer, landing, athlete, read)
            for raw, outcome in read:
                held.update(_held(outcome))
                if isinstance(outcome, str):
                    problems.append(f"{athlete.id}: {outcome}")
                    _quarantine(config.store.path, raw.first, outcome)
    return Decoded(runs, problems=tuple(problems), held=held)


def _keep(writer: Writer, landing: Landing, athlete: Athlete, read: list[tuple[RawFile, Activity | str]]) -> int:
    """Store what files hold, in place of what was read of them before; how many runs are new or other than before."""
    sha256s = [raw.first.sha256 for raw, _ in read]
    rows = writer.rows("recordings_of_files", athlete_id=athlete.id, sha256s=sha256s)
    before = {row["run_id"] for row in rows if row["run_id"] is not None}
    for statement in ("delete_recordings_of_files", "delete_raw_files"):
        writer.write(statement, athlete_id=athlete.id, sha256s=sha256s)
    writer.insert("raw_files", [raw_file_row(raw, outcome) for raw, outcome in read])
    fresh: dict[Key, Recording] = {
        recording.key: recording
        for raw, outcome in read
        if isinstance(outcome, Activity)
        for recording in recordings_of(raw.first, outcome)
    }
    writer.insert("recordings", [recording.row() for recording in fresh.values()])
    return Runs(writer, landing, athlete.id, fresh).regroup(list(fresh), before)


def _discard(store_folder: Path, over: Sequence[Landed], now: datetime) -> bool:
    """Delete raw files that may not be kept any longer, unless another athlete has the same; whether there were any."""
    landing = Landing(store_folder)
    there = [landed for landed in over if landing.path_of(landed.sha256, landed.kind, landed.format).exists()]
    if not there:
        return False
    arrivals = list(landing.arrivals())
    others = {one.athlete_id for one in arrivals} - {over[0].athlete_id}
    needed = {
        (landed.kind, landed.sha256)
        for other in others
        for kept in [current((one for one in arrivals if one.athlete_id == other), now=now)]
        for landed in (*kept.activities, *kept.details)
    }
    for landed in there:
        if (landed.kind, landed.sha256) not in needed:
            landing.discard(landed)
        for copy in (store_folder / "quarantine").glob(f"{landed.athlete_id}-{landed.sha256[:12]}.*"):
            copy.unlink()
    return True


def _quarantine(store_folder: Path, arrival: Landed, reason: str) -> None:
    """Put a file that cannot be read where its owner finds it, with the reason beside it."""
    folder = store_folder / "quarantine"
    folder.mkdir(mode=0o700, exist_ok=True)
    raw = Landing(store_folder).path_of(arrival.sha256, "activity", arrival.format)
    name = f"{arrival.athlete_id}-{arrival.sha256[:12]}"
    kept = folder / f"{name}{raw.suffix}"
    kept.unlink(missing_ok=True)
    kept.hardlink_to(raw)
    note = folder / f"{name}.txt"
    note.touch(mode=0o600)
    note.write_text(
        f"{reason}\ncame from: {arrival.origin}\nTry to get this file from the watch or its app once more.\n",
        encoding="utf-8",
    )
