"""What each column of an export's tables is, from where each is defined."""

from collections.abc import Iterator, Mapping

from niggle.records.tables import columns
from niggle.triage.rules import rules
from niggle.vocabulary.columns import METRIC_COLUMNS, RUN_COLUMNS, WINDOW_COLUMNS
from niggle.vocabulary.diary import QUESTIONS

HEADER = ("table", "column", "unit", "meaning")

_OF_RUNS: Mapping[str, tuple[str, str]] = {
    "run_id": ("", "which run"),
    "athlete_id": ("", "whose"),
    "started_at": ("", "when it started, UTC"),
    "source": ("", "where the recording came from"),
    "status": ("", "clear, monitor, check_in, adapt, concern or red_flag"),
    "provisional": ("", "whether nobody reported, or the stride could not be judged"),
    "summary": ("", "the status in a sentence"),
    "stride_verdict": ("", "usual, altered, possibly_altered or insufficient_data"),
    "stride_reason": ("", "why the data were insufficient"),
    "stride_onset_s": ("s", "when in the run the change began"),
    "stride_side": ("", "left or right"),
    "load_longest_30d_m": ("m", "longest run of the 30 days before"),
    "load_distance_over_longest_pct": ("%", "by how much this run was longer than that"),
    "load_minutes_7d": ("min", "running in the 7 days up to this run"),
    "load_is_reduced": ("", "whether training was less than usual"),
}
_OF_METRICS: Mapping[str, str] = {
    "value": "{}: as measured",
    "expected": "{}: as usual for this runner at this speed, grade and sensor",
    "difference": "{}: value against expected, in points for shares, else in per cent",
    "z": "{}: the difference in standard deviations of what is usual",
}
_OF_MEASURES: Mapping[str, tuple[str, str]] = {
    "run_id": ("", "which run"),
    "surface": ("", "road or treadmill"),
    "eligible_s": ("s", "of the run that could be compared"),
    "is_eligible": ("", "whether the window could be compared"),
}
WINDOWS = ("run_id", *WINDOW_COLUMNS, "is_eligible")
GAIT = ("run_id", "surface", "eligible_s", *(name for name in WINDOW_COLUMNS if not name.endswith("_s")))


def dictionary() -> Iterator[tuple[str, str, str, str]]:
    """A row of `HEADER` for each column of each table."""
    for name in columns():
        yield ("runs", name, *_of_run(name))
    for table, names in (("windows", WINDOWS), ("gait", GAIT)):
        for name in names:
            if name in _OF_MEASURES:
                yield (table, name, *_OF_MEASURES[name])
            else:
                yield (table, name, WINDOW_COLUMNS[name].unit, WINDOW_COLUMNS[name].meaning)
    for name, question in QUESTIONS.items():
        yield ("diary", name, "0-10" if question.kind == "score" else "", question.asks)


def _of_run(name: str) -> tuple[str, str]:
    if name in _OF_RUNS:
        return _OF_RUNS[name]
    if name in RUN_COLUMNS:
        return RUN_COLUMNS[name].unit, RUN_COLUMNS[name].meaning
    kind, _, rest = name.partition("_")
    if kind == "criterion":
        (title,) = (rule.title for rule in rules() if rule.id == rest)
        return "", f"{title}: met, not_met or unknown"
    if kind == "pain":
        return "0-10" if QUESTIONS[rest].kind == "score" else "", QUESTIONS[rest].asks
    metric, _, what = name.rpartition("_")
    column = METRIC_COLUMNS[metric]
    unit = {"z": "", "difference": "pp or %"}.get(what, column.unit)
    return unit, _OF_METRICS[what].format(column.meaning)
