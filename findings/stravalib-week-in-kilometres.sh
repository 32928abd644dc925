#!/usr/bin/env bash
# stravalib 2.6.0: kilometers() is right for one run, and a thousand times too much for the sum of a week.
#
# Distances and speeds in stravalib 2 are floats that know their unit: unit_helper.kilometers(run.distance) turns 8000
# m into 8 km.
#
# Expected: the same for a sum, mean or difference of such distances, or an error. Seen: any arithmetic returns a
# plain float without a unit, and the helpers take a plain number to be in their own unit already. So 8000 m + 8000 m
# are 16000 km, and half a run is 4000 miles. Rounding loses the unit too. Nothing is raised. Convert first and add
# then.
#
# niggle reads Strava's numbers from the JSON, in metres and m/s (sources/strava_streams.py).
set -euo pipefail
source "$(dirname "$0")/_lib.sh"
install lib stravalib==2.6.0

"$work/lib/bin/python" - >"$work/seen" <<'PY'
from stravalib import unit_helper
from stravalib.model import SummaryActivity

runs = [SummaryActivity.model_validate({"id": i, "distance": 8000.0, "average_speed": 3.25}) for i in (1, 2)]
print("one run   ", unit_helper.kilometers(runs[0].distance))
print("the sum   ", unit_helper.kilometers(sum(run.distance for run in runs)))
print("half a run", unit_helper.miles(runs[0].distance / 2))
print("speed     ", round(unit_helper.kilometers_per_hour(runs[0].average_speed), 2))
print("rounded   ", unit_helper.kilometers_per_hour(round(runs[0].average_speed, 1)))
PY

expect <<'SEEN'
one run    8.0 kilometer
the sum    16000.0 kilometer
half a run 4000.0 mile
speed      11.7 kilometer / hour
rounded    3.2 kilometer / hour
SEEN
