"""What a runner enters over HTTP: kept once, merged, refused with reasons, taken back, and nobody else's."""

import html
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from niggle.config import Config
from niggle.entered import COMMAND_LINE
from niggle.pain.join import merge_reports
from niggle.pain.model import PainReport
from niggle.pain.weekly import WeeklyCheckIn
from niggle.records.objects import run_objects
from niggle.records.pain import pain_report
from niggle.records.weekly import check_ins_that_count
from niggle.steps.entries import enter_report
from niggle.store.layout import athlete_store, common_store, published
from niggle.web.viewer import Viewer

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)

type Post = Callable[..., Any]
type Asked = tuple[str, dict[str, str]]
type RunIds = Callable[[str], list[str]]

EMIL = Viewer("athlete:emil", "athlete", name="Emil", athlete_id="emil")
CLEO = Viewer("athlete:cleo", "athlete", name="Cleo", athlete_id="cleo")
COACH = Viewer("account:kim", "coach", name="kim", squads=frozenset({"club"}))


@pytest.fixture
def run_id(run_ids: RunIds) -> str:
    """Cleo's newest run, on which nobody has said a word; the clock stands a day after it."""
    return run_ids("cleo")[-1]


def said(config: Config, run_id: str) -> tuple[PainReport, ...]:
    with athlete_store(config.store.path, "cleo").read_published() as reader:
        return merge_reports([pain_report(row) for row in reader.rows("joined_reports_of", run_ids=[run_id])])


def count(config: Config, run_id: str) -> int:
    with athlete_store(config.store.path, "cleo").read_published() as reader:
        return len(reader.rows("joined_reports_of", run_ids=[run_id]))


def status_of(config: Config, run_id: str) -> str:
    with published(config.store.path) as results:
        runs = run_objects(results, [config.athlete("cleo")], now=NOW)
    return str(next(run["status"] for run in runs if run["run_id"] == run_id))


def landing(client: TestClient, response: Any) -> str:
    """The page that a post leads to."""
    assert response.status_code == 303, response.text
    page = client.get(str(response.url.join(response.headers["location"])))
    assert page.status_code == 200
    return html.unescape(page.text)


def week(config: Config) -> list[WeeklyCheckIn]:
    with athlete_store(config.store.path, "cleo").read_published() as reader:
        return list(check_ins_that_count(reader, "cleo"))


class TestTheForm:
    def test_it_says_which_run_and_starts_with_nothing_answered(self, local_client: TestClient, run_id: str) -> None:
        page = local_client.get(f"/runs/{run_id}/pain.html").text

        assert "How was Tuesday’s run?" in page
        assert "4.2" in page
        checked = re.findall(r'name="(\w+)" value="([^"]*)" checked', page)
        assert checked
        assert {value for _, value in checked} == {""}
        assert "spot" in page
        assert 'value="left achilles" id="at-left-achilles" aria-label="Left Achilles">' in page

    def test_the_next_morning_is_asked_once_it_has_come(
        self, local_client: TestClient, run_id: str, web_clock: Any
    ) -> None:
        assert 'name="next_morning"' in local_client.get(f"/runs/{run_id}/pain.html").text
        web_clock.move_on(hours=-20)  # the evening of the run's own day
        page = local_client.get(f"/runs/{run_id}/pain.html").text
        assert 'name="next_morning"' not in page
        assert "asked tomorrow" in page

    def test_every_form_has_an_id_of_its_own(self, local_client: TestClient, run_id: str) -> None:
        pages = [local_client.get(f"/runs/{run_id}/pain.html").text for _ in range(2)]
        ids = [entry_id for page in pages for entry_id in re.findall(r'name="entry_id" value="([^"]+)"', page)]

        assert len(ids) == len(set(ids)) == 4

    def test_what_was_said_can_be_changed(self, local_client: TestClient, run_id: str, post_form: Post) -> None:
        post_form(local_client, f"/runs/{run_id}/pain.html", place="left knee", peak="3", sharp="no", note="on stairs")
        page = local_client.get(f"/runs/{run_id}/pain.html?change=0").text

        assert "Left knee, at its worst 3" in page
        assert 'id="at-left-knee" aria-label="Left knee" checked' in page
        assert 'name="peak" value="3" checked' in page
        assert 'name="sharp" value="no" checked' in page
        assert "on stairs</textarea>" in page
        assert 'name="no_pain"' not in page

    @pytest.mark.parametrize("change", ["7", "-1", "x", "²", "", "9" * 5000])
    def test_a_change_of_nothing_is_an_empty_form(self, local_client: TestClient, run_id: str, change: str) -> None:
        assert local_client.get(f"/runs/{run_id}/pain.html", params={"change": change}).status_code == 200


