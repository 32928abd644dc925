"""What is entered with a bad connection: kept in the browser, sent when it can be, never lost, never doubled."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Error, Page, Route, expect

from niggle.store.layout import athlete_store

type NewPage = Callable[..., Page]

WAITING = "Saved on this device: Tuesday’s run. It will be sent when niggle can be reached again."


@pytest.fixture
def cleos_run(served: Any, runs_of: Callable[..., Any]) -> str:
    """Cleo's newest run, on which nobody has said a word."""
    return str(runs_of(served, "cleo")[-1]["run_id"])


@pytest.fixture
def form(new_page: NewPage, served: Any, cleos_run: str) -> Page:
    """The form on a phone, in a browser without service workers: what the page does by itself."""
    page = new_page(on_phone=True, has_touch=True, service_workers="block")
    page.goto(f"{served.address}/runs/{cleos_run}/pain.html")
    return page


def _kept(page: Page) -> list[str]:
    return list(page.evaluate("async () => (await self.niggle.waiting()).map((entry) => entry.id)"))


def _reports(served: Any, run_id: str) -> list[dict[str, Any]]:
    with athlete_store(served.config.store.path, run_id.partition("-")[0]).read_published() as reader:
        return reader.rows("joined_reports_of", run_ids=[run_id])


def _until_all_is_sent(page: Page) -> None:
    """Wait, also while the page is updating itself."""
    while True:
        try:
            page.evaluate("async () => { while ((await self.niggle.waiting()).length) await new Promise(setTimeout); }")
        except Error:
            page.wait_for_load_state()
        else:
            return


def _tap_no_pain(page: Page) -> None:
    page.get_by_role("button", name="No pain").tap()


def test_what_cannot_be_sent_waits_and_goes_when_the_connection_is_back(
    form: Page, served: Any, cleos_run: str
) -> None:
    form.context.set_offline(True)
    _tap_no_pain(form)
    expect(form.locator("#waiting")).to_have_text(WAITING)
    _tap_no_pain(form)  # an impatient second tap
    expect(form.locator("#waiting")).to_have_text(WAITING)
    assert len(_kept(form)) == 1
    assert _reports(served, cleos_run) == []

    form.context.set_offline(False)

    expect(form.locator("main .kept")).to_contain_text("Saved for Tuesday’s run: no pain.")
    assert _kept(form) == []
    assert [row["peak"] for row in _reports(served, cleos_run)] == [0]


def test_it_waits_for_as_long_as_it_takes_and_goes_with_the_next_page(form: Page, served: Any, cleos_run: str) -> None:
    form.context.set_offline(True)
    _tap_no_pain(form)
    expect(form.locator("#waiting")).to_be_visible()
    form.goto("about:blank", wait_until="commit")
    form.context.set_offline(False)

    form.goto(f"{served.address}/athletes/cleo.html")

    expect(form.locator("#sent")).to_have_text("Sent: Tuesday’s run.")
    expect(form.locator(".todo")).not_to_contain_text("Tuesday’s run")
    assert len(_reports(served, cleos_run)) == 1


def test_an_answer_that_is_lost_on_the_way_back_doubles_nothing(form: Page, served: Any, cleos_run: str) -> None:
    def lose_the_answer(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
            route.abort()
        else:
            route.continue_()

    form.route("**/pain.html", lose_the_answer)
    _tap_no_pain(form)
    expect(form.locator("#waiting")).to_be_visible()
    assert len(_reports(served, cleos_run)) == 1
    form.unroute("**/pain.html")

    form.reload()

    expect(form.locator("main .kept")).to_be_visible()
    assert _kept(form) == []
    assert len(_reports(served, cleos_run)) == 1


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (200, "when niggle can be reached again"),
        (500, "when niggle can be reached again"),
        (403, "when niggle can be reached again"),
        (401, "Log in"),
    ],
)
def test_a_server_that_does_not_take_it_gets_it_later(
    form: Page, served: Any, cleos_run: str, status: int, words: str
) -> None:
    form.route("**/pain.html", lambda route: route.fulfill(status=status, body="no"))
    _tap_no_pain(form)
    expect(form.locator("#waiting")).to_contain_text(words)
    assert len(_kept(form)) == 1
    form.unroute("**/pain.html")

    form.reload()

    expect(form.locator("main .kept")).to_be_visible()
    assert len(_reports(served, cleos_run)) == 1


def test_whoever_is_not_logged_in_any_more_is_told_so(form: Page) -> None:
    form.route("**/token", lambda route: route.fulfill(status=401, body="no"))
    _tap_no_pain(form)

    expect(form.locator("#waiting")).to_have_text(
        "Saved on this device: Tuesday’s run. Log in, or open your own link again, and it will be sent."
    )
    link = form.locator("#waiting").get_by_role("link", name="Log in")
    assert "/login.html?next=runs%2F" in str(link.get_attribute("href"))


