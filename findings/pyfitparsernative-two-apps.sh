#!/usr/bin/env bash
# pyfitparsernative 0.2.3: of two apps on one watch, only the second one's data is left.
#
# In FIT two numbers name a developer field: the developer (developer_data_index) and the field of that developer.
# Apps number their fields from 0, so two apps on one watch nearly always share a number.
#
# Expected: two values a record. Seen: the key is made from the field's number alone, "developer_field_0", so the
# second app's value overwrites the first one's. Where the second app has none, FIT's "no value" comes out as 65535.
# The first app's 250 W and 251 W are gone.
#
# niggle decodes FIT itself; its key includes the application's id (fit/layout.py, `DeveloperKey`).
set -euo pipefail
source "$(dirname "$0")/_lib.sh"
install lib pyfitparsernative==0.2.3

"$work/lib/bin/python" - "$work/run.fit" >"$work/seen" <<'PY'
import struct, sys
import pyfitparsernative
from _fit import START_S, Activity

run = Activity().describe(0, 0, "Power", "uint16", "W").describe(1, 0, "Power", "uint16", "W")
run.define(1, 20, [(253, "uint32", 1)], developer=[(0, 2, 0), (0, 2, 1)])
run.add(1, START_S, developer=struct.pack("<HH", 250, 0xFFFF)).add(1, START_S + 1, developer=struct.pack("<HH", 251, 300))
run.save(sys.argv[1])
for message in pyfitparsernative.parse_fit_file(sys.argv[1]):
    if message["message_type"] == "record":
        print(sorted(message.items()))
PY

expect <<'SEEN'
[('developer_field_0', 65535), ('message_type', 'record'), ('timestamp', '2021-09-08T01:46:40')]
[('developer_field_0', 300), ('message_type', 'record'), ('timestamp', '2021-09-08T01:46:41')]
SEEN
