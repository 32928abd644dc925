#!/usr/bin/env bash
# python-fitparse 2.7.0: heartbeats that a strap sends after the run are dated from 0.
#
# A strap that was out of reach of the watch, under water for example, sends its beats later, as "hr" messages. The
# first has a full event_timestamp, in 1/1024 s on the strap's clock. The next ones have eight times of 12 bits each,
# which the profile unpacks into event_timestamp and marks "accumulate": they count on from the last full one.
#
# Expected: 100.43, 100.86, ... after a first beat at 100.0 s. Seen: 0.43, 0.86, ...: a full value doesn't start the
# count, so these beats land a minute and a half before the first. Besides, there are now eight fields of one name,
# and get_values() keeps only the last. fitdecode 0.11.0 counts on, in datetimes.
#
# niggle reads heart rate from records only (fit/samples.py).
set -euo pipefail
source "$(dirname "$0")/_lib.sh"
install lib python-fitparse==2.7.0 fitdecode==0.11.0

"$work/lib/bin/python" - "$work/run.fit" >"$work/seen" <<'PY'
import sys
import fitdecode, fitparse
from _fit import START_S, Activity

path, first = sys.argv[1], 100 * 1024
packed = sum(((first + 440 * beat) % 4096) << 12 * (beat - 1) for beat in range(1, 9))
run = Activity().define(1, 132, [(253, "uint32", 1), (0, "uint16", 1), (6, "uint8", 1), (9, "uint32", 1)])
run.add(1, START_S, 0, 140, first)
run.define(1, 132, [(6, "uint8", 8), (10, "byte", 12)]).add(1, [140] * 8, list(packed.to_bytes(12, "little"))).save(path)

for message in fitparse.FitFile(path).get_messages("hr"):
    beats = [round(field.value, 2) for field in message.fields if field.name == "event_timestamp"]
    print("fitparse ", beats, " get_values", round(message.get_values()["event_timestamp"], 2))
for frame in fitdecode.FitReader(path):
    if isinstance(frame, fitdecode.FitDataMessage) and frame.name == "hr":
        beats = [field.value for field in frame.fields if field.name == "event_timestamp"]
        print("fitdecode", [beat if isinstance(beat, float) else f"{beat:%M:%S.%f}"[:8] for beat in beats])
PY

expect <<'SEEN'
fitparse  [100.0]  get_values 100.0
fitparse  [0.43, 0.86, 1.29, 1.72, 2.15, 2.58, 3.01, 3.44]  get_values 3.44
fitdecode [100.0]
fitdecode ['46:40.42', '46:40.85', '46:41.28', '46:41.71', '46:42.14', '46:42.57', '46:43.00', '46:43.43']
SEEN
