"""What a night as a whole needs besides the steps of each athlete."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from niggle.config import Athlete, Config
from niggle.consent import HANDED_ON
from niggle.errors import RawFileError, UnreadableError
from niggle.landing import Landing
from niggle.reading import reading
from niggle.records.visibility import within_consent
from niggle.steps.invalidate import delete_runs, discard_statuses, discard_verdicts
from niggle.steps.squad_tables import standing_rows
from niggle.store import Store
from niggle.store.database import utc_naive

_SHOWN_DIFFERENCES = 20


@dataclass(frozen=True, slots=True)
class Night:
    """The latest status of each athlete (one row each) after a night."""

    rows: tuple[dict[str, str | None], ...]


def during_night(config: Config) -> AbstractContextManager[None]:
    """Tell everybody, for as long as the block lasts, that many runs are brought in: nobody need wait for a status."""
    return Store(config.store.path).night()


def publish(config: Config, *, store: Store | None = None) -> bool:
    """Let readers see what the night has done; False if there is nothing new."""
    return (store or Store(config.store.path)).publish()


def tonight(config: Config, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Night:
    """The latest status of each athlete, without a word about pain: this goes to the scheduler's own pages."""
    with Store(config.store.path).read_published() as reader:
        sights = [(one, within_consent(reader, one, HANDED_ON)) for one in config.athletes]
        rows = standing_rows(reader, sights, now=clock())
    return Night(tuple(map(dict, rows)))


def second_opinion(config: Config, athlete: Athlete) -> tuple[str, ...]:
    """Decode the first file of each new device and firmware with another library too; a line for each that differs."""
    store, landing = Store(config.store.path), Landing(config.store.path)
    with store.read_main() as reader:
        waiting = reader.rows("devices_without_second_opinion", athlete_id=athlete.id)
    if not waiting:
        return ()
    from niggle.fit.second_opinion import differing_cells  # the other decoder takes long to import

    problems = []
    for device in waiting:
        try:
            with reading(device["sha256"][:12]):
                differences = differing_cells(landing.read(device["sha256"]), path=device["sha256"][:12])
        except (RawFileError, UnreadableError) as error:
            problems.append(f"{athlete.id}: {error}")
            continue
        with store.write() as writer:
            known = {(row["manufacturer"], row["product"], row["firmware"]) for row in writer.rows("second_opinions")}
            key = (device["manufacturer"], device["product"], device["firmware"])
            if key not in known:
                writer.insert(
                    "second_opinions",
                    [
                        {
                            "manufacturer": device["manufacturer"],
                            "product": device["product"],
                            "firmware": device["firmware"],
                            "raw_sha256": device["sha256"],
                            "differing_cells": len(differences),
                            "detail": "\n".join(str(difference) for difference in differences[:_SHOWN_DIFFERENCES]),
                        }
                    ],
                )
        if differences:
            problems.append(
                f"{' '.join(part for part in key if part)}: two decoders read {len(differences)} cells of a file of "
                f"{athlete.id} differently; see `niggle doctor`"
            )
    return tuple(problems)


def discard_results(config: Config, athlete: Athlete, since: date | None, until: date | None) -> int:
    """Have an athlete's runs from one local day to another (both included) read and judged again; how many."""
    start = datetime.combine(since or date.min, time.min, tzinfo=athlete.zone) if since else None
    end = datetime.combine(until + timedelta(days=1), time.min, tzinfo=athlete.zone) if until else None
    with Store(config.store.path).write() as writer:
        chosen = [
            run
            for run in writer.rows("runs_in_order", athlete_id=athlete.id)
            if (start is None or run["started_at"] >= utc_naive(start))
            and (end is None or run["started_at"] < utc_naive(end))
        ]
        if chosen:
            discard_statuses(writer, athlete.id, chosen[0]["started_at"])
            discard_verdicts(writer, athlete.id, chosen[0]["started_at"])
            writer.write("forget_raw_files", athlete_id=athlete.id, run_ids=[run["run_id"] for run in chosen])
            writer.write("forget_recordings", athlete_id=athlete.id, run_ids=[run["run_id"] for run in chosen])
            delete_runs(writer, [run["run_id"] for run in chosen])
    return len(chosen)