class TestReporting:
    def test_no_pain_is_one_tap(
        self, local_client: TestClient, web_config: Config, run_id: str, post_form: Post
    ) -> None:
        before = status_of(web_config, run_id)

        page = landing(local_client, post_form(local_client, f"/runs/{run_id}/pain.html", no_pain="yes"))

        assert [report.peak for report in said(web_config, run_id)] == [0]
        assert "Saved for Tuesday’s run: no pain." in page
        assert "Status now:" in page
        assert before == "check_in"  # its stride is not the usual one, so a word on pain alone does not settle it

    def test_pain_changes_the_status_and_the_page_says_so(
        self, local_client: TestClient, web_config: Config, run_id: str, post_form: Post
    ) -> None:
        answers = {"place": "left calf", "before": "0", "first": "3", "peak": "4", "limped": "no", "sharp": "yes"}

        response = post_form(local_client, f"/runs/{run_id}/pain.html", **answers)

        (report,) = said(web_config, run_id)
        assert (report.site, report.side, report.before, report.peak) == ("calf", "left", 0, 4)
        assert (report.limped, report.quality, report.end) == (False, "sharp", None)
        assert status_of(web_config, run_id) == "concern"
        assert "calf" not in response.headers["location"]
        page = landing(local_client, response)
        assert "Concern" in page
        assert "(was Check in)" in page

    def test_what_sounded_like_pain_was_something_else(
        self, local_client: TestClient, web_config: Config, run_id: str, post_form: Post
    ) -> None:
        address = f"/runs/{run_id}/pain.html"
        page = landing(local_client, post_form(local_client, address, affected_sleep="yes"))
        assert "Did something hurt after all, or was it something else, such as a cold or a hard week?" in page
        assert "It was something else</button>" in page

        page = landing(local_client, post_form(local_client, address, something_else="yes"))

        assert "Did something hurt after all" not in page
        (report,) = said(web_config, run_id)
        assert (report.peak, report.affected_sleep) == (0, False)

    def test_an_answer_that_decides_is_one_tap_and_not_asked_again(
        self, local_client: TestClient, web_config: Config, run_id: str, post_form: Post
    ) -> None:
        address = f"/runs/{run_id}/pain.html"
        pain = {"place": "left knee", "first": "3", "peak": "3", "limped": "no", "kind": "joint_tendon_bone"}
        page = landing(local_client, post_form(local_client, address, **pain))
        asked = "Any swelling or locking in your left knee, or trouble bending or straightening it fully?"
        assert asked in page
        assert 'name="joint_signs" value="yes">Yes</button>' in page

        answer = {"site": "knee", "side": "left", "question": "joint", "joint_signs": "yes"}
        page = landing(local_client, post_form(local_client, address, **answer))

        assert status_of(web_config, run_id) == "red_flag"
        assert asked not in page
        (report,) = said(web_config, run_id)
        assert (report.kind, report.joint_signs) == ("joint_tendon_bone", True)

    def test_the_same_form_sent_twice_is_one_entry(
        self, local_client: TestClient, web_config: Config, run_id: str, post_form: Post
    ) -> None:
        form = {"entry_id": str(uuid4()), "place": "left calf", "peak": "4"}

        one, other = (post_form(local_client, f"/runs/{run_id}/pain.html", **form) for _ in range(2))

        kept = [re.search(r"kept=([^&]+)", response.headers["location"]) for response in (one, other)]
        assert kept[0] is not None
        assert kept[1] is not None
        assert kept[0][1] == kept[1][1]
        assert count(web_config, run_id) == 1

    def test_a_form_that_one_went_back_to_and_changed_is_another(
        self, local_client: TestClient, web_config: Config, run_id: str, post_form: Post
    ) -> None:
        form = {"entry_id": str(uuid4()), "place": "left calf"}

        post_form(local_client, f"/runs/{run_id}/pain.html", **form, peak="4")
        post_form(local_client, f"/runs/{run_id}/pain.html", **form, peak="2")

        assert [report.peak for report in said(web_config, run_id)] == [2]

    def test_a_second_place_stands_beside_the_first(
        self, local_client: TestClient, web_config: Config, run_id: str, post_form: Post
    ) -> None:
        post_form(local_client, f"/runs/{run_id}/pain.html", place="left calf", peak="4")
        post_form(local_client, f"/runs/{run_id}/pain.html", site="knee", side="both", peak="2")

        assert {(report.site, report.side) for report in said(web_config, run_id)} == {
            ("calf", "left"),
            ("knee", "both"),
        }

    def test_one_comes_back_to_where_one_was(self, local_client: TestClient, run_id: str, post_form: Post) -> None:
        response = post_form(local_client, f"/runs/{run_id}/pain.html", no_pain="yes", then="athlete")

        assert response.url.join(response.headers["location"]).path == "/athletes/cleo.html"
        assert "Saved for Tuesday’s run: no pain." in landing(local_client, response)

    @pytest.mark.parametrize("then", ["https://example.org", "//example.org", "week"])
    def test_nobody_is_led_elsewhere(self, local_client: TestClient, run_id: str, post_form: Post, then: str) -> None:
        response = post_form(local_client, f"/runs/{run_id}/pain.html", no_pain="yes", then=then)

        assert response.url.join(response.headers["location"]).path == f"/runs/{run_id}.html"

    def test_during_a_night_it_is_kept_at_once_and_the_page_says_so(
        self, local_client: TestClient, web_config: Config, run_id: str, post_form: Post
    ) -> None:
        root = web_config.store.path
        with common_store(root).night(), athlete_store(root, "cleo").write():  # nothing can be decided before this ends
            page = landing(local_client, post_form(local_client, f"/runs/{run_id}/pain.html", no_pain="yes"))

            assert "Saved; it is decided when the night is through." in page
            assert count(web_config, run_id) == 0
        post_form(local_client, f"/runs/{run_id}/pain.html", place="left calf", peak="1")
        assert count(web_config, run_id) == 2


