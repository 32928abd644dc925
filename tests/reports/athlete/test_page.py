"""The runner's page and that of a year: for oneself, for a coach, as a file, on the first day, after years."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from niggle.consent import HANDED_ON, OWN, Visibility
from niggle.reports.athlete.page import athlete_page, year_page
from niggle.reports.athlete.view import AthleteView, Known, PainHistory, RunLine, SourceSeen, Trend, Week, YearView
from niggle.reports.context import AS_FILE, PageContext
from niggle.reports.entry.view import Asking, Morning
from niggle.reports.entry.view import RunLine as EntryRun
from niggle.vocabulary.metrics import METRICS
from niggle.vocabulary.places import Where

SERVED = PageContext(is_served=True, csrf="token", is_own=True)
AS_COACH = PageContext(is_served=True, csrf="token")
MOST_BYTES = 300_000
STATUS, DETAILS = Visibility("status"), Visibility("details")
HOSTILE = "<script>alert('x')</script>\"&"
LONGEST = "The pain in your left Achilles stayed low (worst 2/10), eased as you got going and settled quickly. " * 2


@pytest.fixture
def year_view(athlete_view, make_runs):
    days = [date(2025, 1, 1) + timedelta(days=3 * number) for number in range(120)]
    return YearView(athlete_id="ada", name="Ada", year=2025, runs=make_runs(days), years=(2026, 2025))


def charts_of(page):
    return [a["aria-labelledby"] for a, _ in page.all("svg") if a.get("class") == "chart"]


def links_of(page):
    return [a["href"] for a, _ in page.all("a")]


def shown_as(view, visibility):
    """The view as the results make it for that sight."""
    if visibility.level == "details":
        return replace(view, visibility=visibility)
    runs = [replace(run, run_id="", summary="", distance_m=None, moving_time_s=None) for run in view.runs]
    return AthleteView(
        athlete_id=view.athlete_id, name=view.name, squad=view.squad, runs=runs, visibility=visibility, years=view.years
    )


@pytest.mark.parametrize("context", [AS_FILE, SERVED, AS_COACH])
@pytest.mark.parametrize("visibility", [OWN, DETAILS, STATUS])
def test_pages_are_well_formed_with_headings_in_order(parse, athlete_view, year_view, context, visibility):
    for html in (
        athlete_page(shown_as(athlete_view, visibility), context),
        year_page(replace(year_view, visibility=visibility), context),
    ):
        headings = parse(html).headings()
        assert headings[0] == 1
        assert headings.count(1) == 1
        assert all(later - earlier <= 1 for earlier, later in pairwise(headings))
        ids = [a["id"] for _, a, _ in parse(html).elements if "id" in a]
        assert len(ids) == len(set(ids))
        assert not any("style" in a or any(name.startswith("on") for name in a) for _, a, _ in parse(html).elements)


def test_where_one_stands_comes_first_then_what_is_asked(parse, athlete_view):
    asking = Asking(athlete_id="ada", is_week_due=True)
    view = replace(athlete_view, headline="Run, but less: slower", choices=["Slower: at 2/10 or less."])
    html = athlete_page(view, SERVED, asking=asking)
    assert parse(html).texts("h2")[:2] == ["Latest run", "How was your week?"]
    places = [html.index(part) for part in ("Run, but less: slower", "Slower: at", "How was your week?")]
    assert places == sorted(places)
    assert "static/entry.js" in html
    bare = athlete_page(athlete_view, AS_FILE)
    assert parse(bare).texts("h2")[0] == "Latest run"
    assert "<form" not in bare
    assert "<script" not in bare


def test_the_morning_after_the_newest_run_is_asked_before_an_older_run(parse, athlete_view):
    first, second = (
        EntryRun(
            run_id=f"ada-{day}", local_start=datetime(2026, 3, day, 7, tzinfo=UTC), distance_m=None, moving_time_s=None
        )
        for day in (1, 3)
    )
    asked = {
        "How is it now?": Asking(
            athlete_id="ada", runs=[first], morning=Morning(run=second, where=Where("knee", "left"), is_today=True)
        ),
        "How was it?": Asking(
            athlete_id="ada", runs=[second], morning=Morning(run=first, where=Where("knee", "left"), is_today=False)
        ),
    }
    for title, asking in asked.items():
        html = athlete_page(athlete_view, SERVED, asking=asking)
        assert parse(html).texts("h2")[1] == title
        morning_is_first = html.index("your left knee") < html.index("It hurt somewhere")
        assert morning_is_first == (title == "How is it now?")


def test_the_latest_run_says_status_sentence_and_when_to_look_again(parse, athlete_view):
    page = parse(athlete_page(athlete_view))
    latest = athlete_view.runs[-1]
    assert latest.summary in page.visible
    assert "Look again tomorrow." in page.visible
    assert f"../runs/{latest.run_id}.html" in links_of(page)


def test_the_calendar_has_each_run_of_the_last_weeks_once_the_newest_month_first(parse, athlete_view):
    html = athlete_page(athlete_view)
    page = parse(html)
    assert page.texts("caption")[:4] == ["March 2026", "February 2026", "January 2026", "December 2025"]
    assert [a.get("abbr") for a, _ in page.all("th")][:2] == ["Monday", "Tuesday"]
    cells = [text for a, text in page.all("td") if (a.get("class") or "").startswith("day ")]
    shown = [run for run in athlete_view.runs if run.local_start.date() >= date(2025, 12, 1)]
    assert len(cells) == len(shown)
    assert cells[0].split()[0] == "3"


def test_a_day_says_its_status_in_a_word_and_how_many_runs_it_had(parse, athlete_view, make_runs):
    runs = make_runs([date(2026, 3, 3)] * 3, ("clear", "adapt", "monitor"))
    page = parse(athlete_page(replace(athlete_view, runs=runs)))
    (cell,) = (text for a, text in page.all("td") if (a.get("class") or "").startswith("day"))
    assert cell.startswith("3 Adapt, worst of 3 runs")
    assert [href for href in links_of(page) if "runs/" in href][1] == "../runs/r1.html"


def test_years_and_what_the_coach_sees_can_be_reached(parse, athlete_view):
    hrefs = links_of(parse(athlete_page(athlete_view)))
    assert "../athletes/ada/2026.html" in hrefs
    assert "../athletes/ada/2025.html" in hrefs
    assert "../athletes/ada/coach.html" in hrefs
    assert not [href for href in hrefs if href.endswith((".csv", ".parquet"))]
    served = links_of(parse(athlete_page(athlete_view, SERVED)))
    assert "../athletes/ada/runs.csv" in served
    assert "../athletes/ada/runs.parquet" in served
    as_coach = links_of(parse(athlete_page(shown_as(athlete_view, DETAILS), AS_COACH, as_coach=True)))
    assert "../athletes/ada/runs.csv?as=coach" in as_coach


def test_a_coach_sees_no_more_than_details(parse, athlete_view):
    page = parse(athlete_page(shown_as(athlete_view, DETAILS), AS_COACH))
    assert "You see what Ada shares." in page.visible
    assert "coach.html" not in " ".join(filter(None, links_of(page)))
    assert not [href for href in links_of(page) if "pain.html" in href or "week.html" in href]


def test_who_may_see_the_status_sees_the_calendar_and_nothing_behind_it(parse, athlete_view):
    html = athlete_page(shown_as(athlete_view, STATUS), AS_COACH)
    page = parse(html)
    assert "the status of each run, and nothing else" in page.visible
    assert "sentence" not in re.sub(r'role="note">.*?</p>', "", html)
    assert not [href for href in links_of(page) if "/runs/" in href or "runs." in href]
    assert charts_of(page) == []
    assert len([a for a, _ in page.all("td") if (a.get("class") or "").startswith("day")]) > 20
    assert "km" not in page.visible


def test_an_athlete_looking_as_the_coach_does_is_told_so_and_led_back(parse, athlete_view, year_view):
    for html, back in (
        (athlete_page(shown_as(athlete_view, DETAILS), AS_COACH, as_coach=True), "../athletes/ada.html"),
        (year_page(replace(year_view, visibility=DETAILS), AS_COACH, as_coach=True), "../../athletes/ada/2025.html"),
    ):
        page = parse(html)
        assert "This is how your coach sees this page." in page.visible
        assert links_of(page).count(back) == 1
        assert all("?as=coach" in href for href in links_of(page) if "/runs/" in href or re.search(r"/20\d\d", href)
                   if href != back)  # fmt: skip


def test_no_run_yet_says_what_to_do_and_shows_no_chart(parse):
    sources = [SourceSeen(kind="garmin", is_configured=True, last=None)]
    view = AthleteView(athlete_id="ada", name="Ada", runs=(), known=Known(sources=sources))
    page = parse(athlete_page(view))
    assert page.texts("h2")[0] == "No run yet"
    assert "niggle login garmin --athlete ada" in page.visible
    assert "niggle import FILES --athlete ada" in page.visible
    assert charts_of(page) == []
    assert page.texts("table") == []
    other = parse(athlete_page(replace(view, visibility=DETAILS), AS_COACH))
    assert "No run yet." in other.visible
    assert "niggle login" not in other.visible


def test_runs_without_a_report_show_training_and_ask(parse, athlete_view):
    silent = PainHistory(weeks=athlete_view.pain.weeks[:5])
    page = parse(athlete_page(replace(athlete_view, pain=silent)))
    assert "Nobody has said so far how a run felt." in page.visible
    assert "pain-weeks-t pain-weeks-d" in charts_of(page)


def test_runs_without_balance_say_so_and_show_the_rest(parse, athlete_view):
    rest = [trend for trend in athlete_view.trends if "balance" not in trend.name]
    page = parse(athlete_page(replace(athlete_view, trends=rest)))
    assert "No left–right balance was measured" in page.visible
    assert any("stance_time_ms" in (name or "") for name in charts_of(page))


def test_one_run_alone_makes_no_chart(parse, make_runs, make_trend):
    view = AthleteView(
        athlete_id="ada",
        name="Ada",
        runs=make_runs([date(2026, 3, 3)]),
        trends=[make_trend("stance_time_balance_left_pct", [50.0])],
        pain=PainHistory(weeks=[Week(monday=date(2026, 3, 2), minutes=40.0, is_over=False)]),
    )
    page = parse(athlete_page(view))
    assert charts_of(page) == []
    assert "50.0 % left so far" in page.visible
    assert "1 run" in page.visible


def test_a_run_that_measured_nothing_says_so(parse, athlete_view):
    page = parse(athlete_page(replace(athlete_view, trends=())))
    assert "No run so far measured anything of the stride." in page.visible


def test_a_year_has_its_months_and_every_run_newest_first(parse, year_view):
    page = parse(year_page(year_view))
    assert len(page.texts("caption")) == 12
    assert page.texts("h3")[0] == "December 2025"
    listed = [href for href in links_of(page) if "/runs/" in href][len(year_view.runs) :]
    assert listed == [f"../../runs/{run.run_id}.html" for run in reversed(year_view.runs)]
    told = [text for a, text in page.all("span") if a.get("class") == "summary"]
    assert len(told) == sum(run.status != "clear" for run in year_view.runs)


def test_the_latest_year_ends_with_its_newest_month(parse, year_view):
    page = parse(year_page(replace(year_view, years=(2025,), runs=year_view.runs[:20])))
    assert page.texts("caption") == ["January 2025", "February 2025"]


@pytest.mark.parametrize("visibility", [OWN, HANDED_ON, STATUS])
@pytest.mark.parametrize("context", [AS_FILE, SERVED])
def test_no_page_is_too_large_for_who_runs_twice_a_day(athlete_view, year_view, make_runs, visibility, context):
    days = [date(2024, 1, 1) + timedelta(days=number // 2) for number in range(2 * 366)]
    runs = [replace(run, run_id=f"ada-20240101T{number:06}Z", summary=LONGEST)
            for number, run in enumerate(make_runs(days, ("concern", "adapt", "monitor")))]  # fmt: skip
    year = replace(year_view, year=2024, runs=runs, years=(2026, 2025, 2024), visibility=visibility)
    assert len(year_page(year, context).encode()) < MOST_BYTES
    view = shown_as(replace(athlete_view, runs=runs[-250:]), visibility)
    assert len(athlete_page(view, context).encode()) < MOST_BYTES


def test_ten_years_of_trends_are_a_small_page_too(athlete_view):
    newest = athlete_view.trends[0].points[-1]
    points = [replace(newest, at=newest.at - timedelta(days=number)) for number in range(4000)][::-1]
    trends = [Trend(name=name, points=points) for name in METRICS]
    html = athlete_page(replace(athlete_view, trends=trends), SERVED, span="all")
    assert 'href="?trends=year#trends"' in html
    assert len(html.encode()) < MOST_BYTES


def test_everything_from_outside_is_escaped(parse, athlete_view, year_view):
    runs = [replace(run, run_id=HOSTILE, summary=HOSTILE) for run in athlete_view.runs]
    episodes = [replace(one, site=HOSTILE) for one in athlete_view.pain.episodes]
    trends = [
        replace(trend, points=[replace(point, sensor=f"{HOSTILE}{at}") for at, point in enumerate(trend.points)])
        for trend in athlete_view.trends
    ]
    known = replace(athlete_view.known, sources=[SourceSeen(kind=HOSTILE, is_configured=True, last=None)])
    view = replace(
        athlete_view, name=HOSTILE, athlete_id=HOSTILE, squad=HOSTILE, runs=runs, look_again=HOSTILE, known=known,
        pain=replace(athlete_view.pain, episodes=episodes), trends=trends,
    )  # fmt: skip
    year = YearView(athlete_id=HOSTILE, name=HOSTILE, year=2026, runs=runs, years=(2026,))
    for html in (athlete_page(view), year_page(year)):
        assert HOSTILE in parse(html).visible
        assert "<script" not in html
        assert not any(name.startswith("on") for _, a, _ in parse(html).elements for name in a)


def test_pages_say_the_same_twice_and_keep_the_tone(parse, athlete_view, year_view):
    for draw, view in ((athlete_page, athlete_view), (year_page, year_view)):
        assert draw(view) == draw(view)
        text = parse(draw(view)).visible.lower()
        assert not any(word in text for word in ("injur", "just rest", "diagnos", "no pain no gain", "!"))


def test_the_page_of_who_shares_from_elsewhere_has_no_word_on_sensors(parse, athlete_view):
    page = parse(athlete_page(replace(athlete_view, known=None)))
    assert "What niggle knows" not in page.visible


def test_a_run_of_which_the_distance_is_not_known_says_so(parse):
    start = datetime(2026, 3, 3, 7, tzinfo=UTC)
    run = RunLine(run_id="r", local_start=start, distance_m=None, moving_time_s=None, status="clear", provisional=False)
    year = YearView(athlete_id="ada", name="Ada", year=2026, runs=[run], years=(2026,))
    assert "distance not known · duration not known" in parse(year_page(year)).visible
