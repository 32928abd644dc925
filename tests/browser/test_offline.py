"""The pages as an app on a phone without a network: what was seen last, what is entered meanwhile, and whose it is."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from niggle.store.layout import athlete_store
from niggle.web.session import Authenticator

type NewPage = Callable[..., Page]

# Whether these places are kept, or none of all is: as soon as it is so, at the latest after a minute.
COMES = """async ([places, isWanted]) => {
    const { pages, root } = self.niggle;
    const isKept = async (place) => Boolean(await (await caches.open(pages)).match(new URL(place, root).href));
    for (const end = Date.now() + 60_000; Date.now() < end; ) {
        const kept = await Promise.all(places.map(isKept));
        if (kept.every((one) => one === isWanted)) return true;
        await new Promise((go) => setTimeout(go, 50));
    }
    return false;
}"""


@pytest.fixture
def cleos_run(guarded: Any, runs_of: Callable[..., Any]) -> str:
    """Cleo's newest run, on which nobody has said a word."""
    return str(runs_of(guarded, "cleo")[-1]["run_id"])


@pytest.fixture
def phone(new_page: NewPage, guarded: Any, cleos_run: str) -> Iterator[Page]:
    """Cleo's phone, on which their page was opened once, from home."""
    page = new_page(on_phone=True, has_touch=True)
    page.goto(_link(guarded, "cleo"))
    assert page.evaluate(
        COMES, [["athletes/cleo.html", f"runs/{cleos_run}/pain.html", "athletes/cleo/pain.html"], True]
    )
    yield page
    page.context.set_offline(False)


def _link(guarded: Any, athlete_id: str) -> str:
    return f"{guarded.address}/enter/{Authenticator(guarded.config).link_of(athlete_id)}"


def _reports(guarded: Any, run_id: str) -> list[dict[str, Any]]:
    with athlete_store(guarded.config.store.path, "cleo").read_published() as reader:
        return reader.rows("joined_reports_of", run_ids=[run_id])


def test_without_a_network_the_last_answer_and_the_form_are_there(
    phone: Page, guarded: Any, cleos_run: str, pictures: Any
) -> None:
    phone.context.set_offline(True)

    phone.goto(f"{guarded.address}/")

    expect(phone).to_have_url(f"{guarded.address}/athletes/cleo.html")
    expect(phone.locator("#seen")).to_contain_text("Seen today ")
    expect(phone.locator("#seen")).to_contain_text("; no network now.")
    expect(phone.locator(".latest .headline")).to_be_visible()
    assert phone.evaluate("getComputedStyle(document.querySelector('.card')).borderRadius") != "0px"
    phone.screenshot(path=pictures / "offline-phone-light.png", full_page=True)

    phone.locator(".todo").get_by_role("button", name="No pain").first.tap()

    expect(phone.locator("#waiting")).to_contain_text("Saved on this device: Tuesday’s run.")
    expect(phone.locator(f".ask form[action*='{cleos_run}']")).to_be_hidden()
    phone.reload()
    expect(phone.locator("#waiting")).to_contain_text("Saved on this device: Tuesday’s run.")
    expect(phone.locator(f".ask form[action*='{cleos_run}']")).to_be_hidden()
    phone.screenshot(path=pictures / "offline-answered-phone-light.png", full_page=True)
    assert _reports(guarded, cleos_run) == []

    phone.context.set_offline(False)

    expect(phone.locator("main .kept")).to_contain_text("Saved for Tuesday’s run")
    expect(phone.locator("#seen")).to_have_count(0)
    expect(phone.locator(f".ask form[action*='{cleos_run}']")).to_have_count(0)
    assert [row["peak"] for row in _reports(guarded, cleos_run)] == [0]


def test_what_waits_is_sent_by_the_browser_itself_and_the_page_shows_it(
    phone: Page, guarded: Any, cleos_run: str
) -> None:
    devtools, registered = phone.context.new_cdp_session(phone), list[str]()
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registered.extend(one["registrationId"] for one in event["registrations"]),
    )
    phone.route("**/token", lambda route: route.abort())  # the page's own attempts; the worker's pass
    phone.locator(".todo").get_by_role("button", name="No pain").first.tap()
    expect(phone.locator("#waiting")).to_be_visible()
    devtools.send("ServiceWorker.enable")
    phone.wait_for_function("navigator.serviceWorker.controller")
    assert registered

    devtools.send(
        "ServiceWorker.dispatchSyncEvent",
        {"origin": guarded.address, "registrationId": registered[0], "tag": "niggle-entries", "lastChance": False},
    )

    expect(phone.locator("main .kept")).to_contain_text("Saved for Tuesday’s run")
    assert [row["peak"] for row in _reports(guarded, cleos_run)] == [0]


