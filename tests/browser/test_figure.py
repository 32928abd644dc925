"""The body figure under a thumb and under a keyboard, with scripts and without."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from niggle.reports.entry.figure import WIDTH, places

type Open = Callable[..., Page]

MARKS = [(place.key, mark.box) for place in places() for mark in place.marks]


@pytest.fixture
def open_form(new_page: Callable[..., Page], served_to_look_at: Any, runs_of: Callable[..., Any]) -> Open:
    """The form on a phone."""

    def opened(*, scripts: bool) -> Page:
        run_id = runs_of(served_to_look_at, "cleo")[-1]["run_id"]
        page = new_page(on_phone=True, has_touch=True, scripts=scripts)
        page.goto(f"{served_to_look_at.address}/runs/{run_id}/pain.html")
        return page

    return opened


@pytest.mark.parametrize("scripts", [True, False])
def test_a_tap_in_a_target_chooses_its_place(open_form: Open, scripts: bool) -> None:
    page = open_form(scripts=scripts)
    page.set_viewport_size({"width": WIDTH, "height": 1400})  # all of it in view: a tap does not scroll
    box = page.locator(".figure").bounding_box()
    assert box is not None
    assert box["width"] == WIDTH

    for key, (x, y, width, height) in MARKS:
        # Not at the very edge: there Chromium gives a finger's tap to whichever neighbour it thinks was meant.
        for across, down in ((x + width / 4, y + height / 4), (x + 3 * width / 4, y + 3 * height / 4)):
            if scripts:
                page.select_option("select[name=site]", "")  # so that a second tap does not take it off again
            page.touchscreen.tap(box["x"] + across, box["y"] + down)
            expect(page.locator(".spot:checked")).to_have_value(key)


@pytest.mark.parametrize("scripts", [True, False])
def test_every_place_can_be_reached_by_keyboard_and_has_a_name(open_form: Open, scripts: bool) -> None:
    page = open_form(scripts=scripts)
    page.get_by_role("radio", name="Left foot", exact=True).focus()
    seen = []
    for _ in places():
        page.keyboard.press("ArrowDown")
        seen.append(page.locator(".spot:checked").get_attribute("aria-label"))

    assert len(set(seen)) == len(places())
    assert None not in seen
    assert "Right Achilles" in seen


def test_the_figure_and_the_list_say_the_same(open_form: Open) -> None:
    page = open_form(scripts=True)
    site, side = page.locator("select[name=site]"), page.locator("select[name=side]")

    page.get_by_role("radio", name="Right calf", exact=True).check(force=True)
    expect(site).to_have_value("calf")
    expect(side).to_have_value("right")

    site.select_option("knee")
    expect(page.locator(".spot:checked")).to_have_value("right knee")

    side.select_option("both")
    expect(page.locator(".spot:checked")).to_have_count(0)
    expect(page.locator(".figure-says")).to_have_text("Knee, Both sides")


def test_a_place_can_be_tapped_away_but_not_by_a_slip(open_form: Open) -> None:
    page = open_form(scripts=True)
    page.clock.install()
    knee = page.locator("label[for=at-left-knee] .hit").first
    knee.tap()
    knee.tap()
    expect(page.locator(".spot:checked")).to_have_value("left knee")

    page.clock.run_for(1000)
    knee.tap()

    expect(page.locator(".spot:checked")).to_have_count(0)
    expect(page.locator("select[name=site]")).to_have_value("")
