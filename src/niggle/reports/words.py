"""The words and number formats of the pages: one place, so that every page says the same thing the same way.

Month and day names are spelled here because `strftime` follows the machine's locale and the pages must not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

_NBSP = "\N{NO-BREAK SPACE}"  # a number and its unit stay on one line
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """A label for people, and one sentence on what it means."""

    label: str
    meaning: str


# Worst first, as the squad's page sorts.
STATUSES: Mapping[str, Word] = {
    "red_flag": Word("Red flag", "an answer that a clinician should see, whatever else is true"),
    "concern": Word("Concern", "a reason for concern is met, pain reached 6, or an urgent question is open"),
    "adapt": Word("Adapt", "pain, no concern, but a little more than one simply watches: change one thing"),
    "check_in": Word("Check in", "only a question can decide"),
    "monitor": Word("Monitor", "pain that stays low, leaves the stride alone and settles: keep an eye on it"),
    "clear": Word("Clear", "no pain reported and the stride as usual"),
}

VERDICTS: Mapping[str, Word] = {
    "usual": Word("Your usual stride", "What was measured lies within what is usual for you at this speed."),
    "altered": Word("Not your usual stride", "What was measured lies outside what is usual for you at this speed."),
    "possibly_altered": Word(
        "Perhaps not your usual stride", "One run stands out. A shifted strap looks the same, so this only asks."
    ),
    "insufficient_data": Word("Not enough to tell", "What is not known neither reassures nor worries."),
}

PATTERNS: Mapping[str, str] = {
    "protective stride": "It looks like a protective stride: longer contact and fewer steps, along with the balance.",
    "one side only": "Only the balance has changed; a strap or pod that has moved for good would look the same.",
    "other change": "It looks like neither the way people spare a sore leg nor a sensor that has moved.",
    "single run": "Only this run stands out, as when a strap sits crooked.",
}

_VERY_LIKELY, _LIKELY = 0.9, 0.6  # stated probabilities that docs/detection.md shows to hold
_HARMLESS = "without pain most such changes turn out to be harmless: other shoes, a strap that sits differently"


def how_sure(verdict: str, confidence: float | None) -> str:
    """How sure it is that a flagged stride has really changed, in a sentence that claims no more than holds."""
    if confidence is not None and confidence >= _LIKELY:
        return f"This is {'very likely' if confidence >= _VERY_LIKELY else 'probably'} a real change in how you run."
    if verdict == "altered":
        return f"It is more than your runs vary from day to day, but {_HARMLESS}."
    return "It may be ordinary variation: healthy runners' balance moves by about 1 point, but hardly ever by 2."


GROUPS: Mapping[str, Word] = {
    "monitor": Word("Okay to monitor", "Together they mean that running on and watching is reasonable."),
    "concern": Word("Reasons for concern", "Any one of them counts."),
    "red_flag": Word("Red flags", "Any one of them is for a clinician, whatever else is true."),
}

ANSWERS: Mapping[str, str] = {"met": "yes", "not_met": "no", "unknown": "not known"}


@dataclass(frozen=True, slots=True)
class MetricWords:
    """How a metric is shown: value times `factor`, with `digits` after the point, then `unit`."""

    title: str
    unit: str
    digits: int
    factor: float = 1.0


METRICS: Mapping[str, MetricWords] = {
    "stance_time_balance_left_pct": MetricWords("Left–right balance", "% left", 1),
    "stance_time_ms": MetricWords("Ground contact time", "ms", 0),
    "cadence_spm": MetricWords("Cadence", "steps/min", 0),
    "step_length_mm": MetricWords("Step length", "m", 2, 0.001),
    "vertical_oscillation_mm": MetricWords("Vertical oscillation", "cm", 1, 0.1),
    "vertical_ratio_pct": MetricWords("Vertical ratio", "%", 1),
    "duty_factor_pct": MetricWords("Duty factor", "%", 1),
    "flight_time_ms": MetricWords("Flight time", "ms", 0),
    "speed_mps": MetricWords("Speed", "km/h", 1, 3.6),
    "grade_pct": MetricWords("Grade", "%", 1),
}

PAIN_TIMES: tuple[tuple[str, str], ...] = (
    ("before", "Before"),
    ("first", "First 10 min"),
    ("peak", "Worst"),
    ("end", "At the end"),
    ("next_morning", "Next morning"),
)


def number(value: float, digits: int) -> str:
    """`value` with `digits` after the point and a true minus sign; a rounded zero has no sign."""
    text = f"{value:.{digits}f}"
    if not text.strip("-0."):
        text = text.lstrip("-")
    return text.replace("-", "−")


def signed(value: float, digits: int) -> str:
    """`value` with its sign, plus included; a rounded zero has none."""
    text = number(value, digits)
    return text if text.startswith("−") or not text.strip("0.") else f"+{text}"


def with_unit(text: str, unit: str) -> str:
    """A number and its unit, kept together on one line."""
    return f"{text} {unit}".strip().replace(" ", _NBSP)


def metric_words(name: str) -> MetricWords:
    """How to show the metric `name`; one without words of its own is shown as it is called."""
    return METRICS.get(name) or MetricWords(name.replace("_", " ").capitalize(), "", 1)


def metric_label(name: str) -> str:
    """What the metric `name` is called in front of people."""
    return metric_words(name).title


def metric_value(name: str, value: float | None) -> str:
    """A metric's value with its unit for people, such as "51.9 % left"."""
    if value is None:
        return "no value"
    words = metric_words(name)
    return with_unit(number(value * words.factor, words.digits), words.unit)


