"""A runner reports, as they would: with a thumb on a phone, without scripts, without a connection, by keyboard."""

import pytest
from playwright.sync_api import Page, expect

from niggle.store.layout import athlete_store

RUN = "cleo-20260224T074831Z"  # the newest run of a runner whose stride is not the usual one and who reported nothing


@pytest.fixture
def reports(served):
    """What has been reported on the run, in the order it came."""

    def found() -> list[dict[str, object]]:
        with athlete_store(served.config.store.path, "cleo").read_published() as reader:
            rows = reader.rows("pain_reports_of", athlete_id="cleo")
        return [row for row in rows if row["joined_run_id"] == RUN]

    return found


def status_of(page: Page, address: str) -> str:
    """The status that the page of the run shows."""
    page.goto(f"{address}/runs/{RUN}.html")
    return page.locator(".lead .status").inner_text().strip()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_thumb_reports_a_run_on_a_phone(served, new_page, reports, pictures, scripts):
    page = new_page(on_phone=True, scripts=scripts, has_touch=True)
    page.goto(f"{served.address}/athletes/cleo.html")
    page.get_by_role("link", name="It hurt somewhere").first.tap()
    page.locator("label[for=at-left-achilles]").tap(position={"x": 5, "y": 5}, force=True)
    if not page.locator("#at-left-achilles").is_checked():  # the label's own corner is not part of its shape
        page.locator("#at-left-achilles").check(force=True)
    for name, score in (("before", 0), ("first", 2), ("peak", 2), ("end", 1)):
        page.locator(f"#f-{name} .pick", has_text=str(score)).first.tap()
    page.locator("label", has=page.locator("[name=limped][value=no]")).tap()
    page.screenshot(path=pictures / f"reporting-{'with' if scripts else 'without'}-scripts.png", full_page=True)
    page.get_by_role("button", name="Done").tap()
    page.wait_for_url("**/*.html*")
    expect(page.locator("main")).to_contain_text("Saved")
    (report,) = reports()
    kept = {key: report[key] for key in ("site", "side", "before", "first", "peak", "end", "next_morning", "limped")}
    assert kept == {
        "site": "achilles", "side": "left", "before": 0, "first": 2, "peak": 2, "end": 1, "next_morning": None,
        "limped": False,
    }  # fmt: skip


def test_what_only_a_yes_leads_to_is_asked_then(served, new_page, pictures):
    page = new_page(on_phone=True)
    page.goto(f"{served.address}/runs/{RUN}/pain.html")
    page.get_by_text("More, if you like").click()
    for name, further in (
        ("limped", "limped_for"),
        ("changed_how_i_ran", "change_was"),
        ("night_pain", "night_pain_when"),
    ):
        expect(page.locator(f"#f-{further}")).to_be_hidden()
        page.locator("label", has=page.locator(f"[name={name}][value=yes]")).click()
        expect(page.locator(f"#f-{further}")).to_be_visible()
    page.screenshot(path=pictures / "reporting-further.png", full_page=True)
    page.locator("label", has=page.locator("[name=limped][value=no]")).click()
    expect(page.locator("#f-limped_for")).to_be_hidden()


def test_the_few_questions_that_decide_are_on_the_page_of_the_run(served, new_page, pictures):
    page = new_page(on_phone=True)
    page.goto(f"{served.address}/runs/{RUN}/pain.html")
    page.locator("#s-site").select_option("knee")
    page.locator("#s-side").select_option("left")
    page.locator("#f-peak .pick", has_text="3").first.click()
    page.locator("label", has=page.locator("[name=limped][value=yes]")).click()
    page.get_by_role("button", name="Done").click()
    page.wait_for_url("**/*.html*")
    expect(page.locator("#ask-joint")).to_be_visible()
    page.screenshot(path=pictures / "questions-that-decide.png", full_page=True)
    page.locator("#ask-joint").get_by_role("button", name="Yes").click()
    expect(page.locator(".lead .status")).to_have_text("Red flag")
    expect(page.locator("#ask-joint")).to_have_count(0)
    page.screenshot(path=pictures / "a-red-flag.png", full_page=True)