class TestFaults:
    def test_a_fault_comes_back_with_all_that_was_filled_in(
        self, local_client: TestClient, web_config: Config, run_id: str, post_form: Post
    ) -> None:
        entry_id = str(uuid4())

        response = post_form(
            local_client, f"/runs/{run_id}/pain.html",
            entry_id=entry_id, peak="4", limped="yes", hours_to_settle="soon", note="on the stairs",
        )  # fmt: skip

        page = html.unescape(response.text)
        assert response.status_code == 422
        assert '<a href="#f-site">A score above 0 needs a place: where did it hurt?</a>' in page
        assert '<a href="#f-hours_to_settle">' in page
        assert "Please write a number of hours" in page
        assert 'name="peak" value="4" checked' in page
        assert 'name="limped" value="yes" checked' in page
        assert 'value="soon"' in page
        assert "on the stairs</textarea>" in page
        assert entry_id in page
        assert '<details class="more" open>' in page
        assert count(web_config, run_id) == 0

    def test_a_score_needs_a_place(self, local_client: TestClient, run_id: str, post_form: Post) -> None:
        response = post_form(local_client, f"/runs/{run_id}/pain.html", peak="4")

        assert response.status_code == 422
        assert '<a href="#f-site">A score above 0 needs a place: where did it hurt?</a>' in response.text

    def test_nothing_answered_is_nothing_kept(
        self, local_client: TestClient, web_config: Config, run_id: str, post_form: Post
    ) -> None:
        response = post_form(local_client, f"/runs/{run_id}/pain.html", peak="", entry_id=str(uuid4()))

        assert response.status_code == 422
        assert "Nothing was answered yet" in response.text
        assert count(web_config, run_id) == 0

    def test_a_form_with_an_id_that_is_none_is_refused(
        self, local_client: TestClient, run_id: str, post_form: Post
    ) -> None:
        response = post_form(local_client, f"/runs/{run_id}/pain.html", no_pain="yes", entry_id="../../etc")

        assert response.status_code == 422

    @pytest.mark.parametrize(
        "field", ["site", "side", "note", "hours_to_settle", "entry_id", "peak", "place", "quality"]
    )
    def test_hostile_text_is_text(self, local_client: TestClient, run_id: str, post_form: Post, field: str) -> None:
        hostile = "\"><script>alert(1)</script>'"
        for answers in ({field: hostile}, {field: hostile, "place": "left knee", "peak": "11"}):
            response = post_form(local_client, f"/runs/{run_id}/pain.html", **answers)
            page = response.text if response.status_code == 422 else local_client.get(f"/runs/{run_id}/pain.html").text
            assert "<script>alert" not in page
            assert '"><script' not in page

    def test_hostile_ids_in_the_address_show_nothing(self, local_client: TestClient, run_id: str) -> None:
        page = local_client.get(f"/runs/{run_id}.html", params={"kept": "<script>x", "was": "<script>y"})

        assert page.status_code == 200
        assert "<script>x" not in page.text
        assert "<script>y" not in page.text


