"""Landing → fit, tracks → store: every raw file is read once; what cannot be read is quarantined with the reason.

What was read for another version of the metrics is read again: which sensor gave what is chosen on reading.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import batched
from pathlib import Path

from niggle.arrivals import current
from niggle.config import Athlete, Config
from niggle.durable import write_atomically, writing
from niggle.errors import RawFileError
from niggle.gait import METRICS_VERSION
from niggle.landing import Landed, Landing
from niggle.matching.regroup import Key
from niggle.sources.terms import terms_of
from niggle.steps.details import read_details, tell_local_days
from niggle.steps.diaries import read_diaries, take_over_common
from niggle.steps.forgotten import forgotten_keys, leave_out_forgotten
from niggle.steps.recordings import (
    Contents,
    RawFile,
    Unread,
    kept_waiting,
    raw_files,
    read_and_measure,
    stored_terms,
)
from niggle.steps.runs import Change, rearrange
from niggle.steps.side_by_side import in_order
from niggle.steps.telling import Tell, counted, to_nobody
from niggle.steps.weekly import read_weeks
from niggle.store import Store
from niggle.store.database import Row, utc_naive
from niggle.store.layout import athlete_landing, athlete_store

NO_RECORDING, NOT_READ = "without a recording", "not read"
_AHEAD = timedelta(days=1)  # how far a clock may be ahead: a wrong zone, and a run that has just begun
_BATCH = 64  # files: bounds memory, and how long the lock is held
_MANY = 20  # files: with fewer, to read them side by side is not worth it


@dataclass(frozen=True, slots=True)
class Decoded:
    """How many runs and pain reports are new, and one line for each file or row that could not be read.

    `held` counts what the files that were read hold: recordings by sport, `NO_RECORDING` and `NOT_READ`.
    """

    runs: int
    reports: int = 0
    problems: tuple[str, ...] = ()
    held: Counter[str] = field(default_factory=Counter)


def decode(
    config: Config,
    athlete: Athlete,
    *,
    store: Store | None = None,
    processes: int = 1,
    tell: Tell = to_nobody,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Decoded:
    """Read and measure what an athlete has landed since the last time, and take out what is over.

    Many files are read by that many processes side by side.
    """
    store = store or athlete_store(config.store.path, athlete.id)
    landing = athlete_landing(config.store.path, athlete.id)
    take_over_common(config, landing)
    arrivals = list(landing.arrivals())
    now = clock()
    own = [one for one in arrivals if one.athlete_id == athlete.id]
    held, forgotten = current(own, now=now), forgotten_keys(own)
    feeding: dict[str, bool] = {source.kind: terms_of(source).may_feed_baselines for source in athlete.sources}
    wanted = raw_files(held, feeding)
    # What has landed tells the time as well, should the clock of this machine have gone back.
    latest_start = max([now, *(one.landed_at for one in arrivals)]) + _AHEAD
    version = {"metrics_version": METRICS_VERSION, "latest_start": utc_naive(latest_start)}
    with store.read_main() as reader:
        known = {row["sha256"]: row for row in reader.rows("known_activity_files", athlete_id=athlete.id)}
        outdated = {row["sha256"] for row in reader.rows("outdated_activity_files", athlete_id=athlete.id, **version)}
    changed = leave_out_forgotten(store, landing, athlete, forgotten)
    changed |= _bring_up_to_date(store, landing, athlete, wanted, known, forgotten)
    raw_reader = _RawReader(config.store.path, store, athlete, wanted, forgotten, latest_start, processes, tell)
    again = [raw for sha256, raw in wanted.items() if sha256 in outdated]
    changed |= bool(again)
    reread = raw_reader.read(again)
    fresh = raw_reader.read([raw for sha256, raw in wanted.items() if sha256 not in known])
    changed |= read_details(store, landing, athlete, arrivals, held.details)
    changed |= tell_local_days(store, athlete)
    reports, bad_rows = read_diaries(store, landing, config, athlete, arrivals, new_runs=fresh.runs > 0 or changed)
    bad_weeks = read_weeks(store, landing, athlete, arrivals)
    _discard(config.store.path, store, landing, held.over)
    shared, bad_bundles = 0, list[str]()
    if any(one.kind == "shared" for one in arrivals):  # most share nothing, and to load what reads it takes long
        from niggle.steps.incoming import read_shared

        shared, bad_bundles = read_shared(store, landing, config, athlete, arrivals, now=now)
    problems = (*reread.problems, *fresh.problems, *bad_rows, *bad_weeks, *bad_bundles)
    return Decoded(fresh.runs + shared, reports, problems, fresh.held)


def _held(outcome: Contents | Unread) -> list[str]:
    """What a file holds, a word for each recording."""
    if isinstance(outcome, Unread):
        return [NOT_READ]
    return [recording.session.sport or "" for recording in outcome.recordings] or [NO_RECORDING]


def _bring_up_to_date(
    store: Store,
    landing: Landing,
    athlete: Athlete,
    wanted: Mapping[str, RawFile],
    known: Mapping[str, Row],
    forgotten: Collection[Key],
) -> bool:
    """Take out files that are over, and change the terms of others; whether there was anything to do."""
    lost = [sha256 for sha256 in known if sha256 not in wanted]
    other_terms = [
        raw for sha256, raw in wanted.items() if sha256 in known and stored_terms(known[sha256]) != raw.terms
    ]
    if not lost and not other_terms:
        return False
    with store.write() as writer:
        change = Change(athlete_id=athlete.id, forgotten=forgotten, lost=lost, on_other_terms=other_terms)
        rearrange(writer, landing, change)
    return True


@dataclass(frozen=True, slots=True)
class _RawReader:
    """Reads an athlete's raw files and stores what they hold; `wanted` are all that hold now, by digest."""

    root: Path
    store: Store
    athlete: Athlete
    wanted: Mapping[str, RawFile]
    forgotten: Collection[Key]
    latest_start: datetime
    processes: int
    tell: Tell

    @property
    def landing(self) -> Landing:
        return athlete_landing(self.root, self.athlete.id)

    def read(self, files: Sequence[RawFile]) -> Decoded:
        """How many runs are new or other, and a line for each file that cannot be read."""
        runs, problems, held = 0, list[str](), Counter[str]()
        outcomes = zip(counted(files, self.tell, "reading"), self._outcomes(files), strict=True)
        for batch in batched(outcomes, _BATCH):
            if len(files) > _BATCH:
                self.store.let_others_write()
            read = list(self._contents(batch, problems))
            with self.store.write() as writer:
                change = Change(athlete_id=self.athlete.id, forgotten=self.forgotten, read=read)
                done = rearrange(writer, self.landing, change)
            runs += done.runs
            problems += [self._lost(error) for error in done.lost]
            for raw, outcome in read:
                held.update(_held(outcome))
                if isinstance(outcome, Unread):
                    problems.append(f"{self.athlete.id}: {outcome.reason}")
                    _quarantine(self.root, raw.first, outcome.reason)
                else:
                    _release(self.root, raw.first)
        return Decoded(runs, problems=tuple(problems), held=held)

    def _outcomes(self, files: Sequence[RawFile]) -> Iterator[Contents | Unread | None]:
        """What each of the files holds; None for one that is lost."""
        landing = self.landing

        def read(number: int) -> Contents | Unread | None:
            try:
                return read_and_measure(landing, files[number].first)
            except RawFileError:
                return None

        return in_order(read, len(files), processes=self.processes if len(files) >= _MANY else 1)

    def _contents(
        self, outcomes: Iterable[tuple[RawFile, Contents | Unread | None]], problems: list[str]
    ) -> Iterator[tuple[RawFile, Contents | Unread]]:
        """What the files hold; of one that is lost nothing, and what was read of it before stays."""
        for raw, outcome in outcomes:
            if outcome is not None:
                yield raw, kept_waiting(outcome, raw.first, latest_start=self.latest_start)
                continue
            try:
                self.landing.read_arrival(raw.first)
            except RawFileError as error:
                problems.append(self._lost(error))

    def _lost(self, error: RawFileError) -> str:
        """A line for a raw file that is lost; its source is to give it again, if it still has it."""
        if error.sha256 not in self.wanted:
            return f"{self.athlete.id}: {error}"
        arrival = self.wanted[error.sha256].first
        own = [one.kind for one in self.landing.of_place(arrival.place) if one.athlete_id == self.athlete.id]
        if own[-1] != "lost":
            self.landing.note(
                "lost", athlete_id=self.athlete.id, source=arrival.source, place=arrival.place, origin=arrival.origin,
                landed_at=self.latest_start - _AHEAD,
            )  # fmt: skip
        return f"{self.athlete.id}: {arrival.origin}: {error}"


