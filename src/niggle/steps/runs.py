"""Raw files that were read, or are over → the runs that they make: read what is near, decide, write once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from niggle.errors import StoreError
from niggle.fit.activity import Activity
from niggle.gait.measure import surface_of
from niggle.landing import Landed, Landing
from niggle.matching.merge import Merged, merge
from niggle.matching.regroup import Candidate, Key, Membership, RunPlan, StoredRun, regroup
from niggle.steps.invalidate import delete_runs, discard_statuses, discard_verdicts
from niggle.steps.recordings import (
    RawFile,
    Recording,
    candidate,
    key_of,
    raw_file_row,
    read_raw,
    recordings_of,
    stored_candidate,
    stored_terms,
    terms_row,
)
from niggle.store import Reader, Writer
from niggle.store.database import Row, utc_aware, utc_naive


@dataclass(frozen=True, kw_only=True)
class Change:
    """What happened to an athlete's raw files.

    Some were read (or why they cannot be), some are over, some may be used on other terms than before.
    """

    athlete_id: str
    read: Sequence[tuple[RawFile, Activity | str]] = ()
    lost: Sequence[str] = ()
    on_other_terms: Sequence[RawFile] = ()

    @cached_property
    def recordings(self) -> dict[Key, Recording]:
        """What the files hold that were read."""
        return {
            recording.key: recording
            for raw, outcome in self.read
            if isinstance(outcome, Activity)
            for recording in recordings_of(raw.first, outcome)
        }

    @cached_property
    def rows(self) -> dict[Key, Row]:
        """Their rows, not yet of any run."""
        return {key: recording.row() for key, recording in self.recordings.items()}

    @property
    def read_again(self) -> list[str]:
        """The digests of the files that were read, of which there may be rows already."""
        return [raw.first.sha256 for raw, _ in self.read]


@dataclass(frozen=True, slots=True)
class _Run:
    """A run as it is to be stored."""

    plan: RunPlan
    base: Recording
    merged: Merged

    @property
    def started_at(self) -> datetime:
        return utc_naive(self.base.started_at + timedelta(seconds=self.merged.offset_s))


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What is to be written: runs new or other, the ids of those that are no more, and which recording is of which."""

    runs: Sequence[_Run]
    gone: Collection[str]
    memberships: Mapping[Key, Membership]


def rearrange(writer: Writer, landing: Landing, change: Change) -> int:
    """Store what happened to raw files and bring the runs up to date; how many are new or other than before."""
    near = _read(writer, change)
    outcome = _decide(landing, change, near)
    _write(writer, change, near, outcome)
    return len(outcome.runs)


def _read(reader: Reader, change: Change) -> list[Row]:
    """The recordings as they are stored: of these files, and of the days around."""
    runs = [row for row in change.rows.values() if row["own_run_id"] is not None]
    return reader.rows(
        "recordings_near",
        athlete_id=change.athlete_id,
        sha256s=[*change.read_again, *change.lost, *(raw.first.sha256 for raw in change.on_other_terms)],
        starts=[row["started_at"] for row in runs],
        lengths_s=[row["duration_s"] or row["moving_time_s"] or 0.0 for row in runs],
    )


def _decide(landing: Landing, change: Change, near: Sequence[Row]) -> _Outcome:
    """Which recordings make which runs, and what those are made of."""
    known = {key_of(row): row for row in near}
    regrouping = regroup(
        _candidates(change, near),
        {row["run_id"]: _stored_run(row) for row in near if row["run_raw_sha256"] is not None},
        changed=_changed(change, near),
        bereft=_bereft(change, near),
    )
    runs, unchanged, memberships = list[_Run](), set[str](), dict[Key, Membership]()
    for plan in regrouping.plans:
        recordings = [_recording(landing, change, known, key) for key in plan.leaders]
        merged = merge([one.part(at) for one, at in zip(recordings, plan.part_offsets_s, strict=True)])
        memberships |= plan.memberships(merged)
        if plan.changes_nothing(merged):
            unchanged.add(plan.run_id)
        else:
            runs.append(_Run(plan, recordings[0], merged))
    return _Outcome(runs, sorted(regrouping.replaced - unchanged), memberships)


def _candidates(change: Change, near: Sequence[Row]) -> list[Candidate]:
    """Every recording as it is from now on, and of which run it was."""
    terms = {raw.first.sha256: raw.terms for raw in (*change.on_other_terms, *(raw for raw, _ in change.read))}
    over = {*change.read_again, *change.lost}
    fresh = [
        candidate(row, change.recordings[key].profile, terms[key[0]])
        for key, row in change.rows.items()
        if row["own_run_id"] is not None
    ]
    stored = [
        stored_candidate(row, terms.get(row["raw_sha256"]) or stored_terms(row))
        for row in near
        if row["raw_sha256"] not in over
    ]
    return fresh + stored


def _stored_run(row: Row) -> StoredRun:
    return StoredRun((row["run_raw_sha256"], row["run_session_index"]), stored_terms(row, "run_"))


def _changed(change: Change, near: Sequence[Row]) -> list[Key]:
    """The recordings that are other than before."""
    other_terms = {raw.first.sha256 for raw in change.on_other_terms}
    return [*change.recordings, *(key_of(row) for row in near if row["raw_sha256"] in other_terms)]


