"""Landing → store: the runs that athletes' own niggles share; the newest bundle of each is all there is of it.

What was shared before and is not now goes at once, from the database, from the raw files and from the pages: a level
that was lowered, a consent that was withdrawn, a file that was taken away, a source that was taken out of the
configuration.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from niggle.config import Athlete, Config
from niggle.errors import RawFileError
from niggle.landing import Landed, Landing
from niggle.reports.files import remove_page
from niggle.reports.paths import athlete_path, run_path
from niggle.sharing.bundle import Bundle, BundleError, read_bundle
from niggle.sources.incoming import KIND, inbox_path, shared_place
from niggle.store import Store, Writer
from niggle.store.database import utc_naive
from niggle.store.layout import athlete_landing, athlete_store, athletes_here


@dataclass(frozen=True, slots=True)
class _Change:
    """What a bundle makes of the runs that were shared before."""

    new: frozenset[str]
    gone: frozenset[str]


def read_shared(
    store: Store, landing: Landing, config: Config, athlete: Athlete, arrivals: Sequence[Landed], *, now: datetime
) -> tuple[int, list[str]]:
    """Bring what an athlete shares up to date; how many runs are new, and a line if the bundle cannot be taken."""
    own = _of_bundles(arrivals)
    if not own:
        return 0, []
    source, held = athlete.shared, _held(own)
    if source is None and held is not None:
        _note_gone(landing, config, held, now)
        held = None
    with store.read_main() as reader:
        known = {row["raw_sha256"] for row in reader.rows("shared_bundle_of", athlete_id=athlete.id)}
    if known == (set() if held is None else {held.sha256}):
        _discard(store, landing, own, held)
        return 0, []
    bundle = None
    if held is not None and source is not None:
        try:
            bundle = read_bundle(landing.read_arrival(held), key=source.key, athlete_id=athlete.id, now=now)
        except (BundleError, RawFileError) as error:
            return 0, [f"{athlete.id}: {held.origin}: {error}"]
    with store.write() as writer:
        change = _replace(writer, athlete.id, bundle, sha256="" if held is None else held.sha256)
    _discard(store, landing, own, held)
    return len(change.new), []


def strangers(config: Config) -> list[str]:
    """The ids of those who have a folder in the store and are in the configuration no more."""
    known = {athlete.id for athlete in config.athletes}
    return [athlete_id for athlete_id in athletes_here(config.store.path) if athlete_id not in known]


def _of_bundles(arrivals: Iterable[Landed]) -> list[Landed]:
    return [landed for landed in arrivals if landed.source == KIND and landed.kind in ("shared", "gone")]


def _held(arrivals: Sequence[Landed]) -> Landed | None:
    """The bundle that holds now."""
    return arrivals[-1] if arrivals and arrivals[-1].kind == "shared" else None


def forget_strangers(config: Config, *, now: datetime) -> None:
    """Take out what those shared who are in the configuration no more."""
    for athlete_id in strangers(config):
        store, landing = athlete_store(config.store.path, athlete_id), athlete_landing(config.store.path, athlete_id)
        theirs = _of_bundles(landing.arrivals())
        held = _held(theirs)
        if held is None:
            continue
        with store.write() as writer:
            change = _replace(writer, athlete_id, None, sha256="")
        folder = config.store.path / "reports"
        for page in (*map(run_path, sorted(change.gone)), athlete_path(athlete_id)):
            remove_page(folder, page)
        store.publish()
        _discard(store, landing, theirs, None)
        _note_gone(landing, config, held, now)  # last: until then the next call does all of it again


def _note_gone(landing: Landing, config: Config, held: Landed, now: datetime) -> None:
    inbox_path(config.store.path, held.athlete_id).unlink(missing_ok=True)
    landing.note("gone", athlete_id=held.athlete_id, source=KIND, place=shared_place(held.athlete_id), landed_at=now)


def _discard(store: Store, landing: Landing, arrivals: Sequence[Landed], held: Landed | None) -> None:
    """Delete the bundles that do not hold, and what they left in the database's file: it may have been taken back."""
    over = [one for one in arrivals if one.sha256 and (held is None or one.sha256 != held.sha256) and landing.has(one)]
    if over:
        store.shred()  # first: as long as a file is there, the next night finds that this is to be done
    for landed in over:
        landing.discard(landed)


def _replace(writer: Writer, athlete_id: str, bundle: Bundle | None, *, sha256: str) -> _Change:
    """Put a bundle in place of the one before; None: nothing."""
    before = {row["run_id"]: row["object"] for row in writer.rows("shared_objects_of", athlete_id=athlete_id)}
    runs = {} if bundle is None else {run["run_id"]: run for run in bundle.runs}
    objects = {run_id: _text(run) for run_id, run in runs.items()}
    other = [run_id for run_id in before if objects.get(run_id) != before[run_id]]
    writer.write("delete_shared_runs", athlete_id=athlete_id, run_ids=other)
    writer.write("delete_shared_bundle", athlete_id=athlete_id)
    fresh = [run_id for run_id in objects if before.get(run_id) != objects[run_id]]
    writer.insert("shared_runs", [_row(runs[run_id], objects[run_id]) for run_id in fresh])
    if bundle is not None:
        writer.insert("shared_bundles", [{
            "athlete_id": athlete_id, "raw_sha256": sha256, "level": bundle.level, "mood": bundle.mood,
            "issued_at": utc_naive(bundle.issued_at),
        }])  # fmt: skip
    has_pages = bundle is not None and bundle.level == "details"
    _forget_pages(writer, athlete_id, changed=other, gone=set(before) - (set(objects) if has_pages else set()))
    return _Change(new=frozenset(objects) - frozenset(before), gone=frozenset(before) - frozenset(objects))


def _forget_pages(writer: Writer, athlete_id: str, *, changed: Collection[str], gone: set[str]) -> None:
    """Have pages drawn again that show something else now, and taken away that show what is no more."""
    recorded = {row["run_id"] for row in writer.rows("run_starts", run_ids=sorted(gone))}  # a run with a page still
    writer.write("forget_pages_of", run_ids=sorted({*changed, *gone}))
    gone_now = sorted(gone - recorded)
    writer.write("delete_gone_runs", run_ids=sorted({*changed, *gone}))
    writer.insert("gone_runs", [{"run_id": run_id, "athlete_id": athlete_id} for run_id in gone_now])


def _text(run: Mapping[str, Any]) -> str:
    return json.dumps(run, ensure_ascii=False, allow_nan=False)


def _row(run: Mapping[str, Any], text: str) -> dict[str, object]:
    return {
        "run_id": run["run_id"],
        "athlete_id": run["athlete_id"],
        "started_at": utc_naive(datetime.fromisoformat(run["started_at"]).astimezone(UTC)),
        "status": run["status"],
        "provisional": run["provisional"],
        "object": text,
    }
