"""Records to columns: CPU time of niggle against fitparse and fitfast, on real recordings.

    uv run python tests/benchmarks/decoder.py [FILE.fit ...]

Files are those of NIGGLE_RECORDINGS (default ../shared/recordings) with at least 300 records. All three get
the bytes in memory and must check the file's checksum.

- niggle: `decode_fit`, then every column of the record messages, developers' fields included, is made.
- fitparse: a FitFile is opened, its record messages are iterated, and `get_values()` is asked of each (no
  columns are built, which would come on top).
- fitfast: `fitfast.records(data)`, its columnar call for the record messages, which its README names as the
  quickest.

Each is run until REPEAT_S seconds of CPU time are spent (at least three times), and the median run counts;
caches are warm for all three. fitparse and fitfast refuse a file with a wrong checksum (fitfast also one whose header
has none): such files are mended before for all three.
"""

import gc
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from os import environ
from pathlib import Path

import fitfast
import fitparse

from niggle.fit.crc import crc16
from niggle.fit.decode import decode_fit

MIN_RECORDS = 300
REPEAT_S = 0.5
GOAL_FITPARSE, GOAL_FITFAST = 250, 2
ROOT = Path(__file__).parents[2]


def with_niggle(data: bytes) -> int:
    """The number of cells of the record messages' columns."""
    records = decode_fit(data, path="")["record"]
    columns = [records[name] for name in records]
    columns += records.developer.values()
    return sum(column.size for column in columns)


def with_fitparse(data: bytes) -> int:
    """The number of values of the record messages."""
    with fitparse.FitFile(data) as reader:
        return sum(len(message.get_values()) for message in reader.get_messages("record"))


def with_fitfast(data: bytes) -> int:
    """The number of cells of the record messages' columns."""
    return sum(column.size for column in fitfast.records(data).values())


def cpu_s(decode: Callable[[bytes], int], data: bytes) -> float:
    """CPU seconds of one decoding, the median of several."""
    decode(data)
    times: list[float] = []
    while sum(times) < REPEAT_S or len(times) < 3:
        gc.collect()
        before = time.process_time()
        decode(data)
        times.append(time.process_time() - before)
    return statistics.median(times)


def mended(data: bytes) -> bytes:
    """The file with right checksums, of headers too, in each part of the chain."""
    fixed = bytearray(data)
    for part in decode_fit(data, path="").parts:
        end = part.body_offset + len(part.body)
        if part.body_offset - part.offset >= 14:
            fixed[part.offset + 12 : part.offset + 14] = crc16(bytes(fixed[part.offset : part.offset + 12])).to_bytes(
                2, "little"
            )
        fixed[end : end + 2] = crc16(bytes(fixed[part.offset : end])).to_bytes(2, "little")
    return bytes(fixed)


def chosen(arguments: list[str]) -> list[Path]:
    """The files to measure."""
    if arguments:
        return [Path(argument) for argument in arguments]
    folder = Path(environ.get("NIGGLE_RECORDINGS", ROOT.parent / "shared" / "recordings"))
    paths = sorted(folder.glob("*.fit"))
    if not paths:
        sys.exit("no recordings: set NIGGLE_RECORDINGS to a folder of .fit files")
    return [path for path in paths if decode_fit(path.read_bytes(), path="")["record"].n_rows >= MIN_RECORDS]


def main() -> None:
    """Print a line a file, then the ratios of the sums."""
    warnings.simplefilter("ignore")
    print(f"{'file':40} {'records':>7} {'niggle ms':>10} {'fitparse':>9} {'fitfast':>8}")
    totals = [0.0, 0.0, 0.0]
    for path in chosen(sys.argv[1:]):
        data = mended(path.read_bytes())
        times = [cpu_s(decode, data) for decode in (with_niggle, with_fitparse, with_fitfast)]
        totals = [total + spent for total, spent in zip(totals, times, strict=True)]
        count = decode_fit(data, path="")["record"].n_rows
        ours, parse, fast = times
        print(f"{path.name:40} {count:7} {1e3 * ours:10.3f} {parse / ours:8.0f}x {fast / ours:7.1f}x")
    ours, parse, fast = totals
    print(f"{'all':40} {'':7} {1e3 * ours:10.3f} {parse / ours:8.0f}x {fast / ours:7.1f}x")
    print(
        f"goals: fitparse {GOAL_FITPARSE}x {'reached' if parse >= GOAL_FITPARSE * ours else 'NOT reached'}, "
        f"fitfast {GOAL_FITFAST}x {'reached' if fast >= GOAL_FITFAST * ours else 'NOT reached'}"
    )


if __name__ == "__main__":
    main()
