#!/usr/bin/env bash
# python-fitparse 2.7.0 and fitdecode 0.11.0: an app's contact time is ten times too long.
#
# The message that describes an app's field (field_description) may give a scale and an offset (fields 6 and 7 in the
# FIT profile), which work as they do for native fields: divide by the scale, then subtract the offset. A stored 2505
# with a scale of 10 and the unit "ms" is 250.5 ms.
#
# Expected: 250.5. Seen: both libraries give 2505 with the unit "ms". They read the scale as part of the description
# but never apply it. fitfast 0.1.0 gives 250.5. Most apps write floats without a scale, so this shows only with the
# few that save space.
#
# niggle applies the scale (fit/table.py), and allows for this where it compares itself with fitparse
# (fit/second_opinion.py).
set -euo pipefail
source "$(dirname "$0")/_lib.sh"
install lib python-fitparse==2.7.0 fitdecode==0.11.0 fitfast==0.1.0

"$work/lib/bin/python" - "$work/run.fit" >"$work/seen" <<'PY'
import struct, sys
import fitdecode, fitfast, fitparse
from _fit import START_S, Activity

path = sys.argv[1]
run = Activity().describe(0, 0, "Contact Time", "uint16", "ms", scale=10)
run.define(1, 20, [(253, "uint32", 1)], developer=[(0, 2, 0)])
run.add(1, START_S, developer=struct.pack("<H", 2505)).save(path)

field = next(iter(fitparse.FitFile(path).get_messages("record"))).get("Contact Time")
print("fitparse ", field.value, field.units)
frames = [frame for frame in fitdecode.FitReader(path) if isinstance(frame, fitdecode.FitDataMessage)]
field = frames[-1].get_field("Contact Time")
print("fitdecode", field.value, field.units)
print("fitfast  ", fitfast.parse(open(path, "rb").read())["record"][0]["Contact Time"])
PY

expect <<'SEEN'
fitparse  2505 ms
fitdecode 2505 ms
fitfast   250.5
SEEN
