from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from niggle.pain.episodes import PainLog
from niggle.triage.complaint import complaints
from tests.triage.conftest import START

type Make = Callable[..., Any]


def test_nobody_reporting_is_one_silent_complaint(facts: Make) -> None:
    (one,) = complaints(facts())
    assert one.tells == "silent"
    assert one.report.site is None


def test_the_episode_reaches_back_to_the_first_long_gap(facts: Make, quiet: Make, logged: Make) -> None:
    days = (40, 20, 12, 6, 3)
    earlier = tuple(logged(quiet(), days=-day) for day in days)
    (one,) = complaints(facts(quiet(), earlier=earlier))
    assert [(one.logs[-1].at - log.at).days for log in one.logs] == [20, 12, 6, 3, 0]


def test_other_sites_and_the_other_side_are_other_complaints(facts: Make, quiet: Make, logged: Make) -> None:
    earlier = (logged(quiet(side="right"), days=-4), logged(quiet(site="knee"), days=-3), logged(quiet(), days=-2))
    (one,) = complaints(facts(quiet(), earlier=earlier))
    assert len(one.logs) == 2


def test_a_side_left_out_parts_no_episode(facts: Make, quiet: Make, logged: Make) -> None:
    earlier = (logged(quiet(), days=-4), logged(quiet(side=None), days=-2))
    assert len(complaints(facts(quiet(), earlier=earlier))[0].logs) == 3
    assert len(complaints(facts(quiet(side=None), earlier=earlier))[0].logs) == 3


def test_painless_logs_between_count_and_bridge_no_gap(facts: Make, quiet: Make, logged: Make, report: Make) -> None:
    painless = report(site="achilles", side="left", peak=0)
    between = (logged(quiet(), days=-8), logged(painless, days=-4))
    assert len(complaints(facts(quiet(), earlier=between))[0].logs) == 3
    too_long = (logged(quiet(), days=-12), logged(painless, days=-6))
    assert len(complaints(facts(quiet(), earlier=too_long))[0].logs) == 1


def test_an_episode_is_followed_back_half_a_year(facts: Make, quiet: Make, logged: Make) -> None:
    earlier = tuple(logged(quiet(), days=-day) for day in range(400, 0, -5))
    assert len(complaints(facts(quiet(), earlier=earlier))[0].logs) == 180 // 5 + 1


def test_pain_on_rest_days_is_of_the_episode_and_of_no_run(facts: Make, quiet: Make, logged: Make) -> None:
    def rest(days: float, **answers: Any) -> PainLog:
        return PainLog(START - timedelta(days=days), quiet(**answers))

    told = facts(quiet(), earlier=(logged(quiet(), days=-16),))
    (alone,) = complaints(told)
    assert [log.at for log in alone.episode] == [told.run.started_at]  # sixteen days are a gap
    (bridged,) = complaints(replace(told, rest=(rest(8), rest(5, site="calf"), rest(-1))))
    assert [(told.run.started_at - log.at).days for log in bridged.episode] == [16, 8, 0]
    assert [(told.run.started_at - log.at).days for log in bridged.logs] == [16, 0]