class TestTakingBack:
    def test_an_undo_makes_it_as_it_was(
        self, local_client: TestClient, web_config: Config, run_id: str, post_form: Post
    ) -> None:
        before = status_of(web_config, run_id)
        page = landing(local_client, post_form(local_client, f"/runs/{run_id}/pain.html", place="left calf", peak="8"))
        assert status_of(web_config, run_id) == "concern"
        undo = re.search(r'name="undo" value="([^"]+)"', page)
        assert undo is not None

        page = landing(local_client, post_form(local_client, f"/runs/{run_id}/pain.html", undo=undo[1]))

        assert "Taken back" in page
        assert "Undo</button>" not in page
        assert status_of(web_config, run_id) == before
        assert count(web_config, run_id) == 0

    def test_an_undo_leads_back_to_where_it_was_sent_from(
        self, local_client: TestClient, run_id: str, post_form: Post
    ) -> None:
        sent = post_form(local_client, f"/runs/{run_id}/pain.html", no_pain="yes", then="athlete")
        page = landing(local_client, sent)
        form = page[page.index('<div class="kept"') :].partition("</form>")[0]
        fields = dict(re.findall(r'name="(then|undo)" value="([^"]+)"', form))
        answer = post_form(local_client, f"/runs/{run_id}/pain.html", **fields)
        assert "athletes/cleo.html" in answer.headers["location"]

    def test_the_form_lists_what_can_be_taken_back(
        self, local_client: TestClient, run_id: str, post_form: Post
    ) -> None:
        post_form(local_client, f"/runs/{run_id}/pain.html", place="left calf", peak="2")
        page = local_client.get(f"/runs/{run_id}/pain.html").text

        assert len(re.findall(r'name="undo" value="[^"]+">Undo', page)) == 1

    @pytest.mark.parametrize("undo", ["", "x", "../../manifest", "00000000-0000-4000-8000-00000000abcd"])
    def test_an_undo_of_nothing_does_nothing(
        self, local_client: TestClient, run_id: str, post_form: Post, undo: str
    ) -> None:
        assert post_form(local_client, f"/runs/{run_id}/pain.html", undo=undo).status_code == 303

    def test_what_two_tabs_said_is_one_undo_and_the_page_says_what_stands(
        self, local_client: TestClient, web_config: Config, run_id: str, post_form: Post
    ) -> None:
        address = f"/runs/{run_id}/pain.html"
        post_form(local_client, address, place="left calf", peak="2")
        for _ in "12":
            page = landing(local_client, post_form(local_client, address, place="left calf", peak="4"))
        assert "left calf, at its worst 4 (instead of 2/10 said at 18:00)." in page
        undo = re.search(r'name="undo" value="([^"]+)"', page)
        assert undo is not None

        page = landing(local_client, post_form(local_client, address, undo=undo[1]))

        assert "Taken back: left calf, at its worst 4. What is said of Tuesday’s run now: left calf, at" in page
        assert [report.peak for report in said(web_config, run_id)] == [2]

    def test_what_came_from_a_terminal_can_be_taken_back_here(
        self, local_client: TestClient, web_config: Config, run_id: str, post_form: Post, web_clock: Any
    ) -> None:
        answers = {"run_id": run_id, "site": "calf", "peak": "2"}
        cleo, entry_id = web_config.athlete("cleo"), str(uuid4())
        enter_report(web_config, cleo, answers, entry_id=entry_id, now=web_clock(), door=COMMAND_LINE)

        page = local_client.get(f"/runs/{run_id}/pain.html").text
        assert f'name="undo" value="{entry_id}"' in page
        post_form(local_client, f"/runs/{run_id}/pain.html", undo=entry_id)

        assert count(web_config, run_id) == 0


