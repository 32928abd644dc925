"""The page of an episode for its runner and for others, and the sheet of it."""

from niggle.reports.context import PageContext
from niggle.reports.episode.content import PARTS
from niggle.reports.episode.page import episode_page, sheet_page, shown_page
from niggle.reports.episode.view import Return, Taken
from niggle.triage.returning import Next, plan_for

OWN = PageContext(is_served=True, is_own=True, csrf="token")
WORDS = ("Ada", "Heel raises", "No hills", "42", "Concern", "Balance", "with a limp", "min a week")


def test_the_runner_has_their_words_and_the_way_back_on_it(episode):
    plan = plan_for("shin", ["concern"])
    taken = Taken("entry", episode().felt[0].at, 0, "done")
    html = episode_page(episode(back=Return(plan=plan, next=Next(0, 1), last=taken), is_long=True), OWN)
    assert html.count('<button class="main" name="did" value="done">') == 1
    for text in ("Pain here can come from bone", "10.1186/s13063-023-07502-x", "convention of niggle", "Heel raises"):
        assert text in html
    assert "Things I like besides" in html


def test_others_and_a_file_have_neither(episode):
    view = episode(back=None, helped="", cut="")
    for context in (PageContext(is_served=True), PageContext()):
        html = episode_page(view, context)
        assert "<form" not in html
        assert "<textarea" not in html
        assert "Show it to someone" not in html


def test_a_plan_rests_when_it_came_back(episode):
    back = Return(plan=plan_for("knee", ["concern"]), next=Next(0, 0))
    html = episode_page(episode(back=back, later="ba9876543210"), OWN)
    assert "so this plan rests" in html
    assert 'name="did"' not in html
    assert "ba9876543210.html" in html


def test_a_link_shows_what_was_chosen_and_leads_nowhere(episode):
    bare = shown_page(episode(), (), until="Monday 9 February 2026").replace("\N{NO-BREAK SPACE}", " ")
    assert [word for word in WORDS if word in bare] == []
    assert "Left Achilles" in bare
    assert "worst 6/10" in bare
    whole = shown_page(episode(), tuple(PARTS), until="Monday 9 February 2026")
    assert [word for word in WORDS if word not in whole] == []
    for html in (bare, whole):
        assert "<a " not in html
        assert "<form" not in html
        assert "<script" not in html
        assert '<meta name="referrer" content="no-referrer">' in html
        assert "choir" not in html


def test_the_choice_is_carried_into_a_link(episode):
    html = sheet_page(episode(), ("stride", "cut"), OWN)
    post = html[html.index('method="post"') :]
    assert [part for part in PARTS if f'name="{part}" value="yes"' in post] == ["stride", "cut"]
    assert html.count(" checked") == 2
    assert "shown this once" not in html
    assert "shown this once" in sheet_page(episode(), (), OWN, new_link="https://niggle.example.org/shown/x")
    assert 'name="days"' not in sheet_page(episode(), (), OWN, is_local=True)