def _discard(store_folder: Path, store: Store, landing: Landing, over: Sequence[Landed]) -> None:
    """Delete an athlete's raw files that may not be kept any longer, and what they left in the database's file."""
    there = [landed for landed in over if landing.has(landed)]
    if there:
        store.shred()  # first: as long as a file is there, the next night finds that this is to be done
    for landed in there:
        landing.discard(landed)
        for copy in (store_folder / "quarantine").glob(f"{landed.athlete_id}-{landed.sha256[:12]}.*"):
            copy.unlink()


def _quarantine(store_folder: Path, arrival: Landed, reason: str) -> None:
    """Put a file that cannot be read where its owner finds it, with the reason beside it."""
    kept, note = _in_quarantine(store_folder, arrival)
    text = f"{reason}\ncame from: {arrival.origin}\nTry to get this file from the watch or its app once more.\n"
    with writing(kept):
        kept.parent.mkdir(mode=0o700, exist_ok=True)
        kept.unlink(missing_ok=True)
        kept.hardlink_to(
            athlete_landing(store_folder, arrival.athlete_id).path_of(arrival.sha256, "activity", arrival.format)
        )
        write_atomically(note, text.encode())


def _release(store_folder: Path, arrival: Landed) -> None:
    """Take a file that can be read now out of the quarantine."""
    for path in _in_quarantine(store_folder, arrival):
        path.unlink(missing_ok=True)


def _in_quarantine(store_folder: Path, arrival: Landed) -> tuple[Path, Path]:
    """Where a file is put that cannot be read, and where the reason."""
    name = f"{arrival.athlete_id}-{arrival.sha256[:12]}"
    suffix = (
        athlete_landing(store_folder, arrival.athlete_id).path_of(arrival.sha256, "activity", arrival.format).suffix
    )
    folder = store_folder / "quarantine"
    return folder / f"{name}{suffix}", folder / f"{name}.txt"
