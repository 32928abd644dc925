"""How much memory `niggle backup` takes, by the size of the store.

    python -m tests.benchmarks.backup_memory [--megabytes 1000]

A store of that many megabytes of made-up raw files is backed up, plain and sealed for a key; told are the peak
of the process's memory and its time, beside those of a store with one file.
"""

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from niggle.landing import Landing
from niggle.store.layout import athlete_folder

FILE_BYTES = 500_000
NIGGLE = Path(sys.executable).with_name("niggle")
CONFIG = '[store]\npath = "data"\n[[athletes]]\nid = "me"\nname = "Me"\n'
KEY = "age1h6gewzq74ty2cnltsyhn07pan2vzrky2xh3wt4f3xcjwg930ffqq9ml2yt"


def make_store(folder: Path, count: int) -> None:
    """A store with that many raw files of bytes that cannot be packed."""
    (folder / "config.toml").write_text(CONFIG)
    landing, rng = Landing(athlete_folder(folder / "data", "me")), random.Random(1)
    for number in range(count):
        landing.land(
            rng.randbytes(FILE_BYTES), kind="activity", athlete_id="me", source="folder", place=f"{number}.fit",
            landed_at=datetime(2026, 1, 1, tzinfo=UTC),
        )  # fmt: skip


def cost(folder: Path, *options: str) -> tuple[float, float]:
    """The peak of a backup's memory, megabytes, and its time, seconds."""
    begin = time.perf_counter()
    subprocess.run([NIGGLE, "backup", "../out.backup", *options], cwd=folder, check=True, capture_output=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, time.perf_counter() - begin


def main() -> None:
    """Make the stores, back them up and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1000)
    megabytes = parser.parse_args().megabytes
    with tempfile.TemporaryDirectory() as above:
        for count in (1, megabytes * 1_000_000 // FILE_BYTES):
            folder = Path(above) / str(count)
            folder.mkdir()
            make_store(folder, count)
            for options in ((), ("--key", KEY)):
                with get_context("spawn").Pool(1) as alone:  # the peak of children is that of the largest so far
                    peak, seconds = alone.apply(cost, (folder, *options))
                sealed = "sealed" if options else "plain"
                print(f"{count * FILE_BYTES / 1e6:.1f} MB, {sealed}: {peak:.0f} MB of memory, {seconds:.1f} s")


if __name__ == "__main__":
    main()