def test_a_form_that_was_never_opened_can_be_filled_in_without_a_network(
    phone: Page, guarded: Any, cleos_run: str
) -> None:
    phone.context.set_offline(True)
    phone.goto(f"{guarded.address}/athletes/cleo.html")
    phone.get_by_role("link", name="It hurt somewhere").first.tap()
    phone.locator("label.pick", has=phone.locator("[name=peak][value='4']")).tap()
    phone.locator("select[name=site]").select_option("knee")
    phone.get_by_role("button", name="Done").tap()
    expect(phone.locator("#waiting")).to_contain_text("Saved on this device")

    phone.context.set_offline(False)

    expect(phone.locator("main .kept")).to_contain_text("at its worst 4")
    assert [(row["site"], row["peak"]) for row in _reports(guarded, cleos_run)] == [("knee", 4)]


def test_a_page_that_was_not_kept_says_so_and_opens_when_it_can(phone: Page, guarded: Any) -> None:
    phone.context.set_offline(True)
    phone.goto(f"{guarded.address}/athletes/cleo/2026.html")
    expect(phone.get_by_role("heading", name="No network now")).to_be_visible()

    phone.context.set_offline(False)

    expect(phone).to_have_url(f"{guarded.address}/athletes/cleo/2026.html")


@pytest.mark.parametrize("ends", ["logout", "session", "another"])
def test_what_was_kept_goes_with_the_person(phone: Page, guarded: Any, ends: str) -> None:
    if ends == "logout":
        phone.get_by_role("button", name="Log out").tap()
    elif ends == "session":
        phone.context.clear_cookies()
        phone.reload()
    else:
        phone.goto(_link(guarded, "emil"))
        assert phone.evaluate(COMES, [["athletes/emil.html"], True])
        assert phone.evaluate(COMES, [["athletes/cleo.html"], False])
        return

    expect(phone.get_by_role("heading", name="Log in")).to_be_visible()
    assert phone.evaluate(COMES, [["athletes/cleo.html", "athletes/cleo/pain.html"], False])
    phone.context.set_offline(True)
    phone.goto(f"{guarded.address}/athletes/cleo.html")
    expect(phone.get_by_role("heading", name="No network now")).to_be_visible()


def test_an_entry_is_neither_shown_nor_sent_for_somebody_else(phone: Page, guarded: Any, cleos_run: str) -> None:
    phone.context.set_offline(True)
    phone.goto(f"{guarded.address}/athletes/cleo.html")
    phone.locator(".todo").get_by_role("button", name="No pain").first.tap()
    expect(phone.locator("#waiting")).to_be_visible()
    phone.goto("about:blank", wait_until="commit")
    phone.context.clear_cookies()
    phone.context.set_offline(False)

    phone.goto(_link(guarded, "emil"))
    assert phone.evaluate(COMES, [["athletes/emil.html"], True])
    expect(phone.locator("#waiting")).to_have_count(0)
    assert _reports(guarded, cleos_run) == []

    phone.goto(_link(guarded, "cleo"))
    expect(phone.locator("main .kept, #sent")).to_contain_text("Tuesday’s run")
    assert [row["peak"] for row in _reports(guarded, cleos_run)] == [0]


def test_pages_of_others_are_not_kept(new_page: NewPage, served: Any) -> None:
    page = new_page(on_phone=True)
    page.goto(f"{served.address}/athletes/cleo.html")
    assert page.evaluate(COMES, [["athletes/cleo.html"], True])
    for place in ("squads/track-club.html", "athletes/cleo.html?as=coach", "index.html"):
        page.goto(f"{served.address}/{place}")
    page.goto(f"{served.address}/athletes/dana.html")
    assert page.evaluate(COMES, [["athletes/dana.html"], True])

    assert page.evaluate(COMES, [["squads/track-club.html", "index.html"], False])
