"""Pain over training: lanes, bars, what is missing of a cut week, and the same in words."""

import re
from dataclasses import replace

from niggle.reports.athlete.pains import description, lanes, pain_chart, told
from niggle.reports.athlete.view import PainEpisode, PainHistory, Week


def test_a_lane_a_complaint_the_latest_on_top(pain_weeks):
    assert [lane.title for lane in lanes(pain_weeks)] == ["Left Achilles", "Right knee"]
    assert [told(lane) for lane in lanes(pain_weeks)] == ["7 reports, worst 4/10", "1 report, worst 6/10"]


def test_episodes_of_one_place_share_a_lane(pain_weeks):
    knee = pain_weeks.episodes[0]
    again = replace(knee, marks=[replace(knee.marks[0], at=pain_weeks.episodes[1].marks[-1].at, worst=None)])
    history = replace(pain_weeks, episodes=[*pain_weeks.episodes, again])
    (lane,) = (lane for lane in lanes(history) if lane.title == "Right knee")
    assert told(lane) == "2 reports, worst 6/10"
    assert str(pain_chart(history)).count('class="spell"') == 3


def test_pain_is_a_stem_and_no_score_or_none_an_open_mark(pain_weeks):
    svg = str(pain_chart(pain_weeks))
    assert svg.count('class="stem"') == 6
    assert svg.count('class="free"') == 2 + 2  # without a score, without pain; and two runs without pain
    assert [int(score) for score in re.findall(r'class="score"[^>]*>(\d+)<', svg)] == [4, 6]


def test_what_is_missing_of_a_cut_week_is_hatched_a_week_without_running_too(pain_weeks):
    svg = str(pain_chart(pain_weeks))
    stripes = re.search(r'class="stripes" d="([^"]+)"', svg)
    assert stripes is not None
    assert len(set(re.findall(r"M(\d+) ", stripes[1]))) == 2
    assert svg.count('class="bar"') == 8
    assert svg.count('class="bar open"') == 1
    usual = re.search(r'class="usual" d="([^"]+)"', svg)
    assert usual is not None
    assert usual[1].count("M") == 5
    uncut = replace(pain_weeks, weeks=[replace(week, is_cut=False) for week in pain_weeks.weeks])
    assert 'class="stripes"' not in str(pain_chart(uncut))


def test_the_chart_says_in_words_what_it_shows(pain_weeks):
    words = description(pain_weeks).replace("\N{NO-BREAK SPACE}", " ")
    assert words == (
        "10 weeks from 29 Dec. Left Achilles: 7 reports, worst 4/10. Right knee: 1 report, worst 6/10."
        " 2 reports of no pain. 0 to 180 minutes of running a week."
        " Training was cut in the weeks of 16 Feb, 23 Feb."
    )


def test_check_ins_have_lanes_of_their_own_and_feelings_only_when_known(pain_weeks):
    svg = str(pain_chart(pain_weeks))
    assert "Weekly check-in" in svg
    assert all(f">{word} <" in svg for word in ("Mood", "Sleep", "Confidence"))
    private = [replace(one, mood=None, sleep=None, confidence=None) for one in pain_weeks.check_ins]
    svg = str(pain_chart(replace(pain_weeks, check_ins=private)))
    assert "Weekly check-in" in svg
    assert "Mood" not in svg


def test_a_place_that_was_not_given_and_weeks_without_running_can_be_drawn(pain_weeks):
    episode = PainEpisode(site=None, side=None, marks=pain_weeks.episodes[0].marks)
    weeks = [Week(monday=pain_weeks.weeks[0].monday, minutes=0.0)]
    svg = str(pain_chart(PainHistory(weeks=weeks, episodes=[episode])))
    assert "Place not given" in svg
    assert not re.search(r"\b(nan|inf)\b", svg)
