"""Recordings → runs: which recordings are one run, and the run that they make together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from niggle.errors import StoreError
from niggle.gait.measure import surface_of
from niggle.landing import Landed, Landing
from niggle.matching.compare import Recording as Outline
from niggle.matching.compare import may_be_one, offset_between
from niggle.matching.groups import Group, Timeline, groups
from niggle.matching.merge import Merged, Part, merge
from niggle.matching.profile import Profile
from niggle.steps.invalidate import forget_runs, forget_statuses, forget_verdicts
from niggle.steps.recordings import Key, Recording, read_raw, recordings_of, richness
from niggle.store import Writer
from niggle.store.database import Row, utc_aware, utc_naive


@dataclass(frozen=True, slots=True)
class _Run:
    """A run as it is to be stored."""

    run_id: str
    group: Group[Key]
    base: Recording
    merged: Merged
    terms: Mapping[str, object]


class Runs:
    """The runs of one athlete, while recordings come and go in one transaction."""

    def __init__(self, writer: Writer, landing: Landing, athlete_id: str, fresh: Mapping[Key, Recording]) -> None:
        self._writer = writer
        self._landing = landing
        self._athlete_id = athlete_id
        self._fresh = fresh
        self._rows: dict[Key, Row] = {_key(row): row for row in writer.rows("run_recordings", athlete_id=athlete_id)}
        self._outlines = {key: _outline(row) for key, row in self._rows.items()}
        self._profiles: dict[Key, Profile] = {}
        self._stored = {row["run_id"]: row for row in writer.rows("runs_made_of", athlete_id=athlete_id)}
        self._joined: list[dict[str, object]] = []

    def regroup(self, changed: Collection[Key], bereft: Collection[str]) -> int:
        """Bring runs up to date after recordings changed, or were lost to the runs `bereft`; how many are new or other.

        The answer is the same for the same recordings, whatever came first.
        """
        concerned, pairs = self._concerned(changed, bereft)
        richest_first = sorted(concerned, key=lambda key: richness(self._rows[key]), reverse=True)
        followers = [key for key in concerned if self._rows[key]["who_may_see"] == "athlete"]
        found = self._named(groups(richest_first, pairs, followers=followers))
        before = {self._rows[key]["run_id"] for key in concerned} - {None} | set(bereft)
        remade, kept = [], set[str]()
        for run_id, group in found:
            if run_id not in bereft and self._is_as_it_was(run_id, group):
                kept.add(run_id)
            elif (run := self._made(run_id, group, may_keep=run_id not in bereft)) is not None:
                remade.append(run)
            else:
                kept.add(run_id)
        self._join_recordings()
        self._store(remade, gone=before - kept)
        return len(remade)

    def _concerned(
        self, changed: Collection[Key], bereft: Collection[str]
    ) -> tuple[set[Key], dict[tuple[Key, Key], float]]:
        """All recordings that may change their run with these, and which pairs of them are of one run."""
        keys = list(self._rows)
        number = {key: index for index, key in enumerate(keys)}
        timeline = Timeline.of([self._outlines[key] for key in keys])
        by_name: dict[str, list[Key]] = {}
        for key, row in self._rows.items():
            for name in {row["run_id"], row["own_run_id"]} - {None}:
                by_name.setdefault(name, []).append(key)
        waiting = [key for key in changed if key in self._rows]
        waiting += [key for run_id in sorted(bereft) for key in by_name.get(run_id, ())]
        concerned, pairs, compared = set(waiting), dict[tuple[Key, Key], float](), set[tuple[Key, Key]]()
        while waiting:
            near = {
                (min(key, keys[other]), max(key, keys[other]))
                for key in waiting
                for other in timeline.near(number[key])
            }
            worth = [(a, b) for a, b in near - compared if may_be_one(self._outlines[a], self._outlines[b])]
            compared |= near
            self._load_profiles({key for pair in worth for key in pair})
            for a, b in worth:  # always the same way round, so that the answer is the same whichever came first
                offset = offset_between(self._outlines[a], self._outlines[b], self._profiles[a], self._profiles[b])
                if offset is not None:
                    pairs[a, b] = offset
            touched = {key for pair in pairs for key in pair} | concerned
            names = {self._rows[key][name] for key in touched for name in ("run_id", "own_run_id")} - {None}
            touched |= {key for name in names for key in by_name.get(name, ())}
            waiting = sorted(touched - concerned)
            concerned |= touched
        return concerned, pairs

    def _load_profiles(self, keys: Collection[Key]) -> None:
        missing = [key for key in keys if key not in self._profiles]
        for key in missing:
            if key in self._fresh:
                self._profiles[key] = self._fresh[key].profile
        missing = [key for key in missing if key not in self._profiles]
        if not missing:
            return
        rows = self._writer.rows(
            "profiles_of", athlete_id=self._athlete_id, sha256s=sorted({sha256 for sha256, _ in missing})
        )
        for row in rows:
            data = row["profile"]
            # Recordings of an older schema have none until they are read again.
            self._profiles[_key(row)] = Profile(0, np.empty((3, 0))) if data is None else Profile.from_bytes(data)

    def _named(self, found: Sequence[Group[Key]]) -> list[tuple[str, Group[Key]]]:
        """The runs with their ids, richest first; of two that started in one second the poorer is told by its file."""
        ordered = sorted(found, key=lambda group: richness(self._rows[group.members[0]]), reverse=True)
        named: dict[str, Group[Key]] = {}
        for group in ordered:
            key = group.members[0]
            run_id = str(self._rows[key]["own_run_id"])
            named[f"{run_id}-{key[0][:6]}" if run_id in named else run_id] = group
        return list(named.items())

    def _is_as_it_was(self, run_id: str, group: Group[Key]) -> bool:
        """Whether a run has the recordings, the clocks and the terms that it had."""
        return (
            all(self._rows[key]["run_id"] == run_id for key in group.members)
            and {key for key, row in self._rows.items() if row["run_id"] == run_id} == set(group.members)
            and all(
                self._rows[key]["offset_s"] == offset
                for key, offset in zip(group.members, group.offsets_s, strict=True)
            )
            and self._has_terms(run_id, self._terms(group))
        )

    def _has_terms(self, run_id: str, terms: Mapping[str, object]) -> bool:
        stored = self._stored.get(run_id)
        return stored is not None and all(stored[name] == value for name, value in terms.items())

    def _terms(self, group: Group[Key]) -> dict[str, object]:
        rows = [self._rows[key] for key in self._leaders(group)]
        return {
            "who_may_see": rows[0]["who_may_see"],
            "may_feed_baselines": any(row["may_feed_baselines"] for row in rows),
            "expires_at": None
            if any(row["expires_at"] is None for row in rows)
            else max(row["expires_at"] for row in rows),
        }

    def _leaders(self, group: Group[Key]) -> list[Key]:
        """What the run is made of: a source whose terms bind gives nothing to a run that others have too."""
        free = [key for key in group.members if self._rows[key]["who_may_see"] != "athlete"]
        return free or list(group.members)

    def _made(self, run_id: str, group: Group[Key], *, may_keep: bool) -> _Run | None:
        """The run that a group makes; None if it is there already, just so, and only gains recordings."""
        leaders = self._leaders(group)
        offsets = dict(zip(group.members, group.offsets_s, strict=True))
        base = self._recording(leaders[0])
        parts = [_part(self._recording(key), self._outlines, leaders[0], offsets[key]) for key in leaders]
        merged = merge(parts)
        run = _Run(run_id, group, base, merged, self._terms(group))
        self._join(run)
        is_plain = merged.samples is base.samples
        return None if may_keep and is_plain and self._is_stored(run) else run

    def _is_stored(self, run: _Run) -> bool:
        """Whether the run is stored as made of its richest recording alone, on these terms."""
        stored = self._stored.get(run.run_id)
        if stored is None or _key(stored) != run.base.key or not self._has_terms(run.run_id, run.terms):
            return False
        return not any(
            row["run_id"] == run.run_id and row["gave"] and key != run.base.key for key, row in self._rows.items()
        )

    def _join(self, run: _Run) -> None:
        """Note of each recording which run it is of, and what it gives to it."""
        gave = dict(zip(self._leaders(run.group), run.merged.gave, strict=True))
        for key, offset in zip(run.group.members, run.group.offsets_s, strict=True):
            parts = (("base",) if key == run.base.key else ()) + gave.get(key, ())
            self._joined.append(
                {
                    "raw_sha256": key[0], "session_index": key[1], "run_id": run.run_id, "offset_s": offset,
                    "gave": ",".join(parts),
                }
            )  # fmt: skip

    def _join_recordings(self) -> None:
        if self._joined:
            columns = {name: [row[name] for row in self._joined] for name in self._joined[0]}
            self._writer.write("join_recordings", athlete_id=self._athlete_id, **columns)

    def _recording(self, key: Key) -> Recording:
        if key not in self._fresh:
            row = self._rows[key]
            arrival = Landed(
                sha256=key[0], kind="activity", athlete_id=self._athlete_id, source=row["source"],
                place=row["origin"], origin=row["origin"], landed_at=utc_aware(row["landed_at"]), format=row["format"],
            )  # fmt: skip
            activity = read_raw(self._landing, arrival)
            if isinstance(activity, str):
                raise StoreError(f"{activity}; it could be read before: the file in the store has changed")
            # Of a watch that did not know the date, the start was told by the file as it first came.
            return replace(recordings_of(arrival, activity)[key[1]], started_at=utc_aware(row["started_at"]))
        return self._fresh[key]

    def _store(self, runs: Sequence[_Run], gone: Collection[str]) -> None:
        """Put runs in the place of others, and have all that rests on them done again."""
        before = self._writer.rows("run_starts", run_ids=sorted(gone))
        if before:
            since = min(row["started_at"] for row in before)
            forget_statuses(self._writer, self._athlete_id, since)
            forget_verdicts(self._writer, self._athlete_id, since)
            forget_runs(self._writer, sorted(gone))
        missing = sorted(set(gone) - {run.run_id for run in runs})
        self._writer.write("delete_gone_runs", run_ids=[run.run_id for run in runs])
        self._writer.insert("gone_runs", [{"run_id": r, "athlete_id": self._athlete_id} for r in missing])
        if not runs:
            return
        self._writer.insert("runs", [_run_row(run) for run in runs])
        numbers = {
            row["run_id"]: row["run_no"]
            for row in self._writer.rows("run_numbers", run_ids=[run.run_id for run in runs])
        }
        self._writer.insert_columns("samples", _samples(runs, numbers))
        self._writer.insert(
            "run_sensors",
            [
                {"run_id": run.run_id, "metric": metric, "sensor": sensor}
                for run in runs
                for metric, sensor in run.merged.sensors.items()
            ],
        )
        since = utc_naive(min(run.base.started_at + timedelta(seconds=run.merged.offset_s) for run in runs))
        forget_statuses(self._writer, self._athlete_id, since)
        forget_verdicts(self._writer, self._athlete_id, since)


def _key(row: Row) -> Key:
    return row["raw_sha256"], row["session_index"]


def _outline(row: Row) -> Outline:
    return Outline(
        start=utc_aware(row["started_at"]).timestamp(),
        duration_s=row["duration_s"] or row["moving_time_s"] or 0.0,
        distance_m=row["distance_m"],
        workout_id=row["workout_id"],
        is_dated=row["is_dated"] is not False,
    )


def _part(recording: Recording, outlines: Mapping[Key, Outline], base: Key, offset_s: float) -> Part:
    session = recording.session
    return Part(
        offset_s=outlines[recording.key].start + offset_s - outlines[base].start,
        duration_s=session.elapsed_s,
        moving_time_s=session.moving_time_s,
        distance_m=session.distance_m,
        samples=recording.samples,
        pauses_s=session.pauses_s,
        sensors=recording.sensors,
    )


def _samples(runs: Sequence[_Run], numbers: Mapping[str, int]) -> dict[str, NDArray[Any]]:
    ordered = sorted(runs, key=lambda run: numbers[run.run_id])  # in the order of their key a look-up is quick
    sizes = [run.merged.samples["elapsed_s"].size for run in ordered]
    return {
        "run_no": np.repeat(np.array([numbers[run.run_id] for run in ordered], dtype=np.int64), sizes),
        **{name: np.concatenate([run.merged.samples[name] for run in ordered]) for name in ordered[0].merged.samples},
    }


def _run_row(run: _Run) -> dict[str, object]:
    session = run.base.session
    return {
        "run_id": run.run_id,
        "athlete_id": run.base.arrival.athlete_id,
        "started_at": utc_naive(run.base.started_at + timedelta(seconds=run.merged.offset_s)),
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
        **run.terms,
    }
