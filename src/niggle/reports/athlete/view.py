"""What an athlete's pages are drawn from: finished results and days, no way back to the store.

Every date and time is the athlete's own. Nothing is in here that the viewer may not see.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from niggle.consent import OWN, Visibility
from niggle.vocabulary.metrics import BALANCE, STANCE


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """One run in the list and the calendar of an athlete's runs; unknown numbers are None.

    `run_id` and `summary` are empty where only the status may be seen: such a run leads nowhere.
    """

    run_id: str
    local_start: datetime
    distance_m: float | None
    moving_time_s: float | None
    status: str
    provisional: bool
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """One run in the trend of a metric, in the metric's own unit; `band` is None where nothing was expected yet."""

    at: datetime
    value: float
    band: tuple[float, float] | None
    is_altered: bool
    sensor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One metric over the latest runs that have it, oldest first.

    `is_shared`: the runs come from another niggle, which does not tell what it expected; then no point has a band.
    """

    name: str
    points: Sequence[TrendPoint]
    is_shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PainMark:
    """One report: the start of its run and the worst pain (0–10), None when no score was given."""

    at: datetime
    worst: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PainEpisode:
    """One complaint over time, oldest report first; `site` and `side` as in contract 4, `key` leads to its page."""

    site: str | None
    side: str | None
    marks: Sequence[PainMark]
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Minutes of running from a Monday on.

    `is_over` is False for the week that the newest run is in, unless that run is on its Sunday. `usual_min` is the
    usual week of the time before the pain that there was in this week, None without pain or with too few weeks to
    know; `is_cut` says that the week counts as cut against it.
    """

    monday: date
    minutes: float
    is_over: bool = True
    usual_min: float | None = None
    is_cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """A weekly check-in: its score (0–100), and mood, sleep and confidence (1–5) if they may be seen."""

    day: date
    score: int | None
    mood: int | None = None
    sleep: int | None = None
    confidence: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PainHistory:
    """Pain over weeks of training, oldest first; `free` are the starts of runs reported to be without pain."""

    weeks: Sequence[Week] = ()
    episodes: Sequence[PainEpisode] = ()
    free: Sequence[datetime] = ()
    check_ins: Sequence[CheckIn] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorSeen:
    """A sensor (its key), the metrics it gave lately, and its first and last run among those looked at."""

    sensor: str
    metrics: Sequence[str]
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """How many earlier runs the next one like the latest on this surface would be compared with, by metric."""

    surface: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSeen:
    """A source that the athlete has or had, and its newest run; None if it has given none."""

    kind: str
    is_configured: bool
    last: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of an athlete, and what is lacking.

    `sensors`: newest first. `last_balance`: the latest day with a left–right balance. `needed` and `least` say how
    many runs a baseline needs in full, and to begin with. `reported` of the `counted` latest runs have a report;
    `unreported_run` is the newest without, None where the viewer cannot report. `sources` only for the athlete.
    """

    sensors: Sequence[SensorSeen] = ()
    last_balance: date | None = None
    baselines: Sequence[Baseline] = ()
    needed: int = 0
    least: int = 0
    reported: int = 0
    counted: int = 0
    unreported_run: str | None = None
    last_check_in: date | None = None
    sources: Sequence[SourceSeen] = ()

    @property
    def is_watch_alone(self) -> bool:
        """Whether what is compared is known from neither balance nor stance time, as of a wrist watch alone."""
        return bool(self.baselines) and not any(
            {BALANCE, STANCE} & baseline.counts.keys() for baseline in self.baselines
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AthleteView:
    """An athlete and the latest runs, oldest first or in any order; the page sorts them itself.

    `runs` are those that calendar and list show, `count` how many there are in all (None: these), `years` the years
    that have runs, newest first. `headline`, `choices` and `look_again` are the latest run's answer, what can be done,
    and when to look again. `visibility` is what the viewer sees. `known` is None where that is the matter of another
    niggle, which shares the runs with this one.
    """

    athlete_id: str
    name: str
    runs: Sequence[RunLine]
    squad: str | None = None
    visibility: Visibility = OWN
    count: int | None = None
    years: Sequence[int] = ()
    first_run: date | None = None
    headline: str = ""
    choices: Sequence[str] = ()
    look_again: str = ""
    trends: Sequence[Trend] = ()
    pain: PainHistory = field(default_factory=PainHistory)
    known: Known | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearView:
    """Every run of an athlete in a year; `years` are all that have runs, newest first."""

    athlete_id: str
    name: str
    year: int
    runs: Sequence[RunLine]
    years: Sequence[int]
    visibility: Visibility = OWN
