"""Sources → landing: bring in what is new, unread."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from niggle.config import Athlete, Config
from niggle.landing import Landing
from niggle.sources import Source, SourceError, open_source
from niggle.store.database import prepare_folder


@dataclass(frozen=True, slots=True)
class Collected:
    """How many files were new, and what kept a source from being read to its end."""

    new_files: int
    problems: tuple[str, ...] = ()


def collect(config: Config, athlete: Athlete) -> Collected:
    """Visit every source of an athlete; one that fails does not keep the others from being visited."""
    new_files, problems = 0, []
    for source_config in athlete.sources:
        try:
            new_files += collect_from(
                config.store.path,
                athlete.id,
                open_source(source_config, athlete_id=athlete.id, store_folder=config.store.path),
            )
        except SourceError as error:
            problems.append(f"{athlete.id}: {error}")
    return Collected(new_files, tuple(problems))


def collect_from(store_folder: Path, athlete_id: str, source: Source) -> int:
    """Land what is new in one source; how many files that was.

    Raises:
        SourceError: if the source cannot be read; what it gave before that is kept.
    """
    prepare_folder(store_folder)
    landing = Landing(store_folder)
    arrivals = [arrival for arrival in landing.arrivals() if arrival.athlete_id == athlete_id]
    known = {arrival.sha256 for arrival in arrivals}
    seen = {arrival.place: arrival.stamp for arrival in arrivals if arrival.stamp is not None}
    new_files = 0
    for fetched in source.fetch(seen):
        landed = landing.land(
            fetched.data, kind=fetched.kind, athlete_id=athlete_id, source=source.kind, place=fetched.place,
            origin=fetched.origin, stamp=fetched.stamp, modified_at=fetched.modified_at, problem=fetched.problem,
            landed_at=datetime.now(UTC),
        )  # fmt: skip
        new_files += landed.sha256 not in known
        known.add(landed.sha256)
    return new_files
