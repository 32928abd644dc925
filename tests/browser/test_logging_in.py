"""Coming in where everybody has to log in, as a coach by password and as an athlete by a link, and going out again."""

import pytest
from playwright.sync_api import expect

from niggle.web.accounts import Accounts
from niggle.web.session import Authenticator

PASSWORD = "a long way home"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_coach_logs_in_sees_the_squad_and_leaves(guarded, new_page, pictures, serious_findings, scheme):
    accounts = Accounts(guarded.config.store.path)
    accounts.add("coach", "coach", PASSWORD, squads=("track-club",), athlete=None)
    page = new_page(on_phone=True, scheme=scheme)
    page.goto(f"{guarded.address}/squads/track-club.html")
    page.screenshot(path=pictures / f"login-phone-{scheme}.png", full_page=True)
    assert serious_findings(page) == []
    page.get_by_label("Name").fill("coach")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert serious_findings(page) == []
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/squads/track-club.html")
    expect(page.locator("table.squad tr[data-kind]")).to_have_count(6)
    page.screenshot(path=pictures / f"squad-of-a-coach-phone-{scheme}.png", full_page=True)
    assert serious_findings(page) == []
    page.get_by_role("button", name="Log out").click()
    page.goto(f"{guarded.address}/squads/track-club.html")
    expect(page.get_by_role("button", name="Log in")).to_be_visible()


def test_an_athletes_link_leads_to_their_own_page_and_no_further(guarded, new_page, serious_findings):
    link = Authenticator(guarded.config.model_copy()).link_of("cleo")
    page = new_page(on_phone=True)
    page.goto(f"{guarded.address}/enter/{link}")
    expect(page.locator("h1")).to_have_text("Cleo")
    assert serious_findings(page) == []
    for address in page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)"):
        answer = page.request.get(address.split("#")[0])
        assert answer.ok, address
    for other in ("athletes/dana.html", "squads/track-club.html"):
        assert page.request.get(f"{guarded.address}/{other}").status == 404