class TestWhichHolds:
    @pytest.fixture
    def asked(self, local_client: TestClient, run_id: str, post_form: Post) -> Asked:
        """The page that asks, after pain and then none was said of a run, and what its form holds."""
        address = f"/runs/{run_id}/pain.html"
        post_form(local_client, address, place="left calf", first="1", peak="3")
        response = post_form(local_client, address, no_pain="yes", then="athlete", entry_id=str(uuid4()))
        assert response.status_code == 422
        form = re.search(r'<form class="which".*?</form>', response.text, re.DOTALL)
        assert form is not None
        return html.unescape(response.text), dict(
            re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0])
        )

    def test_no_pain_after_pain_keeps_nothing_and_asks(self, web_config: Config, run_id: str, asked: Asked) -> None:
        page, _ = asked
        assert "You said 3/10 for left calf at 18:00. Now you say no pain. Which holds?" in page
        assert count(web_config, run_id) == 1

    def test_none_after_all(
        self,
        local_client: TestClient,
        web_config: Config,
        run_id: str,
        post_form: Post,
        asked: Asked,
    ) -> None:
        response = post_form(local_client, f"/runs/{run_id}/pain.html", **asked[1], holds="this")
        assert "left calf, first 10 minutes 0, at its worst 0 (instead of" in landing(local_client, response)
        assert "/athletes/" in response.headers["location"]
        assert {(report.first or 0, report.peak) for report in said(web_config, run_id)} == {(0, 0)}

    def test_what_was_said_before(
        self,
        local_client: TestClient,
        web_config: Config,
        run_id: str,
        post_form: Post,
        asked: Asked,
    ) -> None:
        response = post_form(local_client, f"/runs/{run_id}/pain.html", **asked[1], holds="before")
        assert "Saved" not in landing(local_client, response)
        assert [report.peak for report in said(web_config, run_id)] == [3]

    def test_a_change_to_another_place_leaves_the_first_behind(
        self, local_client: TestClient, web_config: Config, run_id: str, post_form: Post
    ) -> None:
        address = f"/runs/{run_id}/pain.html"
        post_form(local_client, address, place="left calf", peak="3")
        changes = re.search(r'name="changes" value="([^"]*)"', local_client.get(f"{address}?change=0").text)
        assert changes is not None

        post_form(local_client, address, place="left shin", peak="3", changes=changes[1])

        assert [(report.site, report.peak) for report in said(web_config, run_id)] == [("shin", 3)]

    def test_a_change_to_no_pain_is_not_asked_about(
        self, local_client: TestClient, web_config: Config, run_id: str, post_form: Post
    ) -> None:
        post_form(local_client, f"/runs/{run_id}/pain.html", place="left calf", peak="3")
        response = post_form(
            local_client, f"/runs/{run_id}/pain.html", place="left calf", peak="0", changes="left calf"
        )
        assert response.status_code == 303
        assert [report.peak for report in said(web_config, run_id)] == [0]

    def test_a_run_yet_to_come_is_refused(
        self, local_client: TestClient, web_config: Config, run_id: str, post_form: Post, web_clock: Any
    ) -> None:
        web_clock.move_on(days=-3)
        response = post_form(local_client, f"/runs/{run_id}/pain.html", no_pain="yes")
        assert response.status_code == 422
        assert "yet to come" in response.text
        assert count(web_config, run_id) == 0