def _bereft(change: Change, near: Sequence[Row]) -> set[str]:
    """The runs that lost a recording which gave something, or of which one is read anew."""
    again, lost = set(change.read_again), set(change.lost)
    return {
        row["run_id"]
        for row in near
        if row["run_id"] is not None and (row["raw_sha256"] in again or (row["raw_sha256"] in lost and row["gave"]))
    }


def _recording(landing: Landing, change: Change, known: Mapping[Key, Row], key: Key) -> Recording:
    """A recording with its samples: as it was just read, or out of the raw file once more."""
    if key in change.recordings:
        return change.recordings[key]
    row = known[key]
    arrival = Landed(
        sha256=key[0], kind="activity", athlete_id=change.athlete_id, source=row["source"], place=row["origin"],
        origin=row["origin"], landed_at=utc_aware(row["landed_at"]), format=row["format"],
    )  # fmt: skip
    activity = read_raw(landing, arrival)
    if isinstance(activity, str):
        raise StoreError(f"{activity}; it could be read before: the file in the store has changed")
    # Of a watch that did not know the date, the start was told by the file as it first came.
    return replace(recordings_of(arrival, activity)[key[1]], started_at=utc_aware(row["started_at"]))


def _write(writer: Writer, change: Change, near: Sequence[Row], outcome: _Outcome) -> None:
    _write_files(writer, change, outcome.memberships)
    _write_memberships(writer, change, outcome.memberships)
    _write_runs(writer, change.athlete_id, near, outcome)


def _write_files(writer: Writer, change: Change, memberships: Mapping[Key, Membership]) -> None:
    """Store what the files hold, in place of what was read of them before."""
    over = {"athlete_id": change.athlete_id, "sha256s": [*change.read_again, *change.lost]}
    writer.write("delete_recordings_of_files", **over)
    writer.write("delete_raw_files", **over)
    for raw in change.on_other_terms:
        writer.write("set_terms", athlete_id=change.athlete_id, sha256=raw.first.sha256, **terms_row(raw.terms))
    writer.insert("raw_files", [raw_file_row(raw, outcome) for raw, outcome in change.read])
    writer.insert(
        "recordings",
        [row | (asdict(memberships[key]) if key in memberships else {}) for key, row in change.rows.items()],
    )


def _write_memberships(writer: Writer, change: Change, memberships: Mapping[Key, Membership]) -> None:
    """Note of each recording that was there already which run it is of now, and what it gives to it."""
    others = [(key, membership) for key, membership in memberships.items() if key not in change.rows]
    if others:
        writer.write(
            "join_recordings",
            athlete_id=change.athlete_id,
            raw_sha256=[sha256 for (sha256, _), _ in others],
            session_index=[index for (_, index), _ in others],
            run_id=[membership.run_id for _, membership in others],
            offset_s=[membership.offset_s for _, membership in others],
            gave=[membership.gave for _, membership in others],
        )


def _write_runs(writer: Writer, athlete_id: str, near: Sequence[Row], outcome: _Outcome) -> None:
    """Put runs in the place of others, and have all that rests on them done again."""
    gone = set(outcome.gone)
    starts = {row["run_started_at"] for row in near if row["run_id"] in gone and row["run_started_at"] is not None}
    starts |= {run.started_at for run in outcome.runs}
    if starts:
        discard_statuses(writer, athlete_id, min(starts))
        discard_verdicts(writer, athlete_id, min(starts))
    if gone:
        delete_runs(writer, sorted(gone))
    made = [run.plan.run_id for run in outcome.runs]
    writer.write("delete_gone_runs", run_ids=made)
    writer.insert("gone_runs", [{"run_id": one, "athlete_id": athlete_id} for one in sorted(gone - set(made))])
    if not outcome.runs:
        return
    writer.insert("runs", [_run_row(run) for run in outcome.runs])
    numbers = {row["run_id"]: row["run_no"] for row in writer.rows("run_numbers", run_ids=made)}
    writer.insert_columns("samples", _samples(outcome.runs, numbers))
    writer.insert(
        "run_sensors",
        [
            {"run_id": run.plan.run_id, "metric": metric, "sensor": sensor}
            for run in outcome.runs
            for metric, sensor in run.merged.sensors.items()
        ],
    )


def _samples(runs: Sequence[_Run], numbers: Mapping[str, int]) -> dict[str, NDArray[Any]]:
    ordered = sorted(runs, key=lambda run: numbers[run.plan.run_id])  # in the order of their key a look-up is quick
    sizes = [run.merged.samples["elapsed_s"].size for run in ordered]
    return {
        "run_no": np.repeat(np.array([numbers[run.plan.run_id] for run in ordered], dtype=np.int64), sizes),
        **{name: np.concatenate([run.merged.samples[name] for run in ordered]) for name in ordered[0].merged.samples},
    }


def _run_row(run: _Run) -> Row:
    session = run.base.session
    return {
        "run_id": run.plan.run_id,
        "athlete_id": run.base.arrival.athlete_id,
        "started_at": run.started_at,
        "duration_s": run.merged.duration_s,
        "moving_time_s": run.merged.moving_time_s,
        "distance_m": run.merged.distance_m,
        "sub_sport": session.sub_sport,
        "utc_offset_s": session.utc_offset_s,
        "surface": surface_of(session.sub_sport),
        "source": run.base.arrival.source,
        "raw_sha256": run.base.arrival.sha256,
        "session_index": run.base.index,
        "pauses_s": run.merged.pauses_s.ravel().tolist(),
        **terms_row(run.plan.terms),
    }
