"""The athlete's own page, and those of their years."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby

from niggle.reports import paths, words
from niggle.reports.athlete.calendar import WEEKDAYS, Month, months_between
from niggle.reports.athlete.content import complaint_sentences, first_steps, former_episodes, known_items, week_rows
from niggle.reports.athlete.pains import pain_chart
from niggle.reports.athlete.trends import TrendFigure, trend_figures
from niggle.reports.athlete.view import AthleteView, RunLine, YearView
from niggle.reports.context import AS_FILE, PageContext
from niggle.reports.entry.view import Asking
from niggle.reports.render import render
from niggle.reports.tending.page import DEED_WORDS
from niggle.reports.tending.view import TendingView
from niggle.vocabulary.statuses import SHOWN

_CALENDAR = timedelta(weeks=12)
_LISTED = 6
_OPEN_FIGURES = 4  # the others are there for whoever asks
_LEAST_WEEKS = 2
# A year's page stays small enough for a phone, whatever the year was like.
_DENSE_RUNS, _MOST_SENTENCES, _MOST_DENSE_SENTENCES = 400, 200, 40


def athlete_page(
    athlete: AthleteView,
    context: PageContext = AS_FILE,
    *,
    asking: Asking | None = None,
    as_coach: bool = False,
    tending: Sequence[TendingView] = (),
) -> str:
    """Where the runner stands, the calendar of the last weeks, trends, pain over training, what is known and lacking.

    `asking` is what to ask of the runner now, where they can answer. `as_coach`: an athlete looks at it as the coach
    does, and is told so. `tending` is what coaches did, for each squad in which the viewer is one.
    """
    runs = _newest_first(athlete.runs)
    as_of = runs[0].local_start.date() if runs else None
    may_report = context.is_served and context.is_own
    pain = athlete.pain
    figures = trend_figures(athlete.trends)
    has_felt = bool(pain.episodes or pain.free or pain.check_ins)
    return render(
        "athlete/athlete",
        context,
        depth=1,
        also=(*(("entry",) if asking is not None else ()), *(("tending",) if tending else ())),
        tending=tending,
        words_of_deeds=DEED_WORDS,
        athlete=athlete,
        asking=asking,
        as_coach=as_coach,
        latest=runs[0] if runs else None,
        listed=runs[1 : 1 + (_LISTED if athlete.visibility.level == "details" else 2 * _LISTED)],
        count=len(runs) if athlete.count is None else athlete.count,
        months=_latest_months(runs),
        shown=_shown_statuses(runs),
        weekdays=WEEKDAYS,
        years=athlete.years or sorted({run.local_start.year for run in runs}, reverse=True),
        figures=figures[:_OPEN_FIGURES],
        more_figures=figures[_OPEN_FIGURES:],
        drawn=_drawn(figures),
        has_balance=any(figure.is_main for figure in figures),
        pain_chart=pain_chart(pain) if has_felt or len(pain.weeks) >= _LEAST_WEEKS else None,
        pain=pain,
        has_felt=has_felt,
        has_open_week=any(not week.is_over and week.minutes > 0 for week in pain.weeks),
        has_usual=any(week.usual_min is not None for week in pain.weeks),
        has_cut=any(week.is_cut for week in pain.weeks),
        has_scores=any(check_in.score is not None for check_in in pain.check_ins),
        complaints=[] if as_of is None else complaint_sentences(pain, as_of),
        former=former_episodes(pain, as_of) if as_of is not None else [],
        week_rows=week_rows(pain),
        items=[] if as_of is None else known_items(athlete, as_of, may_report=may_report, is_keeper=context.is_keeper),
        steps=first_steps(athlete, is_keeper=context.is_keeper),
        csv_path=paths.runs_csv_path(athlete.athlete_id),
        parquet_path=paths.runs_parquet_path(athlete.athlete_id),
    )


def year_page(year: YearView, context: PageContext = AS_FILE, *, as_coach: bool = False) -> str:
    """Every run of a year: its months, of the latest year up to the newest run, and the list, newest first."""
    runs = _newest_first(year.runs)
    months = [(name, list(lines)) for name, lines in groupby(runs, key=lambda run: words.month(run.local_start))]
    newest = runs[0].local_start.date()
    last = newest if year.year == max(year.years, default=year.year) else newest.replace(month=12, day=31)
    is_dense = len(runs) > _DENSE_RUNS
    told = [run.run_id for run in runs if run.status != "clear"]
    return render(
        "athlete/year",
        context,
        depth=2,
        weekdays=WEEKDAYS,
        shown=_shown_statuses(runs),
        athlete=year,
        as_coach=as_coach,
        calendar=months_between(runs, newest.replace(month=1, day=1), last, as_of=newest),
        months=months,
        told=frozenset(told[: _MOST_DENSE_SENTENCES if is_dense else _MOST_SENTENCES]),
        is_dense=is_dense,
        counts=[(status, sum(run.status == status for run in runs)) for status in SHOWN],
    )


def _newest_first(runs: Sequence[RunLine]) -> list[RunLine]:
    return sorted(runs, key=lambda run: (run.local_start, run.run_id), reverse=True)


def _latest_months(runs: list[RunLine]) -> list[Month]:
    """The months of the last 13 weeks, newest first; none before the first run."""
    if not runs:
        return []
    newest = runs[0].local_start.date()
    monday = newest - timedelta(days=newest.weekday())
    first = max(monday - _CALENDAR, runs[-1].local_start.date())
    return months_between(runs, first, newest, as_of=newest)[::-1]


def _shown_statuses(runs: Sequence[RunLine]) -> list[str]:
    """The statuses that occur, worst first."""
    return [status for status in SHOWN if any(run.status == status for run in runs)]


def _drawn(figures: Sequence[TrendFigure]) -> dict[str, bool] | None:
    """Which marks the drawn figures have, for one legend of all; None if none is drawn."""
    drawn = [figure for figure in figures if figure.svg is not None]
    marks = ("has_band", "has_learning", "has_altered", "has_change")
    return {mark: any(getattr(figure, mark) for figure in drawn) for mark in marks} if drawn else None
