"""Raw files that were read, or are over → the runs that they make: read what is near, decide, write once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property

from niggle.errors import RawFileError, StoreError
from niggle.landing import Landed, Landing
from niggle.matching.merge import merge
from niggle.matching.model import Key
from niggle.matching.regroup import Candidate, Membership, StoredRun, regroup
from niggle.steps.invalidate import delete_runs, discard_statuses, discard_verdicts
from niggle.steps.made_runs import MadeRun, insert_runs
from niggle.steps.raw_files import RawFile, stored_terms, terms_row
from niggle.steps.recordings import (
    Contents,
    Recording,
    Unread,
    candidate,
    key_of,
    raw_file_row,
    read_raw,
    stored_candidate,
)
from niggle.store import Reader, Writer
from niggle.store.database import Row, utc_aware


@dataclass(frozen=True, kw_only=True)
class Change:
    """What happened to an athlete's raw files.

    Some were read (or why they cannot be), some are over, some may be used on other terms than before. `forgotten` are
    the recordings whose run was taken away by its owner, `reconsidered` those that were just forgotten or called back.
    """

    athlete_id: str
    forgotten: Collection[Key]
    read: Sequence[tuple[RawFile, Contents | Unread]] = ()
    lost: Sequence[str] = ()
    on_other_terms: Sequence[RawFile] = ()
    reconsidered: Collection[Key] = ()

    @cached_property
    def recordings(self) -> dict[Key, Recording]:
        """What the files hold that were read."""
        return {
            recording.key: recording
            for _, outcome in self.read
            if isinstance(outcome, Contents)
            for recording in outcome.recordings
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
class _Outcome:
    """What is to be written: runs new or other, the ids of those that are no more, and which recording is of which.

    Runs that rest on a raw file which is lost stay as they are; `waiting` are the files that are to be read again.
    """

    runs: Sequence[MadeRun]
    gone: Collection[str]
    memberships: Mapping[Key, Membership]
    waiting: Collection[str]
    lost: Sequence[RawFileError]


@dataclass(frozen=True, slots=True)
class Rearranged:
    """How many runs are new or other than before, and the raw files without which some could not be made."""

    runs: int
    lost: tuple[RawFileError, ...]


def rearrange(writer: Writer, landing: Landing, change: Change) -> Rearranged:
    """Store what happened to raw files and bring the runs up to date."""
    near = _read(writer, change)
    outcome = _decide(landing, change, near)
    _write(writer, change, near, outcome)
    return Rearranged(len(outcome.runs), tuple(outcome.lost))


def _read(reader: Reader, change: Change) -> list[Row]:
    """The recordings as they are stored: of these files, and of the days around."""
    runs = [row for row in change.rows.values() if row["own_run_id"] is not None]
    return reader.rows(
        "recordings_near",
        athlete_id=change.athlete_id,
        sha256s=[
            *change.read_again,
            *change.lost,
            *(raw.first.sha256 for raw in change.on_other_terms),
            *(sha256 for sha256, _ in change.reconsidered),
        ],
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
    runs, unchanged = list[MadeRun](), set[str]()
    memberships = {key: Membership(None, 0.0, "") for key in regrouping.forgotten}
    waiting, lost = set[str](), list[RawFileError]()
    for plan in regrouping.plans:
        try:
            recordings = [_recording(landing, change, known, key) for key in plan.leaders]
        except RawFileError as error:
            lost.append(error)
            waiting |= {sha256 for sha256, _ in plan.members}
            unchanged |= {known[key]["run_id"] for key in plan.members if key in known}
            continue
        merged = merge([one.part(at) for one, at in zip(recordings, plan.part_offsets_s, strict=True)])
        memberships |= plan.memberships(merged)
        if plan.changes_nothing(merged):
            unchanged.add(plan.run_id)
        else:
            runs.append(MadeRun(plan, recordings[0], merged))
    return _Outcome(runs, sorted(regrouping.replaced - unchanged), memberships, sorted(waiting), lost)


def _candidates(change: Change, near: Sequence[Row]) -> list[Candidate]:
    """Every recording as it is from now on, and of which run it was."""
    terms = {raw.first.sha256: raw.terms for raw in (*change.on_other_terms, *(raw for raw, _ in change.read))}
    over = {*change.read_again, *change.lost}
    fresh = [
        candidate(row, change.recordings[key].profile, terms[key[0]], is_forgotten=key in change.forgotten)
        for key, row in change.rows.items()
        if row["own_run_id"] is not None
    ]
    stored = [
        stored_candidate(
            row, terms.get(row["raw_sha256"]) or stored_terms(row), is_forgotten=key_of(row) in change.forgotten
        )
        for row in near
        if row["raw_sha256"] not in over
    ]
    return fresh + stored


def _stored_run(row: Row) -> StoredRun:
    return StoredRun((row["run_raw_sha256"], row["run_session_index"]), stored_terms(row, "run_"))


def _changed(change: Change, near: Sequence[Row]) -> list[Key]:
    """The recordings that are other than before."""
    other_terms = {raw.first.sha256 for raw in change.on_other_terms}
    return [
        *change.recordings,
        *change.reconsidered,
        *(key_of(row) for row in near if row["raw_sha256"] in other_terms),
    ]


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
    contents = read_raw(landing, arrival)
    if isinstance(contents, Unread):
        raise StoreError(f"{contents.reason}; it could be read before, by an older niggle: please report it")
    # Of a watch that did not know the date, the start was told by the file as it first came.
    return replace(contents.recordings[key[1]], started_at=utc_aware(row["started_at"]))


def _write(writer: Writer, change: Change, near: Sequence[Row], outcome: _Outcome) -> None:
    _write_files(writer, change, outcome.memberships)
    _write_memberships(writer, change, outcome.memberships)
    _write_runs(writer, change.athlete_id, near, outcome)
    if outcome.waiting:
        writer.write("outdate_files", athlete_id=change.athlete_id, sha256s=list(outcome.waiting))


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
    insert_runs(writer, outcome.runs)
