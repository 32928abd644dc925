"""Give every Python process of a copy, those that a night starts among them, the clock of its night."""

import os
from datetime import UTC, datetime, timedelta

if seconds := os.environ.get("SOAK_CLOCK_S"):
    import time_machine

    time_machine.travel(datetime.now(UTC) + timedelta(seconds=float(seconds))).start()
