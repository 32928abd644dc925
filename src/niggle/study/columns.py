"""The registry of the study table (contract 5), which readers, writers and the data dictionary follow."""

from dataclasses import dataclass

from niggle.vocabulary import metrics as vocabulary
from niggle.vocabulary.metrics import Quantity, StudyRange
from niggle.vocabulary.places import SIDES, SITES

METRICS = tuple(name for name, metric in vocabulary.METRICS.items() if metric.study is not None)
"""The metrics that a study table may have; one of them it must."""


@dataclass(frozen=True, slots=True)
class StudyColumn:
    """What a column of the study table is.

    Numbers lie from `low` to `high` and are written with so many `decimals`; `words` are what else may stand there,
    none of both for free text.
    """

    name: str
    unit: str
    meaning: str
    low: float | None = None
    high: float | None = None
    decimals: int = 0
    words: tuple[str, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether its cells are numbers."""
        return self.low is not None


def window_sd_of(metric: str) -> str:
    """The column of a metric's window noise."""
    return f"{metric}_window_sd"


def _metric(metric: Quantity, study: StudyRange) -> tuple[StudyColumn, StudyColumn]:
    return (
        StudyColumn(
            metric.name, metric.unit, f"{metric.meaning}: middle of the minutes that could be compared",
            study.low, study.high, study.decimals,
        ),
        StudyColumn(
            window_sd_of(metric.name), metric.unit,
            "standard deviation between those minutes, less what the run's changes of speed explain",
            0.0, study.high, study.decimals + 1,
        ),
    )  # fmt: skip


_DAYS = 100_000.0  # 270 years: a date written as a number is more
_SECONDS = 4 * 86_400.0

COLUMNS: dict[str, StudyColumn] = {
    column.name: column
    for column in (
        StudyColumn("runner", "", "a number for the runner, in an order that tells nothing"),
        StudyColumn("day", "days", "days since the runner's first row", -_DAYS, _DAYS, 2),
        StudyColumn("surface", "", "what was run on", words=("road", "treadmill", "track")),
        StudyColumn("sensor", "", "a number that changes when the strap, pod or watch that measured does"),
        StudyColumn("duration_s", "s", "from start to end, whole minutes", 0.0, _SECONDS),
        StudyColumn("usable_s", "s", "running that could be compared, in tens of seconds", 0.0, _SECONDS),
        StudyColumn("speed_mps", "m/s", "speed over ground: middle of those minutes", 0.0, 12.0, 2),
        StudyColumn("grade_pct", "%", "grade: middle of those minutes; uphill is positive", -60.0, 60.0, 1),
        *(
            column
            for metric in vocabulary.METRICS.values()
            if metric.study is not None
            for column in _metric(metric, metric.study)
        ),
        StudyColumn("pain_peak", "0-10", "worst pain during the run that was reported; empty: nobody said", 0.0, 10.0),
        StudyColumn("pain_site", "", "where it hurt", words=SITES),
        StudyColumn("pain_side", "", "on which side", words=SIDES),
        StudyColumn(
            "equipment", "", "what the runner said had changed before this run",
            words=("shoes", "sensor", "nothing"),
        ),
    )
}  # fmt: skip

NEEDED = ("runner", "day")
NUMBERS = tuple(name for name, column in COLUMNS.items() if column.is_number)


def dictionary() -> str:
    """The data dictionary as Markdown: one line a column of the study table."""
    lines = ["| Column | Unit or values | Meaning |", "|---|---|---|"]
    for column in COLUMNS.values():
        values = " ".join(column.words) or column.unit or "text"
        lines.append(f"| `{column.name}` | {values} | {column.meaning} |")
    return "\n".join(lines) + "\n"
