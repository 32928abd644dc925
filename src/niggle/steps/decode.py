"""Landing → fit, tracks → store: every raw file is read once; what cannot be read is quarantined with the reason.

What was read for another version of the metrics is read again: which sensor gave what is chosen on reading.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from niggle.arrivals import current
from niggle.config import Athlete, Config
from niggle.gait import METRICS_VERSION
from niggle.landing import Landed, Landing
from niggle.sources.terms import terms_of
from niggle.steps.details import read_details, tell_local_days
from niggle.steps.diaries import read_diaries, take_over_common
from niggle.steps.forgotten import forgotten_keys, leave_out_forgotten
from niggle.steps.raw_files import AHEAD, raw_files, stored_terms
from niggle.steps.telling import Tell, to_nobody
from niggle.steps.weekly import read_weeks
from niggle.store import Store
from niggle.store.database import utc_naive
from niggle.store.layout import athlete_landing, athlete_store


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
    latest_start = max([now, *(one.landed_at for one in arrivals)]) + AHEAD
    version = {"metrics_version": METRICS_VERSION, "latest_start": utc_naive(latest_start)}
    with store.read_main() as reader:
        known = {row["sha256"]: row for row in reader.rows("known_activity_files", athlete_id=athlete.id)}
        outdated = {row["sha256"] for row in reader.rows("outdated_activity_files", athlete_id=athlete.id, **version)}
    again = [raw for sha256, raw in wanted.items() if sha256 in outdated]
    fresh = [raw for sha256, raw in wanted.items() if sha256 not in known]
    lost = [sha256 for sha256 in known if sha256 not in wanted]
    other_terms = [
        raw for sha256, raw in wanted.items() if sha256 in known and stored_terms(known[sha256]) != raw.terms
    ]
    changed = leave_out_forgotten(store, landing, athlete, forgotten)
    runs, problems, sports = 0, list[str](), Counter[str]()
    if again or fresh or lost or other_terms:
        from niggle.steps.read_files import FileReader  # what reads files takes long to load

        files = FileReader(config.store.path, store, athlete, wanted, forgotten, latest_start, processes, tell)
        files.take_out(lost, other_terms)
        reread, read = files.read(again), files.read(fresh)
        runs, problems, sports = read.runs, [*reread.problems, *read.problems], read.held
        changed |= bool(again or lost or other_terms)
    changed |= read_details(store, landing, athlete, arrivals, held.details)
    changed |= tell_local_days(store, athlete)
    reports, bad_rows = read_diaries(store, landing, config, athlete, arrivals, new_runs=runs > 0 or changed)
    bad_weeks = read_weeks(store, landing, athlete, arrivals)
    _discard(config.store.path, store, landing, held.over)
    shared, bad_bundles = 0, list[str]()
    if any(one.kind == "shared" for one in arrivals):  # most share nothing, and to load what reads it takes long
        from niggle.steps.incoming import read_shared

        shared, bad_bundles = read_shared(store, landing, config, athlete, arrivals, now=now)
    problems += [*bad_rows, *bad_weeks, *bad_bundles]
    return Decoded(runs + shared, reports, tuple(problems), sports)


def _discard(store_folder: Path, store: Store, landing: Landing, over: Sequence[Landed]) -> None:
    """Delete an athlete's raw files that may not be kept any longer, and what they left in the database's file."""
    there = [landed for landed in over if landing.has(landed)]
    if there:
        store.shred()  # first: as long as a file is there, the next night finds that this is to be done
    for landed in there:
        landing.discard(landed)
        for copy in (store_folder / "quarantine").glob(f"{landed.athlete_id}-{landed.sha256[:12]}.*"):
            copy.unlink()
