"""What `niggle doctor` says of each source: whether it is ready, how far it has come, and what to do next."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import assert_never

from niggle.arrivals import stamps
from niggle.cli.findings import Findings, Urgency
from niggle.cli.network import NetworkConfig
from niggle.config import (
    Athlete,
    Config,
    ExportConfig,
    FolderConfig,
    GarminConfig,
    GarminPersonalConfig,
    IntervalsConfig,
    SharedConfig,
    StravaConfig,
)
from niggle.errors import printable
from niggle.landing import Landed
from niggle.sources import credentials
from niggle.sources.base import COMPLETE, CredentialsError, SourceError, backfill_place
from niggle.sources.folder import FolderSource
from niggle.sources.garmin_markers import owed_by, visited_place
from niggle.store.layout import athlete_landing


def check_sources(config: Config, found: Findings) -> None:
    """Note how every athlete's sources are, and what a person should do about them."""
    for athlete in config.athletes:
        if not athlete.sources:
            found.detail(f"  {athlete.id}: no source; runs come in through `niggle import`")
        for source in athlete.sources:
            if isinstance(source, FolderConfig | ExportConfig):
                _check_path(athlete, source, found)
            elif isinstance(source, SharedConfig):
                _check_shared(config.store.path, athlete, source, found)
            else:
                of_athlete = list(athlete_landing(config.store.path, athlete.id).arrivals(athlete.id))
                _check_network(config.store.path, athlete, source, of_athlete, found)


def _check_path(athlete: Athlete, source: FolderConfig | ExportConfig, found: Findings) -> None:
    if isinstance(source, FolderConfig) and source.path.is_dir():
        _check_folder(athlete, source.path, found)
    elif source.path.exists():
        found.detail(f"✓ {athlete.id}: {source.kind} {source.path}")
    else:
        found.need(
            Urgency.RUNS_STOP,
            f"{athlete.id}: {source.path} is not there; make it, or mend `path` in the configuration",
        )


def _check_folder(athlete: Athlete, folder: Path, found: Findings) -> None:
    census, name = FolderSource(folder).census(), printable(str(folder))
    if census.recordings:
        others = f", {census.others} other files" if census.others else ""
        found.detail(f"✓ {athlete.id}: folder {name}: {census.recordings} recordings and archives{others}")
    else:
        what = f"{census.others} files, none of them a recording" if census.others else "it is empty"
        found.need(
            Urgency.RUNS_STOP,
            f"{athlete.id}: {name} holds no recordings ({what}); put FIT, GPX or TCX files or an export there, or mend "
            "`path` in the configuration",
        )
    for problem in census.problems:
        found.need(Urgency.RUNS_MISSING, f"{athlete.id}: {problem}")


def _check_shared(store_folder: Path, athlete: Athlete, source: SharedConfig, found: Findings) -> None:
    from niggle.sources.incoming import SharedSource

    shared = SharedSource(source, athlete_id=athlete.id, store_folder=store_folder)
    try:
        bundle = shared.bundle()
    except SourceError as error:
        found.need(Urgency.RUNS_STOP, f"{athlete.id}: shared: {error}")
        return
    if bundle is None:
        where = "nothing has been posted yet" if source.path is None else f"{shared.file()} is not there yet"
        found.need(Urgency.RUNS_STOP, f"{athlete.id}: shared: {where}; have the athlete run `niggle share`")
        return
    runs = "1 run" if len(bundle.runs) == 1 else f"{len(bundle.runs)} runs"
    found.detail(f"✓ {athlete.id}: shared: {runs} ({bundle.level}), as of {bundle.issued_at:%Y-%m-%d}")


def _check_network(
    store_folder: Path, athlete: Athlete, source: NetworkConfig, arrivals: Sequence[Landed], found: Findings
) -> None:
    try:
        is_ready, line = _state(store_folder, athlete, source)
    except CredentialsError as error:
        is_ready, line = False, str(error)
    place = credentials.kept_in(store_folder, athlete.id, source.kind)
    kept = "" if place is None else f" (kept in {place})"
    found.detail(f"{'✓' if is_ready else '✗'} {athlete.id}: {source.kind}: {line}{kept}")
    found.detail(f"  {athlete.id}: {source.kind}: {progress_line(source.kind, arrivals)}")
    if not is_ready:
        found.need(Urgency.RUNS_STOP, f"{athlete.id}: {source.kind}: {line}")


def _state(store_folder: Path, athlete: Athlete, source: NetworkConfig) -> tuple[bool, str]:
    """Whether a source has what it needs for the next sync, and a line that says it; its library is imported now.

    Raises:
        CredentialsError: if what was saved cannot be read, or a person has to do something first.
    """
    match source:
        case GarminPersonalConfig():
            from niggle.sources import garmin_personal

            return garmin_personal.state(source, athlete_id=athlete.id, store_folder=store_folder)
        case GarminConfig():
            from niggle.sources import garmin

            return garmin.state(source, athlete_id=athlete.id, store_folder=store_folder)
        case IntervalsConfig():
            from niggle.sources import intervals

            return intervals.state(source, athlete_id=athlete.id, store_folder=store_folder)
        case StravaConfig():
            from niggle.sources import strava_login

            return strava_login.state(source, athlete_id=athlete.id, store_folder=store_folder)
        case _:
            assert_never(source)


def progress_line(kind: str, arrivals: Sequence[Landed]) -> str:
    """When a source was last read, how far its first sync has come, and what it still owes."""
    seen = stamps(arrivals)
    of_kind = [arrival for arrival in arrivals if arrival.source == kind]
    if not of_kind:
        return "never read yet; `niggle sync` reads it"
    days = [f"{arrival.landed_at:%Y-%m-%d}" for arrival in of_kind]
    parts = [f"last read on {max([*days, seen.get(visited_place(kind), '')])}"]
    reached = seen.get(backfill_place(kind))
    if reached is not None and reached != COMPLETE:
        parts.append(f"the first sync has come back to {date.fromisoformat(reached):%B %Y}, and the next goes on")
    elif reached is None:
        parts.append("the first sync is not through, and the next goes on")
    if owed := len(owed_by(kind, seen)):
        parts.append(f"{owed} {'activity' if owed == 1 else 'activities'} failed and will be asked for again")
    return "; ".join(parts)
