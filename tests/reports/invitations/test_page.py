"""Invitations to print: a card each, with a code that says the link."""

import re

from niggle.reports.invitations.page import Invitation, invitations_page, qr_svg, qr_text

LINK = "https://niggle.example.org/enter/abc.def"


def test_each_athlete_has_a_card_with_a_code_and_a_link_to_type(parse):
    page = parse(invitations_page("Invitations", [Invitation("Ada", LINK), Invitation("<b>Ben", f"{LINK}2")]))
    assert page.texts("h2") == ["Ada", "<b>Ben"]
    assert page.texts("code") == [LINK, f"{LINK}2"]


def test_another_link_is_another_code_and_the_same_the_same():
    assert qr_svg(LINK) == qr_svg(LINK)
    assert qr_svg(LINK) != qr_svg(f"{LINK}x")
    assert re.fullmatch(r"<svg [^<>]*><path [^<>]*/></svg>", qr_svg(LINK).strip())
    assert qr_text(LINK).count("\n") > 10
