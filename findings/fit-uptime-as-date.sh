#!/usr/bin/env bash
# fitfast 0.1.0, pyfitparsernative 0.2.3, fit-tool 0.9.16: a watch whose clock was never set seems to run in 1989.
#
# In the FIT profile a date_time below 0x10000000 is not a date but "system time": seconds since the device was
# switched on. A watch that doesn't know the date yet, say indoors after its battery ran empty, writes that.
#
# Expected: anything but a date. Seen: 20 minutes after switching on is 1989-12-31 00:20, a date like any other. Such
# a run sorts before all others and becomes the runner's first. python-fitparse 2.7.0 and fitdecode 0.11.0 give the
# seconds, as an int where other records have a datetime.
#
# niggle dates such files by the local time in their activity message and says so, or leaves out records without a
# time (fit/clock.py).
set -euo pipefail
source "$(dirname "$0")/_lib.sh"
install lib fitfast==0.1.0 pyfitparsernative==0.2.3 fit-tool==0.9.16 python-fitparse==2.7.0 fitdecode==0.11.0

"$work/lib/bin/python" - "$work/run.fit" >"$work/seen" <<'PY'
import sys
from datetime import UTC, datetime
import fitdecode, fitfast, fitparse, pyfitparsernative
from fit_tool.fit_file import FitFile
from _fit import Activity

path = sys.argv[1]
Activity().define(1, 20, [(253, "uint32", 1), (3, "uint8", 1)]).add(1, 1200, 140).save(path)

print("fitfast          ", fitfast.parse(open(path, "rb").read(), datetimes=True)["record"][0]["timestamp"])
print("pyfitparsernative", pyfitparsernative.parse_fit_file(path)[-1]["timestamp"])
print("fit-tool         ", datetime.fromtimestamp(FitFile.from_file(path).records[-1].message.timestamp / 1000, UTC))
print("fitparse         ", repr(next(iter(fitparse.FitFile(path).get_messages("record"))).get_value("timestamp")))
last = [frame for frame in fitdecode.FitReader(path) if isinstance(frame, fitdecode.FitDataMessage)][-1]
print("fitdecode        ", repr(last.get_value("timestamp")))
PY

expect <<'SEEN'
fitfast           1989-12-31 00:20:00+00:00
pyfitparsernative 1989-12-31T00:20:00
fit-tool          1989-12-31 00:20:00+00:00
fitparse          1200
fitdecode         1200
SEEN
