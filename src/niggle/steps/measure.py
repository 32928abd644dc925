"""Store → gait → store: the gait metrics of every run that has none yet."""

from collections.abc import Iterable, Sequence
from itertools import batched

import numpy as np

from niggle.config import Athlete, Config
from niggle.gait import METRICS_VERSION
from niggle.gait.measure import measure as measure_gait
from niggle.records.gait import insert_gaits
from niggle.records.rows import by_run
from niggle.steps.invalidate import discard_statuses, discard_verdicts
from niggle.steps.telling import Tell, counted, to_nobody
from niggle.store import Store, Writer
from niggle.store.database import Row
from niggle.store.layout import athlete_store
from niggle.vocabulary.columns import SAMPLE_COLUMNS

_BATCH = 64  # runs: bounds memory, and how long the lock is held


def measure(config: Config, athlete: Athlete, *, store: Store | None = None, tell: Tell = to_nobody) -> int:
    """Measure the runs of an athlete that have not been, or were by an older method; how many."""
    store = store or athlete_store(config.store.path, athlete.id)
    _forget_outdated(store, athlete)
    with store.read_main() as reader:
        waiting = [run["run_id"] for run in reader.rows("runs_to_measure", athlete_id=athlete.id)]
    count = 0
    for batch in batched(waiting, _BATCH):
        if len(waiting) > _BATCH:
            store.let_others_write()
        with store.write() as writer:
            runs = writer.rows("unmeasured_runs", run_ids=list(batch))
            if runs:
                _measure_batch(writer, runs, counted(runs, tell, "measuring", before=count, total=len(waiting)))
            count += len(runs)
    return count


def _forget_outdated(store: Store, athlete: Athlete) -> None:
    version = {"athlete_id": athlete.id, "metrics_version": METRICS_VERSION}
    with store.read_main() as reader:
        since = reader.rows("earliest_outdated_gait", **version)[0]["since"]
    if since is not None:
        with store.write() as writer:
            discard_statuses(writer, athlete.id, since)
            discard_verdicts(writer, athlete.id, since)
            writer.write("delete_outdated_windows", **version)
            writer.write("delete_outdated_run_gait", **version)


def _measure_batch(writer: Writer, runs: Sequence[Row], in_turn: Iterable[Row]) -> None:
    numbers = [run["run_no"] for run in runs]
    samples = writer.columns("samples_of", run_nos=numbers, first=min(numbers), last=max(numbers))
    sensors = by_run(writer.rows("sensors_of", run_ids=[run["run_id"] for run in runs]))
    gaits = {}
    for run in in_turn:
        start, end = np.searchsorted(samples["run_no"], [run["run_no"], run["run_no"] + 1])
        gaits[run["run_id"]] = measure_gait(
            {name: samples[name][start:end] for name in SAMPLE_COLUMNS},
            pauses_s=np.array(run["pauses_s"], dtype=np.float64).reshape(-1, 2),
            surface=run["surface"],
            sensors={row["metric"]: row["sensor"] for row in sensors.get(run["run_id"], ())},
        )
    insert_gaits(writer, gaits, {run["run_id"]: run["raw_sha256"] for run in runs})