def test_no_pain_is_one_tap_and_can_be_undone(served, new_page, reports):
    page = new_page(on_phone=True, has_touch=True)
    page.goto(f"{served.address}/athletes/cleo.html")
    page.get_by_role("button", name="No pain").first.tap()
    expect(page.locator("main")).to_contain_text("Saved")
    assert [(report["site"], report["peak"]) for report in reports()] == [(None, 0)]
    page.get_by_role("button", name="Undo").tap()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    assert reports() == []


def test_an_answer_on_the_page_of_a_run_changes_its_status(served, new_page, pictures):
    page = new_page(on_phone=True)
    assert status_of(page, served.address) == "Check in"
    question = page.locator("#ask-limped_prompted")
    question.get_by_role("button", name="Yes").click()
    expect(page.locator(".lead .status")).not_to_have_text("Check in")
    page.screenshot(path=pictures / "answered.png", full_page=True)
    assert status_of(page, served.address) == "Concern"


def test_paper_has_the_questions_and_nothing_to_press(served, new_page):
    page = new_page()
    page.goto(f"{served.address}/runs/{RUN}.html")
    page.emulate_media(media="print")
    expect(page.locator("#ask-limped_prompted")).to_be_visible()
    assert [one for one in page.locator("form, button, .button").all() if one.is_visible()] == []


def test_a_post_that_fails_is_kept_and_sent_once(served, new_page, reports):
    page = new_page(on_phone=True, service_workers="block")
    page.goto(f"{served.address}/runs/{RUN}/pain.html")
    page.context.set_offline(True)
    page.get_by_role("button", name="No pain").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved on this device")
    assert reports() == []
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("main .kept")).to_be_visible()
    page.wait_for_load_state()  # the page updates itself
    assert page.evaluate("self.niggle.waiting()") == []
    assert [report["peak"] for report in reports()] == [0]
    page.goto(f"{served.address}/runs/{RUN}.html")  # looks for what waits, and finds nothing
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_load_state("networkidle")
    assert len(reports()) == 1


def test_an_answer_of_the_server_that_is_lost_doubles_nothing(served, new_page, reports):
    page = new_page(on_phone=True, service_workers="block")
    page.goto(f"{served.address}/runs/{RUN}/pain.html")

    def lose_the_answer(route):
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
            route.abort()
        else:
            route.continue_()

    page.route("**/pain.html*", lose_the_answer)
    page.get_by_role("button", name="No pain").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved on this device")
    assert len(reports()) == 1
    page.unroute("**/pain.html*")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("main .kept")).to_be_visible()
    page.wait_for_load_state()  # the page updates itself
    assert page.evaluate("self.niggle.waiting()") == []
    assert len(reports()) == 1


def test_the_keyboard_alone_reports_a_run(served, new_page, reports):
    page = new_page()
    page.goto(f"{served.address}/runs/{RUN}/pain.html")
    tab_to(page, "#at-left-foot")
    page.keyboard.press("Space")
    for name in ("before", "first", "peak", "end"):
        tab_to(page, f"[name={name}]:checked")
        for _ in range(3):  # from "not answered" past 0 and 1 to 2
            page.keyboard.press("ArrowRight")
    tab_to(page, "form.report button:not([type=button])", last=True)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Saved")
    (report,) = reports()
    assert (report["site"], report["side"]) == ("foot", "left")
    assert [report[name] for name in ("before", "first", "peak", "end")] == [2, 2, 2, 2]


def tab_to(page: Page, selector: str, *, last: bool = False) -> None:
    """Press Tab until the element has the focus, which must be seen."""
    wanted = page.locator(selector).last if last else page.locator(selector).first
    for _ in range(120):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            assert_focus_shows(page)
            return
    raise AssertionError(f"{selector} cannot be reached by Tab")


def assert_focus_shows(page: Page) -> None:
    """What has the focus, or the label that stands for it, is outlined."""
    outlined = page.evaluate(
        """() => {
            const focused = document.activeElement;
            const shown = [focused, focused.nextElementSibling, focused.closest("label"), focused.parentElement];
            return shown.some(element => {
                if (!element) return false;
                const all = [element, ...element.querySelectorAll("*")];
                return all.some(one => {
                    const style = getComputedStyle(one);
                    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)
                        || style.boxShadow !== "none"
                        || (one instanceof SVGElement && parseFloat(style.strokeWidth) >= 2);
                });
            });
        }"""
    )
    assert outlined