def test_several_that_wait_all_go_once(form: Page, served: Any, runs_of: Callable[..., Any]) -> None:
    runs = [run["run_id"] for run in runs_of(served, "cleo")[-3:]]
    form.route("**/token", lambda route: route.abort())
    for run_id in runs:
        form.goto(f"{served.address}/runs/{run_id}/pain.html")
        _tap_no_pain(form)
        expect(form.locator("#waiting")).to_be_visible()
    assert len(_kept(form)) == 3
    form.unroute("**/token")
    other = form.context.new_page()

    other.goto(f"{served.address}/index.html")
    with suppress(Error):  # it may just be updating itself, for the other has sent
        form.reload()

    for page in (form, other):
        _until_all_is_sent(page)
    assert [len(_reports(served, run_id)) for run_id in runs] == [1, 1, 1]


def test_what_is_refused_later_can_be_mended_or_discarded(form: Page, served: Any, cleos_run: str) -> None:
    form.route("**/token", lambda route: route.abort())
    form.locator("label.pick", has=form.locator("[name=peak][value='4']")).tap()
    form.get_by_role("button", name="Done").tap()  # a score without a place
    expect(form.locator("#waiting")).to_be_visible()
    form.unroute("**/token")
    form.goto(f"{served.address}/athletes/cleo.html")
    expect(form.locator(".not-taken")).to_contain_text("A score above 0 needs a place: where did it hurt?")
    assert len(_kept(form)) == 1

    form.get_by_role("link", name="Edit").tap()
    expect(form.locator("[name=peak]:checked")).to_have_value("4")
    form.locator("select[name=site]").select_option("knee")
    form.locator("select[name=side]").select_option("left")
    form.get_by_role("button", name="Done").tap()

    expect(form.locator(".kept").first).to_contain_text("left knee, at its worst 4")
    assert _kept(form) == []
    assert [(row["site"], row["peak"]) for row in _reports(served, cleos_run)] == [("knee", 4)]


def test_what_is_refused_later_can_be_discarded(form: Page, served: Any) -> None:
    form.evaluate(
        """() => self.niggle.keep(
            {id: "1", person: self.niggle.person, url: "runs/gone/pain.html", fields: [["no_pain", "yes"]],
             label: "Monday’s run", at: 1})"""
    )
    form.goto(f"{served.address}/athletes/cleo.html")
    expect(form.locator(".not-taken")).to_contain_text("Monday’s run")

    form.get_by_role("button", name="Discard").tap()

    expect(form.locator("#waiting")).to_have_count(0)
    assert _kept(form) == []


def test_a_fault_is_shown_at_once_with_everything_filled_in(form: Page, served: Any, cleos_run: str) -> None:
    form.locator("label.pick", has=form.locator("[name=peak][value='4']")).tap()
    form.get_by_role("button", name="Done").tap()
    expect(form.locator(".faults")).to_contain_text("needs a place")
    expect(form.locator("[name=peak]:checked")).to_have_value("4")

    figure = form.locator(".figure")
    figure.scroll_into_view_if_needed()
    box = figure.bounding_box()
    assert box is not None
    form.touchscreen.tap(box["x"] + 237 * box["width"] / 360, box["y"] + 250 * box["width"] / 360)
    expect(form.locator(".spot:checked")).to_have_value("left knee")
    form.get_by_role("button", name="Done").tap()

    expect(form.locator(".kept").first).to_contain_text("left knee, at its worst 4")
    assert _kept(form) == []


def test_where_nothing_can_be_kept_the_browser_sends_by_itself(form: Page, served: Any, cleos_run: str) -> None:
    form.add_init_script("IDBObjectStore.prototype.put = () => { throw new Error('full'); };")
    form.reload()
    _tap_no_pain(form)

    expect(form.locator(".kept").first).to_contain_text("Saved for Tuesday’s run: no pain.")
    assert len(_reports(served, cleos_run)) == 1


def test_a_form_with_nothing_in_it_is_not_kept(form: Page, served: Any) -> None:
    form.get_by_role("button", name="Done").tap()
    expect(form.locator(".faults")).to_contain_text("Nothing was answered yet.")
    assert _kept(form) == []

    form.goto(f"{served.address}/athletes/cleo/week.html")
    form.get_by_role("button", name="Done").tap()
    expect(form.locator(".faults")).to_be_visible()

    form.goto(f"{served.address}/athletes/cleo.html")
    expect(form.locator("#waiting")).to_have_count(0)


def test_a_tap_shows_at_once_that_it_is_being_saved_and_cannot_be_made_twice(form: Page) -> None:
    form.route("**/token", lambda _: None)  # a network that never answers
    button = form.locator("form.no-pain button")
    button.tap()
    expect(button).to_have_text("Saving…", timeout=1000)
    expect(button).to_be_disabled()
