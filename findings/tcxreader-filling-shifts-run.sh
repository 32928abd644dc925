#!/usr/bin/env bash
# tcxreader 0.4.11: filling one gap moves the rest of the run by a point, and a gap at the start is filled from 0.
#
# read(null_value_handling=2) promises linear interpolation between the values before and after a gap. Straps drop
# single beats, and GPS and strap need some seconds at the start.
#
# Expected: one missing heart rate of ten is filled, the other nine stay where they are. Seen: a gap of n points is
# filled with n + 1 values, so everything after it comes one point later than its time and place, and the last value
# is dropped. Two gaps move it by two. A gap at the start is filled from 0: heart rate climbs 30, 60, 90, 120 to the
# first real 150, and latitude comes up from the equator in whole degrees. A run without cadence gets an average of
# 0.0 instead of None.
#
# niggle reads TCX itself: missing stays missing (tracks/points.py).
set -euo pipefail
source "$(dirname "$0")/_lib.sh"
install lib tcxreader==0.4.11

"$work/lib/bin/python" - "$work/run.tcx" >"$work/seen" <<'PY'
import sys
from tcxreader.tcxreader import TCXReader

def save(path, heart_rates, first_fix):
    points = ""
    for i, heart_rate in enumerate(heart_rates):
        place = f"<Position><LatitudeDegrees>50.{i}</LatitudeDegrees><LongitudeDegrees>7</LongitudeDegrees></Position>"
        value = f"<HeartRateBpm><Value>{heart_rate}</Value></HeartRateBpm>"
        points += f"<Trackpoint><Time>2024-03-01T10:00:0{i}Z</Time>{place if i >= first_fix else ''}"
        points += f"{value if heart_rate else ''}</Trackpoint>"
    with open(path, "w") as file:
        file.write('<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities>')
        file.write('<Activity Sport="Running"><Id>2024-03-01T10:00:00Z</Id><Lap StartTime="2024-03-01T10:00:00Z">')
        file.write("<TotalTimeSeconds>9</TotalTimeSeconds><DistanceMeters>27</DistanceMeters><Calories>1</Calories>")
        file.write(f"<Intensity>Active</Intensity><TriggerMethod>Manual</TriggerMethod><Track>{points}</Track></Lap>")
        file.write("</Activity></Activities></TrainingCenterDatabase>")

dropped = [140, 141, 142, None, 144, 145, 146, 147, 148, 149]
for title, heart_rates, first_fix in (("a dropped beat", dropped, 0), ("a late start", [None] * 3 + [150] * 3, 3)):
    save(sys.argv[1], heart_rates, first_fix)
    print(title)
    for handling in (1, 2):
        read = TCXReader().read(sys.argv[1], only_gps=False, null_value_handling=handling)
        print(f"  {handling} heart rate", [point.hr_value for point in read.trackpoints], "cadence", read.cadence_avg)
        print(f"  {handling} latitude  ", [point.latitude for point in read.trackpoints])
PY

expect <<'SEEN'
a dropped beat
  1 heart rate [140, 141, 142, None, 144, 145, 146, 147, 148, 149] cadence None
  1 latitude   [50.0, 50.1, 50.2, 50.3, 50.4, 50.5, 50.6, 50.7, 50.8, 50.9]
  2 heart rate [140, 141, 142, 142, 143, 144, 145, 146, 147, 148] cadence 0.0
  2 latitude   [50.0, 50.1, 50.2, 50.3, 50.4, 50.5, 50.6, 50.7, 50.8, 50.9]
a late start
  1 heart rate [None, None, None, 150, 150, 150] cadence None
  1 latitude   [None, None, None, 50.3, 50.4, 50.5]
  2 heart rate [30, 60, 90, 120, 150, 150] cadence 0.0
  2 latitude   [10, 20, 30, 40, 50.3, 50.4]
SEEN
