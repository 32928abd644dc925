#!/usr/bin/env bash
# python-fitparse 2.7.0 and fitdecode 0.11.0: the average speed of a run is None, although the file has it.
#
# FIT has two fields for the average speed of a session: avg_speed (number 14, 16 bits) and enhanced_avg_speed (number
# 124, 32 bits). In the profile, avg_speed has enhanced_avg_speed as its component, so readers expand the one into the
# other. Garmin watches write both into the laps and sessions of a run and leave one of them empty.
#
# Expected: enhanced_avg_speed is whichever has a value. Seen: both libraries give two fields of that name, the one in
# the file and the expanded one, and keep the empty one. What you get depends on how you ask and on which comes first
# in the file: get_value() takes the first, get_values() and a dict over the fields take the last. Neither is right
# for both orders. The same goes for enhanced_max_speed and, in records, enhanced_speed and enhanced_altitude. Look
# through all fields of the name and take the one that is not None.
#
# niggle decodes FIT itself and in records takes whichever of the two has a value (fit/samples.py, `_either`).
set -euo pipefail
source "$(dirname "$0")/_lib.sh"
install lib python-fitparse==2.7.0 fitdecode==0.11.0

"$work/lib/bin/python" - "$work" >"$work/seen" <<'PY'
import sys
import fitdecode, fitparse
from _fit import START_S, Activity

EMPTY_16, EMPTY_32 = 0xFFFF, 0xFFFFFFFF
time, narrow, wide = (253, "uint32", 1), (14, "uint16", 1), (124, "uint32", 1)
files = {
    "wide empty, narrow 3.354": ([time, wide, narrow], (EMPTY_32, 3354)),
    "wide 3.354, narrow empty": ([time, wide, narrow], (3354, EMPTY_16)),
    "narrow empty, wide 3.354": ([time, narrow, wide], (EMPTY_16, 3354)),
}
for title, (fields, speeds) in files.items():
    path = sys.argv[1] + "/run.fit"
    Activity().define(1, 18, fields).add(1, START_S, *speeds).save(path)
    run = next(iter(fitparse.FitFile(path).get_messages("session")))
    print(title)
    print("  fitparse  get_value", run.get_value("enhanced_avg_speed"), " get_values", run.get_values()["enhanced_avg_speed"])
    frames = [frame for frame in fitdecode.FitReader(path) if isinstance(frame, fitdecode.FitDataMessage)]
    as_dict = {field.name: field.value for field in frames[-1].fields}
    print("  fitdecode get_value", frames[-1].get_value("enhanced_avg_speed"), " dict", as_dict["enhanced_avg_speed"])
PY

expect <<'SEEN'
wide empty, narrow 3.354
  fitparse  get_value None  get_values 3.354
  fitdecode get_value None  dict 3.354
wide 3.354, narrow empty
  fitparse  get_value 3.354  get_values None
  fitdecode get_value 3.354  dict None
narrow empty, wide 3.354
  fitparse  get_value None  get_values 3.354
  fitdecode get_value None  dict 3.354
SEEN
