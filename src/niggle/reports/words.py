"""The words and number formats of the pages: one place, so that every page says the same thing the same way.

Month and day names are spelled here because `strftime` follows the machine's locale and the pages must not.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from niggle.vocabulary.metrics import POINTS, QUANTITIES

_NBSP = "\N{NO-BREAK SPACE}"  # a number and its unit stay on one line
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


_VERY_LIKELY, _LIKELY = 0.9, 0.6  # stated probabilities that docs/detection.md shows to hold
_HARMLESS = "without pain most such changes turn out to be harmless: other shoes, a strap that sits differently"


def how_sure(verdict: str, confidence: float | None) -> str:
    """How sure it is that a flagged stride has really changed, in a sentence that claims no more than holds."""
    if confidence is not None and confidence >= _LIKELY:
        return f"This is {'very likely' if confidence >= _VERY_LIKELY else 'probably'} a real change in the stride."
    if verdict == "altered":
        return f"It is more than the usual variation from day to day, but {_HARMLESS}."
    return "It may be ordinary variation: healthy runners' balance moves by about 1 point, but hardly ever by 2."


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


def metric_label(name: str) -> str:
    """What a metric is called in front of people."""
    return QUANTITIES[name].title


def metric_value(name: str, value: float | None) -> str:
    """A metric's value with its unit for people, such as "51.9 % left"."""
    if value is None:
        return "no value"
    quantity = QUANTITIES[name]
    return with_unit(number(value * quantity.factor, quantity.digits), quantity.shown_as)


def metric_difference(difference: float, unit: str) -> str:
    """How far a metric is from the usual, in `unit` of the results ("pp" of shares, else "%"): "+1.7 points"."""
    return with_unit(signed(difference, 1), POINTS if unit == "pp" else unit)


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
