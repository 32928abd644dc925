"""The registry of columns of numbers: one name, one unit, one meaning, everywhere.

Arrays, frames and database tables that carry one of these names mean exactly this. Floats use NaN for
"no value" in arrays and NULL in the database; zero is data.
"""

from dataclasses import dataclass

from niggle.vocabulary.metrics import CONDITIONS, MEASURED, METRICS


@dataclass(frozen=True, slots=True)
class Column:
    """What a column of numbers is."""

    name: str
    unit: str
    meaning: str


def _columns(*rows: tuple[str, str, str]) -> dict[str, Column]:
    return {name: Column(name, unit, meaning) for name, unit, meaning in rows}


# What is known of a run as a whole.
RUN_COLUMNS = _columns(
    ("duration_s", "s", "from start to end, pauses included"),
    ("moving_time_s", "s", "from start to end, pauses left out"),
    ("distance_m", "m", "distance since the session started"),
    ("offset_s", "s", "how much later a recording truly started than its run, by the clock of the run"),
    ("utc_offset_s", "s", "how far ahead of UTC the local clock was where it was run"),
    ("pauses_s", "s", "stop, start, stop, start, …: time since the session started"),
    ("eligible_s", "s", "running that rule C2 may compare"),
    ("excluded_s", "s", "running that rule C2 may not compare, by reason"),
    ("onset_s", "s", "when the stride changed, since the session started"),
    ("trend_pp_per_30_runs", "pp/30 runs", "slow drift of the stance time balance over the runs compared with"),
    ("hours_to_settle", "h", "until the pain was back to what it was before the run"),
    ("longest_30d_m", "m", "longest run of the 30 days before"),
    ("distance_over_longest_pct", "%", "how much longer this run was than that; negative: shorter"),
    ("minutes_7d", "min", "running in the 7 days that end with this run"),
)

# The gait metrics that windows and runs have a value of, most telling first.
METRIC_COLUMNS = _columns(*((metric.name, metric.unit, metric.meaning) for metric in METRICS.values()))

# One row a FIT record of a running session.
SAMPLE_COLUMNS = _columns(
    ("elapsed_s", "s", "time since the session started, pauses included"),
    ("distance_m", "m", "distance since the session started"),
    ("speed_mps", "m/s", "speed over ground"),
    ("altitude_m", "m", "altitude above sea level"),
    ("heart_rate_bpm", "1/min", "heart rate"),
    ("power_w", "W", "running power"),
    ("temperature_c", "°C", "temperature at the device"),
) | {name: METRIC_COLUMNS[name] for name in MEASURED}

# One row a 60-second window of a run.
WINDOW_COLUMNS = (
    _columns(
        ("start_s", "s", "start of the window since the session started, pauses included"),
        ("end_s", "s", "end of the window since the session started, pauses included"),
        ("usable_s", "s", "seconds of usable running in the window"),
        *((quantity.name, quantity.unit, quantity.meaning) for quantity in CONDITIONS.values()),
    )
    | METRIC_COLUMNS
)
