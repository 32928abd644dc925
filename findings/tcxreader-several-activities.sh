#!/usr/bin/env bash
# tcxreader 0.4.11: a ride and a run in one file become one run, and a triathlon is lost.
#
# In the TCX schema (TrainingCenterDatabase v2) <Activities> holds any number of <Activity> and <MultiSportSession>
# elements, the latter with the activities of a FirstSport and of NextSports.
#
# Expected: one exercise for each activity, or an error. Seen: one exercise with the points and laps of all activities
# and the sport of the last one. A ride of 9 km followed by a run of 3 km is a run of 12 km, with a top speed of 36
# km/h and a heart rate averaged over both. Activities in a MultiSportSession are ignored: no points, no error.
#
# niggle reads TCX itself: each activity is a recording of its own, in a MultiSportSession too (tracks/tcx.py).
set -euo pipefail
source "$(dirname "$0")/_lib.sh"
install lib tcxreader==0.4.11

"$work/lib/bin/python" - "$work/day.tcx" >"$work/seen" <<'PY'
import sys
from datetime import datetime, timedelta
from tcxreader.tcxreader import TCXReader

def activity(sport, start, speed_mps, heart_rate):
    times = [(datetime(2024, 3, 1, start) + timedelta(minutes=i)).isoformat() + "Z" for i in range(16)]
    points = "".join(
        f"<Trackpoint><Time>{time}</Time><Position><LatitudeDegrees>{50 + i / 1000}</LatitudeDegrees><LongitudeDegrees>7"
        f"</LongitudeDegrees></Position><DistanceMeters>{60 * i * speed_mps}</DistanceMeters>"
        f"<HeartRateBpm><Value>{heart_rate}</Value></HeartRateBpm></Trackpoint>"
        for i, time in enumerate(times)
    )
    return (
        f'<Activity Sport="{sport}"><Id>{times[0]}</Id><Lap StartTime="{times[0]}"><TotalTimeSeconds>900</TotalTimeSeconds>'
        f"<DistanceMeters>{900 * speed_mps}</DistanceMeters><Calories>1</Calories><Intensity>Active</Intensity>"
        f"<TriggerMethod>Manual</TriggerMethod><Track>{points}</Track></Lap></Activity>"
    )

ride, run = activity("Biking", 8, 10.0, 110), activity("Running", 10, 10 / 3, 150)
for title, content in (
    ("two activities", ride + run),
    ("multisport", f"<MultiSportSession><Id>2024-03-01T08:00:00Z</Id><FirstSport>{ride}</FirstSport><NextSport>{run}</NextSport></MultiSportSession>"),
):
    with open(sys.argv[1], "w") as file:
        file.write('<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">')
        file.write(f"<Activities>{content}</Activities></TrainingCenterDatabase>")
    read = TCXReader().read(sys.argv[1])
    print(f"{title}: {read.activity_type}, {len(read.trackpoints)} points, {read.distance:.0f} m, heart rate {read.hr_avg},", end=" ")
    print(f"{read.duration / 60:.0f} min, at most {read.max_speed:.0f} km/h")
PY

expect <<'SEEN'
two activities: Running, 32 points, 12000 m, heart rate 130.0, 135 min, at most 36 km/h
multisport: None, 0 points, 0 m, heart rate None, 0 min, at most 0 km/h
SEEN
