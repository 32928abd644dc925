"""Runs and reports to triage: a quiet pain that one may monitor, to be changed answer by answer."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from niggle.load import Load
from niggle.pain.explained import Explained
from niggle.pain.model import PainReport
from niggle.pain.weekly import WeeklyCheckIn
from niggle.stride.model import MetricVerdict, StrideVerdict
from niggle.triage.model import CheckedWeek, LoggedRun, RunFacts

START = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
NO_LOAD = Load(None, None, None, None)
MONITORED = {
    "site": "achilles",
    "side": "left",
    "before": 1,
    "first": 2,
    "peak": 2,
    "end": 1,
    "next_morning": 1,
    "changed_how_i_ran": False,
    "limped": False,
    "quality": "dull",
    "affected_mood": False,
    "affected_sleep": False,
    "affected_confidence": False,
}


@pytest.fixture(scope="session")
def quiet() -> Callable[..., PainReport]:
    """A report that meets all four monitor criteria and no concern, with the given answers instead."""

    def make(**answers: Any) -> PainReport:
        return PainReport(report_id="r", athlete_id="me", **(MONITORED | answers))

    return make


@pytest.fixture(scope="session")
def report() -> Callable[..., PainReport]:
    """A report with the given answers and no others."""

    def make(**answers: Any) -> PainReport:
        return PainReport(report_id="r", athlete_id="me", **answers)

    return make


@pytest.fixture(scope="session")
def stride() -> Callable[..., StrideVerdict]:
    """A stride verdict; an altered one spares the left and is 1.2 pp off in its balance."""

    def make(
        word: str = "usual", *, side: str | None = "left", balance_pp: float = -1.2, z: float = -3.6
    ) -> StrideVerdict:
        is_odd = word in ("altered", "possibly_altered")
        metric = MetricVerdict(
            "stance_time_balance_left_pct", 50.3 + balance_pp, 50.3, balance_pp, z, "pp", is_odd, 49.6, 51.0
        )
        reason = "only 3 earlier runs" if word == "insufficient_data" else None
        onset_s, spared = (1380.0, side) if is_odd else (None, None)
        return StrideVerdict(word, reason, onset_s, spared, (metric,), False, is_question=is_odd)

    def build(word: str = "usual", **kwargs: Any) -> StrideVerdict:
        return make(word, **({"balance_pp": 0.1, "z": 0.3} | kwargs if word == "usual" else kwargs))

    return build


@pytest.fixture(scope="session")
def logged(stride: Callable[..., StrideVerdict]) -> Callable[..., LoggedRun]:
    """A run with its reports, so many days (and hours) from the run that is triaged."""

    def make(
        *reports: PainReport,
        days: float = 0,
        verdict: StrideVerdict | None = None,
        load: Load = NO_LOAD,
        minutes: float = 40,
        explained: Explained | None = None,
    ) -> LoggedRun:
        at = START + timedelta(days=days)
        return LoggedRun(f"run{days:g}", at, minutes * 60, verdict or stride(), load, reports, explained)

    return make


@pytest.fixture(scope="session")
def week() -> Callable[..., CheckedWeek]:
    """A weekly check-in with the given answers and no others; its last day is so many days from the triaged run's."""

    def make(days: int = 0, **answers: Any) -> CheckedWeek:
        day = START.date() + timedelta(days=days)
        check_in = WeeklyCheckIn(check_in_id="w", athlete_id="me", date=day, **answers)
        until = datetime.combine(day, time.min, tzinfo=UTC) + timedelta(days=1)
        return CheckedWeek(until - timedelta(days=7), until, check_in)

    return make


@pytest.fixture(scope="session")
def facts(logged: Callable[..., LoggedRun]) -> Callable[..., RunFacts]:
    """The facts of a run with these reports; `earlier`, `following` and `weeks` as given."""

    def make(
        *reports: PainReport,
        earlier: tuple[LoggedRun, ...] = (),
        following: LoggedRun | None = None,
        weeks: tuple[CheckedWeek, ...] = (),
        **run: Any,
    ) -> RunFacts:
        return RunFacts(logged(*reports, **run), earlier, following, weeks)

    return make
