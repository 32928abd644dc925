#!/usr/bin/env bash
# stravalib 2.6.0: a run's sport equals "Run" but is not in {"Run"}, and prints as root='Run'.
#
# Strava's sport_type is a word in JSON. stravalib wraps it in a class that compares equal to the word.
#
# Expected: if it equals a string, you can look it up and print it like one. Seen: sport == "Run" holds, and so does
# membership in a list or tuple. But looking it up in a set or dict of sports raises TypeError, since a class that
# defines == loses its hash. And f-strings, str() and CSV writers give root='Run', which no reader of that file knows
# as a run. The word is in .root. The legacy field "type" turns TrailRun, and any word it doesn't know, into
# "Workout".
#
# niggle takes the word from the JSON (sources/strava_streams.py).
set -euo pipefail
source "$(dirname "$0")/_lib.sh"
install lib stravalib==2.6.0

"$work/lib/bin/python" - >"$work/seen" 2>/dev/null <<'PY'
import csv, sys
from stravalib.model import SummaryActivity

run = SummaryActivity.model_validate({"id": 1, "sport_type": "TrailRun", "type": "TrailRun"})
sport = run.sport_type
print("==", sport == "TrailRun", " in a tuple", sport in ("Run", "TrailRun"))
for title, look_up in (("in a set", lambda: sport in {"Run", "TrailRun"}), ("in a dict", lambda: {"TrailRun": "trail"}[sport])):
    try:
        print(title, look_up())
    except TypeError as error:
        print(title, "TypeError:", error)
print("f-string", f"{sport}", " .root", sport.root, " type", run.type.root)
csv.writer(sys.stdout, lineterminator="\n").writerow([run.id, sport])
PY

expect <<'SEEN'
== True  in a tuple True
in a set TypeError: unhashable type: 'RelaxedSportType'
in a dict TypeError: unhashable type: 'RelaxedSportType'
f-string root='TrailRun'  .root TrailRun  type Workout
1,root='TrailRun'
SEEN
