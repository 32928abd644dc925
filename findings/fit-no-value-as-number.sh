#!/usr/bin/env bash
# fit-tool 0.9.16 and pyfitparsernative 0.2.3: missing measurements come out as numbers.
#
# FIT has no nulls. A field without a value holds a number reserved for that in its type (255 or 65535, say), which
# the protocol lists with the base types. A reader has to check for it before scaling.
#
# Expected: None, or the field left out. Seen with fit-tool: the reserved number, scaled. A stance time of 6553.5 ms,
# a balance of 655.35 %, a heart rate of 255, a time in the year 2126. Only an absent field gives None.
# pyfitparsernative leaves single empty fields out, but not those in arrays: an hrv message holds five beat intervals,
# the last one of a run is filled up, and a mean over them takes in beats of 65.5 s.
#
# niggle decodes FIT itself: an empty value is NaN before anything else happens (fit/values.py).
set -euo pipefail
source "$(dirname "$0")/_lib.sh"
install lib fit-tool==0.9.16 pyfitparsernative==0.2.3

"$work/lib/bin/python" - "$work/run.fit" >"$work/seen" <<'PY'
import sys
import pyfitparsernative
from fit_tool.fit_file import FitFile
from _fit import START_S, Activity

path = sys.argv[1]
fields = [(253, "uint32", 1), (41, "uint16", 1), (84, "uint16", 1), (3, "uint8", 1)]
run = Activity().define(1, 20, fields).add(1, START_S, 2505, 5050, 140).add(1, 0xFFFFFFFF, 0xFFFF, 0xFFFF, 0xFF)
run.define(2, 78, [(0, "uint16", 5)]).add(2, [800, 810, 0xFFFF, 0xFFFF, 0xFFFF]).save(path)

for record in FitFile.from_file(path).records[3:5]:
    message = record.message
    print("fit-tool", message.timestamp, message.stance_time, message.stance_time_balance, message.heart_rate)
print("fit-tool", FitFile.from_file(path).records[6].message.get_field(0).get_values())
for message in pyfitparsernative.parse_fit_file(path)[1:]:
    print("pyfitparsernative", {name: message.get(name) for name in ("timestamp", "stance_time", "heart_rate", "time")})
PY

expect <<'SEEN'
fit-tool 1631065600000 250.5 50.5 140
fit-tool 4926032895000 6553.5 655.35 255
fit-tool [0.8, 0.81, 65.535, 65.535, 65.535]
pyfitparsernative {'timestamp': '2021-09-08T01:46:40', 'stance_time': 250.5, 'heart_rate': 140, 'time': None}
pyfitparsernative {'timestamp': None, 'stance_time': None, 'heart_rate': None, 'time': None}
pyfitparsernative {'timestamp': None, 'stance_time': None, 'heart_rate': None, 'time': [0.8, 0.81, 65.535, 65.535, 65.535]}
SEEN
