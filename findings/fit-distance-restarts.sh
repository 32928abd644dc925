#!/usr/bin/env bash
# python-fitparse 2.7.0 and fitdecode 0.11.0: the distance jumps back in the middle of a run.
#
# Older Garmin watches, such as the Forerunner 70, store speed and distance together in three bytes,
# compressed_speed_distance. Distance gets 12 bits, in sixteenths of a metre, so it wraps every 256 m. The profile
# marks it "accumulate": the reader has to keep count over the whole file. A watch may define the same message again
# at any time, for example when it finds a heart-rate strap. A definition only says how the bytes after it are laid
# out.
#
# Expected: 60 m more every 20 s, whatever is defined in between. Seen: in both libraries a definition resets the
# count, so a run of 660 m ends at 404 m, after a step back of 196 m. fit-tool 0.9.16 keeps count.
#
# niggle decodes FIT itself and counts over all records of a file (fit/values.py, `unrolled`).
set -euo pipefail
source "$(dirname "$0")/_lib.sh"
install lib python-fitparse==2.7.0 fitdecode==0.11.0 fit-tool==0.9.16

"$work/lib/bin/python" - "$work/run.fit" >"$work/seen" <<'PY'
import sys
import fitdecode, fitparse
from fit_tool.fit_file import FitFile
from fit_tool.profile.messages.record_message import RecordMessage
from _fit import START_S, Activity

def packed(speed_mps, distance_m):
    number = int(speed_mps * 100) | (int(distance_m * 16) % 4096) << 12
    return list(number.to_bytes(3, "little"))

path, time, both = sys.argv[1], (253, "uint32", 1), (8, "byte", 3)
run = Activity().define(1, 20, [time, both])
for i in range(6):
    run.add(1, START_S + 20 * i, packed(3, 60 * i))
run.define(1, 20, [time, both, (3, "uint8", 1)])  # from here with heart rate
for i in range(6, 12):
    run.add(1, START_S + 20 * i, packed(3, 60 * i), 140)
run.save(path)

print("fitparse ", [int(record.get_value("distance")) for record in fitparse.FitFile(path).get_messages("record")])
frames = [frame for frame in fitdecode.FitReader(path) if isinstance(frame, fitdecode.FitDataMessage)]
print("fitdecode", [int(frame.get_value("distance")) for frame in frames if frame.name == "record"])
records = [record.message for record in FitFile.from_file(path).records]
print("fit-tool ", [int(record.distance) for record in records if isinstance(record, RecordMessage)])
PY

expect <<'SEEN'
fitparse  [0, 60, 120, 180, 240, 300, 104, 164, 224, 284, 344, 404]
fitdecode [0, 60, 120, 180, 240, 300, 104, 164, 224, 284, 344, 404]
fit-tool  [0, 60, 120, 180, 240, 300, 360, 420, 480, 540, 600, 660]
SEEN
