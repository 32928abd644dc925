#!/usr/bin/env bash
# fitdecode 0.11.0 and fitfast 0.1.0: the runner's local time is labelled UTC.
#
# The activity message of a FIT file holds one moment twice: timestamp in UTC, and local_timestamp, which the profile
# counts in the local time zone. On most watches their difference is the only place that gives away the time zone of a
# run.
#
# Expected: a naive datetime for local_timestamp, as its zone is unknown. Seen: an aware datetime in UTC. Here 05:46
# in the morning in Berlin (03:46 UTC) becomes 05:46 UTC. Convert that for display and you get 07:46, and the two
# fields, which are the same moment, are two hours apart. Only their difference is right: it is the offset.
#
# niggle uses local_timestamp only to date files from a watch whose clock was never set (fit/clock.py).
set -euo pipefail
source "$(dirname "$0")/_lib.sh"
install lib fitdecode==0.11.0 fitfast==0.1.0 tzdata==2026.6

"$work/lib/bin/python" - "$work/run.fit" >"$work/seen" <<'PY'
import sys
from zoneinfo import ZoneInfo
import fitdecode, fitfast
from _fit import START_S, Activity

path, now = sys.argv[1], START_S + 7200
fields = [(253, "uint32", 1), (5, "uint32", 1), (1, "uint16", 1)]
Activity().define(1, 34, fields).add(1, now, now + 7200, 1).save(path)

last = [frame for frame in fitdecode.FitReader(path) if isinstance(frame, fitdecode.FitDataMessage)][-1]
activity = fitfast.parse(open(path, "rb").read(), datetimes=True)["activity"][0]
for library, utc, local in (
    ("fitdecode", last.get_value("timestamp"), last.get_value("local_timestamp")),
    ("fitfast  ", activity["timestamp"], activity["local_timestamp"]),
):
    print(library, "timestamp", utc, " local_timestamp", local, " in Berlin", f"{local.astimezone(ZoneInfo('Europe/Berlin')):%H:%M}")
PY

expect <<'SEEN'
fitdecode timestamp 2021-09-08 03:46:40+00:00  local_timestamp 2021-09-08 05:46:40+00:00  in Berlin 07:46
fitfast   timestamp 2021-09-08 03:46:40+00:00  local_timestamp 2021-09-08 05:46:40+00:00  in Berlin 07:46
SEEN