def short_date(day: date) -> str:
    """A day within the year, such as "Mon 2 Mar"."""
    return f"{_DAYS[day.weekday()][:3]} {day.day} {_MONTHS[day.month - 1][:3]}"


def day_month(day: date) -> str:
    """A day within the year at its shortest, such as "2 Mar"."""
    return with_unit(f"{day.day} {_MONTHS[day.month - 1][:3]}", "")


def weekday(day: date) -> str:
    """The name of the day of the week, such as "Monday"."""
    return _DAYS[day.weekday()]


def long_date(day: date) -> str:
    """A day in full, such as "Monday 2 March 2026"."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def month(day: date) -> str:
    """A month and its year, such as "March 2026"."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def clock(moment: datetime) -> str:
    """The time of day, such as "06:31"."""
    return f"{moment.hour:02d}:{moment.minute:02d}"


def distance(distance_m: float | None) -> str:
    """A distance in kilometres, such as "8.0 km"."""
    return "distance not known" if distance_m is None else with_unit(number(distance_m / 1000, 1), "km")


def duration(duration_s: float | None) -> str:
    """A duration, such as "42 min" or "1 h 05 min"."""
    if duration_s is None:
        return "duration not known"
    minutes = round(duration_s / 60)
    text = f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"
    return with_unit(text, "")


def pain_place(site: str | None, side: str | None) -> str:
    """Where it was, such as "Left Achilles"; "Place not given" when it is not known."""
    if site is None:
        return "Place not given"
    if site == "other" and side in ("left", "right"):
        return f"Another place, {side}"
    place = {"achilles": "Achilles", "other": "another place"}.get(site, site.replace("_", " "))
    if side in ("left", "right"):
        return f"{side.capitalize()} {place}"
    place = place[0].upper() + place[1:]
    return f"{place}, both sides" if side == "both" else place


def load_sentences(load: Mapping[str, Any]) -> list[str]:
    """The load around a run in plain sentences; what is not known is said."""
    longest_m, over_pct = load["longest_30d_m"], load["distance_over_longest_pct"]
    minutes, is_reduced = load["minutes_7d"], load["is_reduced"]
    sentences = []
    if longest_m is None:
        sentences.append("No run in the 30 days before to compare the distance with.")
    elif over_pct is None:
        sentences.append(f"Longest run of the 30 days before: {distance(longest_m)}.")
    else:
        share = with_unit(number(abs(over_pct), 0), "%")
        how = "as long" if round(over_pct) == 0 else f"{share} {'longer' if over_pct > 0 else 'shorter'}"
        sentences.append(f"Longest run of the 30 days before: {distance(longest_m)}. This one was {how}.")
    sentences.append(
        "Minutes of the last 7 days are not known."
        if minutes is None
        else f"{with_unit(number(minutes, 0), 'min')} of running in the 7 days up to this run."
    )
    sentences.append(
        "Too few weeks to tell whether training is reduced."
        if is_reduced is None
        else f"Training is {'' if is_reduced else 'not '}reduced against the weeks before."
    )
    return sentences
