"""The metrics of gait, one entry each: unit, believable range, and how it is called and shown to people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from niggle.vocabulary.units import METRIC, PACE, RISE, STEP, Scale, Units, alike

BALANCE = "stance_time_balance_left_pct"
STANCE = "stance_time_ms"
CADENCE = "cadence_spm"


@dataclass(frozen=True, slots=True)
class Plausible:
    """The lowest and highest believable value in the stored unit, what that rests on, and where it is from."""

    low: float
    high: float
    basis: Literal["evidence", "convention"]
    reference: str


@dataclass(frozen=True, slots=True)
class StudyRange:
    """What a study table takes: values from `low` to `high` in the stored unit, written with so many `decimals`.

    Wider than what is believable: what a number can be at all, in whatever unit somebody wrote it.
    """

    low: float
    high: float
    decimals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One quantity as it is stored, and as people see it.

    `unit` and `meaning` are those of the column. People see the value by the scale of their units and, where a value
    stands alone, `of_what`. `title` heads a chart or a row, `noun` stands within a sentence, `phrase` where a value
    follows ("left foot's share of ground contact 51.9 %"), `plain` explains.
    `axis_within` and `axis_over` are the least that an axis over one run and over many runs spans, in the stored unit,
    so that noise does not look like a mountain range.

    A metric with `plausible` is recorded by a device; the others are worked out from those.
    """

    name: str
    unit: str
    meaning: str
    title: str
    scales: Mapping[Units, Scale]
    axis_within: float
    axis_over: float
    of_what: str = ""
    noun: str = ""
    phrase: str = ""
    plain: str = ""
    plausible: Plausible | None = None
    study: StudyRange | None = None

    def shown_as(self, units: Units = METRIC) -> str:
        """The unit of a value that stands alone, such as "% left"."""
        return f"{self.scales[units].unit} {self.of_what}".strip()

    @property
    def in_sentence(self) -> str:
        """What it is called within a sentence."""
        return self.noun or self.title.lower()

    @property
    def before_value(self) -> str:
        """What it is called where its value follows."""
        return self.phrase or self.in_sentence

    @property
    def explained(self) -> str:
        """What it is, for people."""
        return self.plain or self.meaning


def _by_name(*quantities: Quantity) -> Mapping[str, Quantity]:
    return {quantity.name: quantity for quantity in quantities}


METRICS: Mapping[str, Quantity] = _by_name(
    Quantity(
        name=BALANCE,
        unit="%",
        meaning="the left foot's share of the stance time of both feet",
        title="Left–right balance",
        scales=alike(Scale("%", 1)),
        of_what="left",
        noun="ground contact balance",
        phrase="left foot's share of ground contact",
        plain="share of ground contact on the left foot",
        axis_within=3.0,
        axis_over=2.5,
        plausible=Plausible(40.0, 60.0, "convention", "rule C2"),
        study=StudyRange(25.0, 75.0, 2),
    ),
    Quantity(
        name=STANCE,
        unit="ms",
        meaning="time a foot is on the ground in one step, mean of both feet",
        title="Ground contact time",
        scales=alike(Scale("ms")),
        plain="how long a foot is on the ground in one step",
        axis_within=40.0,
        axis_over=30.0,
        plausible=Plausible(120.0, 400.0, "convention", "rule C2"),
        study=StudyRange(0.0, 1500.0, 1),
    ),
    Quantity(
        name=CADENCE,
        unit="1/min",
        meaning="steps a minute, both feet",
        title="Cadence",
        scales=alike(Scale("steps/min")),
        axis_within=12.0,
        axis_over=10.0,
        plausible=Plausible(140.0, 240.0, "convention", "as min_cadence and max_cadence of gait/limits.toml"),
        study=StudyRange(0.0, 400.0, 1),
    ),
    Quantity(
        name="step_length_mm",
        unit="mm",
        meaning="distance covered in one step",
        title="Step length",
        scales=STEP,
        axis_within=150.0,
        axis_over=150.0,
        plausible=Plausible(400.0, 2500.0, "convention", "1.8 m/s at 240 steps/min is 450 mm, 9 m/s at 215 is 2500 mm"),
        study=StudyRange(0.0, 4000.0, 0),
    ),
    Quantity(
        name="vertical_oscillation_mm",
        unit="mm",
        meaning="rise and fall of the trunk in one step",
        title="Vertical oscillation",
        scales=RISE,
        axis_within=15.0,
        axis_over=12.0,
        plausible=Plausible(
            20.0,
            200.0,
            "evidence",
            "Garmin zones run from 64 to 130 mm: Garmin manual GUID-993F18DC; wide on both sides",
        ),
        study=StudyRange(0.0, 500.0, 1),
    ),
    Quantity(
        name="vertical_ratio_pct",
        unit="%",
        meaning="vertical oscillation over step length",
        title="Vertical ratio",
        scales=alike(Scale("%", 1)),
        plain="rise and fall for the length of the step",
        axis_within=1.5,
        axis_over=1.5,
        plausible=Plausible(
            2.0,
            20.0,
            "evidence",
            "Garmin zones run from 6.1 to 11.9 %: Garmin manual GUID-993F18DC; wide on both sides",
        ),
        study=StudyRange(0.0, 60.0, 2),
    ),
    Quantity(
        name="duty_factor_pct",
        unit="%",
        meaning="stance time over stride time (two steps)",
        title="Duty factor",
        scales=alike(Scale("%", 1)),
        plain="share of a stride that one foot is on the ground",
        axis_within=4.0,
        axis_over=4.0,
    ),
    Quantity(
        name="flight_time_ms",
        unit="ms",
        meaning="step time less stance time: time without ground contact in one step",
        title="Flight time",
        scales=alike(Scale("ms")),
        plain="time in the air in one step",
        axis_within=40.0,
        axis_over=30.0,
    ),
)
"""The metrics of gait that windows and runs have a value of, most telling first."""

CONDITIONS: Mapping[str, Quantity] = _by_name(
    Quantity(
        name="speed_mps",
        unit="m/s",
        meaning="median speed over ground of the usable samples",
        title="Pace",
        scales=PACE,
        axis_within=0.6,
        axis_over=0.6,
    ),
    Quantity(
        name="grade_pct",
        unit="%",
        meaning="rise over distance in the window; uphill is positive",
        title="Grade",
        scales=alike(Scale("%", 1)),
        axis_within=4.0,
        axis_over=4.0,
    ),
)
"""What goes beside the stride in a window and a run."""

QUANTITIES: Mapping[str, Quantity] = {**METRICS, **CONDITIONS}
"""All that windows and runs have a value of, in the order of the pages."""

MEASURED: tuple[str, ...] = tuple(name for name, metric in METRICS.items() if metric.plausible is not None)
"""The metrics that a device records; the others are worked out from them."""

POINTS = "points"
"""What a difference of percentages is called in front of people; data call it "pp"."""
