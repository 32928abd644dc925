"""Episodes over HTTP: what a runner notes on one, the sheet of it, and links that show it to others and end."""

import re
from uuid import UUID

import pytest

from niggle.consent import OWN
from niggle.pain.episodes import PainLog, key_of
from niggle.pain.model import PainReport
from niggle.records.objects import run_objects
from niggle.remarks import remarks_of
from niggle.steps.entries import enter_report
from niggle.steps.take_in import take_in
from niggle.store.database import utc_aware
from niggle.store.layout import athlete_landing, athlete_store, published
from niggle.web.session import Authenticator
from niggle.web.viewer import NOBODY, Viewer

CLEO = Viewer("athlete:cleo", "athlete", name="Cleo", athlete_id="cleo")
EMIL = Viewer("athlete:emil", "athlete", name="Emil", athlete_id="emil")
COACH = Viewer("account:kim", "coach", name="kim", squads=frozenset({"club"}))
PASSWORD = "a few words do well"  # of every account that client_of makes
SCORES = {"site": "achilles", "side": "left", "first": "3", "end": "3"}


@pytest.fixture
def key(web_config, web_clock):
    """An episode of Cleo's that was of concern over two weeks and has settled by three runs at 0; its key."""
    cleo = web_config.athlete("cleo")
    with published(web_config.store.path) as results:
        runs = [run["run_id"] for run in run_objects(results, [cleo], visibility=OWN, now=web_clock())]
    felt, free = runs[-14:-6], runs[-6:]
    said = [SCORES | {"run_id": run, "peak": "7", "note": "my own words"} for run in felt]
    said += [{"run_id": run, "peak": "0"} for run in free]
    for number, answers in enumerate(said):
        entered = enter_report(
            web_config, cleo, answers, entry_id=str(UUID(int=number)), now=web_clock(), decide=lambda *_: True
        )
        assert not entered.problems
    take_in(web_config, [cleo])
    with athlete_store(web_config.store.path, "cleo").read_published() as reader:
        starts = {row["run_id"]: row["started_at"] for row in reader.rows("runs_in_order", athlete_id="cleo")}
    report = PainReport(report_id="", athlete_id="cleo", site="achilles", side="left")
    return key_of(PainLog(utc_aware(starts[felt[0]]), report))


@pytest.fixture
def address(key):
    return f"/athletes/cleo/episodes/{key}.html"


@pytest.fixture
def sheet(key):
    return f"/athletes/cleo/episodes/{key}/sheet.html"


def link_in(answer):
    return re.search(r"https://niggle\.example\.org(/shown/[\w-]+)", answer.text)[1]


def test_an_episode_is_found_from_the_runner_and_its_runs_and_says_how_it_ended(client_of, key, address):
    client = client_of(CLEO)
    own = client.get("/athletes/cleo.html").text
    assert f"episodes/{key}.html" in own
    page = client.get(address).text
    assert "Settled on" in page
    assert "Felt on 8 days" in page
    runs = re.findall(r'href="[./]*(runs/[^"]+)"', page)
    assert len(runs) == 14
    assert "How it went over the weeks" in client.get(f"/{runs[-1]}").text
    assert "my own words" not in page


def test_words_sent_after_the_session_had_ended_come_back_to_their_runner_alone(client_of, web_config, address):
    client_of(COACH)  # makes the account
    client, form = client_of(NOBODY), {"what": "words", "helped": "Zwiebelfisch", "csrf": "of before"}
    assert "as you left it" in client.post(address, data=form).text
    csrf = re.search(r'name="csrf" value="([^"]+)"', client.get("/login.html").text)[1]
    assert client.post("/login.html", data={"csrf": csrf, "name": "kim", "password": PASSWORD}).status_code == 303
    coachs = client.get(address)
    assert coachs.status_code == 200
    assert "Zwiebelfisch" not in coachs.text

    client.cookies.clear()
    client.post(address, data=form)
    client.get(f"/enter/{Authenticator(web_config).link_of('cleo')}")
    own = client.get(address).text
    assert "It is not saved yet: send it now" in own
    assert "Zwiebelfisch</textarea>" in own


def test_the_way_back_moves_on_by_the_runners_word_alone(client_of, web_config, address, post_form, web_clock):
    client = client_of(CLEO)
    assert "Step 1 is next" in client.get(address).text
    for did, says in (("done", "Step 1 again"), ("repeat", "Step 1 again"), ("done", "it was done once"),
                      ("done", "Step 2 is next")):  # fmt: skip
        web_clock.move_on(hours=1)
        answer = post_form(client, address, what="step", step="0", did=did)
        assert answer.status_code == 303
        assert says in client.get(address).text
    web_clock.move_on(days=20)
    assert "Step 2 is next" in client_of(CLEO).get(address).text
    assert post_form(client, address, what="step", step="0", did="done").status_code == 422
    (taken,) = remarks_of(athlete_landing(web_config.store.path, "cleo"), "cleo").steps.values()
    assert post_form(client, address, what="undo", undo=taken[-1].entry_id).status_code == 303
    assert "it was done once" in client.get(address).text


