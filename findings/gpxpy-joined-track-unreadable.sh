#!/usr/bin/env bash
# gpxpy 1.6.2: joining two halves of a run writes a file that gpxpy itself can't read.
#
# A watch stopped by mistake leaves two files. To join them, you append the track of the second to the first, or to a
# new GPX object, and call to_xml(). Heart rate and cadence are in <extensions>, in Garmin's namespace.
#
# Expected: valid XML that declares the namespace. Seen: gpxpy looks up the prefixes of extensions in the object being
# written, not in the one the track came from. If that object doesn't have the namespace, because its own points have
# no heart rate or because it is new, to_xml() uses the whole address as the prefix of the tag. It raises nothing, and
# the file is not XML. Copying nsmap over as well helps: joined.nsmap.update(second.nsmap).
#
# niggle never writes GPX.
set -euo pipefail
source "$(dirname "$0")/_lib.sh"
install lib gpxpy==1.6.2

"$work/lib/bin/python" - >"$work/seen" <<'PY'
import gpxpy, gpxpy.gpx

def half(hour, heart_rate):
    extension = (
        '<extensions><t:TrackPointExtension xmlns:t="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">'
        f"<t:hr>{heart_rate}</t:hr></t:TrackPointExtension></extensions>"
    )
    namespace = ' xmlns:t="http://www.garmin.com/xmlschemas/TrackPointExtension/v1"'
    return gpxpy.parse(
        f'<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"{namespace if heart_rate else ""}><trk><trkseg>'
        f'<trkpt lat="50" lon="7"><time>2024-03-01T{hour}:00:00Z</time>{extension if heart_rate else ""}</trkpt></trkseg></trk></gpx>'
    )

for title, joined in (("second half alone", half(11, 150)), ("first half without a strap", half(10, None)), ("new object", gpxpy.gpx.GPX())):
    second = half(11, 150)
    if title != "second half alone":
        joined.tracks.append(second.tracks[0])
    for carried in (False, True):
        if carried:
            joined.nsmap.update(second.nsmap)
        text = joined.to_xml()
        tag = next(line.strip() for line in text.splitlines() if "150" in line)
        try:
            gpxpy.parse(text)
            result = "readable"
        except gpxpy.gpx.GPXXMLSyntaxException:
            result = "not XML"
        print(f"{title}, nsmap {'carried over' if carried else 'as it is'}: {result}, {tag}")
PY

expect <<'SEEN'
second half alone, nsmap as it is: readable, <t:hr>150</t:hr>
second half alone, nsmap carried over: readable, <t:hr>150</t:hr>
first half without a strap, nsmap as it is: not XML, <http://www.garmin.com/xmlschemas/TrackPointExtension/v1:hr>150</http://www.garmin.com/xmlschemas/TrackPointExtension/v1:hr>
first half without a strap, nsmap carried over: readable, <t:hr>150</t:hr>
new object, nsmap as it is: not XML, <http://www.garmin.com/xmlschemas/TrackPointExtension/v1:hr>150</http://www.garmin.com/xmlschemas/TrackPointExtension/v1:hr>
new object, nsmap carried over: readable, <t:hr>150</t:hr>
SEEN
