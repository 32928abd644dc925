#!/usr/bin/env bash
# gpxpy 1.6.2 where it meets lxml 6.1.3: whether a run with heart rate can go to another process.
#
# gpxpy parses with lxml if it is installed, else with the standard library, and keeps <extensions> (heart rate,
# cadence) as elements of whichever it was. To read a season of files you spread them over processes; multiprocessing,
# concurrent.futures, Dask and task runners pickle what comes back.
#
# Expected: the same either way. Seen: without lxml, a parsed run can be pickled. With it, pickle raises TypeError,
# but only for runs with extensions. So working code breaks when an unrelated package brings in lxml
# (python-tcxparser, for one), and only on files with a strap. Turn the elements into numbers before they leave the
# process.
#
# niggle reads GPX itself, into arrays (tracks/gpx.py).
set -euo pipefail
source "$(dirname "$0")/_lib.sh"
install without gpxpy==1.6.2
install with gpxpy==1.6.2 lxml==6.1.3

for which in without with; do
    "$work/$which/bin/python" - "$which lxml" >>"$work/seen" <<'PY'
import pickle, sys
import gpxpy

heart_rate = (
    '<extensions><t:TrackPointExtension xmlns:t="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">'
    "<t:hr>150</t:hr></t:TrackPointExtension></extensions>"
)
for title, extension in (("no strap", ""), ("strap", heart_rate)):
    run = gpxpy.parse(
        '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg><trkpt lat="50" lon="7">'
        f"<time>2024-03-01T10:00:00Z</time>{extension}</trkpt></trkseg></trk></gpx>"
    )
    try:
        pickle.dumps(run)
        result = "can be pickled"
    except TypeError as error:
        result = f"TypeError: {error}"
    print(f"{sys.argv[1]}, {title}: {result}")
PY
done

expect <<'SEEN'
without lxml, no strap: can be pickled
without lxml, strap: can be pickled
with lxml, no strap: can be pickled
with lxml, strap: TypeError: cannot pickle 'lxml.etree._Element' object
SEEN
