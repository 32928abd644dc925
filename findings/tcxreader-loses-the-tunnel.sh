#!/usr/bin/env bash
# tcxreader 0.4.11: a stretch without GPS disappears, and an indoor run altogether.
#
# read() has only_gps=True by default. Its documentation says that this removes points without GPS at the start and
# the end.
#
# Expected: points without a position inside a run (a tunnel, an underpass) stay; they have time, heart rate and
# distance. Seen: every point without a position is removed, wherever it is. A run has a hole that nothing mentions,
# and a treadmill run has no points left, though its distance is still that of the laps.
#
# niggle reads TCX itself, and keeps points without a position (tracks/tcx.py).
set -euo pipefail
source "$(dirname "$0")/_lib.sh"
install lib tcxreader==0.4.11

"$work/lib/bin/python" - "$work/run.tcx" >"$work/seen" <<'PY'
import sys
from tcxreader.tcxreader import TCXReader

def save(path, without_gps):
    points = ""
    for i in range(10):
        place = f"<Position><LatitudeDegrees>{50 + i / 1e4}</LatitudeDegrees><LongitudeDegrees>7</LongitudeDegrees></Position>"
        points += f"<Trackpoint><Time>2024-03-01T10:00:0{i}Z</Time>{'' if i in without_gps else place}"
        points += f"<DistanceMeters>{i * 3}</DistanceMeters><HeartRateBpm><Value>{140 + i}</Value></HeartRateBpm></Trackpoint>"
    with open(path, "w") as file:
        file.write('<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities>')
        file.write('<Activity Sport="Running"><Id>2024-03-01T10:00:00Z</Id><Lap StartTime="2024-03-01T10:00:00Z">')
        file.write("<TotalTimeSeconds>9</TotalTimeSeconds><DistanceMeters>27</DistanceMeters><Calories>1</Calories>")
        file.write(f"<Intensity>Active</Intensity><TriggerMethod>Manual</TriggerMethod><Track>{points}</Track></Lap>")
        file.write("</Activity></Activities></TrainingCenterDatabase>")

for title, without_gps in (("tunnel", {3, 4, 5, 6}), ("treadmill", set(range(10)))):
    save(sys.argv[1], without_gps)
    for options in ({}, {"only_gps": False}):
        read = TCXReader().read(sys.argv[1], **options)
        print(title, options, [point.hr_value for point in read.trackpoints], f"{read.distance:.0f} m")
PY

expect <<'SEEN'
tunnel {} [140, 141, 142, 147, 148, 149] 27 m
tunnel {'only_gps': False} [140, 141, 142, 143, 144, 145, 146, 147, 148, 149] 27 m
treadmill {} [] 27 m
treadmill {'only_gps': False} [140, 141, 142, 143, 144, 145, 146, 147, 148, 149] 27 m
SEEN
