#!/usr/bin/env bash
# gpxpy 1.6.2: a time with white space around it is silently dropped.
#
# Times in GPX are xsd:dateTime, and XML Schema ignores white space around such a value (whiteSpace=collapse). Editors
# and formatters that indent XML may put a value on a line of its own.
#
# Expected: the time; gpxpy does read latitude, longitude and elevation with white space around them. Seen: None, no
# error and no warning, so the whole track has no times, no duration and no speed. The gpx package 2026.4.0 reads such
# a time.
#
# niggle reads GPX itself, and times with white space around them (tracks/texts.py).
set -euo pipefail
source "$(dirname "$0")/_lib.sh"
install lib gpxpy==1.6.2 gpx==2026.4.0

"$work/lib/bin/python" - "$work/run.gpx" >"$work/seen" <<'PY'
import sys
import gpx, gpxpy

for title, before, after in (("plain", "", ""), ("white space", "\n          ", "\n        ")):
    points = "".join(
        f'<trkpt lat="{before}50.{i}{after}" lon="7"><ele>{before}100.5{after}</ele>'
        f"<time>{before}2024-03-01T10:00:0{i}Z{after}</time></trkpt>"
        for i in range(3)
    )
    text = f'<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>{points}</trkseg></trk></gpx>'
    with open(sys.argv[1], "w") as file:
        file.write(text)
    run = gpxpy.parse(text)
    point = run.tracks[0].segments[0].points[0]
    print(f"{title}: gpxpy {point.latitude} {point.elevation} {point.time}, duration {run.get_duration()}, has_times {run.has_times()}")
    print(f"{title}: gpx   {gpx.read_gpx(sys.argv[1]).trk[0].trkseg[0].trkpt[0].time}")
PY

expect <<'SEEN'
plain: gpxpy 50.0 100.5 2024-03-01 10:00:00+00:00, duration 2.0, has_times True
plain: gpx   2024-03-01 10:00:00+00:00
white space: gpxpy 50.0 100.5 None, duration None, has_times False
white space: gpx   2024-03-01 10:00:00+00:00
SEEN
