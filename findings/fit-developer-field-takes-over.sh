#!/usr/bin/env bash
# python-fitparse 2.7.0 and fitfast 0.1.0: an app's field replaces the watch's own measurement of the same name.
#
# Apps on a watch (Connect IQ, Stryd and others) add "developer fields" to the records of a FIT file and choose the
# names freely. Here an app writes a heart_rate of its own. In the second record it has none (255 is FIT's "no
# value").
#
# Expected: both values, told apart, as FIT keeps the two kinds of fields apart. Seen, for the same file:
#   fitparse   get_values() has only the app's, even when it is empty: the watch's 141 is lost to a None
#   fitfast    the app's where there is one, else the watch's: one column that mixes two sensors
#   fitdecode  0.11.0: get_value() gives the watch's
# With the first two, a chart shows wrist and strap as one curve, and nothing says where it changes.
#
# niggle keeps developer fields in columns of their own, by application, number and name (fit/table.py).
set -euo pipefail
source "$(dirname "$0")/_lib.sh"
install lib python-fitparse==2.7.0 fitfast==0.1.0 fitdecode==0.11.0

"$work/lib/bin/python" - "$work/run.fit" >"$work/seen" <<'PY'
import sys
import fitdecode, fitfast, fitparse
from _fit import START_S, Activity

path = sys.argv[1]
run = Activity().describe(0, 7, "heart_rate", "uint8", "bpm")
run.define(1, 20, [(253, "uint32", 1), (3, "uint8", 1)], developer=[(7, 1, 0)])
run.add(1, START_S, 140, developer=bytes([151])).add(1, START_S + 1, 141, developer=bytes([255])).save(path)

records = list(fitparse.FitFile(path).get_messages("record"))
print("fitparse  get_values", [record.get_values()["heart_rate"] for record in records])
print("fitparse  get_value ", [record.get_value("heart_rate") for record in records])
print("fitfast   parse     ", [record["heart_rate"] for record in fitfast.parse(open(path, "rb").read())["record"]])
frames = [frame for frame in fitdecode.FitReader(path) if isinstance(frame, fitdecode.FitDataMessage)][-2:]
print("fitdecode get_value ", [frame.get_value("heart_rate") for frame in frames])
PY

expect <<'SEEN'
fitparse  get_values [151, None]
fitparse  get_value  [140, 141]
fitfast   parse      [151, 141]
fitdecode get_value  [140, 141]
SEEN
