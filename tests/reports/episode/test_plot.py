"""The chart of an episode: every score where it belongs, and nothing drawn that was left out."""

import re

from niggle.reports.episode.plot import description, episode_chart


def test_each_score_has_its_mark(episode):
    svg = str(episode_chart(episode()))
    assert svg.count('class="pain"') == 4
    assert svg.count('class="before"') == svg.count('class="morning"') == 1
    assert svg.count('class="course"') == 3  # up and down once, up once
    assert svg.count('class="free"') == 3
    assert svg.count('class="ran"') == 7  # the day without a run has none


def test_more_pain_is_higher(episode):
    heights = re.findall(r'class="pain" cx="[^"]+" cy="([\d.]+)"', str(episode_chart(episode())))
    assert sorted(map(float, heights)) == [float(heights[at]) for at in (1, 0, 2, 3)]


def test_the_status_is_drawn_where_it_changes_and_the_balance_over_what_was_expected(episode):
    svg = str(episode_chart(episode()))
    assert re.findall(r'class="at (\w+)"', svg) == ["clear", "adapt", "concern", "monitor", "clear"]
    assert svg.count('class="expected"') == 3
    assert (svg.count('class="dot"'), svg.count('class="off"')) == (2, 1)


def test_what_is_left_out_is_not_there(episode):
    svg = str(episode_chart(episode(), with_status=False, with_balance=False, with_weeks=False))
    assert not re.search(r'class="(at|same|dot|off|expected|bar)', svg)
    assert "Running" not in svg
    assert "12 Jan" in svg.replace("\N{NO-BREAK SPACE}", " ")  # the days below stay


def test_it_is_told_to_who_cannot_see_it(episode):
    told = description(episode()).replace("\N{NO-BREAK SPACE}", " ")
    assert told == "4 weeks from 5 Jan. Felt on 4 days and runs. Worst 6/10 on 15 Jan, last 1/10 on 18 Jan."
