"""Nobody sees what is not theirs to see: asked of every address of the table, found by walking it.

A new address fails here until it is known what its parts stand for (`VALUES`), or that it is about nobody
(`ABOUT_NOBODY`), and who besides the athlete may look at it (`FOR_THE_ATHLETE_ALONE`).
"""

import re
import shutil
from datetime import UTC, datetime
from uuid import UUID

import duckdb
import pytest

from niggle.config import load_config
from niggle.consent import OWN
from niggle.pain.episodes import PainLog, key_of
from niggle.pain.model import PainReport
from niggle.records.objects import run_objects
from niggle.steps.entries import enter_report, enter_week
from niggle.steps.take_in import take_in
from niggle.store.layout import athlete_folder, athlete_landing, athlete_store, published, tending_landing
from niggle.tending import Deed, land_deed
from niggle.web.routes import ADDRESSES
from niggle.web.viewer import LOCAL, NOBODY, Viewer

HOSTILE = '<script>alert("x")</script>'
NOTE = f"my own words {HOSTILE}"
ENTRY = UUID(int=1)
NOW = datetime(2026, 2, 25, 18, 0, tzinfo=UTC)

OWNER = Viewer("account:olga", "owner", name="olga")
COACH = Viewer("account:carl", "coach", name="carl", squads=frozenset({"club"}))
STRANGER = Viewer("account:sven", "coach", name="sven", squads=frozenset({"nowhere"}))
RUNNING_COACH = Viewer("account:rita", "coach", name="rita", squads=frozenset({"nowhere"}), athlete_id="cleo")
CLEO = Viewer("athlete:cleo", "athlete", athlete_id="cleo")
EMIL = Viewer("athlete:emil", "athlete", athlete_id="emil")

# What each part of an address stands for, about Emil, and the same about nobody at all.
VALUES = {
    "run": ("{run}", "0" * 16),
    "athlete": ("emil", "nobody"),
    "squad": ("club", "no-such-squad"),
    "year:year": ("2026", "2026"),
    "episode": ("{episode}", "0" * 12),
}
ABOUT_NOBODY = {
    "GET /", "GET /index.html", "GET /login.html", "POST /login.html", "POST /logout", "GET /enter/{token}",
    "GET /token", "GET /static/{name}", "GET /manifest.webmanifest", "GET /sw.js", "GET /offline.html",
    "GET /shown/{token}",
}  # fmt: skip
FOR_THE_ATHLETE_ALONE = {
    "GET /runs/{run}/pain.html", "POST /runs/{run}/pain.html",
    "GET /athletes/{athlete}/pain.html", "POST /athletes/{athlete}/pain.html",
    "GET /athletes/{athlete}/week.html", "POST /athletes/{athlete}/week.html",
    "POST /athletes/{athlete}/episodes/{episode}.html", "POST /athletes/{athlete}/links.html",
    "GET /athletes/{athlete}/episodes/{episode}/sheet.html", "POST /athletes/{athlete}/episodes/{episode}/sheet.html",
    "GET /athletes/{athlete}/coach.html", "POST /athletes/{athlete}/coach.html",
    "GET /athletes/{athlete}/upload.html", "POST /athletes/{athlete}/upload.html",
}  # fmt: skip
BY_TOKEN = {"POST /shared/{athlete}"}


def title(address):
    return f"{address.method} {address.path}"


ABOUT = [address for address in ADDRESSES if title(address) not in ABOUT_NOBODY]
ABOUT_ATHLETES = [address for address in ABOUT if title(address) not in BY_TOKEN]
PAGES = [address for address in ABOUT_ATHLETES if address.method == "GET"]
of_each = pytest.mark.parametrize("address", ABOUT_ATHLETES, ids=title)


def filled(address, run_id, *, real=True):
    """The address of something of Emil's, or of what does not exist."""
    path = address.path
    for part in re.findall(r"{([^}]+)}", path):
        path = path.replace(f"{{{part}}}", VALUES[part][0 if real else 1])
    return path.replace("{run}", run_id).replace("{episode}", episode_of(run_id))


