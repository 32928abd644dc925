"""What an athlete's page says: complaints, weeks, what is known and lacking, first steps."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from niggle.reports.athlete.content import complaint_sentences, first_steps, former_episodes, known_items, week_rows
from niggle.reports.athlete.view import Baseline, Known, SensorSeen, SourceSeen
from niggle.stride.wording import WATCH_ALONE
from niggle.vocabulary.metrics import STANCE

AS_OF = date(2026, 3, 3)


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def items_of(view, *, as_of=AS_OF, may_report=False):
    return {item.title: item for item in known_items(view, as_of, may_report=may_report)}


def known(view, **changes):
    return replace(view, known=replace(view.known, **changes))


def test_a_complaint_of_these_days_says_since_when_and_what_training_did(pain_weeks):
    ((sentence, _),) = complaint_sentences(pain_weeks, AS_OF)
    assert plain(sentence) == (
        "Left Achilles since 2 Feb: 7 reports, worst 4/10, last 4/10."
        " Training was cut in 2 of the 4 whole weeks since (a usual week was 180 min)."
    )


def test_an_old_complaint_is_not_brought_up_again(pain_weeks):
    assert complaint_sentences(pain_weeks, AS_OF + timedelta(days=30)) == []


def test_what_is_over_is_listed_by_its_days(pain_weeks):
    episodes = [replace(one, key=f"key {number}") for number, one in enumerate(pain_weeks.episodes)]
    weeks = replace(pain_weeks, episodes=episodes)
    over = former_episodes(weeks, AS_OF)
    now = [key for _, key in complaint_sentences(weeks, AS_OF)]
    assert {key for _, key in over}.isdisjoint(now)
    assert len(over) + len(now) == len(episodes)
    later = [plain(text) for text, _ in former_episodes(weeks, AS_OF + timedelta(days=30))]
    assert later[0] == "Left Achilles, 2 Feb to 26 Feb"


def test_training_that_cannot_be_compared_is_not_spoken_of(pain_weeks):
    weeks = [replace(week, usual_min=None, is_cut=False) for week in pain_weeks.weeks]
    ((sentence, _),) = complaint_sentences(replace(pain_weeks, weeks=weeks), AS_OF)
    assert sentence.endswith("last 4/10.")


def test_the_table_says_what_the_chart_shows(pain_weeks):
    rows = {row.monday: row for row in week_rows(pain_weeks)}
    assert list(rows) == [week.monday for week in reversed(pain_weeks.weeks)]
    told = [
        (plain(row.minutes), plain(row.training), row.pain, row.check_in)
        for row in (rows[date(2026, 3, 2)], rows[date(2026, 2, 23)], rows[date(2026, 1, 12)], rows[date(2025, 12, 29)])
    ]
    assert told == [
        ("30 min", "so far", "no report", ""),
        ("0 min", "cut; usual 180 min", "Left Achilles 4/10", "42"),
        ("180 min", "", "none", ""),
        ("180 min", "", "Right knee 6/10", ""),
    ]


def test_what_is_there_needs_nothing_done(athlete_view):
    full = known(
        athlete_view, baselines=[Baseline(surface="road", counts={STANCE: 12, "cadence_spm": 12})], reported=14
    )
    assert {item.tone for item in items_of(full).values()} == {"good"}
    assert not any(item.todo for item in items_of(full).values())


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({"last_balance": None}, "No left–right balance"),
        ({"last_balance": date(2026, 2, 1)}, "No left–right balance lately"),
        ({"baselines": []}, "The usual stride"),
        ({"baselines": [Baseline(surface="road", counts={STANCE: 2, "cadence_spm": 2})]},
         "On the road: the usual stride, still learning"),
        ({"reported": 3}, "How runs felt"),
        ({"last_check_in": None}, "Weekly check-in"),
        ({"last_check_in": date(2026, 2, 1)}, "Weekly check-in"),
        ({"sources": [SourceSeen(kind="garmin", is_configured=True, last=None)]}, "Garmin Connect"),
        ({"sources": [SourceSeen(kind="folder", is_configured=True, last=date(2026, 2, 1))]}, "Folder"),
    ],
)  # fmt: skip
def test_each_lack_says_what_to_do_about_it(athlete_view, changes, title):
    item = items_of(known(athlete_view, **changes))[title]
    assert item.tone != "good"
    assert item.todo.endswith(".")


def test_a_baseline_tells_how_many_runs_of_those_it_takes(athlete_view):
    (item,) = (item for title, item in items_of(athlete_view).items() if title.startswith("On the road"))
    assert item.text == "left–right balance: 4 of the 10 runs it takes; cadence: 10 of the 10 runs it takes"
    assert item.todo.startswith("2 more runs until one can be compared.")
    later = known(athlete_view, baselines=[Baseline(surface="treadmill", counts={STANCE: 7, "cadence_spm": 7})])
    (item,) = (item for title, item in items_of(later).items() if title.startswith("On the treadmill"))
    assert item.todo.startswith("Runs are compared already")


def test_a_source_that_is_no_more_configured_is_not_asked_after(athlete_view):
    view = known(athlete_view, sources=[SourceSeen(kind="strava", is_configured=False, last=date(2024, 1, 1))])
    assert items_of(view)["Strava"].tone == "good"


def test_a_sensor_that_fell_silent_has_an_end(athlete_view):
    old = SensorSeen(sensor="stryd:1", metrics=["stance_time_ms"], first=date(2026, 1, 6), last=date(2026, 1, 20))
    item = items_of(known(athlete_view, sensors=[old]))["Foot pod"]
    assert plain(item.text) == "ground contact time; 6 Jan to 20 Jan"
    assert item.tone == "unknown"


def test_a_sensor_that_another_has_replaced_is_not_spoken_of(athlete_view):
    (new,) = athlete_view.known.sensors
    old = replace(new, sensor="stryd:1", first=date(2026, 1, 2), last=date(2026, 1, 5))
    assert "Foot pod" not in items_of(known(athlete_view, sensors=[new, old]))
    more = replace(old, metrics=["stance_time_ms", "cadence_spm"])
    assert "Foot pod" in items_of(known(athlete_view, sensors=[new, more]))


def test_only_who_may_report_is_led_to_the_forms(athlete_view):
    lacking = known(athlete_view, last_check_in=None)
    led = {item.link for item in items_of(lacking, may_report=True).values() if item.link}
    assert led == {"runs/r39/pain.html", "athletes/ada/week.html"}
    assert not any(item.link for item in items_of(lacking).values())


def test_what_another_niggle_knows_is_not_told_here(athlete_view):
    assert known_items(replace(athlete_view, known=None), AS_OF, may_report=False) == []


def test_the_first_steps_are_those_of_the_sources_there_are(athlete_view):
    def commands(*kinds):
        sources = [SourceSeen(kind=kind, is_configured=True, last=None) for kind in kinds]
        return [command for _, command in first_steps(replace(athlete_view, known=Known(sources=sources))) if command]

    always = ["niggle sync", "niggle import FILES --athlete ada"]
    assert commands() == commands("folder") == always
    assert commands("garmin") == ["niggle login garmin --athlete ada", *always]
    texts = [text for text, _ in first_steps(replace(athlete_view, known=Known()))]
    assert "Say in config.toml where the runs come from" in texts[0]


def test_who_does_not_keep_this_niggle_is_told_whom_to_ask(athlete_view):
    lost = SourceSeen(kind="garmin", is_configured=True, last=None)
    view = replace(athlete_view, known=Known(sources=[lost]))
    steps = first_steps(view, is_keeper=False)
    assert [command for _, command in steps if command] == []
    items = known_items(view, AS_OF, may_report=True, is_keeper=False)
    told = " ".join([text for text, _ in steps] + [item.todo for item in items])
    assert "whoever gave you access" in told.lower()
    assert "config.toml" not in told
    assert "niggle doctor" not in told


def test_a_wrist_watch_is_told_of_in_one_sentence_without_a_tick(athlete_view):
    watch = known(athlete_view, baselines=[Baseline(surface="road", counts={"cadence_spm": 18})], last_balance=None)
    item = items_of(watch)["The usual stride"]
    assert (item.tone, item.text, item.todo) == ("unknown", WATCH_ALONE, "")
    assert not any("balance" in title or title.startswith("On the road") for title in items_of(watch))
