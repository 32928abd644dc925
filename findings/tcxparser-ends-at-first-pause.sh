#!/usr/bin/env bash
# python-tcxparser 2.4.0: a run ends where its last lap was first paused, and its cadence is that of the last lap.
#
# A lap in a TCX file has one <Track> for each stretch between pauses; with auto-pause there are many.
#
# Expected: completed_at, documented as when the workout was completed, is the time of the last point, and cadence_avg
# is that of the run, like duration, distance, calories and hr_avg. Seen: completed_at looks at the first track of the
# last lap only: 10:10:30 here, for a run that went on until 10:30:00. cadence_avg is the Cadence of the last lap, a
# cool-down at 70, or None if that lap has none. Both look plausible.
#
# niggle doesn't use this library; it takes times from the points (tracks/tcx.py).
set -euo pipefail
source "$(dirname "$0")/_lib.sh"
install lib python-tcxparser==2.4.0

"$work/lib/bin/python" - "$work/run.tcx" >"$work/seen" <<'PY'
import sys
from tcxparser import TCXParser

def track(*times):
    points = "".join(
        f"<Trackpoint><Time>2024-03-01T{time}Z</Time><DistanceMeters>{i}</DistanceMeters></Trackpoint>"
        for i, time in enumerate(times)
    )
    return f"<Track>{points}</Track>"

def lap(start, seconds, cadence, *tracks):
    return (
        f'<Lap StartTime="2024-03-01T{start}Z"><TotalTimeSeconds>{seconds}</TotalTimeSeconds><DistanceMeters>1</DistanceMeters>'
        f"<Calories>1</Calories><Intensity>Active</Intensity><Cadence>{cadence}</Cadence><TriggerMethod>Manual</TriggerMethod>"
        f"{''.join(tracks)}</Lap>"
    )

first = lap("10:00:00", 600, 88, track("10:00:00", "10:10:00"))
paused = lap("10:10:00", 630, 70, track("10:10:00", "10:10:30"), track("10:20:00", "10:30:00"))
with open(sys.argv[1], "w") as file:
    file.write('<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities>')
    file.write(f'<Activity Sport="Running"><Id>2024-03-01T10:00:00Z</Id>{first}{paused}</Activity>')
    file.write("</Activities></TrainingCenterDatabase>")

run = TCXParser(sys.argv[1])
print("started", run.started_at, "completed", run.completed_at, "last point", run.time_values()[-1])
print("duration", run.duration, "cadence_avg", run.cadence_avg, "cadence_values", run.cadence_values())
PY

expect <<'SEEN'
started 2024-03-01T10:00:00Z completed 2024-03-01T10:10:30Z last point 2024-03-01T10:30:00Z
duration 1230 cadence_avg 70 cadence_values [88, 70]
SEEN
