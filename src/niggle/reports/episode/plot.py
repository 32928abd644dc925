"""One complaint over weeks: the scores of each report, the runs and their status, the balance, the minutes a week."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from markupsafe import Markup

from niggle.pain.complaints import worst_pain
from niggle.reports.athlete.pains import Drawing, bars
from niggle.reports.athlete.plot import Days, Values, day_axis, day_number, frame, trim, value_axis
from niggle.reports.athlete.view import TrendPoint
from niggle.reports.episode.view import EpisodeRun, EpisodeView
from niggle.reports.told import pain_place
from niggle.reports.words import day_month, metric_value
from niggle.vocabulary.metrics import BALANCE, METRICS
from niggle.vocabulary.statuses import SHOWN

_PAIN_PX, _STATUS_PX, _BALANCE_PX = 110, 16, 70
_ICON_PX = 13
_WIDEST_PCT = 1.1  # of the width is half of a report's mark, however few the days are
_NARROWEST_PCT = 0.45


def episode_chart(
    view: EpisodeView, *, with_status: bool = True, with_balance: bool = True, with_weeks: bool = True
) -> Markup:
    """The chart over one axis of days; what is left out is not drawn."""
    weeks = view.weeks
    drawing = Drawing(Days(weeks[0].monday, weeks[-1].monday + timedelta(days=6)))
    _pain_lane(drawing, view.runs)
    if with_status and any(run.status for run in view.runs):
        _status_lane(drawing, view.runs)
    if with_balance and view.balance:
        _balance_lane(drawing, view.balance)
    if with_weeks:
        bars(drawing, weeks)
    else:
        drawing.bottom_px -= 6
        drawing.parts += day_axis(drawing.days, drawing.bottom_px, most=5)
    place = pain_place(view.site, view.side)
    return Markup(frame("episode", f"{place} over time", description(view), drawing.bottom_px, drawing.parts))


def description(view: EpisodeView) -> str:
    """The chart in sentences."""
    sentences = [f"{len(view.weeks)} weeks from {day_month(view.weeks[0].monday)}."]
    worst = [(score, run.at) for run in view.felt if run.report and (score := worst_pain(run.report)) is not None]
    sentences.append(f"Felt on {len(view.felt)} {'day or run' if len(view.felt) == 1 else 'days and runs'}.")
    if worst:
        most, at = max(worst, key=lambda one: one[0])
        sentences.append(f"Worst {most}/10 on {day_month(at)}, last {worst[-1][0]}/10 on {day_month(worst[-1][1])}.")
    return " ".join(sentences)


def _pain_lane(drawing: Drawing, runs: Sequence[EpisodeRun]) -> None:
    lane = drawing.lane("Pain", "0 to 10, by report", _PAIN_PX, high=10.6)
    drawing.parts += value_axis(lane, most=3, digits=0)
    day_pct = drawing.days.x_pct(1) - drawing.days.x_pct(0)
    half_pct = min(max(0.35 * day_pct, _NARROWEST_PCT), _WIDEST_PCT)
    drawing.parts += [part for run in runs for part in _run_mark(drawing, lane, run, half_pct)]


def _run_mark(drawing: Drawing, lane: Values, run: EpisodeRun, half_pct: float) -> Iterator[str]:
    """What was said of one run: start, worst and end as a bent line, before it and the morning after beside it."""
    x = drawing.days.x_pct(day_number(run.at))
    base = lane.y_px(0)
    report = run.report
    if run.run_id:
        yield _line("ran", x, base, x, base + 6)
    if report is None:
        return
    course = [
        (x + at * half_pct, lane.y_px(score))
        for at, score in ((-1, report.first), (0, report.peak), (1, report.end))
        if score is not None
    ]
    if not run.is_painful:
        yield f'<circle class="free" cx="{trim(x)}%" cy="{trim(base)}" r="3"/>'
        return
    for (left, top), (right, bottom) in pairwise(course):
        yield _line("course", left, top, right, bottom)
    if report.before is not None:
        yield f'<circle class="before" cx="{_pct(x - 2 * half_pct)}%" cy="{trim(lane.y_px(report.before))}" r="2.5"/>'
    worst = worst_pain(report) if report.peak is None else report.peak
    if worst is None:  # pain without a score
        yield f'<circle class="free" cx="{trim(x)}%" cy="{trim(base)}" r="4"/>'
    else:
        yield f'<circle class="pain" cx="{_pct(x)}%" cy="{trim(lane.y_px(worst))}" r="3.5"/>'
    if report.next_morning is not None:
        y = trim(lane.y_px(report.next_morning))
        yield f'<svg class="morning" x="{_pct(x + 2 * half_pct)}%" y="{y}"><path d="M0-4 4 0 0 4-4 0z"/></svg>'


def _status_lane(drawing: Drawing, runs: Sequence[EpisodeRun]) -> None:
    """An icon at each run whose status is another than that of the run before, a dot at every other."""
    known = [run for run in runs if run.status]
    lane = drawing.lane("Status", f"last {SHOWN[known[-1].status].label}", _STATUS_PX, high=1)
    y = lane.y_px(0.5)
    before = ""
    for run in known:
        x = drawing.x(run.at)
        if run.status == before:
            drawing.parts.append(f'<circle class="same" cx="{x}%" cy="{trim(y)}" r="1.5"/>')
            continue
        before = run.status
        drawing.parts.append(
            f'<svg class="at {run.status}" x="{x}%" y="{trim(y)}"><use href="#i-{run.status}" x="-{_ICON_PX / 2}"'
            f' y="-{_ICON_PX / 2}" width="{_ICON_PX}" height="{_ICON_PX}"/></svg>'
        )


def _balance_lane(drawing: Drawing, points: Sequence[TrendPoint]) -> None:
    metric = METRICS[BALANCE]
    lane = drawing.lane("Balance", "left foot’s share, %", _BALANCE_PX, high=1)
    bounds = [bound for point in points for bound in (point.value, *(point.band or ()))]
    room = max(metric.axis_over - (max(bounds) - min(bounds)), 0.0) / 2 + 0.2
    values = Values(min(bounds) - room, max(bounds) + room, lane.height_px, lane.top_px)
    drawing.parts += value_axis(values, most=3, digits=metric.digits)
    for point in points:
        x, y = drawing.x(point.at), trim(values.y_px(point.value))
        if point.band is not None:
            low, high = (trim(values.y_px(bound)) for bound in point.band)
            drawing.parts.append(f'<line class="expected" x1="{x}%" x2="{x}%" y1="{low}" y2="{high}"/>')
        told = f"<title>{day_month(point.at)}: {metric_value(BALANCE, point.value)}</title>"
        if point.is_altered:
            drawing.parts.append(f'<svg class="off" x="{x}%" y="{y}"><path d="M0-5 5 0 0 5-5 0z"/>{told}</svg>')
        else:
            drawing.parts.append(f'<circle class="dot" cx="{x}%" cy="{y}" r="3">{told}</circle>')


def _line(name: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="{name}" x1="{_pct(x1)}%" y1="{trim(y1)}" x2="{_pct(x2)}%" y2="{trim(y2)}"/>'


def _pct(value: float) -> str:
    """A place across to a hundredth, so that marks of one run stay apart."""
    return f"{value:.2f}"
