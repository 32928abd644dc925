#!/usr/bin/env bash
# gpx-converter 2.1.0 and gpxo 0.3.0: a run at sea level has no elevation.
#
# Both turn a GPX file into a pandas table, and leave out the elevation column if the file has no <ele>.
#
# Expected: a column of zeros for a run along the beach, or on a treadmill whose watch writes 0. Seen: no column. Both
# ask any() of the values, and 0 counts as nothing. Code that reads df["altitude"] fails for such runs alone; a single
# point at 1 m brings the column back.
#
# niggle tells 0 from missing (tracks/points.py, `column`).
set -euo pipefail
source "$(dirname "$0")/_lib.sh"
install lib gpx-converter==2.1.0 gpxo==0.3.0 gpxpy==1.6.2 pandas==3.1.1 numpy==2.5.5

"$work/lib/bin/python" - "$work/run.gpx" >"$work/seen" <<'PY'
import sys
import gpxo
from gpx_converter import Converter

for title, heights in (("at 0 m", (0, 0, 0)), ("up to 1 m", (0, 0, 1))):
    points = "".join(
        f'<trkpt lat="50.{i}" lon="7"><ele>{height}</ele><time>2024-03-01T10:00:0{i}Z</time></trkpt>' for i, height in enumerate(heights)
    )
    with open(sys.argv[1], "w") as file:
        file.write(f'<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>{points}</trkseg></trk></gpx>')
    print(f"{title}: gpx-converter", list(Converter(input_file=sys.argv[1]).gpx_to_dataframe().columns))
    print(f"{title}: gpxo         ", list(gpxo.Track(sys.argv[1], raw=True).data.columns))
PY

expect <<'SEEN'
at 0 m: gpx-converter ['time', 'latitude', 'longitude']
at 0 m: gpxo          ['latitude (°)', 'longitude (°)', 'time']
up to 1 m: gpx-converter ['time', 'latitude', 'longitude', 'altitude']
up to 1 m: gpxo          ['latitude (°)', 'longitude (°)', 'time', 'elevation (m)']
SEEN
