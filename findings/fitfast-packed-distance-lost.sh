#!/usr/bin/env bash
# fitfast 0.1.0: runs from older watches have neither speed nor distance.
#
# Older Garmin watches, such as the Forerunner 70, write compressed_speed_distance instead of speed and distance:
# three bytes, which the FIT profile says to unpack into these two fields.
#
# Expected: the same as for other packed fields; fitfast does expand speed into enhanced_speed, for instance. Seen:
# this one stays packed. parse() returns the three bytes, and records() leaves the column out without saying so, so
# the run looks like one on a treadmill.
#
# niggle decodes FIT itself and unpacks both (fit/table.py). Only its tests use fitfast.
set -euo pipefail
source "$(dirname "$0")/_lib.sh"
install lib fitfast==0.1.0

"$work/lib/bin/python" - "$work/run.fit" >"$work/seen" <<'PY'
import sys
import fitfast
from _fit import START_S, Activity

time, heart_rate = (253, "uint32", 1), (3, "uint8", 1)
for title, field, value in (
    ("speed", (6, "uint16", 1), 3000),
    ("compressed_speed_distance", (8, "byte", 3), [0x2C, 0xC1, 0x12]),
):
    run = Activity().define(1, 20, [time, field, heart_rate]).add(1, START_S, value, 140)
    run.save(sys.argv[1])
    data = open(sys.argv[1], "rb").read()
    print(title)
    print("  parse  ", sorted(fitfast.parse(data)["record"][0].items()))
    print("  records", sorted(fitfast.records(data)))
PY

expect <<'SEEN'
speed
  parse   [('enhanced_speed', 3.0), ('heart_rate', 140), ('speed', 3.0), ('timestamp', 1631065600)]
  records ['enhanced_speed', 'heart_rate', 'speed', 'timestamp']
compressed_speed_distance
  parse   [('compressed_speed_distance', b',\xc1\x12'), ('heart_rate', 140), ('timestamp', 1631065600)]
  records ['heart_rate', 'timestamp']
SEEN
