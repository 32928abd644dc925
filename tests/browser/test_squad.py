"""A coach and the squad's page: sorted, filtered, found, with scripts and without, and by keyboard."""

from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect


def names(page: Page) -> list[str]:
    """The athletes that are shown, from above."""
    return [name.strip() for name in page.locator("table.squad tbody tr:visible th").all_inner_texts()]


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def squad(request, served, new_page) -> Page:
    """The squad's page."""
    page = new_page(scripts=request.param)
    page.goto(f"{served.address}/squads/track-club.html")
    return page


def test_the_worst_stands_on_top(squad):
    assert [name.split("\n")[0] for name in names(squad)] == ["Dana", "Cleo", "Ben", "Ada", "Emil", "Nora New"]


def test_a_status_is_filtered_by_a_click(squad):
    squad.locator("a.kind", has_text="Check in").click()
    expect(squad.locator("#shown")).to_contain_text("1 of 6")
    assert len(names(squad)) == 1
    assert names(squad)[0].startswith("Cleo")
    squad.locator("a.kind", has_text="All").click()
    expect(squad.locator("#shown")).to_contain_text("6 of 6")


def test_a_column_sorts(squad):
    squad.locator("thead a", has_text="Athlete").click()
    expect(squad.locator("thead th[aria-sort]")).to_have_text("Athlete")
    shown = [name.split("\n")[0] for name in names(squad)]
    assert shown == sorted(shown)


def test_a_name_is_found(squad):
    squad.locator("#name").fill("nOrA")
    squad.locator("#name").press("Enter")
    expect(squad.locator("#shown")).to_contain_text("1 of 6")
    assert [name.split("\n")[0] for name in names(squad)] == ["Nora New"]


def test_every_control_is_reached_by_keyboard_in_order(served, new_page):
    page = new_page()
    page.goto(f"{served.address}/squads/track-club.html")
    wanted = page.locator("a[href]:visible, button:visible, input:visible:not([type=hidden]), select:visible").count()
    tops = []
    for _ in range(wanted):
        page.keyboard.press("Tab")
        box = page.evaluate(
            "(() => { const b = document.activeElement.getBoundingClientRect(); return b.y + scrollY; })()"
        )
        assert page.evaluate("document.activeElement !== document.body")
        tops.append(box)
    assert all(later >= earlier - 60 for earlier, later in pairwise(tops))  # top to bottom
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement === document.body || !document.hasFocus()")