def test_what_is_written_is_kept_and_shown_where_it_was_chosen(client_of, address, sheet, post_form):
    client = client_of(CLEO)
    assert post_form(client, address, what="words", helped="<b>heel raises</b>", cut="no hills").status_code == 303
    assert "&lt;b&gt;heel raises" in client.get(address).text
    assert "heel raises" not in client.get(sheet).text
    assert "heel raises" in client.get(f"{sheet}?helped=yes").text
    assert "heel raises" not in client_of(COACH).get(address).text
    answer = post_form(client, address, what="words", helped="x" * 301)
    assert answer.status_code == 422
    assert "room for 300 letters" in answer.text
    assert "x" * 301 in answer.text  # nothing that was written is lost


def test_what_a_runner_likes_besides_is_for_their_eyes_alone(client_of, address, sheet, post_form):
    client = client_of(CLEO)
    assert post_form(client, address, what="liked", liked="choir\nallotment").status_code == 303
    assert "choir\nallotment" in client.get(address).text
    shown = link_in(post_form(client, sheet, days="7", **dict.fromkeys(("name", "helped", "cut"), "yes")))
    others = [client.get(f"{sheet}?all=yes"), client.get(f"{address}?as=coach"), client_of(COACH).get(address),
              client_of(NOBODY).get(shown)]  # fmt: skip
    for answer in others:
        assert answer.status_code == 200
        assert "choir" not in answer.text
        assert "Besides running" not in answer.text


def test_a_link_opens_one_sheet_until_it_is_over(client_of, sheet, post_form, web_clock, web_config):
    made = post_form(client_of(CLEO), sheet, days="7", runs="yes")
    shown = link_in(made)
    assert shown.rpartition("/")[2] not in "".join(
        path.read_text(errors="replace") for path in web_config.store.path.rglob("*.json*")
    )
    stranger = client_of(NOBODY)
    answer = stranger.get(shown)
    assert answer.status_code == 200
    assert "Left Achilles" in answer.text
    assert "Cleo" not in answer.text
    assert (answer.headers["referrer-policy"], answer.headers["cache-control"]) == ("no-referrer", "no-store")
    assert stranger.get("/athletes/cleo.html").status_code == 303
    none = stranger.get("/shown/made-up")
    assert none.status_code == 404
    web_clock.move_on(days=7)
    over = stranger.get(shown)
    assert (over.status_code, over.content) == (404, none.content)


def test_a_link_is_listed_with_what_others_see_and_taken_back_there(client_of, sheet, post_form):
    client, others = client_of(CLEO), client_of(EMIL)
    shown = link_in(post_form(client, sheet, days="30"))
    page = client.get("/athletes/cleo/coach.html").text
    assert "Left Achilles</a>: given on Wed 25 Feb, opens until Fri 27 Mar" in page
    (undo,) = re.findall(r'name="undo" value="([^"]+)"', page)
    assert post_form(others, "/athletes/emil/links.html", undo=undo).status_code == 303
    assert client_of(NOBODY).get(shown).status_code == 200
    assert post_form(client, "/athletes/cleo/links.html", undo=undo).status_code == 303
    assert client_of(NOBODY).get(shown).status_code == 404
    assert undo not in client.get("/athletes/cleo/coach.html").text


def test_a_link_is_told_of_on_the_sheet_of_an_episode_that_began_earlier(
    client_of, web_config, web_clock, run_ids, key, sheet, post_form
):
    post_form(client_of(CLEO), sheet, days="30")
    earlier = SCORES | {"run_id": run_ids("cleo")[-15], "peak": "2"}
    cleo = web_config.athlete("cleo")
    enter_report(web_config, cleo, earlier, entry_id=str(UUID(int=99)), now=web_clock())
    page = client_of(CLEO).get(sheet).text
    assert f"episodes/{key}" not in page  # it goes by its first report
    assert "1 link opens" in page


def test_links_are_tried_only_so_often(client_of, web_config):
    stranger = client_of(NOBODY)
    answers = [stranger.get(f"/shown/{number}").status_code for number in range(21)]
    assert answers == [404] * 20 + [429]


def test_nobody_but_the_runner_makes_or_notes_anything(client_of, web_config, address, sheet, post_form):
    for viewer in (COACH, EMIL):
        client = client_of(viewer)
        for path, said in ((address, {"what": "liked", "liked": "x"}), (sheet, {"days": "7"})):
            assert post_form(client, path, **said).status_code == 404
        assert client.get(sheet).status_code == 404
    assert client_of(COACH).get(address).status_code == 200
    assert remarks_of(athlete_landing(web_config.store.path, "cleo"), "cleo").liked == ()
    answer = post_form(client_of(CLEO), sheet, days="400")
    assert answer.status_code == 400
