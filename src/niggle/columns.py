"""The registry of columns: one name, one unit, one meaning, everywhere.

Arrays, frames and database tables that carry one of these names mean exactly this. Floats use NaN for
"no value" in arrays and NULL in the database; zero is data.
"""

from dataclasses import dataclass


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

# One row a FIT record of a running session.
SAMPLE_COLUMNS = _columns(
    ("elapsed_s", "s", "time since the session started, pauses included"),
    ("distance_m", "m", "distance since the session started"),
    ("speed_mps", "m/s", "speed over ground"),
    ("altitude_m", "m", "altitude above sea level"),
    ("heart_rate_bpm", "1/min", "heart rate"),
    ("power_w", "W", "running power"),
    ("temperature_c", "°C", "temperature at the device"),
    ("cadence_spm", "1/min", "steps a minute, both feet"),
    ("stance_time_ms", "ms", "time a foot is on the ground in one step, mean of both feet"),
    ("stance_time_balance_left_pct", "%", "the left foot's share of the stance time of both feet"),
    ("step_length_mm", "mm", "distance covered in one step"),
    ("vertical_oscillation_mm", "mm", "rise and fall of the trunk in one step"),
    ("vertical_ratio_pct", "%", "vertical oscillation over step length"),
)

# The gait metrics that windows and runs have a value of, most telling first.
METRIC_COLUMNS = _columns(
    ("stance_time_balance_left_pct", "%", "the left foot's share of the stance time of both feet"),
    ("stance_time_ms", "ms", "time a foot is on the ground in one step, mean of both feet"),
    ("cadence_spm", "1/min", "steps a minute, both feet"),
    ("step_length_mm", "mm", "distance covered in one step"),
    ("vertical_oscillation_mm", "mm", "rise and fall of the trunk in one step"),
    ("vertical_ratio_pct", "%", "vertical oscillation over step length"),
    ("duty_factor_pct", "%", "stance time over stride time (two steps)"),
    ("flight_time_ms", "ms", "step time less stance time: time without ground contact in one step"),
)

# One row a 60-second window of a run.
WINDOW_COLUMNS = (
    _columns(
        ("start_s", "s", "start of the window since the session started, pauses included"),
        ("end_s", "s", "end of the window since the session started, pauses included"),
        ("usable_s", "s", "seconds of usable running in the window"),
        ("speed_mps", "m/s", "median speed over ground of the usable samples"),
        ("grade_pct", "%", "rise over distance in the window; uphill is positive"),
    )
    | METRIC_COLUMNS
)
