"""An athlete's standing: the answers to what is asked across athletes, taken when the athlete was published.

    <store>/athletes/<id>/standing.json    questions, each with its parameters and its rows; mode 0600

Whoever asks all athletes of a squad the same few questions reads these instead of opening a database for each. The
snapshot stays what counts: an answer is taken only while it holds (what a source lets be kept for days only comes and
goes with the clock), and whatever the standing does not know is asked of the snapshot.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self

from niggle.durable import write_atomically
from niggle.store.literals import literal
from niggle.store.reader import Reader, Row
from niggle.store.statements import sql

type Version = tuple[str, int]
