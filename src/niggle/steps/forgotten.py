"""Runs that their owner took away for good: tombstones in the manifest → which recordings make no run.

A tombstone names a recording by its content, so whatever brings the file again, and whatever other recording of the
same run comes, brings nothing back; only the owner does. The raw files stay.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from niggle.config import Athlete, Config
from niggle.errors import NotFoundError
from niggle.landing import Landed, Landing
from niggle.matching.model import Key
from niggle.store import Store
from niggle.store.layout import athlete_landing, published

SOURCE = "forget"


def forget_run(config: Config, run_id: str, *, now: datetime) -> Athlete:
    """Note that a run is to be forgotten; whose it is. The next look at what has landed takes it away.

    Raises:
        NotFoundError: if there is no such run, or it is none of recordings that are here.
    """
    from niggle.reports.run.query import owner_of  # every import of runs looks for tombstones, and none for an owner

    with published(config.store.path) as results:
        athlete, run_id = owner_of(results, config, run_id)
        keys = [(row["raw_sha256"], row["session_index"]) for row in results.of(athlete.id).rows(
            "recordings_of_run", athlete_id=athlete.id, run_id=run_id)]  # fmt: skip
    if not keys:
        raise NotFoundError(f"{run_id}: is shared by the athlete's own niggle; it has to be forgotten there")
    _note("run_forgotten", config, athlete, run_id, keys, now)
    return athlete


def recall_run(config: Config, run_id: str, *, now: datetime) -> Athlete:
    """Take back that a run was to be forgotten; whose it is.

    Raises:
        NotFoundError: if no run of that id was forgotten.
    """
    for athlete in config.athletes:
        own = list(athlete_landing(config.store.path, athlete.id).arrivals(athlete.id))
        forgotten = forgotten_keys(own)
        keys = {_key(one.place) for one in own if one.kind == "run_forgotten" and one.origin == run_id} & forgotten
        if keys:
            _note("run_recalled", config, athlete, run_id, sorted(keys), now)
            return athlete
    raise NotFoundError(f"{run_id}: no such run was forgotten")


def forgotten_keys(arrivals: Iterable[Landed]) -> set[Key]:
    """The recordings of one athlete that are forgotten now."""
    last = {one.place: one.kind for one in arrivals if one.kind in ("run_forgotten", "run_recalled")}
    return {_key(place) for place, kind in last.items() if kind == "run_forgotten"}


def leave_out_forgotten(store: Store, landing: Landing, athlete: Athlete, wanted: set[Key]) -> bool:
    """Bring the runs up to date with which recordings are forgotten now; whether any changed."""
    with store.read_main() as reader:
        known = {
            (row["raw_sha256"], row["session_index"])
            for row in reader.rows("forgotten_recordings_of", athlete_id=athlete.id)
        }
    if known == wanted:
        return False
    from niggle.steps.runs import Change, rearrange  # takes long to load, and seldom is there anything to do

    with store.write() as writer:
        writer.write("delete_forgotten_recordings", athlete_id=athlete.id)
        writer.insert("forgotten_recordings", [
            {"athlete_id": athlete.id, "raw_sha256": sha256, "session_index": index}
            for sha256, index in sorted(wanted)
        ])  # fmt: skip
        rearrange(writer, landing, Change(athlete_id=athlete.id, forgotten=wanted, reconsidered=sorted(known ^ wanted)))
    return True


def _note(
    kind: Literal["run_forgotten", "run_recalled"],
    config: Config,
    athlete: Athlete,
    run_id: str,
    keys: Sequence[Key],
    now: datetime,
) -> None:
    landing = athlete_landing(config.store.path, athlete.id)
    for sha256, index in keys:
        landing.note(
            kind, athlete_id=athlete.id, source=SOURCE,
            place=f"{sha256}:{index}", origin=run_id, landed_at=now,
        )  # fmt: skip


def _key(place: str) -> Key:
    sha256, _, index = place.partition(":")
    return sha256, int(index)
