"""Apple Health's export to runs: MB a second and memory, and the ratio to streaming the same document through expat.

    uv run python tests/benchmarks/apple_health.py [EXPORT.zip]

Without a file an export of 200 MB is made up, a run in every third day of it, packed as the phone packs it.
"""

import resource
import sys
import tempfile
import time
import zipfile
from datetime import timedelta
from pathlib import Path
from xml.parsers import expat

from niggle.sources import Fetched
from niggle.sources.apple_health import AppleHealthSource, _document
from tests.sources.test_apple_health import EXPORTED_IN, START, document, run, workout

MEGABYTES = 200
LEAST_MB_S, MOST_MB = 60, 300


def made_up(path: Path) -> None:
    """An export of about so many megabytes: ten minutes of every day, a run every third day."""
    part, told = run(seconds=600).encode(), workout(600).encode()
    day = f"{START.astimezone(EXPORTED_IN):%Y-%m-%d}".encode()
    days = [
        f"{START.astimezone(EXPORTED_IN) - timedelta(days=back):%Y-%m-%d}".encode()
        for back in range(MEGABYTES * 1_000_000 // len(part))
    ]
    head, _, tail = document("@").partition(b"@")
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("apple_health_export/export.xml", "w") as out,
    ):
        out.write(head)
        out.writelines(part.replace(day, one) for one in days)
        out.writelines(told.replace(day, one) for one in days[::3])
        out.write(tail)


def through_expat(path: Path) -> float:
    """CPU seconds of handing every element of the document to a function that does nothing."""
    before = time.process_time()
    with _document(path) as (stream, _):
        parser = expat.ParserCreate()
        parser.StartElementHandler = lambda _name, _attributes: None
        rest = b""
        while chunk := stream.read(1 << 20):
            rest += chunk
            if (at := rest.find(b"<HealthData ")) >= 0:
                parser.Parse(rest[at:], False)
                break
        while chunk := stream.read(1 << 20):
            parser.Parse(chunk, False)
    return time.process_time() - before


def main() -> None:
    """Print the figures, and whether the goals are reached."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "export.zip"
        if len(sys.argv) == 1:
            made_up(path)
        with _document(path) as (_, size):
            megabytes = size / 1e6
        before = time.process_time()
        runs = sum(isinstance(one, Fetched) for one in AppleHealthSource(path).fetch({}))
        spent = time.process_time() - before
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        other = through_expat(path)
    print(f"{megabytes:.0f} MB, {runs} runs: {megabytes / spent:.0f} MB/s, {memory:.0f} MB of memory")
    print(f"expat alone takes {other / spent:.1f} times as long")
    reached = megabytes / spent >= LEAST_MB_S and memory <= MOST_MB
    print(f"goals: {LEAST_MB_S} MB/s in {MOST_MB} MB {'reached' if reached else 'NOT reached'}")


if __name__ == "__main__":
    main()
