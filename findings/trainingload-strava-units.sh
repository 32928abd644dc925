#!/usr/bin/env bash
# trainingload 0.1.0: speeds from Strava's bulk export are 3.6 times too slow, and weighted power is always missing.
#
# activities.csv in the export gives raw values in SI units. In the run below, as in real exports, distance (12000 m)
# over moving time (3600 s) is the 3.33 under "Average Speed", so that column is in m/s. The one for weighted power is
# headed "Weighted Average Power".
#
# Expected from a field named avg_speed_kmh: 12.0. Seen: 3.33, the number as it stands. weighted_avg_watts is None,
# since the parser looks for a column "Weighted Average Watts". And a flat run has no elevation gain: a 0 in the file
# becomes None. Distance is right; the column appears twice, in km and in m, and csv.DictReader keeps the last.
#
# niggle takes only words and dates from activities.csv; speeds come from the recordings (sources/export_words.py).
set -euo pipefail
source "$(dirname "$0")/_lib.sh"
install lib trainingload==0.1.0

"$work/lib/bin/python" - >"$work/seen" <<'PY'
from trainingload.strava import StravaArchiveParser

header = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Max Heart Rate,Filename,Elapsed Time,"
    "Moving Time,Distance,Max Speed,Average Speed,Elevation Gain,Max Heart Rate,Average Heart Rate,Weighted Average Power"
)
row = '1,"Mar 2, 2026, 6:31:05 AM",Run,Run,3700,12.00,171,activities/1.fit.gz,3700.0,3600.0,12000.0,5.1,3.3333,0.0,171.0,150.0,255.0'
run = StravaArchiveParser().parse_activities_csv(f"{header}\n{row}\n")[0]
print("distance_km", run.distance_km, "in", run.duration_seconds, "s: avg_speed_kmh", run.avg_speed_kmh)
print("weighted_avg_watts", run.weighted_avg_watts, "elevation_m", run.elevation_m)
PY

expect <<'SEEN'
distance_km 12.0 in 3600 s: avg_speed_kmh 3.3333
weighted_avg_watts None elevation_m None
SEEN