class TestWhoMay:
    @pytest.mark.parametrize("viewer", [EMIL, COACH])
    def test_nobody_else_reports_on_a_run(
        self, client_of: Callable[..., TestClient], web_config: Config, run_id: str, post_form: Post, viewer: Viewer
    ) -> None:
        client = client_of(viewer)

        assert client.get(f"/runs/{run_id}/pain.html").status_code == 404
        assert client.get("/athletes/cleo/week.html").status_code == 404
        assert post_form(client, f"/runs/{run_id}/pain.html", no_pain="yes").status_code == 404
        assert post_form(client, "/athletes/cleo/week.html", participation="0").status_code == 404
        assert count(web_config, run_id) == 0

    def test_nobody_takes_back_what_another_said(
        self,
        client_of: Callable[..., TestClient],
        web_config: Config,
        run_id: str,
        run_ids: RunIds,
        post_form: Post,
    ) -> None:
        response = post_form(client_of(CLEO), f"/runs/{run_id}/pain.html", no_pain="yes")
        kept = re.search(r"kept=([^&]+)", response.headers["location"])
        assert kept is not None

        emils = run_ids("emil")[-1]
        response = post_form(client_of(EMIL), f"/runs/{emils}/pain.html", undo=kept[1])

        assert count(web_config, run_id) == 1
        page = landing(client_of(EMIL), response)
        assert "Saved for" not in page
        assert "Taken back" not in page

    def test_without_its_token_a_form_is_refused(
        self, local_client: TestClient, web_config: Config, run_id: str
    ) -> None:
        assert local_client.post(f"/runs/{run_id}/pain.html", data={"no_pain": "yes"}).status_code == 403
        assert count(web_config, run_id) == 0


class TestAnswers:
    def test_an_answer_joins_the_complaint_that_it_is_about(
        self, local_client: TestClient, web_config: Config, run_id: str, post_form: Post
    ) -> None:
        post_form(local_client, f"/runs/{run_id}/pain.html", place="left calf", peak="2")
        post_form(
            local_client, f"/runs/{run_id}/pain.html", site="calf", side="left", next_morning="1", question="morning"
        )

        (report,) = said(web_config, run_id)
        assert (report.peak, report.next_morning) == (2, 1)

    def test_what_the_page_asks_can_be_answered_on_it(
        self, local_client: TestClient, web_config: Config, run_id: str, post_form: Post
    ) -> None:
        page = local_client.get(f"/runs/{run_id}.html").text
        form = re.search(r'<form class="answer".*?</form>', page, re.DOTALL)
        assert form is not None
        assert f'action="../runs/{run_id}/pain.html"' in form[0]
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
        button = re.search(r'<button[^>]* name="(\w+)" value="(\w+)"', form[0])
        assert button is not None

        response = post_form(local_client, f"/runs/{run_id}/pain.html", **(hidden | {button[1]: button[2]}))

        assert response.status_code == 303
        assert count(web_config, run_id) == 1

    def test_what_explains_a_changed_stride_is_about_the_run_and_from_its_day(
        self, local_client: TestClient, web_config: Config, run_id: str, post_form: Post
    ) -> None:
        post_form(local_client, f"/runs/{run_id}/pain.html", place="left calf", peak="2")
        sent = {"explained_by": "sensor", "explained_since": "2026-02-01", "shoes": "left over from before"}
        response = post_form(local_client, f"/runs/{run_id}/pain.html", **sent)

        assert "a strap or pod that was moved or changed, since 1 Feb" in landing(local_client, response).replace(
            "\xa0", " "
        )
        (explained,) = [one for one in said(web_config, run_id) if one.explained_by]
        assert (explained.site, explained.explained_since, explained.shoes) == (None, date(2026, 2, 1), None)

    def test_a_reason_does_not_begin_after_its_run(
        self, local_client: TestClient, web_config: Config, run_id: str, post_form: Post
    ) -> None:
        sent = {"explained_by": "shoes", "explained_since": "2026-02-25"}
        response = post_form(local_client, f"/runs/{run_id}/pain.html", **sent)
        assert response.status_code == 422
        assert said(web_config, run_id) == ()


