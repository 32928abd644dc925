"""What a night as a whole needs besides the steps of each athlete."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from niggle.config import Athlete, Config
from niggle.consent import HANDED_ON, OWN
from niggle.errors import DiskError, RawFileError, StoreError, UnreadableError, printable
from niggle.reading import reading
from niggle.records.standings import standings
from niggle.records.visibility import within_consent
from niggle.reports.squad.query import table_view
from niggle.steps.athlete_result import counted
from niggle.steps.invalidate import delete_runs, discard_statuses, discard_verdicts
from niggle.steps.squad_tables import standing_rows
from niggle.store import Reader, Store
from niggle.store.database import Row, utc_naive
from niggle.store.layout import athlete_landing, athlete_store, common_store, published
from niggle.store.standing import Recorder, Standing

_SHOWN_DIFFERENCES = 20


@dataclass(frozen=True, slots=True)
class Night:
    """The latest status of each athlete (one row each) after a night."""

    rows: tuple[dict[str, str | None], ...]


def during_night(config: Config) -> AbstractContextManager[None]:
    """Tell everybody, for as long as the block lasts, that many runs are brought in: nobody need wait for a status."""
    return common_store(config.store.path).night()


def publish(
    config: Config,
    athlete: Athlete,
    *,
    store: Store | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> bool:
    """Let readers see what was done for an athlete, and keep what squads ask of them; False if nothing is new."""
    store, now = store or athlete_store(config.store.path, athlete.id), clock()
    is_new = store.publish()
    if not Standing.read(store.standing).holds(utc_naive(now)):
        store.keep_standing(partial(standing_of, athlete=athlete, now=now))
    return is_new


def publish_all(config: Config) -> tuple[str, ...]:
    """Let readers see the night of every athlete; a line for each of whom they cannot be shown what is new.

    Raises:
        DiskError: if the disk refuses.
    """
    problems = []
    for athlete in config.athletes:
        try:
            publish(config, athlete)
        except DiskError:
            raise
        except StoreError as error:
            problems.append(f"{athlete.id}: {error}")
    return tuple(problems)


def standing_of(reader: Reader, *, athlete: Athlete, now: datetime) -> bytes:
    """The answers to all that the pages and tables of squads ask of an athlete, to whoever may look at them."""
    recorder = Recorder(reader)
    # As if they shared all of it: so that what they choose later needs no other standing.
    table_view(recorder, athlete.name, [athlete.model_copy(update={"share_with_coach": "details"})], now=now)
    standings(recorder, [(athlete, within_consent(recorder, athlete, HANDED_ON))], now=now)
    standings(recorder, [(athlete, within_consent(recorder, athlete, OWN))], now=now)
    return recorder.standing(utc_naive(now))


def tonight(config: Config, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Night:
    """The latest status of each athlete, without a word about pain: this goes to the scheduler's own pages."""
    with published(config.store.path) as results:
        sights = [(one, within_consent(results.of(one.id), one, HANDED_ON)) for one in config.athletes]
        rows = standing_rows(results, sights, now=clock())
    return Night(tuple(map(dict, rows)))


def second_opinion(config: Config, athlete: Athlete, *, store: Store | None = None) -> tuple[str, ...]:
    """Decode the first file of each new device and firmware with another library too.

    A line for each of which the two read something differently that a run is made of.
    """
    store = store or athlete_store(config.store.path, athlete.id)
    landing = athlete_landing(config.store.path, athlete.id)
    with store.read_main() as reader:
        waiting = reader.rows("devices_without_second_opinion", athlete_id=athlete.id)
    if not waiting:
        return ()
    from niggle.fit.second_opinion import differing_cells  # the other decoder takes long to import

    problems, told = [], _told_of_devices(config)
    for device in waiting:
        key = _key(device)
        if key not in told:
            try:
                with reading(device["sha256"][:12]):
                    differences = differing_cells(landing.read(device["sha256"]), path=device["sha256"][:12])
            except (RawFileError, UnreadableError) as error:
                problems.append(f"{athlete.id}: {error}")
                continue
            of_run = [str(difference) for difference in differences if difference.is_of_run]
            told[key] = _tell_of_device(config, device, of_run)
            if of_run:
                problems.append(
                    f"{athlete.id}: {printable(device['origin'])}: two decoders read "
                    f"{counted(len(of_run), 'value', 'values')} of this run "
                    "differently; `niggle doctor` says what to do"
                )
        with store.write(publishes=False) as writer:
            known = set(map(_key, writer.rows("second_opinions")))
            writer.insert("second_opinions", [] if key in known else [told[key]])
    return tuple(problems)


def _told_of_devices(config: Config) -> dict[tuple[str, str, str], Row]:
    """What another decoder made of the devices of all athletes: of each the first file that came counts."""
    with common_store(config.store.path).read_main() as reader:
        rows = reader.rows("second_opinions")
    return {_key(row): row for row in rows}


def _key(device: Row) -> tuple[str, str, str]:
    """What tells one device and firmware from another."""
    return device["manufacturer"], device["product"], device["firmware"]


def _tell_of_device(config: Config, device: Row, differences: Sequence[str]) -> Row:
    """Note what another decoder made of a device's file, unless another athlete's was told of just now."""
    row = {
        "manufacturer": device["manufacturer"],
        "product": device["product"],
        "firmware": device["firmware"],
        "raw_sha256": device["sha256"],
        "origin": device["origin"],
        "differing_cells": len(differences),
        "detail": "\n".join(differences[:_SHOWN_DIFFERENCES]),
    }
    with common_store(config.store.path).write(publishes=False) as writer:
        if _key(row) not in map(_key, writer.rows("second_opinions")):
            writer.insert("second_opinions", [row])
    return row


def discard_results(config: Config, athlete: Athlete, since: date | None, until: date | None) -> int:
    """Have an athlete's runs from one local day to another (both included) read and judged again; how many."""
    start = datetime.combine(since or date.min, time.min, tzinfo=athlete.zone) if since else None
    end = datetime.combine(until + timedelta(days=1), time.min, tzinfo=athlete.zone) if until else None
    with athlete_store(config.store.path, athlete.id).write() as writer:
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
