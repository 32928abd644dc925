"""A coach reads about the runner, never what is said to them: on every page, and in what they take along.

What speaks to the coach may say "you"; those sentences are listed here, so that a new one is looked at.
"""

import re
import shutil
from datetime import UTC, datetime
from html import unescape
from uuid import UUID

import pytest

from niggle.config import Notify, NotifyTarget, load_config
from niggle.notify.recipients import recipients
from niggle.notify.words import message
from niggle.records.objects import run_objects
from niggle.steps.digest import digest_text
from niggle.steps.entries import enter_report
from niggle.steps.notices import Tellable
from niggle.steps.take_in import take_in
from niggle.store.layout import published
from niggle.web.viewer import Viewer

NOW = datetime(2026, 2, 25, 18, 0, tzinfo=UTC)
COACH = Viewer("account:carl", "coach", name="carl", squads=frozenset({"club"}))
EMIL = Viewer("athlete:emil", "athlete", athlete_id="emil")

TO_THE_COACH = (
    "You see what Emil shares",
    "If you are unsure, see someone who works with runners.",
    "From your next visit on, what has changed since the last one is marked.",
    "All runs that you may see:",
    "What you do",
    "You are here",
)
# One a run, oldest first: each has another status decide, or another question open.
SAID = (
    {"peak": "0"},
    {"peak": "0", "limped": "yes"},
    {"site": "achilles", "side": "left", "peak": "4", "limped": "yes", "limped_for": "to_the_end"},
    {"site": "shin", "side": "right", "peak": "3", "night_pain": "yes", "night_pain_when": "any_position"},
    {"site": "knee", "side": "left", "peak": "5", "changed_how_i_ran": "yes", "change_was": "chosen"},
    {"site": "calf", "side": "left", "peak": "6", "quality": "sharp", "reduced_training": "a_lot"},
    {"site": "knee", "side": "left", "peak": "3", "course": "grew", "affected_sleep": "yes"},
    {"peak": "0", "explained_by": "nothing"},
)


@pytest.fixture(scope="module")
def config(web_squad, tmp_path_factory):
    """A store in which Emil has said something of each kind about his latest runs."""
    folder = tmp_path_factory.mktemp("coachs-words") / "web"
    shutil.copytree(web_squad, folder)
    config = load_config(folder / "config.toml")
    emil = config.athlete("emil")
    with published(config.store.path) as results:
        runs = run_objects(results, [emil], now=NOW)[-len(SAID) :]
    for number, (run, said) in enumerate(zip(runs, SAID, strict=True), start=1):
        answers = {"run_id": run["run_id"], **said}
        entered = enter_report(
            config, emil, answers, entry_id=str(UUID(int=number)), now=NOW, decide=lambda *_: False, holds=True
        )
        assert not entered.problems
    take_in(config, [emil])
    return config


@pytest.fixture(scope="module")
def runs(config):
    """Emil's runs as objects, oldest first."""
    with published(config.store.path) as results:
        return run_objects(results, [config.athlete("emil")], now=NOW)


def spoken(html):
    """What a page says, in lines, without what speaks to the coach."""
    plain = re.sub(r"<(script|style|svg)\b.*?</\1>|<[^>]+>", "\n", html, flags=re.DOTALL)
    text = " ".join(unescape(plain).split())
    for said in TO_THE_COACH:
        text = text.replace(said, "")
    return text


def second_person(text):
    """Where a text says "you", with what stands around it."""
    return [text[max(0, at.start() - 60) : at.end() + 40] for at in re.finditer(r"(?i)\byou(r|rs|rself)?\b", text)]


def test_every_page_speaks_of_the_runner_and_not_to_them(client_of, config, runs):
    client = client_of(COACH, config)
    paths = [
        "/index.html", "/squads/club.html", "/squads/club.html?status=concern&sort=score", "/squads/club/week.html",
        "/squads/club/athletes.csv", "/squads/club/athletes/emil.html", "/squads/club.csv", "/athletes/emil.html",
        "/athletes/emil/2026.html", "/athletes/emil/runs.csv",
        *(f"/runs/{run['run_id']}.html" for run in runs),
    ]  # fmt: skip
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert not second_person(spoken(answer.text)), path


@pytest.mark.parametrize("digest", [True, False])
def test_messages_speak_of_the_runner_too(config, digest):
    to = NotifyTarget(squad="club", urls=("json://localhost",), digest=digest)
    config = config.model_copy(update={"notify": Notify(details=True, to=(to,))})
    (recipient,) = recipients(config)
    with published(config.store.path) as results:
        tellable = Tellable(config, results, NOW, {})
        items = [
            item
            for athlete in recipient.athletes
            for item in tellable.items(recipient, athlete, tellable.matters(recipient, athlete, begun_at=None))
        ]
        text = digest_text(config, results, recipient, NOW) if digest else message(items, table=None)
    assert "Cleo" in text
    assert not second_person(text)


def test_the_same_words_are_what_the_athlete_is_shown_as_their_coachs(client_of, config, runs):
    client = client_of(EMIL, config)
    for run in runs[-len(SAID) :]:
        as_coach = client.get(f"/runs/{run['run_id']}.html?as=coach").text
        assert run["summary"] not in unescape(as_coach)
        assert client_of(COACH, config).get(f"/runs/{run['run_id']}.html").status_code == 200


def test_a_coach_reads_why_in_a_line_and_what_the_runner_reads_first(client_of, config, runs):
    limped = runs[-len(SAID) + 2]
    assert limped["status"] == "concern"
    page = spoken(client_of(COACH, config).get(f"/runs/{limped['run_id']}.html").text).replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert "Left Achilles 4/10, limped" in page
    assert "The runner reads: “Stop and see someone”." in page
    assert "Look again" not in page
    own = spoken(client_of(EMIL, config).get(f"/runs/{limped['run_id']}.html").text)
    assert "You say that you limped" in own


def test_what_is_not_known_is_told_and_not_asked(client_of, config, runs):
    client = client_of(COACH, config)
    pages = [spoken(client.get(f"/runs/{run['run_id']}.html").text) for run in runs[-len(SAID) :]]
    assert any("Not known yet" in page and "How it was the next morning" in page for page in pages)
    assert not [page for page in pages if "(0–10)?" in page]
