"""Pain over weeks of training: a lane a complaint, and below them the minutes of each week."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from markupsafe import Markup, escape

from niggle.reports.athlete.plot import (
    Days,
    Values,
    across,
    day_axis,
    day_number,
    frame,
    stretched,
    trim,
    value_axis,
)
from niggle.reports.athlete.view import CheckIn, PainEpisode, PainHistory, PainMark, Week
from niggle.reports.told import pain_place
from niggle.reports.words import day_month, number, with_unit
from niggle.vocabulary.weekly import FEELINGS

_HEAD_PX, _GAP_PX = 20, 10  # above a lane for its words, below it
_PAIN_PX, _FREE_PX, _FEELING_PX, _BARS_PX = 50, 12, 26, 110
_STRIPE_PX = 4
_FULL_PCT = 70  # of a week is its bar


@dataclass(frozen=True, slots=True)
class Lane:
    """One complaint: its place in words, and its episodes, oldest first."""

    title: str
    episodes: Sequence[PainEpisode]

    @property
    def marks(self) -> list[PainMark]:
        """Every report, oldest first."""
        return [mark for episode in self.episodes for mark in episode.marks]

    @property
    def worst(self) -> int | None:
        """The worst score of all, None without any."""
        return max((mark.worst for mark in self.marks if mark.worst is not None), default=None)


@dataclass(slots=True)
class Drawing:
    """What has been drawn so far, and how far down."""

    days: Days
    parts: list[str] = field(default_factory=list)
    bottom_px: float = 0.0

    def x(self, at: datetime) -> str:
        """Where a moment is across, in per cent."""
        return trim(self.days.x_pct(day_number(at)))

    def lane(self, title: str, told: str, height_px: float, *, high: float) -> Values:
        """Begin a lane: its words, its lower edge, and where values of it go."""
        top_px = self.bottom_px + _HEAD_PX
        words = f' <tspan class="told">{escape(told)}</tspan>' if told else ""
        base = trim(top_px + height_px)
        self.parts += [
            f'<text class="lane" x="0" y="{trim(top_px - 7)}">{escape(title)}{words}</text>',
            f'<line class="grid" x1="0" x2="100%" y1="{base}" y2="{base}"/>',
        ]
        self.bottom_px = top_px + height_px + _GAP_PX
        return Values(0.0, high, height_px, top_px)


def lanes(history: PainHistory) -> list[Lane]:
    """The complaints, the one that was told of last first."""
    by_place: dict[tuple[str | None, str | None], list[PainEpisode]] = {}
    for episode in history.episodes:
        by_place.setdefault((episode.site, episode.side), []).append(episode)
    found = [Lane(pain_place(site, side), episodes) for (site, side), episodes in by_place.items()]
    return sorted(found, key=lambda lane: (lane.marks[-1].at, lane.title), reverse=True)


def pain_chart(history: PainHistory) -> Markup:
    """Lanes and bars over one axis of weeks; `history` has a week at least."""
    weeks = history.weeks
    drawing = Drawing(Days(weeks[0].monday, weeks[-1].monday + timedelta(days=6)))
    for lane in lanes(history):
        _pain_lane(drawing, lane)
    if history.free:
        _free_lane(drawing, history.free)
    if any(check_in.score is not None for check_in in history.check_ins):
        _score_lane(drawing, history.check_ins)
    for feeling in FEELINGS:
        if any(getattr(check_in, feeling) is not None for check_in in history.check_ins):
            _feeling_lane(drawing, feeling, history.check_ins)
    bars(drawing, weeks)
    title = "Pain and training, week by week"
    return Markup(frame("pain-weeks", title, description(history), drawing.bottom_px, drawing.parts))


def description(history: PainHistory) -> str:
    """The chart in sentences."""
    weeks = history.weeks
    sentences = [f"{len(weeks)} weeks from {day_month(weeks[0].monday)}."]
    sentences += [f"{lane.title}: {told(lane)}." for lane in lanes(history)]
    if history.free:
        sentences.append(f"{_reports(len(history.free))} of no pain.")
    minutes = [week.minutes for week in weeks]
    sentences.append(f"{min(minutes):.0f} to {max(minutes):.0f} minutes of running a week.")
    cut = [day_month(week.monday) for week in weeks if week.is_cut]
    if cut:
        sentences.append(f"Training was cut in the weeks of {', '.join(cut)}.")
    return " ".join(sentences)


def told(lane: Lane) -> str:
    """How often and how bad, such as "6 reports, worst 3/10"."""
    worst = "no score" if lane.worst is None else f"worst {lane.worst}/10"
    return f"{_reports(len(lane.marks))}, {worst}"


def _reports(count: int) -> str:
    return f"{count} {'report' if count == 1 else 'reports'}"


def _pain_lane(drawing: Drawing, lane: Lane) -> None:
    values = drawing.lane(lane.title, told(lane), _PAIN_PX, high=12.5)  # room for the worst score in words
    base = trim(values.bottom_px)
    for episode in lane.episodes:
        first, last = drawing.x(episode.marks[0].at), drawing.x(episode.marks[-1].at)
        drawing.parts.append(f'<line class="spell" x1="{first}%" x2="{last}%" y1="{base}" y2="{base}"/>')
        drawing.parts += [part for mark in episode.marks for part in _pain_mark(drawing, mark, values)]
        worst = max(episode.marks, key=lambda mark: -1 if mark.worst is None else mark.worst)
        if worst.worst is not None:
            y = trim(values.y_px(worst.worst) - 7)
            drawing.parts.append(
                f'<text class="score" x="{drawing.x(worst.at)}%" y="{y}" text-anchor="middle">{worst.worst}</text>'
            )


def _pain_mark(drawing: Drawing, mark: PainMark, values: Values) -> Iterator[str]:
    """A stem as high as the worst score; an open mark where the pain has no score, or was none within the episode."""
    x, base = drawing.x(mark.at), trim(values.bottom_px)
    if not mark.worst:  # no score, or none that day
        yield f'<circle class="free" cx="{x}%" cy="{base}" r="3"/>'
        return
    y = trim(values.y_px(mark.worst))
    yield f'<line class="stem" x1="{x}%" x2="{x}%" y1="{base}" y2="{y}"/>'
    yield f'<circle class="pain" cx="{x}%" cy="{y}" r="4"/>'


def _free_lane(drawing: Drawing, free: Sequence[datetime]) -> None:
    values = drawing.lane("No pain reported", _reports(len(free)), _FREE_PX, high=1)
    y = trim(values.y_px(0.5))
    drawing.parts += [f'<circle class="free" cx="{drawing.x(at)}%" cy="{y}" r="3"/>' for at in free]


def _score_lane(drawing: Drawing, check_ins: Sequence[CheckIn]) -> None:
    scores = [(check_in.day, check_in.score) for check_in in check_ins if check_in.score is not None]
    values = drawing.lane("Weekly check-in", f"0 to 100, last {scores[-1][1]}", _PAIN_PX, high=110)
    base = trim(values.bottom_px)
    for day, score in scores:
        x, y = _day_x(drawing, day), trim(values.y_px(score))
        drawing.parts.append(f'<line class="stem week" x1="{x}%" x2="{x}%" y1="{base}" y2="{y}"/>')
        drawing.parts.append(f'<rect class="check" x="{x}%" y="{y}" width="7" height="7"/>')


def _feeling_lane(drawing: Drawing, feeling: str, check_ins: Sequence[CheckIn]) -> None:
    known = [(check_in.day, level) for check_in in check_ins if (level := getattr(check_in, feeling)) is not None]
    values = drawing.lane(feeling.capitalize(), f"1 low to 5 good, last {known[-1][1]}", _FEELING_PX, high=5)
    drawing.parts += [
        f'<circle class="dot" cx="{_day_x(drawing, day)}%" cy="{trim(values.y_px(level))}" r="3.5"/>'
        for day, level in known
    ]


def _day_x(drawing: Drawing, day: date) -> str:
    return trim(min(drawing.days.x_pct(day.toordinal() + 0.5), 100.0))


def bars(drawing: Drawing, weeks: Sequence[Week]) -> None:
    """Draw the minutes of each week, with what is missing of the usual one, and the days below."""
    top_px = drawing.bottom_px + _HEAD_PX
    highest = max(max(week.minutes, week.usual_min or 0.0) for week in weeks)
    values = Values(0.0, max(1.08 * highest, 30.0), _BARS_PX, top_px)
    drawing.parts.append(
        f'<text class="lane" x="0" y="{trim(top_px - 7)}">Running <tspan class="told">min a week</tspan></text>'
    )
    drawing.parts += value_axis(values, most=4, digits=0)
    stripes: list[str] = []
    usual: list[str] = []
    for week in weeks:
        left, right = (drawing.days.x_pct(week.monday.toordinal() + day) for day in (0, 7))
        inset = (right - left) * (100 - _FULL_PCT) / 200
        top = values.y_px(week.minutes)
        if week.minutes > 0:
            drawing.parts.append(
                f'<rect class="{"bar" if week.is_over else "bar open"}" x="{trim(left + inset)}%"'
                f' width="{trim(right - left - 2 * inset)}%" y="{trim(top)}" height="{trim(values.bottom_px - top)}"/>'
            )
        if week.usual_min is not None:
            usual.append(f"M{across(left)} {trim(values.y_px(week.usual_min))}H{across(right)}")
        if week.is_cut and week.usual_min is not None:
            stripes += _stripes(values, week, across(left + inset), across(right - inset))
    drawing.parts.append(stretched(values.bottom_px, [("stripes", stripes), ("usual", usual)]))
    drawing.parts += day_axis(drawing.days, values.bottom_px, most=5)
    drawing.bottom_px = values.bottom_px


def _stripes(values: Values, week: Week, left: str, right: str) -> Iterator[str]:
    """Lines from the top of a week's bar to the usual week: what is missing of it."""
    assert week.usual_min is not None
    y = values.y_px(week.minutes) - _STRIPE_PX
    top = values.y_px(week.usual_min)
    while y > top:
        yield f"M{left} {trim(y)}H{right}"
        y -= _STRIPE_PX


def usual_week(week: Week) -> str:
    """The usual week before the pain of a week in words, "" where it is not known."""
    return "" if week.usual_min is None else with_unit(number(week.usual_min, 0), "min")
