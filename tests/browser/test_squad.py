"""A coach at work: show some, find a name, sort; with a script at once, without one by asking the server."""

import pytest
from playwright.sync_api import Page, expect

SQUAD = "squads/track-club.html"


def shown(page: Page) -> list[str]:
    """The names of the lines that can be seen, from the top."""
    return page.eval_on_selector_all(
        "table.squad tbody.fold tr",
        "rows => rows.filter(row => row.getClientRects().length && row.offsetHeight)"
        ".map(row => row.querySelector('th').firstElementChild.textContent)",
    )


@pytest.mark.parametrize("on_phone", [True, False], ids=["phone", "desk"])
def test_a_kind_is_shown_at_once_and_told_to_the_address(served_to_look_at, new_page, on_phone):
    page = new_page(on_phone=on_phone)
    page.goto(f"{served_to_look_at.address}/{SQUAD}")
    everybody = shown(page)
    assert everybody[0] == "Dana"
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.get_by_role("link", name="Concern").click()
    assert shown(page) == ["Dana"]
    assert page.url.endswith("?status=concern")
    assert page.get_by_role("status").text_content() == f"1 of {len(everybody)}"
    assert page.get_by_role("link", name="Concern").get_attribute("aria-current") == "true"
    page.get_by_role("link", name="All").click()
    assert shown(page) == everybody
    assert page.url.endswith(SQUAD)
    assert [url for url in requests if not url.endswith("/icon.svg")] == []  # which goes with an address
    page.get_by_role("link", name="Clear").click()
    page.reload()
    assert "Dana" not in shown(page)


def test_a_name_is_found_while_it_is_typed_and_stays_out_of_the_address(served_to_look_at, new_page):
    page = new_page()
    page.goto(f"{served_to_look_at.address}/{SQUAD}")
    page.get_by_label("Name").fill("cL")
    assert shown(page) == ["Cleo"]
    page.get_by_label("Name").press("Enter")
    assert "cL" not in page.url
    page.get_by_label("Name").fill("nobody of that name")
    assert shown(page) == []
    assert page.get_by_text("Nobody here is like that").is_visible()


def test_it_is_sorted_by_its_head_or_on_a_phone_by_a_list(served_to_look_at, new_page):
    page = new_page()
    page.goto(f"{served_to_look_at.address}/{SQUAD}")
    page.get_by_role("link", name="Athlete").click()
    assert shown(page) == sorted(shown(page))
    assert page.get_by_role("columnheader", name="Athlete").get_attribute("aria-sort") == "ascending"
    assert page.get_by_role("columnheader", name="Status").get_attribute("aria-sort") is None
    by_head = shown(page)
    page.get_by_role("link", name="Athlete").click()
    assert shown(page) == by_head[::-1]
    assert page.get_by_role("columnheader", name="Athlete").get_attribute("aria-sort") == "descending"
    page = new_page(on_phone=True)
    page.goto(f"{served_to_look_at.address}/{SQUAD}")
    page.get_by_label("Sort by").select_option("name")
    assert shown(page) == by_head
    assert page.url.endswith("?sort=name")


def test_everything_works_without_a_script(served_to_look_at, new_page):
    page = new_page(scripts=False)
    page.goto(f"{served_to_look_at.address}/{SQUAD}")
    lines = page.locator("table.squad tbody.fold tr:visible")
    everybody = lines.count()
    page.get_by_role("link", name="Concern").click()
    expect(lines).to_have_count(1)
    page.get_by_role("link", name="All").click()
    page.get_by_label("Name").fill("cleo")
    page.get_by_role("button", name="Show").click()
    expect(lines).to_have_count(1)
    page.get_by_label("Name").fill("")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Athlete").click()
    expect(lines).to_have_count(everybody)
    assert page.locator("table.squad tbody.fold tr:visible th").first.text_content().strip() == "Ada"


def test_more_filters_are_found_without_a_script_and_with_one(served_to_look_at, new_page):
    for scripts in (True, False):
        page = new_page(scripts=scripts)
        page.goto(f"{served_to_look_at.address}/{SQUAD}")
        page.get_by_text("More filters").click()
        page.get_by_label("Worst pain at least").fill("3")
        if not scripts:
            page.get_by_role("button", name="Show").click()
        assert shown(page) == ["Dana"]
        assert "score=3" in page.url
        page.goto(f"{served_to_look_at.address}/{SQUAD}?silent=3")
        silent = shown(page)
        assert silent
        assert "Dana" not in silent
        assert page.get_by_label("Silent for at least (runs)").input_value() == "3"


def test_seen_is_one_tap_that_leads_back_and_a_note_is_kept(served, new_page):
    page = new_page(on_phone=True)
    page.goto(f"{served.address}/{SQUAD}")
    page.get_by_role("link", name="Concern").click()
    page.get_by_role("button", name="Seen: Dana").click()
    page.wait_for_url(f"**/{SQUAD}?status=concern")
    assert page.get_by_text("by the keeper").is_visible()
    assert page.get_by_role("button", name="Seen: Dana").count() == 0
    page.get_by_role("link", name="Note or date for Dana").click()
    page.get_by_label("Note", exact=True).check()
    page.get_by_label("Note for the coaches").fill("rests until Sunday")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(f"**/{SQUAD}")
    page.get_by_role("link", name="Concern").click()
    page.get_by_role("link", name="Note or date for Dana").click()
    assert page.get_by_text("rests until Sunday").is_visible()


def test_a_choice_is_made_on_a_phone_without_a_script(served, new_page):
    page = new_page(on_phone=True, scripts=False)
    page.goto(f"{served.address}/athletes/dana/coach.html")
    page.get_by_label("Nothing").check()
    page.get_by_role("button", name="Save").click()
    assert page.get_by_text("You chose this on").is_visible()
    page.goto(f"{served.address}/{SQUAD}")
    assert "shares nothing" in page.locator("table.squad tr", has_text="Dana").text_content()


def test_a_file_shows_a_kind_without_a_script(page_files, new_page):
    page = new_page(scripts=False, on_phone=True)
    page.goto((page_files / SQUAD).as_uri())
    page.get_by_text("Concern 1").click()
    assert page.locator("table.squad tbody.fold tr:visible").count() == 1


def test_the_keyboard_reaches_every_filter_and_every_athlete(served_to_look_at, new_page):
    page = new_page()
    page.goto(f"{served_to_look_at.address}/{SQUAD}")
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))
    assert {"Concern 1", "Dana", "Athlete"} <= {" ".join(text.split()) for text in reached}