class TestWithoutARun:
    ADDRESS = "/athletes/cleo/pain.html"

    def test_the_form_asks_for_the_day_and_the_time_of_day(self, local_client: TestClient) -> None:
        page = local_client.get(self.ADDRESS).text
        assert re.search(r'type="date" name="date" value="2026-02-\d\d"', page)
        assert 'type="time" name="time"' in page
        assert ">No pain</button>" in page

    def test_what_is_said_of_a_day_waits_for_its_run_and_can_be_taken_back(
        self, local_client: TestClient, post_form: Post
    ) -> None:
        sent = {"date": "2026-02-03", "time": "21:30", "place": "left calf", "peak": "3"}
        response = post_form(local_client, self.ADDRESS, **sent)
        page = landing(local_client, response)
        assert "Saved: left calf, at its worst 3. No run of that time is here yet: the report waits for it" in page
        undo = re.search(r'<form method="post" action="([^"]+)">.*?name="undo" value="([^"]+)"', page, re.DOTALL)
        assert undo is not None
        assert undo[1].endswith("athletes/cleo/pain.html")
        page = landing(local_client, post_form(local_client, self.ADDRESS, undo=undo[2]))
        assert "Taken back: left calf, at its worst 3" in page

    @pytest.mark.parametrize("when", [{"date": "2031-01-01"}, {"date": "2026-02-30"}, {"time": "25:61"}])
    def test_a_day_to_come_and_no_day_are_refused(
        self, local_client: TestClient, post_form: Post, when: dict[str, str]
    ) -> None:
        response = post_form(local_client, self.ADDRESS, no_pain="yes", **when)
        assert response.status_code == 422
        assert "Not saved yet" in response.text

    def test_nobody_else_may(self, client_of: Callable[..., TestClient], post_form: Post) -> None:
        assert client_of(EMIL).get(self.ADDRESS).status_code == 404
        assert post_form(client_of(EMIL), self.ADDRESS, no_pain="yes").status_code == 404


class TestTheWeek:
    def test_a_week_is_kept_with_its_score_in_words(
        self, local_client: TestClient, web_config: Config, post_form: Post
    ) -> None:
        answers = {"participation": "2", "volume": "1", "performance": "1", "pain": "2", "mood": "4"}

        page = landing(local_client, post_form(local_client, "/athletes/cleo/week.html", **answers))

        (one,) = week(web_config)
        assert str(one.date) == "2026-02-25"
        assert one.score == 17 + 8 + 8 + 17
        assert ">50</strong> of 100" in page
        assert "It cost you a part of your running this week." in page

    def test_a_week_without_trouble_is_one_answer(
        self, local_client: TestClient, web_config: Config, post_form: Post
    ) -> None:
        page = landing(local_client, post_form(local_client, "/athletes/cleo/week.html", participation="0"))

        assert week(web_config)[0].score == 0
        assert "Nothing held you back this week." in page

    def test_too_little_for_a_score_is_kept_all_the_same(
        self, local_client: TestClient, web_config: Config, post_form: Post
    ) -> None:
        page = landing(local_client, post_form(local_client, "/athletes/cleo/week.html", sleep="2"))

        assert (week(web_config)[0].sleep, week(web_config)[0].score) == (2, None)
        assert "Too little was answered for a score" in page

    def test_it_can_be_taken_back(self, local_client: TestClient, web_config: Config, post_form: Post) -> None:
        page = landing(local_client, post_form(local_client, "/athletes/cleo/week.html", participation="3"))
        undo = re.search(r'name="undo" value="([^"]+)"', page)
        assert undo is not None

        page = landing(local_client, post_form(local_client, "/athletes/cleo/week.html", undo=undo[1]))

        assert week(web_config) == []
        assert "Taken back" in page
        assert 'name="participation"' in page

    def test_faults_come_back_filled_in(self, local_client: TestClient, web_config: Config, post_form: Post) -> None:
        response = post_form(local_client, "/athletes/cleo/week.html", participation="9", mood="4")

        assert response.status_code == 422
        assert 'href="#f-participation"' in response.text
        assert 'name="mood" value="4" checked' in response.text
        assert week(web_config) == []

    def test_earlier_weeks_are_listed(self, local_client: TestClient, post_form: Post, web_clock: Any) -> None:
        post_form(local_client, "/athletes/cleo/week.html", participation="0")
        web_clock.move_on(days=7)
        page = landing(local_client, post_form(local_client, "/athletes/cleo/week.html", participation="0"))

        assert page.index("Wed 4 Mar") < page.index("Wed 25 Feb")


def test_where_nothing_is_published_no_answer_says_that_a_report_is_kept(
    client_of: Any, web_config: Config, post_form: Post, run_ids: Callable[[str], list[str]]
) -> None:
    run, client = run_ids("cleo")[-1], client_of(Viewer("athlete:cleo", "athlete", name="Cleo", athlete_id="cleo"))
    for name in ("published.duckdb", "standing.json"):
        for path in web_config.store.path.glob(f"athletes/*/{name}"):
            path.unlink()
    assert client.get(f"/runs/{run}.html").status_code == 200  # it says that there is nothing yet
    for address in (f"/runs/{run}/pain.html", "/athletes/cleo/week.html"):
        assert post_form(client, address, peak="8").status_code == 503
