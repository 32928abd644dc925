#!/usr/bin/env bash
# python-fitparse 2.7.0, fitdecode 0.11.0 and fitfast 0.1.0: left-right balance is a number, and now and then a word.
#
# record.left_right_balance is one byte. Its highest bit (0x80) says that the other seven are the right side's share
# in per cent. The FIT profile describes this with a type that has two named values, right = 0x80 and mask = 0x7F, as
# if it were an enum.
#
# Expected: numbers. Seen: 180 for 52 % right and 228 for 100 % right, but the word "right" for 128, which is 0 %
# right: all on the left leg. Such values are rare, so a mean over the column works for weeks and then fails with a
# TypeError, or a whole table column turns to text. Only fitfast's records() has numbers throughout.
#
# niggle doesn't read left_right_balance; it uses stance_time_balance, a plain percentage (fit/samples.py).
set -euo pipefail
source "$(dirname "$0")/_lib.sh"
install lib python-fitparse==2.7.0 fitdecode==0.11.0 fitfast==0.1.0

"$work/lib/bin/python" - "$work/run.fit" >"$work/seen" <<'PY'
import sys
import fitdecode, fitfast, fitparse
from _fit import START_S, Activity

path = sys.argv[1]
run = Activity().define(1, 20, [(253, "uint32", 1), (30, "uint8", 1)])
for i, balance in enumerate((0x80 | 52, 0x80 | 100, 0x80 | 0)):
    run.add(1, START_S + i, balance)
run.save(path)

data = open(path, "rb").read()
print("fitparse ", [record.get_value("left_right_balance") for record in fitparse.FitFile(path).get_messages("record")])
frames = [frame for frame in fitdecode.FitReader(path) if isinstance(frame, fitdecode.FitDataMessage)][1:]
print("fitdecode", [frame.get_value("left_right_balance") for frame in frames])
print("fitfast  ", [record["left_right_balance"] for record in fitfast.parse(data)["record"]], end=" ")
print("records()", fitfast.records(data)["left_right_balance"].tolist())
PY

expect <<'SEEN'
fitparse  [180, 228, 'right']
fitdecode [180, 228, 'right']
fitfast   [180, 228, 'right'] records() [180.0, 228.0, 128.0]
SEEN
