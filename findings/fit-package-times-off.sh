#!/usr/bin/env bash
# fit 0.5.1: every time in a file is an hour early, and depends on where the computer is.
#
# FIT counts date_time in seconds since 1989-12-31 00:00 UTC, which is 631065600 in Unix seconds.
#
# Expected: 2021-09-08 01:46:40 for 1000000000. Seen: 00:46:40 on a computer set to UTC, since the package counts from
# an hour earlier. It also makes naive datetimes in the computer's own zone, so the same file says 09:46:40 in Tokyo
# and 17:46:40 of the day before in Phoenix. A late run ends up on another day. Writing makes the same mistake
# backwards, so copying a file doesn't reveal it.
#
# niggle decodes FIT itself and keeps Unix seconds (fit/base_types.py).
set -euo pipefail
source "$(dirname "$0")/_lib.sh"
install lib fit==0.5.1

for zone in UTC JST-9 MST7; do  # the last two as in Tokyo and Phoenix
    TZ=$zone "$work/lib/bin/python" - "$work/run.fit" "$zone" >>"$work/seen" <<'PY'
import sys
from fit import FitFile
from _fit import START_S, Activity

Activity().define(1, 20, [(253, "uint32", 1), (3, "uint8", 1)]).add(1, START_S, 140).save(sys.argv[1])
with FitFile.open(sys.argv[1]) as file:
    print(f"{sys.argv[2]:5}", list(file)[-1].timestamp)
PY
done

expect <<'SEEN'
UTC   2021-09-08 00:46:40
JST-9 2021-09-08 09:46:40
MST7  2021-09-07 17:46:40
SEEN
