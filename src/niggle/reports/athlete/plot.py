"""Days across and values up, as SVG that fits any width without a script.

As in `niggle.reports.charts`: horizontal positions are per cent of whatever width the page gives, vertical ones are
pixels, so that text and marks keep their size on a phone. Areas and lines are in a nested `<svg>` that is stretched.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from markupsafe import escape

from niggle.reports.axis import ticks
from niggle.reports.words import day_month
from niggle.reports.words import month as month_name
from niggle.vocabulary.units import Scale

WIDTH = 1000  # units of the stretched box across all days
_WEEK_STEPS = (1, 2, 4, 8, 13, 26)
_MONTH_STEPS = (1, 2, 3, 6, 12, 24)
_MONTHS_FROM = 7  # of fewer the Mondays are named


@dataclass(frozen=True, slots=True)
class Days:
    """The days across: from the start of `first` to the end of `last`, with `margin_pct` free at both ends."""

    first: date
    last: date
    margin_pct: float = 0.0

    def x_pct(self, day: float) -> float:
        """Where a day (see `day_number`) is, from 0 to 100."""
        span = self.last.toordinal() + 1 - self.first.toordinal()
        return self.margin_pct + (100 - 2 * self.margin_pct) * (day - self.first.toordinal()) / span

    def marks(self, *, most: int) -> list[tuple[date, str]]:
        """Round days, at most about so many, with a name each: Mondays, of more than half a year months or years."""
        months = 12 * (self.last.year - self.first.year) + self.last.month - self.first.month
        if months < _MONTHS_FROM:
            return [(day, day_month(day)) for day in self._mondays(most)]
        step = next((step for step in _MONTH_STEPS if months <= step * most), 12 * math.ceil(months / 12 / most))
        first = 12 * self.first.year + self.first.month  # the month after the first day's, from 0 on
        days = [date(at // 12, at % 12 + 1, 1) for at in range(first, first + months) if at % step == 0]
        return [(day, str(day.year) if step % 12 == 0 else f"{month_name(day)[:3]} {day.year}") for day in days]

    def _mondays(self, most: int) -> list[date]:
        """Evenly spaced Mondays; the first day where there is no Monday."""
        first = self.first + timedelta(days=-self.first.weekday() % 7)
        weeks = (self.last - first).days // 7 + 1
        step = next((step for step in _WEEK_STEPS if weeks <= step * most), math.ceil(weeks / most))
        return [first + timedelta(weeks=at) for at in range(0, weeks, step)] or [self.first]


@dataclass(frozen=True, slots=True)
class Values:
    """The values up: from `low` at the lower edge to `high` at `height_px` above it, `top_px` from the top."""

    low: float
    high: float
    height_px: float
    top_px: float = 0.0

    @property
    def bottom_px(self) -> float:
        """The lower edge."""
        return self.top_px + self.height_px

    def y_px(self, value: float) -> float:
        """Where a value is; what is beyond the edges is put on them."""
        inside = min(max(value, self.low), self.high)
        return self.bottom_px - self.height_px * (inside - self.low) / (self.high - self.low)


def day_number(at: datetime) -> float:
    """The day as a number, with the time of day by the runner's clock as its fraction."""
    return at.toordinal() + (at.hour + at.minute / 60) / 24


def frame(chart_id: str, title: str, description: str, height_px: float, parts: Sequence[str]) -> str:
    """The chart as an `<svg>` element with a title and a description for who cannot see it."""
    name = escape(chart_id)
    return (
        f'<svg class="chart" role="img" width="100%" height="{trim(height_px)}" aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(description)}</desc>'
        f"{''.join(parts)}</svg>"
    )


def stretched(height_px: float, paths: Sequence[tuple[str, Sequence[str]]]) -> str:
    """Paths given as (class, pieces), their x in 0 to `WIDTH`, over the whole width; "" without any."""
    drawn = "".join(f'<path class="{name}" d="{"".join(pieces)}"/>' for name, pieces in paths if pieces)
    box = f'viewBox="0 0 {WIDTH} {trim(height_px)}" preserveAspectRatio="none"'
    return f'<svg {box} width="100%" height="{trim(height_px)}">{drawn}</svg>' if drawn else ""


def value_axis(values: Values, scale: Scale, *, most: int) -> Iterator[str]:
    """Grid lines with their values to the left of the box."""
    for tick, text in ticks(scale, values.low, values.high, most=most):
        y = trim(values.y_px(tick))
        yield f'<line class="grid" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
        yield f'<text x="-8" y="{y}" dy=".35em" text-anchor="end">{text}</text>'


def day_axis(days: Days, bottom_px: float, *, most: int) -> Iterator[str]:
    """The lower edge with round days below it."""
    bottom = trim(bottom_px)
    yield f'<line class="axis" x1="0" x2="100%" y1="{bottom}" y2="{bottom}"/>'
    for day, name in days.marks(most=most):
        x = days.x_pct(day.toordinal())
        # A label at the left edge would stick out into the values.
        anchor = "start" if x < 4 else "end" if x > 96 else "middle"
        yield f'<line class="axis" x1="{trim(x)}%" x2="{trim(x)}%" y1="{bottom}" y2="{trim(bottom_px + 4)}"/>'
        yield f'<text x="{trim(x)}%" y="{trim(bottom_px + 18)}" text-anchor="{anchor}">{name}</text>'


def across(x_pct: float) -> str:
    """A horizontal position in the units of the stretched box."""
    return f"{WIDTH / 100 * x_pct:.0f}"


def trim(value: float) -> str:
    """A coordinate to a tenth, in as few characters as it takes."""
    return f"{value:.1f}".removesuffix(".0")