def episode_of(run_id):
    """The key of the calf that hurt on a run of Emil's: his newest, of which that was said."""
    at = datetime.strptime(run_id.split("-")[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return key_of(PainLog(at, PainReport(report_id="", athlete_id="emil", site="calf", side="left")))


def test_it_is_known_of_every_address_what_it_is_about():
    titles = [title(address) for address in ADDRESSES]
    assert len(titles) == len(set(titles))
    assert set(titles) >= ABOUT_NOBODY | FOR_THE_ATHLETE_ALONE | BY_TOKEN
    for address in ABOUT:
        parts = set(re.findall(r"{([^}]+)}", address.path))
        assert parts, f"{title(address)}: about whom is it?"
        assert parts <= set(VALUES), f"{title(address)}: give its parts a value to test with"
        assert address.audience == "viewers" or title(address) in BY_TOKEN, f"{title(address)} is open to everybody"


@pytest.fixture(scope="module")
def config(web_squad, tmp_path_factory):
    """A store in which Emil has something to hide: a mood, a note, a check-in, and a run that no coach may see."""
    folder = tmp_path_factory.mktemp("isolation") / "web"
    shutil.copytree(web_squad, folder)
    config = load_config(folder / "config.toml")
    emil = config.athlete("emil")
    with published(config.store.path) as results:
        runs = [run["run_id"] for run in run_objects(results, [emil], now=NOW)]
    answers = {"run_id": runs[-1], "site": "calf", "side": "left", "before": "0", "first": "1", "peak": "1", "end": "0"}
    told = {"next_morning": "0", "hours_to_settle": "0", "changed_how_i_ran": "no", "affected_mood": "yes"}
    assert not enter_report(config, emil, answers | told | {"note": NOTE}, entry_id=str(ENTRY), now=NOW).problems
    week = {"date": "2026-02-24", "participation": "0", "volume": "0", "performance": "0", "pain": "0", "mood": "1"}
    assert not enter_week(config, emil, week, entry_id=str(UUID(int=2)), now=NOW).problems
    take_in(config, [emil])
    for name in ("niggle.duckdb", "published.duckdb"):
        with duckdb.connect(athlete_folder(config.store.path, "emil") / name) as connection:
            connection.execute("UPDATE runs SET who_may_see = 'athlete' WHERE run_id = $run", {"run": runs[-2]})
    athlete_store(config.store.path, "emil").standing.unlink()  # which does not know of what was written past the store
    return config


@pytest.fixture(scope="module")
def emils(config):
    """Emil's runs as objects, oldest first; of the last but one only he may know."""
    with published(config.store.path) as results:
        return run_objects(results, [config.athlete("emil")], visibility=OWN, now=NOW)


@pytest.fixture(scope="module")
def newest(emils):
    return emils[-1]["run_id"]


@pytest.fixture(scope="module")
def secret(emils):
    return emils[-2]["run_id"]


@pytest.fixture
def sharing(config):
    """The configuration with other consents of Emil's."""

    def make(level, *, mood=False):
        changes = {"share_with_coach": level, "share_mood_with_coach": mood}
        cleo, emil = config.athletes
        return config.model_copy(update={"athletes": (cleo, emil.model_copy(update=changes))})

    return make


def ask(client, address, path):
    """Ask as a page would; a post sends its token and something to keep."""
    if address.method == "GET":
        return client.get(path)
    token = client.get("/token")
    csrf = token.json()["csrf"] if token.status_code == 200 else ""
    answers = {"entry_id": str(UUID(int=9)), "peak": "0", "participation": "0", "undo": str(ENTRY)}
    answers |= {"share": "details", "deed": "seen"}
    return client.post(path, data={"csrf": csrf, **answers})


def all_that_landed(config):
    """All that was ever entered about Emil, by anybody."""
    landings = [athlete_landing(config.store.path, "emil"), tending_landing(config.store.path, "club", "emil")]
    return [list(landing.arrivals()) for landing in landings]


def text_of(answer, tmp_path):
    """What an answer says, whatever it is written in."""
    if "parquet" not in answer.headers.get("content-type", ""):
        return answer.text
    (tmp_path / "answer.parquet").write_bytes(answer.content)
    with duckdb.connect(":memory:") as connection:
        return repr(connection.execute(f"FROM '{tmp_path}/answer.parquet'").fetchall())


def all_that_is_seen(client, run_ids, tmp_path, addresses=PAGES):
    """Every page, about Emil and about nobody in particular, that is shown."""
    views = ("", "?as=coach")
    paths = {filled(address, run_id) + view for address in addresses for run_id in run_ids for view in views}
    answers = [client.get(path) for path in sorted(paths | {"/", "/index.html"})]
    assert any(answer.status_code == 200 for answer in answers)
    return "\n".join(text_of(answer, tmp_path) for answer in answers if answer.status_code == 200)


@of_each
def test_the_athlete_gets_what_is_theirs(client_of, config, newest, address):
    """Without this the rest would prove nothing."""
    if "{squad}" in address.path:
        pytest.skip("a squad is for its coach")
    if address.method == "POST":
        pytest.skip("writes; tested with the forms")
    assert ask(client_of(EMIL, config), address, filled(address, newest)).status_code == 200


@of_each
@pytest.mark.parametrize("viewer", [CLEO, STRANGER, RUNNING_COACH], ids=lambda viewer: viewer.key)
def test_what_is_anothers_is_not_there(client_of, config, newest, address, viewer):
    client = client_of(viewer, config)
    before = all_that_landed(config)
    answer = ask(client, address, filled(address, newest))
    none = ask(client, address, filled(address, newest, real=False))
    assert answer.status_code == none.status_code == 404
    assert answer.content == none.content
    assert "Emil" not in answer.text
    assert all_that_landed(config) == before


def plain(html):
    """A page without what it got with the request, and without what is another for each session."""
    return re.sub(r'(name="(?:next|csrf)") value="[^"]*"', r"\1", html)


@of_each
def test_who_is_not_logged_in_learns_nothing(client_of, config, newest, address):
    client = client_of(NOBODY, config)
    answer = ask(client, address, filled(address, newest))
    none = ask(client, address, filled(address, newest, real=False))
    if address.method == "GET" and address.path.endswith(".html"):
        assert answer.status_code == none.status_code == 303
        assert re.match(r"(\.\./)*login\.html\?next=", answer.headers["location"])
        assert answer.content == b""
    else:
        assert answer.status_code == none.status_code == 401
        assert plain(answer.text) == plain(none.text)


@pytest.mark.parametrize("address", [a for a in ADDRESSES if title(a) in BY_TOKEN], ids=title)
@pytest.mark.parametrize("viewer", [NOBODY, CLEO, OWNER], ids=lambda viewer: viewer.key)
def test_what_another_niggle_sends_needs_its_token(client_of, config, newest, address, viewer):
    client = client_of(viewer, config)
    answers = [
        client.post(filled(address, newest, real=real), content=b"{}", headers={"authorization": "Bearer made-up"})
        for real in (True, False)
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].content == answers[1].content


@of_each
@pytest.mark.parametrize("viewer", [COACH, OWNER], ids=lambda viewer: viewer.role)
@pytest.mark.parametrize("level", ["none", "status", "details"])
def test_a_coach_gets_what_is_shared(client_of, sharing, newest, address, viewer, level):
    answer = ask(client_of(viewer, sharing(level)), address, filled(address, newest))
    is_seen = (
        ("{squad}" in address.path and "{athlete}" not in address.path)
        or (level == "details" and title(address) not in FOR_THE_ATHLETE_ALONE)
        or (
            level == "status"
            and not {"{run}", "{episode}"} & set(re.findall(r"{\w+}", address.path))
            and title(address) not in FOR_THE_ATHLETE_ALONE
        )
    )
    assert answer.status_code == ((200 if address.method == "GET" else 303) if is_seen else 404)


@pytest.mark.parametrize("viewer", [COACH, OWNER], ids=lambda viewer: viewer.role)
def test_of_who_shares_nothing_a_coach_learns_no_run(client_of, sharing, emils, viewer, tmp_path):
    seen = all_that_is_seen(client_of(viewer, sharing("none")), [run["run_id"] for run in emils[-3:]], tmp_path)
    assert not [run["run_id"] for run in emils if run["run_id"] in seen]
    assert not [run["summary"] for run in emils if run["summary"] in seen.replace("\n", " ")]


@pytest.mark.parametrize("viewer", [COACH, OWNER], ids=lambda viewer: viewer.role)
def test_of_who_shares_the_status_a_coach_learns_no_reason(client_of, sharing, emils, viewer, tmp_path):
    config = sharing("status")
    cleo_shares_nothing = config.athletes[0].model_copy(update={"share_with_coach": "none"})
    config = config.model_copy(update={"athletes": (cleo_shares_nothing, config.athletes[1])})
    seen = all_that_is_seen(client_of(viewer, config), [run["run_id"] for run in emils[-3:]], tmp_path)
    assert "Concern" in seen
    assert not [run["summary"] for run in emils if run["summary"] in seen]
    assert "calf" not in seen.lower()


@pytest.mark.parametrize("viewer", [COACH, OWNER], ids=lambda viewer: viewer.role)
@pytest.mark.parametrize(("level", "mood"), [("none", True), ("status", True), ("details", False), ("details", True)])
def test_what_somebody_feels_needs_a_consent_of_its_own(client_of, sharing, emils, viewer, level, mood, tmp_path):
    newest = emils[-1]
    (criterion,) = [one for one in newest["criteria"] if one["id"] == "affects_mood_sleep_confidence"]
    assert criterion["status"] == "met"
    assert newest["status"] == "concern"
    seen = all_that_is_seen(client_of(viewer, sharing(level, mood=mood)), [newest["run_id"]], tmp_path)
    is_shared = level == "details" and mood
    assert ("ouches mood, sleep or confidence" in seen) is is_shared
    assert (criterion["evidence"] in seen) is is_shared
    assert "my own words" not in seen


def test_an_athlete_who_looks_as_their_coach_sees_no_more_than_that(client_of, sharing, emils, tmp_path):
    newest = emils[-1]
    client = client_of(EMIL, sharing("details"))
    for path in (f"/runs/{newest['run_id']}.html", "/athletes/emil.html", "/athletes/emil/runs.csv"):
        seen = client.get(f"{path}?as=coach")
        assert seen.status_code == 200
        assert newest["summary"] not in seen.text
        assert "my own words" not in seen.text
    assert client_of(EMIL, sharing("none")).get("/athletes/emil.html?as=coach").status_code == 404


@pytest.mark.parametrize("viewer", [COACH, OWNER, CLEO], ids=lambda viewer: viewer.role)
def test_what_a_source_keeps_for_the_athlete_reaches_nobody_else(client_of, config, secret, viewer, tmp_path):
    own = client_of(EMIL, config).get(f"/runs/{secret}.html")
    assert own.status_code == 200
    client = client_of(viewer, config)
    assert client.get(f"/runs/{secret}.html").status_code == 404
    assert secret not in all_that_is_seen(client, [secret], tmp_path)


def test_an_owner_who_is_the_athlete_sees_it_all_the_same(client_of, config, secret):
    assert (
        client_of(Viewer("account:emil", "owner", name="emil", athlete_id="emil"), config)
        .get(f"/runs/{secret}.html")
        .status_code
        == 200
    )
    assert client_of(LOCAL, config).get(f"/runs/{secret}.html").status_code == 200


def test_one_athlete_cannot_take_back_what_another_entered(client_of, config, run_ids, post_form):
    client = client_of(CLEO, config)
    before = all_that_landed(config)
    answer = post_form(client, f"/runs/{run_ids('cleo')[-1]}/pain.html", undo=str(ENTRY))
    assert answer.status_code < 500
    assert all_that_landed(config) == before


def test_what_a_person_or_a_watch_calls_itself_is_text(client_of, config, newest, tmp_path):
    cleo, emil = config.athletes
    changes = {"name": HOSTILE, "squad": HOSTILE}
    hostile = config.model_copy(update={"athletes": (cleo, emil.model_copy(update=changes))})
    pages = [address for address in PAGES if address.path.endswith(".html")]
    seen = []
    for viewer in (LOCAL, EMIL, OWNER):
        client = client_of(viewer, hostile)
        seen.append(all_that_is_seen(client, [newest], tmp_path, pages))
        if viewer is not EMIL:
            squads = re.findall(r'href="(squads/script[^"]+)"', client.get("/index.html").text)
            assert squads
            seen.append(client.get(f"/{squads[0]}").text)
    assert "my own words &lt;script&gt;" in seen[0]
    for text in seen:
        assert "&lt;script&gt;alert" in text
        assert "<script>alert" not in text


SECRET_NOTE = f"call his parents {HOSTILE}"


@pytest.fixture
def noted(config):
    """A note of Emil's coaches about him, for coaches alone, and one that he may read."""
    landing = tending_landing(config.store.path, "club", "emil")
    for number, (text, is_shared) in enumerate([(SECRET_NOTE, False), ("well run", True)]):
        deed = Deed(deed="note", note=text, is_shared=is_shared)
        land_deed(landing, "emil", deed, entry_id=UUID(int=50 + number), by="carl", now=NOW)
    return config


def test_what_coaches_note_is_for_coaches_of_that_squad_alone(client_of, noted, newest, tmp_path):
    for viewer in (EMIL, CLEO, STRANGER, RUNNING_COACH):
        assert "call his parents" not in all_that_is_seen(client_of(viewer, noted), [newest], tmp_path)
    for viewer in (COACH, OWNER, LOCAL):
        assert "call his parents" in all_that_is_seen(client_of(viewer, noted), [newest], tmp_path)


def test_the_athlete_learns_that_there_are_notes_and_reads_those_that_are_shared(client_of, noted):
    page = client_of(EMIL, noted).get("/athletes/emil/coach.html").text
    assert "There are 2 notes about you." in page
    assert "well run" in page
    assert "call his parents" not in page


@pytest.mark.parametrize("level", ["none", "status", "details"])
def test_a_note_shows_a_coach_no_more_than_is_shared(client_of, noted, sharing, emils, level, tmp_path):
    config = sharing(level)
    seen = all_that_is_seen(client_of(COACH, config), [emils[-1]["run_id"]], tmp_path)
    assert ("call his parents" in seen) is (level != "none")
    assert ("calf" in seen.lower()) is (level == "details")


def test_a_choice_holds_at_once_whatever_the_configuration_says(client_of, config, newest, post_form, tmp_path):
    emil, coach = client_of(EMIL, config), client_of(COACH, config)
    address = "/athletes/emil/coach.html"
    try:
        for share, status in (("none", 404), ("details", 200), ("status", 404), ("none", 404)):
            assert post_form(emil, address, share=share).status_code == 303
            assert coach.get(f"/runs/{newest}.html").status_code == status
            assert coach.get("/athletes/emil.html").status_code == (404 if share == "none" else 200)
        seen = all_that_is_seen(coach, [newest], tmp_path)
        assert newest not in seen
        assert "shares nothing" in seen
        assert "calf" not in seen.lower()
    finally:
        post_form(emil, address, share="details")
